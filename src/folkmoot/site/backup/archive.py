"""The form of a backup: a tar file whose last member, ``manifest.json``, names every other with its SHA-256.

Because the manifest comes last, a file that was cut off has none and is not taken for a backup.
"""

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

FORMAT = "folkmoot-backup/1"
MANIFEST = "manifest.json"
SQLITE, POSTGRES = "database.sqlite3", "database.pgdump"
NAME = re.compile(
    r"(database\.sqlite3|database\.pgdump|keys/[A-Za-z0-9_][A-Za-z0-9_.-]{0,80}|files/[0-9a-f]{2}/[0-9a-f]{32}/[a-z]{1,16}|"
    r"tables/generations/[0-9a-f]{64}/table\.(json|parquet|duckdb)|tables/originals/[0-9a-f]{64})\Z"
)
"""Members that a backup may hold; anything else could be meant to land somewhere else."""
_CHUNK = 1024 * 1024
_MOST_MANIFEST = 256 * 1024 * 1024


class BackupError(ValueError):
    """A backup that is not whole, or cannot be made or restored here; the text says why and what would be right."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the tar file: its size in bytes and the SHA-256 of its bytes in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a manifest says. ``size`` and ``root`` are those of the newest checkpoint, 0 and empty before the first."""

    made: str
    version: str
    log: str
    key: str
    size: int
    root: str
    keys: bool
    files: str
    members: tuple[Member, ...]
    tables: bool = False
    """Whether the folder of tables is in it; backups of earlier versions had none."""

    @property
    def database(self) -> str:
        """Which database it holds: the name of the member."""
        return next(one.name for one in self.members if one.name in {SQLITE, POSTGRES})


def manifest_of(contents: Contents) -> bytes:
    """The manifest as bytes."""
    return (json.dumps({"format": FORMAT, **asdict(contents)}, indent=1) + "\n").encode()


class HashingReader(io.RawIOBase):
    """Reads a file and hashes what passes."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        return data


def check(path: Path) -> Contents:
    """Read the whole file and compare every member with the manifest. Raises BackupError with what is wrong."""
    try:
        return _check(path)
    except tarfile.TarError as error:
        raise BackupError(f"{path} is not a whole tar file: {error}") from error


def _check(path: Path) -> Contents:
    found: dict[str, Member] = {}
    manifest = b""
    for entry, source in members(path):
        if manifest:
            raise BackupError(f"{path}: {entry.name} comes after the manifest")
        if entry.name == MANIFEST:
            manifest = source.read(_MOST_MANIFEST)
            continue
        if entry.name in found:
            raise BackupError(f"{path}: {entry.name} is there twice")
        reader = HashingReader(source)
        while reader.read(_CHUNK):
            pass
        found[entry.name] = Member(entry.name, entry.size, reader.digest.hexdigest())
    if not manifest:
        raise BackupError(f"{path} has no manifest at its end: it is not a whole backup of Folkmoot")
    contents = _read(path, manifest)
    named = {one.name: one for one in contents.members}
    for name in sorted(named.keys() | found.keys()):
        if name not in found:
            raise BackupError(f"{path}: {name} is missing")
        if name not in named:
            raise BackupError(f"{path}: the manifest does not name {name}")
        if named[name] != found[name]:
            raise BackupError(f"{path}: {name} is not what was backed up: its SHA-256 differs")
    if len({SQLITE, POSTGRES} & named.keys()) != 1:
        raise BackupError(f"{path}: there must be one database in it")
    return contents


def members(path: Path) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """Every member in order with its bytes. Raises BackupError for what no backup holds."""
    try:
        with tarfile.open(path, "r:") as archive:
            for entry in archive:
                if not entry.isreg() or not (entry.name == MANIFEST or NAME.match(entry.name)):
                    raise BackupError(f"{path}: {entry.name[:80]!r} does not belong into a backup")
                source = archive.extractfile(entry)
                if source is None:
                    raise BackupError(f"{path}: {entry.name} cannot be read")
                yield entry, source
    except tarfile.TarError as error:
        raise BackupError(f"{path} is not a whole tar file: {error}") from error
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror or error}") from error


def _read(path: Path, data: bytes) -> Contents:
    try:
        document: dict[str, Any] = json.loads(data)
        if document.pop("format") != FORMAT:
            raise BackupError(f"{path} has another format: this program reads {FORMAT}")
        document["members"] = tuple(Member(**one) for one in document["members"])
        return Contents(**document)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, BackupError):
            raise
        raise BackupError(f"{path}: its manifest cannot be read") from error
