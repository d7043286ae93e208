"""Files that are there whole or not at all."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from folkmoot.modules.catalogue.engine.faults import refuse

STEPS = "steps.json"
PART = ".part"


def synced(path: Path) -> None:
    """Make a file or folder outlive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def kept(path: Path, data: bytes) -> None:
    """Write a file under another name and give it its own when it is on disk."""
    part = path.with_name(path.name + PART)
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    synced(path.parent)


def finished(path: Path) -> Path:
    """Give the part of a file that a library wrote its name; returns the path."""
    part = path.with_name(path.name + PART)
    synced(part)
    part.replace(path)
    synced(path.parent)
    return path


class Steps:
    """What of a build is done, on disk: a build that was killed goes on after its last finished step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = folder / STEPS
        self._done: dict[str, Any] = json.loads(self._path.read_bytes()) if self._path.exists() else {}
        for part in folder.rglob("*" + PART):
            part.unlink()
        shutil.rmtree(folder / "spill", ignore_errors=True)

    def get(self, name: str) -> Any:
        """What a finished step left, or None."""
        return self._done.get(name)

    def done(self, name: str, left: Any) -> Any:
        """A step is finished, and this is what it left (JSON); returns it as a restart will read it."""
        self._done[name] = left
        data = json.dumps(self._done).encode()
        kept(self._path, data)
        self._done = json.loads(data)
        return self._done[name]

    def forget(self, *names: str) -> None:
        """Steps are to be done again."""
        for name in names:
            self._done.pop(name, None)
        kept(self._path, json.dumps(self._done).encode())


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Work in a folder that nobody else works in; the lock goes with the process that holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            refuse("file", "another process is reading this file just now; wait until it is done")
        yield
