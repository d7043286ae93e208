"""Backups are made while everything runs, are whole or are none, and are verified when they are restored."""

import hashlib
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
import uuid
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from folkmoot.site.backup import databases
from folkmoot.site.backup.archive import MANIFEST, BackupError, check
from folkmoot.site.backup.restoring import restore
from folkmoot.site.tests.serving import APPEND, ROOT, prepare, python, surroundings

CLI = ("-m", "folkmoot.site.cli")
WRITER = """
import sys, time
import django; django.setup()
from folkmoot.record.api import about
from folkmoot.record.seal import seal
from tests.ledger.events import Counted
print("ready", flush=True)
while True:
    with about("ledger/live", actor="office:counting") as fact:
        fact(Counted(amount=1))
    seal()
"""


def folkmoot(environment, *words):
    done = subprocess.run(
        [sys.executable, *CLI, *map(str, words)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def writing(environment):
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A data directory with a few sealed facts and one file, made once."""
    data = tmp_path_factory.mktemp("told") / "data"
    data.mkdir()
    environment = surroundings(data)
    prepare(environment)
    python(environment, "-c", APPEND, "5")
    name = "ab" + "0" * 30
    kept = data / "files" / "ab" / name / "full"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"a photo")
    return data


@pytest.fixture
def place(told, tmp_path):
    """A copy of it for one test: the environment of its processes, and a room for backups."""
    shutil.copytree(told, tmp_path / "data")
    return surroundings(tmp_path / "data"), tmp_path


def rewritten(source, target, change):
    """A copy of a tar file with (name, bytes) pairs as ``change`` returns them."""
    with tarfile.open(source) as archive:
        pairs = [(one.name, archive.extractfile(one).read()) for one in archive]
    with tarfile.open(target, "w") as archive:
        for name, data in change(pairs):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return target


@pytest.mark.slow
def test_a_backup_under_writers_restores_into_a_fresh_place_and_verifies(place):
    environment, room = place
    writer = writing(environment)
    try:
        code, out, err = folkmoot(environment, "backup", room / "town.tar", "--with-keys")
    finally:
        writer.kill()
        writer.communicate()
    assert code == 0, err
    assert "whoever reads it can sign" in err.lower()
    contents = check(room / "town.tar")
    assert contents.size >= 5
    assert oct((room / "town.tar").stat().st_mode)[-3:] == "600"
    assert {"keys/record.key", "files/ab/" + "ab" + "0" * 30 + "/full"} <= {
        one.name for one in contents.members
    }
    code, out, err = folkmoot(environment, "restore", room / "town.tar", "--data", room / "fresh")
    assert code == 0, err
    assert f"{contents.size:,} entries" in out
    assert (room / "fresh/keys/record.key").read_text() == (room / "data/keys/record.key").read_text()
    restored = surroundings(room / "fresh")
    assert "OK" in python(restored, *CLI, "record", "rebuild")
    # The log goes on where it was, under its own key.
    assert int(python(restored, "-c", APPEND, "2")) >= 2
    code, _out, err = folkmoot(environment, "restore", room / "town.tar", "--data", room / "fresh")
    assert code == 1
    assert "is not empty" in err
    assert not [one for one in room.iterdir() if one.name.startswith(".")]


@pytest.mark.slow
def test_what_is_not_whole_is_neither_checked_nor_restored(place):
    environment, room = place
    assert folkmoot(environment, "backup", room / "town.tar")[0] == 0
    whole = (room / "town.tar").read_bytes()
    assert not check(room / "town.tar").keys
    assert folkmoot(environment, "backup", room / "town.tar")[0] == 1
    assert (room / "town.tar").read_bytes() == whole
    assert folkmoot(environment, "backup", "--check", room / "town.tar")[0] == 0
    broken = room / "broken.tar"
    for length in (0, 100, 5000, len(whole) // 2, len(whole) - 20_000):
        broken.write_bytes(whole[:length])
        with pytest.raises(BackupError):
            check(broken)
        with pytest.raises(BackupError):
            restore(broken, room / "nothing", environment=environment)
    changes = {
        "differs": lambda pairs: [(n, d[:-1] + b"x" if n.startswith("files/") else d) for n, d in pairs],
        "is missing": lambda pairs: [(n, d) for n, d in pairs if not n.startswith("files/")],
        "does not belong": lambda pairs: [("../../etc/passwd", b"x"), *pairs],
        "does not name": lambda pairs: [("keys/more", b"x"), *pairs],
        "there twice": lambda pairs: [pairs[0], *pairs],
        "after the manifest": lambda pairs: [*pairs, ("keys/late", b"x")],
        "no manifest": lambda pairs: pairs[:-1],
        "another format": lambda pairs: [*pairs[:-1], (MANIFEST, b'{"format": "x"}')],
    }
    for words, change in changes.items():
        broken.unlink()
        with pytest.raises(BackupError, match=words):
            check(rewritten(room / "town.tar", broken, change))
    assert not (room / "nothing").exists()


@pytest.mark.slow
def test_a_row_or_an_entry_that_was_changed_is_found_by_restoring(place):
    environment, room = place
    assert folkmoot(environment, "backup", room / "town.tar")[0] == 0

    def tampered(sql):
        def change(pairs):
            (room / "t.sqlite3").write_bytes(dict(pairs)["database.sqlite3"])
            with sqlite3.connect(room / "t.sqlite3") as connection:
                connection.execute(sql)
            connection.close()
            data = (room / "t.sqlite3").read_bytes()
            manifest = json.loads(dict(pairs)[MANIFEST])
            for one in manifest["members"]:
                if one["name"] == "database.sqlite3":
                    import hashlib

                    one |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            changed = {"database.sqlite3": data, MANIFEST: json.dumps(manifest).encode()}
            return [(name, changed.get(name, old)) for name, old in pairs]

        target = room / f"{uuid.uuid4().hex}.tar"
        return rewritten(room / "town.tar", target, change)

    # Whoever changes a backup can make its hashes fit; the record and the replay tell all the same.
    for sql, words in (
        ("UPDATE ledger_tally SET total = total + 1", "do not follow from the record"),
        (
            "UPDATE record_recordedfact SET entry = CAST(replace(CAST(entry AS TEXT), 'counting', 'cheating') AS BLOB) WHERE \"index\" = 2",
            "record is wrong|cannot be verified",
        ),
        ("DELETE FROM record_checkpoint", "entries with root"),
    ):
        with pytest.raises(BackupError, match=words):
            restore(tampered(sql), room / "fresh", environment=environment)
        assert not (room / "fresh").exists()
        assert not list(room.glob(".fresh*"))


@pytest.mark.slow
def test_a_backup_that_is_killed_leaves_nothing_that_looks_like_one(place):
    environment, room = place
    with sqlite3.connect(room / "data/folkmoot.sqlite3") as connection:
        connection.execute("CREATE TABLE ballast AS SELECT randomblob(40000000) AS bytes")
    connection.close()
    for wait in (0.6, 1.2, 1.8):
        process = subprocess.Popen(
            [sys.executable, *CLI, "backup", str(room / "town.tar")],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + wait
        while time.monotonic() < until and not (room / ".town.tar.draft").exists():
            time.sleep(0.01)
        time.sleep(wait / 10)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if (room / "town.tar").exists():
            check(room / "town.tar")
            (room / "town.tar").unlink()
    assert folkmoot(environment, "backup", room / "town.tar")[0] == 0
    check(room / "town.tar")
    assert not [one for one in room.iterdir() if one.name.startswith(".")]


@pytest.mark.slow
@pytest.mark.postgres
def test_postgres_is_dumped_in_one_snapshot_and_restored(tmp_path, postgres_url):
    parts = urlsplit(postgres_url)
    names = [f"folkmoot_{uuid.uuid4().hex[:12]}" for _ in range(2)]
    with psycopg.connect(postgres_url, autocommit=True) as server:
        for name in names:
            server.execute(f"CREATE DATABASE {name}")
    try:
        urls = [urlunsplit(parts._replace(path=f"/{name}")) for name in names]
        data = tmp_path / "data"
        data.mkdir()
        environment = surroundings(data) | {"DATABASE_URL": urls[0]}
        prepare(environment)
        python(environment, "-c", APPEND, "5")
        writer = writing(environment)
        try:
            code, _out, err = folkmoot(environment, "backup", tmp_path / "town.tar")
        finally:
            writer.kill()
            writer.communicate()
        assert code == 0, err
        size = check(tmp_path / "town.tar").size
        code, _out, err = folkmoot(
            environment, "restore", tmp_path / "town.tar", "--data", tmp_path / "fresh"
        )
        assert (code, "is not empty" in err) == (1, True)
        fresh = environment | {"DATABASE_URL": urls[1]}
        code, out, err = folkmoot(fresh, "restore", tmp_path / "town.tar", "--data", tmp_path / "fresh")
        assert code == 0, err
        assert f"{size:,} entries" in out
    finally:
        with psycopg.connect(postgres_url, autocommit=True) as server:
            for name in names:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_missing_pg_dump_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match="pg_dump is not installed"):
        databases.of_postgres({"NAME": "x"}, tmp_path / "dump")


def test_the_kind_of_database_must_fit(tmp_path, place):
    environment, room = place
    assert folkmoot(environment, "backup", room / "town.tar")[0] == 0
    with pytest.raises(BackupError, match="take DATABASE_URL away"):
        restore(
            room / "town.tar", room / "fresh", environment=os.environ | {"DATABASE_URL": "postgres://x/y"}
        )


LOADED = """
import django; django.setup()
from folkmoot.modules.catalogue import services
from folkmoot.modules.catalogue.tests.town import describe_town, published, loaded, NEWER
from folkmoot.record.seal import seal
describe_town(); published(); loaded(NEWER); seal()
services.show_version(key="trees", name="trees", number=1, words="Better.")
seal()
"""
ASKED = """
import django; django.setup()
from folkmoot.modules.catalogue import engines
from folkmoot.modules.catalogue.models import Table
print(engines.engine().backend.run(Table.objects.get().generation, "SELECT count(*) FROM rows", 5.0))
"""


@pytest.mark.slow
def test_tables_are_backed_up_restored_and_verified_by_their_hashes(place):
    environment, room = place
    python(environment, "-c", LOADED)
    (room / "data/tables/generations/.building").mkdir(exist_ok=True)
    (room / "data/tables/generations/half").mkdir()
    (room / "data/tables/originals/x.part").write_bytes(b"half")
    assert folkmoot(environment, "backup", room / "town.tar", "--with-keys")[0] == 0
    contents = check(room / "town.tar")
    names = [one.name for one in contents.members if one.name.startswith("tables/")]
    assert len(names) == 2 * 3 + 2, "two generations of three files, and two files as they came"
    code, _out, err = folkmoot(environment, "restore", room / "town.tar", "--data", room / "fresh")
    assert code == 0, err
    for name in names:
        assert (room / "fresh" / name).read_bytes() == (room / "data" / name).read_bytes()
    restored = surroundings(room / "fresh")
    assert "[(3,)]" in python(restored, "-c", ASKED)
    generation = next(one for one in names if one.endswith("table.parquet"))
    original = next(one for one in names if one.startswith("tables/originals/"))

    def named(pairs, changed):
        """The manifest as somebody would write it who wants the change to pass."""
        document = json.loads(dict(pairs)[MANIFEST])
        kept = dict(changed)
        document["members"] = [
            {"name": n, "size": len(kept[n]), "sha256": hashlib.sha256(kept[n]).hexdigest()}
            for n in kept
            if n != MANIFEST
        ]
        return [*[(n, d) for n, d in changed if n != MANIFEST], (MANIFEST, json.dumps(document).encode())]

    changes = {
        "is not the one that table.json names": lambda pairs: [
            (n, d + b"x" if n == generation else d) for n, d in pairs
        ],
        "is not what it was": lambda pairs: [(n, d + b"x" if n == original else d) for n, d in pairs],
        "is not here": lambda pairs: [(n, d) for n, d in pairs if generation.rpartition("/")[0] not in n],
    }
    for words, change in changes.items():
        broken = rewritten(
            room / "town.tar", room / "broken.tar", lambda pairs, change=change: named(pairs, change(pairs))
        )
        with pytest.raises(BackupError, match=words):
            restore(broken, room / "nothing", environment=environment)
        assert not (room / "nothing").exists()
        broken.unlink()

    def before_tables(pairs):
        """A backup of an earlier version: it holds no tables, and says nothing of them."""
        old = named(pairs, [(n, d) for n, d in pairs if not n.startswith("tables/")])
        document = json.loads(old[-1][1])
        del document["tables"]
        return [*old[:-1], (MANIFEST, json.dumps(document).encode())]

    assert restore(
        rewritten(room / "town.tar", room / "old.tar", before_tables), room / "old", environment=environment
    )
