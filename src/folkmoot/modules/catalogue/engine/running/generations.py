"""Generations of tables on disk: leased while they are read, removed when nobody reads them any more.

A generation never changes, and a new one never takes the name of an old one. A process that reads one holds a shared lock
on its table.json (flock(2)); the lock goes with the process, however it ends. Whoever removes needs the lock for itself.
"""

import contextlib
import fcntl
import os
import re
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Self

NAME = re.compile(r"[0-9a-f]{64}")
"""A generation's folder is named by the sha-256 of what it was made from."""
ABOUT = "table.json"
TABLE = "table.duckdb"
PARQUET = "table.parquet"


class Gone(LookupError):
    """The generation is not there (any more): ask which one is active now."""


class Lease:
    """A generation that stays while this is open; `folder` holds its files."""

    def __init__(self, root: Path, generation: str) -> None:
        """Raises Gone for a generation that is not there, ValueError for a name that is none."""
        if not NAME.fullmatch(generation):
            raise ValueError("a generation is named by 64 hexadecimal digits")
        self.generation = generation
        self.folder = root / generation
        path = self.folder / ABOUT
        try:
            self._lock = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            raise Gone(f"there is no generation {generation}") from None
        try:
            # Removing takes a moment at most, and then the file is another one or none.
            fcntl.flock(self._lock, fcntl.LOCK_SH)
            there = path.stat()
        except FileNotFoundError:
            self.close()
            raise Gone(f"generation {generation} was removed") from None
        if there.st_ino != os.fstat(self._lock).st_ino:
            self.close()
            raise Gone(f"generation {generation} was removed")

    def close(self) -> None:
        """Give it back; a second time does nothing."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def retire(root: Path, keep: Collection[str]) -> list[str]:
    """Remove every generation that is neither kept nor leased by any process; returns the names of those removed.

    What somebody still reads stays for the next time. A folder is renamed first, so that nobody meets half of one.
    """
    removed = []
    for folder in sorted(one for one in root.iterdir() if NAME.fullmatch(one.name) and one.name not in keep):
        try:
            lock = os.open(folder / ABOUT, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            # It is being written, or another process removes it.
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            gone = folder.with_name(f".{folder.name}.gone")
            with contextlib.suppress(FileNotFoundError):
                folder.rename(gone)
                removed.append(folder.name)
            shutil.rmtree(gone, ignore_errors=True)
        finally:
            os.close(lock)
    return removed
