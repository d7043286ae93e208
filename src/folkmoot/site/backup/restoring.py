"""Restoring a backup into an empty place: nothing is there under its name until all of it was verified."""

import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import dj_database_url

from folkmoot.site.backup import databases
from folkmoot.site.backup.archive import POSTGRES, SQLITE, BackupError, Contents, check, members

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored and verified: the manifest, and how many facts wait to be sealed."""

    contents: Contents
    waiting: int


def restore(path: Path, data: Path, *, environment: Mapping[str, str]) -> Restored:
    """Restore into an empty directory (and, for PostgreSQL, the empty database of DATABASE_URL). Raises BackupError.

    Every hash is compared first. Then the record is verified with the log's key, and every projected table computed
    again and compared. Whatever fails, nothing is left behind.
    """
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise BackupError(f"{data} is not empty: restore into a new directory, nothing is written over")
    contents = check(path)
    database = _database_for(contents, environment)
    draft = data.with_name(f".{data.name}.restoring")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    filled = False
    try:
        _extract(path, draft, contents)
        if database is not None:
            filled = True
            databases.into_postgres(draft / POSTGRES, database)
            (draft / POSTGRES).unlink()
        waiting = _verify(draft, contents, environment)
        if data.exists():
            data.rmdir()
        draft.rename(data)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        if filled and database is not None:
            databases.empty_postgres(database)
        raise
    return Restored(contents, waiting)


def _database_for(contents: Contents, environment: Mapping[str, str]) -> databases.Database | None:
    url = environment.get("DATABASE_URL", "")
    if contents.database == SQLITE:
        if url and not url.startswith("sqlite"):
            raise BackupError(
                "this backup holds a SQLite database and DATABASE_URL names another: take DATABASE_URL away"
            )
        return None
    if not url.startswith(("postgres://", "postgresql://")):
        raise BackupError(
            "this backup holds a PostgreSQL database: set DATABASE_URL to an empty one, postgres://…"
        )
    database: databases.Database = dict(dj_database_url.parse(url))
    if tables := databases.postgres_tables(database):
        raise BackupError(
            f"the database of DATABASE_URL is not empty (it has {tables[0]}): give an empty one"
        )
    return database


def _extract(path: Path, draft: Path, contents: Contents) -> None:
    expected = {one.name: one.sha256 for one in contents.members}
    for entry, source in members(path):
        if entry.name not in expected:
            continue
        target = draft / ("folkmoot.sqlite3" if entry.name == SQLITE else entry.name)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with open(target, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if digest.hexdigest() != expected[entry.name]:
            raise BackupError(f"{path}: {entry.name} changed while it was read")


def _verify(draft: Path, contents: Contents, environment: Mapping[str, str]) -> int:
    """Verify in a process of its own, because its settings are those of the restored place."""
    with tempfile.TemporaryDirectory() as room:
        surroundings = dict(environment) | {
            "FOLKMOOT_DATA": str(draft),
            "FOLKMOOT_KEYS": str(draft / "keys" if contents.keys else Path(room) / "keys"),
            "FOLKMOOT_SECRET_KEY": secrets.token_hex(32),
            "FOLKMOOT_RECORD_ORIGIN": contents.log,
        }
        if contents.database == SQLITE:
            surroundings.pop("DATABASE_URL", None)
        words = [
            sys.executable,
            "-m",
            "folkmoot.site.backup.verifying",
            str(Path(room) / "log"),
            contents.key,
            "tables" if contents.tables else "",
        ]
        done = subprocess.run(words, env=surroundings, capture_output=True, text=True, check=False)  # noqa: S603 - our own words.
    if done.returncode:
        raise BackupError(f"what was restored cannot be verified: {done.stderr.strip()[-1000:]}")
    found = json.loads(done.stdout.splitlines()[-1])
    if (found["size"], found["root"]) != (contents.size, contents.root):
        raise BackupError(
            f"the restored record has {found['size']:,} entries with root {found['root'][:16]}, the backup says "
            f"{contents.size:,} with {contents.root[:16]}"
        )
    if found["problem"]:
        raise BackupError(f"the restored record is wrong: {found['problem']}")
    return int(found["waiting"])
