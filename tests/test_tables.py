"""What is copied is what would have been made, and is made anew when it would be another."""

import sqlite3
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from folkmoot.site.tests.serving import surroundings
from tests import tables

SETTINGS = "folkmoot.site.test_settings"


@pytest.mark.django_db
def test_no_migration_and_no_table_is_left_to_make():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    there = set(connection.introspection.table_names())
    assert not {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - there


def test_an_installation_gets_tables_with_nothing_in_them(tmp_path):
    data = tmp_path / "town"
    data.mkdir()
    (data / "folkmoot.sqlite3").write_bytes(b"something old")
    (data / "folkmoot.sqlite3-wal").write_bytes(b"and its journal")
    tables.prepare(surroundings(data))
    assert [one.name for one in data.iterdir()] == ["folkmoot.sqlite3"]
    with sqlite3.connect(data / "folkmoot.sqlite3") as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert file.execute("SELECT count(*) FROM django_migrations").fetchone()[0] > 40
        assert file.execute("SELECT count(*) FROM people_person").fetchone() == (0,)
    file.close()


def test_the_fingerprint_knows_every_migration_and_what_it_uses():
    found = tables.files(SETTINGS)
    source = tables.ROOT / "src" / "folkmoot"
    assert not set(source.rglob("migrations/*.py")) - set(found)
    for one in ("record/fold.py", "record/models.py", "site/settings/base.py", "site/test_settings.py"):
        assert source / one in found


def test_other_files_or_settings_have_another_fingerprint(monkeypatch, tmp_path):
    before = tables.fingerprint(SETTINGS)
    assert before == tables.fingerprint(SETTINGS)
    assert before != tables.fingerprint("tests.crash.settings")
    one = tmp_path / "0002_more.py"
    one.write_text("a")
    known = tables.files
    monkeypatch.setattr(tables, "files", lambda name: [*known(name), one])
    first = tables.fingerprint(SETTINGS)
    one.write_text("b")
    assert len({before, first, tables.fingerprint(SETTINGS)}) == 3


def test_tables_that_cannot_be_made_say_why_and_leave_nothing(tmp_path, monkeypatch):
    kept = tmp_path / "kept"
    monkeypatch.setattr(tables, "KEPT", kept)
    environment = surroundings(tmp_path / "data", DJANGO_SETTINGS_MODULE="folkmoot.site.nothing")
    with pytest.raises(RuntimeError, match=r"folkmoot\.site\.nothing"):
        tables.prepare(environment)
    assert not list(kept.iterdir())
    assert not Path(environment["FOLKMOOT_DATA"], "folkmoot.sqlite3").exists()
