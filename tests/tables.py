"""Databases with all their tables, made once and copied: to migrate takes seconds, to copy a hundredth of one.

What was made is kept for the next run as well, for as long as no migration, model or setting has changed: on SQLite as files beside
pytest's own cache, on PostgreSQL as databases named folkmoot_tables_…, of which a checkout has one for each of its settings.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".pytest_cache" / "tables"
SOURCES = ("src", "tests")
IMPORTED = re.compile(r"^(?:from|import) (folkmoot\.[\w.]+)", re.M)
MAKE = """
import sys
import django
from django.conf import settings
if sys.argv[1]:
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", run_syncdb=True, verbosity=0)
call_command("createcachetable", verbosity=0)
if connection.vendor == "sqlite":
    # Nothing may be left in the journal beside the file, since only the file is copied.
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
"""


def files(settings: str) -> list[Path]:
    """Everything that says how the tables look: migrations and what they use, models, these settings, Django itself."""
    found = {Path(__file__), *(ROOT / "requirements").glob("*.txt")}
    for name in (settings, "folkmoot.site.settings.base", "folkmoot.site.parts"):
        found.update(_module(name))
    for source in SOURCES:
        found.update((ROOT / source).rglob("models.py"), (ROOT / source).rglob("models/*.py"))
        migrations = list((ROOT / source).rglob("migrations/*.py"))
        found.update(migrations)
        for path in migrations:
            for name in IMPORTED.findall(path.read_text(encoding="utf-8")):
                found.update(_module(name))
    return sorted(found)


def fingerprint(settings: str) -> str:
    """Changes when the tables under these settings may have changed: sixteen hexadecimal digits."""
    total = hashlib.sha256(settings.encode())
    for path in files(settings):
        data = path.read_bytes()
        total.update(f"\0{os.path.relpath(path, ROOT)}\0{len(data)}\0".encode() + data)
    return total.hexdigest()[:16]


def prepare(environment: dict[str, str]) -> None:
    """Give the installation of this environment a database with all tables and nothing in them, in place of any it has."""
    address = environment.get("DATABASE_URL", "")
    if address.startswith("postgres"):
        name = urlsplit(address).path.removeprefix("/")
        with _alone():
            made = _on_postgres(environment, address)
            with psycopg.connect(_server(address), autocommit=True) as server:
                server.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                )
                server.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                        sql.Identifier(name), sql.Identifier(made)
                    )
                )
        return
    target = Path(environment["FOLKMOOT_DATA"]) / "folkmoot.sqlite3"
    target.parent.mkdir(parents=True, exist_ok=True)
    copied(environment, target)


def copied(environment: dict[str, str], target: Path) -> None:
    """Put an SQLite database with all tables at ``target``."""
    for rest in ("-wal", "-shm"):
        target.with_name(target.name + rest).unlink(missing_ok=True)
    with _alone():
        shutil.copyfile(_on_sqlite(environment), target)


def template(environment: dict[str, str]) -> str:
    """Name of a database with all tables, on the PostgreSQL server that the environment names."""
    with _alone():
        return _on_postgres(environment, environment["DATABASE_URL"])


def _on_sqlite(environment: dict[str, str]) -> Path:
    settings = environment["DJANGO_SETTINGS_MODULE"]
    made = KEPT / f"{settings}-{fingerprint(settings)}.sqlite3"
    if not made.exists():
        for old in KEPT.glob(f"{settings}-*.sqlite3*"):
            old.unlink()
        half = made.with_suffix(".half")
        half.unlink(missing_ok=True)
        _make({name: said for name, said in environment.items() if name != "DATABASE_URL"}, str(half))
        half.rename(made)
    return made


def _on_postgres(environment: dict[str, str], address: str) -> str:
    settings = environment["DJANGO_SETTINGS_MODULE"]
    mine = hashlib.sha256(f"{ROOT}\0{settings}".encode()).hexdigest()[:12]
    made = f"folkmoot_tables_{mine}_{fingerprint(settings)}"
    half = f"folkmoot_tables_{mine}_half"
    with psycopg.connect(_server(address), autocommit=True) as server:
        there = server.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"folkmoot_tables_{mine}_"]
        ).fetchall()
        if (made,) in there:
            return made
        for (old,) in there:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(half)))
        _make(environment | {"DATABASE_URL": urlunsplit(urlsplit(address)._replace(path=f"/{half}"))}, "")
        server.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(half), sql.Identifier(made))
        )
    return made


def _make(environment: dict[str, str], name: str) -> None:
    """Let a process of its own make the tables: the settings may be others than this process has."""
    with tempfile.TemporaryDirectory(prefix="folkmoot-tables-") as data:
        done = subprocess.run(
            [sys.executable, "-c", MAKE, name],
            cwd=ROOT,
            env=environment | {"FOLKMOOT_DATA": data},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"the tables could not be made:\n{done.stderr}")


def _server(address: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path="/postgres"))


def _module(name: str) -> list[Path]:
    """The file of a module, or of the module that has this name in it."""
    paths = [ROOT / source / name.replace(".", "/") for source in ("src", ".")]
    return [one for path in paths for one in (path.with_suffix(".py"), path / "__init__.py") if one.exists()]


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the lock on what is kept, so that it is made once and not thrown away while somebody copies it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    folder = os.open(KEPT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
