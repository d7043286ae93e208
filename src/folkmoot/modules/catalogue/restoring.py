"""Whether the files of every version that the record names are here and what they were."""

import hashlib
from collections.abc import Iterator

from folkmoot.modules.catalogue import engines, originals
from folkmoot.modules.catalogue.engine.faults import Damaged
from folkmoot.modules.catalogue.engine.generation import verify
from folkmoot.modules.catalogue.models import Version


def problems() -> Iterator[str]:
    """What is missing or not what its name promises, in sentences."""
    seen: set[str] = set()
    root = engines.generations()
    for row in Version.objects.order_by("key").iterator():
        where = f"version {row.number} of {row.dataset}/{row.table}"
        if row.generation not in seen:
            seen.add(row.generation)
            try:
                verify(root / row.generation)
            except FileNotFoundError:
                yield f"{where}: the generation {row.generation[:16]} is not here"
            except Damaged as error:
                yield f"{where}: {error}"
        # The file of a version of the record is not kept: its rows are those of the generation.
        path = originals.path_of(row.original)
        if row.reason != "record" and row.original not in seen:
            seen.add(row.original)
            if not path.is_file():
                yield f"{where}: the file that was handed in, {row.original[:16]}, is not here"
                continue
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != row.original:
                    yield f"{where}: the file that was handed in is not what it was"
