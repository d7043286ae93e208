"""Making a backup while the installation runs.

First the database as it is at one moment, then the files: bytes of a file are written before the row that names it,
so every row of the database finds its bytes, but for what was erased meanwhile. The same holds for tables: a generation
gets its name when it is whole, and the fact that names it comes after.
"""

import fcntl
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO

from django.conf import settings

from folkmoot.files.storage import NAME as FILE_NAME
from folkmoot.record import clock, keys
from folkmoot.site.backup.archive import (
    MANIFEST,
    NAME,
    POSTGRES,
    SQLITE,
    BackupError,
    Contents,
    HashingReader,
    Member,
    manifest_of,
)
from folkmoot.site.backup.databases import Snapshot, of_postgres, of_sqlite

Archive = tarfile.TarFile
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Written:
    """A backup that is complete: where, how many bytes, and what its manifest says."""

    path: Path
    size: int
    contents: Contents


def write(target: Path, *, with_keys: bool = False) -> Written:
    """Write a backup that gets its name when it is complete and on the disk. Raises BackupError."""
    if target.exists():
        raise BackupError(f"{target} exists already: give a new name, backups are not written over")
    if not target.parent.is_dir():
        raise BackupError(f"there is no directory {target.parent}: make it first")
    draft = target.with_name(f".{target.name}.draft")
    with _alone(draft) as file, _workroom(target) as room:
        snapshot = _database(room)
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
            contents = _fill(archive, snapshot, with_keys=with_keys)
        file.flush()
        os.fsync(file.fileno())
        # A link fails when the name was taken meanwhile, where a rename would write over it.
        os.link(draft, target)
    return Written(target, target.stat().st_size, contents)


@contextmanager
def _alone(draft: Path) -> Iterator[IO[bytes]]:
    """The open draft, which only its owner can read; it is gone at the end, under its own name."""
    with open(draft, "ab", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(f"another backup writes {draft}: wait for it") from error
        # What a process left that died half-way is begun anew.
        file.truncate(0)
        try:
            yield file
        finally:
            draft.unlink(missing_ok=True)


@contextmanager
def _workroom(target: Path) -> Iterator[Path]:
    prefix = f".{target.name}.work-"
    for left in target.parent.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=prefix) as room:
        yield Path(room)


def _database(room: Path) -> Snapshot:
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        return of_sqlite(Path(database["NAME"]), room / SQLITE)
    return of_postgres(database, room / POSTGRES)


def _fill(archive: Archive, snapshot: Snapshot, *, with_keys: bool) -> Contents:
    made = clock.now()
    found = [_add(archive, snapshot.path.name, snapshot.path, made)]
    where = "in this backup"
    if settings.FOLKMOOT_FILES_S3:
        where = f"not in this backup: {settings.FOLKMOOT_FILES_S3}"
    else:
        for path in sorted(Path(settings.FOLKMOOT_FILES).glob("??/*/*")):
            if FILE_NAME.fullmatch(f"{path.parent.name}/{path.name}"):
                name = f"files/{path.parent.parent.name}/{path.parent.name}/{path.name}"
                try:
                    found.append(_add(archive, name, path, made))
                except FileNotFoundError:
                    # It was erased since the list was made, which must count here as well.
                    continue
    found += _tables(archive, made)
    if with_keys:
        for path in sorted(Path(settings.FOLKMOOT_KEYS).iterdir()):
            if path.is_file() and not path.name.startswith("."):
                found.append(_add(archive, f"keys/{path.name}", path, made))
    signer = keys.signer()
    contents = Contents(
        made=made.isoformat(timespec="seconds"),
        version=_version(),
        log=signer.name,
        key=signer.verifier.vkey,
        size=snapshot.size,
        root=snapshot.root.hex(),
        keys=with_keys,
        files=where,
        members=tuple(found),
        tables=True,
    )
    _add_bytes(archive, MANIFEST, manifest_of(contents), made)
    return contents


def _tables(archive: Archive, made: datetime) -> list[Member]:
    """Every whole generation, and every file as it was handed in."""
    found: list[Member] = []
    root = Path(settings.FOLKMOOT_TABLES)
    for folder in sorted((root / "generations").glob("*")):
        if not _SHA256.fullmatch(folder.name):
            continue
        with ExitStack() as opened:
            try:
                # All of them are open before the first is read: nobody can take the rest away any more.
                files = [
                    (one, opened.enter_context(one.open("rb"))) for one in sorted(folder.glob("table.*"))
                ]
            except FileNotFoundError:
                continue
            if not {"table.json", "table.parquet"} <= {path.name for path, _source in files}:
                continue
            for path, source in files:
                name = f"tables/generations/{folder.name}/{path.name}"
                if NAME.match(name):
                    found.append(_add_open(archive, name, source, made))
    for path in sorted((root / "originals").glob("*")):
        if _SHA256.fullmatch(path.name):
            try:
                found.append(_add(archive, f"tables/originals/{path.name}", path, made))
            except FileNotFoundError:
                continue
    return found


def _version() -> str:
    """The installed version of the program; a checkout that runs in place has none."""
    try:
        return version("folkmoot")
    except PackageNotFoundError:
        return "source"


def _entry(name: str, size: int, made: datetime) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(made.timestamp())
    return entry


def _add(archive: Archive, name: str, path: Path, made: datetime) -> Member:
    with path.open("rb") as source:
        return _add_open(archive, name, source, made)


def _add_open(archive: Archive, name: str, source: IO[bytes], made: datetime) -> Member:
    reader = HashingReader(source)
    size = os.fstat(source.fileno()).st_size
    archive.addfile(_entry(name, size, made), reader)
    return Member(name, size, reader.digest.hexdigest())


def _add_bytes(archive: Archive, name: str, data: bytes, made: datetime) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        archive.addfile(_entry(name, len(data), made), file)
