"""The index of places: for each row with a place its number, its box in degrees, and whether it is a point, line or area."""

import contextlib
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from folkmoot.modules.catalogue import engines
from folkmoot.modules.catalogue.engine.running.generations import NAME, Gone
from folkmoot.modules.catalogue.formats.names import digest
from folkmoot.modules.catalogue.models import Table
from folkmoot.modules.catalogue.placing.reading import CROSSING, shapes_of

FORM = 1
"""Counts how the index is written; another number is made anew."""
AT_ONCE = 3_000
"""Rows of a table up to which a page makes the index itself, in a moment."""
PIECE, SECONDS, EXAMPLES = 10_000, 3_600.0, 20
POINT, LINE, AREA = 0, 1, 2
_ABOUT = "index.json"
_KINDS = np.array([POINT, LINE, LINE, AREA, POINT, LINE, AREA, AREA], dtype=np.uint8)
"""From shapely's numbers of types, from 0 on: point, line, ring, polygon, and their collections."""


@dataclass(frozen=True, slots=True)
class Index:
    """Rows with a place in the order of their numbers. ``boxes`` are west, south, east, north in degrees of WGS 84.

    ``wrong`` counts values by what is wrong with them, of which ``examples`` tells some: (number of the row, what).
    """

    ids: NDArray[np.int64]
    boxes: NDArray[np.float64]
    kinds: NDArray[np.uint8]
    wrong: Mapping[str, int]
    examples: Sequence[tuple[int, str]]

    @property
    def only_points(self) -> bool:
        """Whether no row has a line or an area."""
        return not self.kinds.any()


def column_of(fields: Sequence[Mapping[str, Any]]) -> str:
    """The first column of points or geometries; empty where there is none."""
    return next((str(one["name"]) for one in fields if one["type"] in {"point", "geometry"}), "")


def folder() -> Path:
    """Where indexes are kept."""
    return engines.generations().parent / "places"


def _at(generation: str, column: str) -> Path:
    return folder() / generation / f"{digest(column)}-{FORM}"


def ready(generation: str, column: str) -> Index | None:
    """The index of a column, made in a moment where the table is small; None while a worker has to make it first.

    Raises Gone for a generation that is not there.
    """
    there = _at(generation, column)
    if not (there / _ABOUT).exists():
        if engines.manifest(generation)["rows"] > AT_ONCE:
            return None
        made(generation, column)
    try:
        return _read(there)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=32)
def _read(there: Path) -> Index:
    told = json.loads((there / _ABOUT).read_bytes())
    ids, boxes, kinds = (np.load(there / f"{name}.npy", mmap_mode="r") for name in ("ids", "boxes", "kinds"))
    return Index(ids, boxes, kinds, told["wrong"], [(int(row), str(why)) for row, why in told["examples"]])


def made(generation: str, column: str) -> bool:
    """Make the index of a column, whole or not at all; False where it is there. Raises Gone and TooLong."""
    there = _at(generation, column)
    if (there / _ABOUT).exists():
        return False
    ids, boxes, kinds = [], [], []
    wrong: Counter[str] = Counter()
    examples: list[tuple[int, str]] = []
    name = column.replace('"', '""')
    sql = f'SELECT _id, "{name}" FROM rows WHERE "{name}" IS NOT NULL ORDER BY _id'
    for piece in engines.local().stream(generation, sql, SECONDS, PIECE):
        numbers = np.array([row[0] for row in piece], dtype=np.int64)
        found, faults = shapes_of([row[1] for row in piece])
        faults.sort()
        wrong.update(why for _place, why in faults)
        examples += [(int(numbers[at]), why) for at, why in faults[: EXAMPLES - len(examples)]]
        placed = np.array([one is not None for one in found], dtype=bool)
        shapes = np.array([one for one in found if one is not None], dtype=object)
        ids.append(numbers[placed])
        boxes.append(shapely.bounds(shapes).reshape(-1, 4))
        kinds.append(_KINDS[shapely.get_type_id(shapes)] if len(shapes) else np.empty(0, dtype=np.uint8))
    told = {"wrong": dict(wrong), "examples": examples, "column": column}
    there.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".part-", dir=there.parent))
    try:
        np.save(scratch / "ids.npy", np.concatenate(ids) if ids else np.empty(0, dtype=np.int64))
        np.save(scratch / "boxes.npy", np.concatenate(boxes) if boxes else np.empty((0, 4)))
        np.save(scratch / "kinds.npy", np.concatenate(kinds) if kinds else np.empty(0, dtype=np.uint8))
        (scratch / _ABOUT).write_text(json.dumps(told))
        # Whoever was first has made the same; a folder that is not empty cannot be replaced.
        with contextlib.suppress(OSError):
            scratch.rename(there)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return True


def make_missing() -> int:
    """Make the indexes of the tables that are shown, and forget those of generations that are gone; how many."""
    count = 0
    for generation in Table.objects.exclude(generation="").values_list("generation", flat=True).distinct():
        try:
            column = column_of(engines.manifest(generation)["fields"])
            count += bool(column) and made(generation, column)
        except Gone:
            continue
    if folder().is_dir():
        for one in folder().iterdir():
            if NAME.fullmatch(one.name) and not (engines.generations() / one.name).is_dir():
                shutil.rmtree(one, ignore_errors=True)
                count += 1
    return count


def crossing(wrong: Mapping[str, int]) -> int:
    """How many shapes are drawn although their edges cross."""
    return int(wrong.get(CROSSING, 0))
