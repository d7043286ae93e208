"""Files as they were handed in, kept outside the database under the SHA-256 of what they hold."""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from folkmoot.record.refusal import Refusal, Refused

PART = ".part"


@dataclass(frozen=True, slots=True)
class Original:
    """A file that is kept: its SHA-256 in hex and its length in bytes."""

    sha256: str
    bytes: int


def folder() -> Path:
    """Where originals lie."""
    return Path(settings.FOLKMOOT_TABLES) / "originals"


def path_of(sha256: str) -> Path:
    """Where an original lies, whether it is there or not."""
    return folder() / sha256


def most() -> int:
    """Bytes that a file may have."""
    return int(settings.FOLKMOOT_TABLE_MB) << 20


def keep(chunks: Iterable[bytes], *, limit: int | None = None) -> Original:
    """Keep what comes, whole or not at all. Raises Refused for an empty or too large file; 0 is no limit."""
    limit = most() if limit is None else limit
    with arriving() as (path, file):
        digest, size = hashlib.sha256(), 0
        for chunk in chunks:
            size += len(chunk)
            if limit and size > limit:
                raise too_large()
            digest.update(chunk)
            file.write(chunk)
        if not size:
            raise Refused(
                [Refusal("file", "the file is empty; choose one with a header and at least one record")]
            )
        file.flush()
        os.fsync(file.fileno())
        found = Original(digest.hexdigest(), size)
        target = path_of(found.sha256)
        # A build may be reading the same bytes under this name: they stay where they are.
        if not target.exists():
            path.replace(target)
            _sync(target.parent)
        return found


def too_large() -> Refused:
    """What is said of a file beyond the limit."""
    return Refused(
        [
            Refusal.of(
                "file",
                "the file is larger than %(most)s MB; publish it in parts, zipped, or as Parquet",
                most=most() >> 20,
            )
        ]
    )


@contextmanager
def arriving() -> Iterator[tuple[Path, BinaryIO]]:
    """A new file beside the originals, which is gone afterwards if it has not got its name."""
    folder().mkdir(parents=True, exist_ok=True)
    path = folder() / f"{secrets.token_hex(16)}{PART}"
    try:
        with path.open("xb") as file:
            yield path, file
    finally:
        path.unlink(missing_ok=True)


def sweep(*, kept: Iterable[str], before: datetime) -> int:
    """Remove originals that nothing names and that are older than a moment; how many."""
    named, gone = set(kept), 0
    if not folder().exists():
        return 0
    for path in folder().iterdir():
        if path.name not in named and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
