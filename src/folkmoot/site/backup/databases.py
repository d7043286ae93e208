"""A database as it was at one moment, into a file and back: SQLite by VACUUM INTO, PostgreSQL by pg_dump."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from folkmoot.site.backup.archive import BackupError

_NEWEST = "SELECT size, root FROM record_checkpoint ORDER BY size DESC LIMIT 1"
Database = Mapping[str, Any]
"""One of Django's DATABASES."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A database in a file, and size and root of the newest checkpoint in it."""

    path: Path
    size: int
    root: bytes


def of_sqlite(source: Path, target: Path) -> Snapshot:
    """Copy a running SQLite database: what is committed when it begins, in one read transaction."""
    with closing(sqlite3.connect(source, timeout=60, isolation_level=None)) as connection:
        connection.execute("VACUUM INTO ?", [str(target)])
    with closing(sqlite3.connect(f"file:{target}?mode=ro", uri=True)) as copy:
        if (answer := copy.execute("PRAGMA integrity_check").fetchone()) != ("ok",):
            raise BackupError(f"{source} is damaged: {answer[0][:200]}")
        size, root = copy.execute(_NEWEST).fetchone() or (0, b"")
    return Snapshot(target, int(size), bytes(root))


def of_postgres(database: Database, target: Path) -> Snapshot:
    """Dump a running PostgreSQL database in one repeatable-read snapshot, which the checkpoint is read in as well."""
    program = _program("pg_dump")
    with psycopg.connect(**_address(database)) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        [snapshot] = connection.execute("SELECT pg_export_snapshot()").fetchone() or [""]
        size, root = connection.execute(_NEWEST).fetchone() or (0, b"")
        words = [
            *(program, "--format=custom", "--no-owner", "--no-privileges"),
            *(f"--snapshot={snapshot}", f"--file={target}", *_words(database)),
        ]
        _run(words, database)
    return Snapshot(target, int(size), bytes(root))


def into_postgres(source: Path, database: Database) -> None:
    """Restore a dump into an empty database, in one transaction. Raises BackupError."""
    program = _program("pg_restore")
    _run(
        [
            program,
            "--no-owner",
            "--no-privileges",
            "--single-transaction",
            "--exit-on-error",
            *_words(database),
            str(source),
        ],
        database,
    )


def postgres_tables(database: Database) -> list[str]:
    """Tables that a PostgreSQL database has already."""
    with psycopg.connect(**_address(database)) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return sorted(name for (name,) in rows)


def empty_postgres(database: Database) -> None:
    """Take back a restore that turned out to be wrong: the database was empty before it."""
    with psycopg.connect(**_address(database)) as connection:
        for name in postgres_tables(database):
            connection.execute(psycopg.sql.SQL("DROP TABLE {} CASCADE").format(psycopg.sql.Identifier(name)))


def _address(database: Database) -> dict[str, Any]:
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}
    return {parameter: database[name] for name, parameter in names.items() if database.get(name)}


def _words(database: Database) -> list[str]:
    found = _address(database)
    found.pop("password", None)
    return [f"--{'username' if name == 'user' else name}={value}" for name, value in found.items()]


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupError(
            f"{name} is not installed: it comes with PostgreSQL's client programs, and its version must be at least "
            "the server's"
        )
    return found


def _run(words: list[str], database: Database) -> None:
    # The password goes by the environment of the child: arguments can be read by every user of the machine.
    password = {"PGPASSWORD": database["PASSWORD"]} if database.get("PASSWORD") else {}
    done = subprocess.run(words, env=os.environ | password, capture_output=True, text=True, check=False)  # noqa: S603 - our own words.
    if done.returncode:
        raise BackupError(f"{Path(words[0]).name} failed: {done.stderr.strip()[:1000]}")
