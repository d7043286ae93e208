"""Datasets that keep themselves current from the record."""

import dataclasses
import json
from datetime import timedelta

import pytest
from django.db import connection
from tests.fixtures.racing import race

from folkmoot.modules.catalogue import engines, events, keeping, originals, queries, services
from folkmoot.modules.catalogue.models import ActsOfDay, Dataset, Keeping, Load, Table, Version
from folkmoot.modules.catalogue.opened import CATALOGUE, RECORD
from folkmoot.modules.catalogue.services import Refused, exporting
from folkmoot.modules.catalogue.tests.town import OFFICE, both, describe_town, handed_in, officer, published
from folkmoot.places.services import describe_department
from folkmoot.record import clock, opening
from folkmoot.record.api import timeline
from folkmoot.record.follow import run_all
from folkmoot.record.models import Checkpoint
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal


@pytest.fixture
def only(monkeypatch):
    """Two datasets are declared, and no others."""
    monkeypatch.setattr(opening, "datasets", lambda: (RECORD, CATALOGUE))


def told():
    """What a worker does: seal, follow, keep, load."""
    seal()
    run_all([keeping.FOLLOWER])
    services.keep_current()
    services.load_waiting()
    services.keep_current()


def days(key="public-record", table="days"):
    row = Table.objects.get(pk=f"{key}/{table}")
    return engines.engine().backend.run(row.generation, "SELECT * EXCLUDE (_id) FROM rows ORDER BY ALL", 5.0)


def test_what_is_declared_is_described_computed_and_published(town, only):
    published()
    with clock.telling(clock.now() + timedelta(days=1)):
        told()
    row = Dataset.objects.get(pk="public-record")
    assert (row.state, row.office) == ("published", "institution")
    assert dict(row.shown["title"]).keys() == {"en-gb", "de"}
    version = Version.objects.get(dataset="public-record")
    newest = Checkpoint.objects.order_by("size")
    assert version.reason == "record"
    assert version.entries in newest.values_list("size", flat=True)
    assert bytes(Checkpoint.objects.get(size=version.entries).root).hex() == version.root
    assert ("catalogue.published", 1) in [(kind, count) for _day, _part, kind, count in days()]
    assert sum(count for *_rest, count in days()) == sum(ActsOfDay.objects.values_list("count", flat=True))
    fields = {one["name"]: one for one in engines.manifest(version.generation)["fields"]}
    assert fields["day"]["type"] == "date"
    assert fields["entries"]["type"] == "int"
    assert fields["entries"]["unit"] == "entries"
    assert "accepted" in fields["day"]["description"]
    assert engines.manifest(version.generation)["key"] == ["day", "kind"]
    [listed] = [one for one in days("catalogue", "datasets") if one[0] == "trees"]
    assert listed[1] == "Street trees"
    assert listed[-1].endswith("/data/trees")
    assert_replays()


def test_an_unchanged_table_gets_no_new_version_and_a_changed_one_does(town, only):
    published()
    told()
    assert Table.objects.get(dataset="catalogue").number == 1
    with clock.telling(clock.now() + timedelta(hours=2)):
        Keeping.objects.filter(pk="catalogue/datasets").update(stale=clock.now())
        told()
        # The two datasets that were published meanwhile are in the second version.
        assert Table.objects.get(dataset="catalogue").number == 2
    with clock.telling(clock.now() + timedelta(hours=4)):
        Keeping.objects.filter(pk="catalogue/datasets").update(stale=clock.now())
        told()
        assert Table.objects.get(dataset="catalogue").number == 2
        assert Load.objects.filter(dataset="catalogue").order_by("-created").first().state == "same"
    with clock.telling(clock.now() + timedelta(hours=6)):
        services.withdraw(key="trees", words="Wrong.")
        told()
    assert Table.objects.get(dataset="catalogue").number == 3
    assert "trees" not in [one[0] for one in days("catalogue", "datasets")], "what is withdrawn is gone"
    newest = Version.objects.get(dataset="catalogue", number=3)
    assert newest.difference["removed"] == 1
    assert newest.difference["keyed"]
    assert_replays()


def test_a_table_is_computed_when_its_hours_are_over_and_never_before(town, only, settings):
    told()
    assert Load.objects.filter(dataset="catalogue").count() == 1
    published()
    told()
    assert Load.objects.filter(dataset="catalogue").count() == 1, "it is stale, and it is not time yet"
    with clock.telling(clock.now() + timedelta(minutes=61)):
        told()
        assert Load.objects.filter(dataset="catalogue").count() == 2
    settings.FOLKMOOT_DATASETS_HOURS = 48
    services.keep_current()
    assert set(Table.objects.values_list("every", flat=True)) == {48, 0}
    with clock.telling(clock.now() + timedelta(hours=30)):
        services.withdraw(key="trees", words="Wrong.")
        told()
        assert Load.objects.filter(dataset="catalogue").count() == 2
    with clock.telling(clock.now() + timedelta(hours=60)):
        told()
        assert Load.objects.filter(dataset="catalogue").count() == 3


def test_facts_mark_the_tables_that_they_change(town, only):
    told()
    seal()
    run_all([keeping.FOLLOWER])
    Keeping.objects.update(stale=None)
    describe_department(slug="water", name="Water", actor="office:council")
    seal()
    run_all([keeping.FOLLOWER])
    stale = {one.key for one in Keeping.objects.filter(stale__isnull=False)}
    assert stale == {"public-record/days"}
    published()
    seal()
    run_all([keeping.FOLLOWER])
    first = Keeping.objects.get(pk="catalogue/datasets")
    assert first.stale
    with clock.telling(clock.now() + timedelta(hours=1)):
        services.withdraw(key="trees", words="Wrong.")
        seal()
        run_all([keeping.FOLLOWER])
    second = Keeping.objects.get(pk="catalogue/datasets")
    assert second.stale == first.stale, "it says since when, not when last"
    assert second.entry > first.entry


def test_entries_are_counted_once_however_often_the_follower_dies(town, only, monkeypatch):
    published()
    seal()
    real, calls = keeping._count, []

    def dies(facts):
        real(facts)
        calls.append(1)
        if len(calls) < 3:
            raise RuntimeError("killed")

    monkeypatch.setattr(keeping, "_count", dies)
    follower = type(keeping.FOLLOWER)(name="datasets", handle=keeping.handle)
    for minute in range(5):
        with clock.telling(clock.now() + timedelta(minutes=minute)):
            run_all([follower])
    assert (
        sum(ActsOfDay.objects.values_list("count", flat=True))
        == Checkpoint.objects.order_by("-size").first().size
    )


def test_columns_that_are_declared_otherwise_are_laid_down_and_computed_at_once(town, only, monkeypatch):
    told()
    [one] = CATALOGUE.tables
    changed = dataclasses.replace(one, columns=one.columns[:-1])
    monkeypatch.setattr(
        opening, "datasets", lambda: (RECORD, dataclasses.replace(CATALOGUE, tables=(changed,)))
    )
    monkeypatch.setattr(
        opening, "table", lambda key, name: changed if key == "catalogue" else RECORD.tables[0]
    )
    told()
    version = Version.objects.get(dataset="catalogue", number=2)
    assert version.difference["columns_removed"] == ["url"]
    assert_replays()


def test_nobody_changes_a_kept_table_by_hand_and_the_institution_says_what_it_is_called(town, only):
    told()
    acts = [
        lambda: handed_in(key="catalogue", table="datasets"),
        lambda: services.reread(key="catalogue", table="datasets"),
        lambda: services.lay_down(key="catalogue", name="datasets", columns=()),
        lambda: services.remove_table(key="catalogue", name="datasets"),
        lambda: services.describe_table(
            key="catalogue", table=events.TableDescribed(table="datasets", name=both("Mine"), sort="upload")
        ),
    ]
    for act in acts:
        with pytest.raises(Refused, match="kept current from the record"):
            act()
    row = Dataset.objects.get(pk="catalogue")
    words = dataclasses.replace(queries.description_of(row.draft), title=both("Our list"))
    services.describe(key="catalogue", description=words, actor=OFFICE)
    services.submit(key="catalogue")
    services.publish(key="catalogue")
    told()
    assert dict(Dataset.objects.get(pk="catalogue").shown["title"])["en-gb"] == "Our list"
    assert_replays()


def test_an_office_s_own_dataset_is_never_taken_over(town, only):
    published(key="catalogue")
    told()
    assert Dataset.objects.get(pk="catalogue").office == "parks"
    assert [one.name for one in queries.tables("catalogue")] == ["trees"]


def test_a_withdrawn_dataset_rests(town, only):
    told()
    services.withdraw(key="catalogue", words="We do not want this.")
    Keeping.objects.update(stale=clock.now())
    with clock.telling(clock.now() + timedelta(days=3)):
        told()
    assert Version.objects.filter(dataset="catalogue").count() == 1
    assert Dataset.objects.get(pk="catalogue").state == "withdrawn"


def test_a_value_that_may_not_be_published_stops_its_table_and_no_other(town, only, monkeypatch):
    [one] = CATALOGUE.tables
    columns = tuple(
        dataclasses.replace(it, source=dataclasses.replace(it.source, compute=leaking))
        if it.name == "title"
        else it
        for it in one.columns
    )
    changed = dataclasses.replace(one, columns=columns)
    monkeypatch.setattr(
        opening, "table", lambda key, name: changed if key == "catalogue" else RECORD.tables[0]
    )
    published()
    told()
    load = Load.objects.get(dataset="catalogue")
    assert load.state == "refused"
    assert "the column title would hold" in json.dumps(load.problem)
    assert "ann@" not in json.dumps(load.problem)
    assert not Version.objects.filter(dataset="catalogue").exists()
    assert Version.objects.filter(dataset="public-record").exists()
    assert not list(originals.folder().glob("*.part"))


def leaking(_shown):
    return "ann@example.org"


leaking.__module__ = "folkmoot.modules.catalogue.rules.leaking"


@pytest.mark.django_db(transaction=True)
def test_workers_race_and_one_version_is_made(settings, tmp_path, only):
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    describe_town()
    seal()
    run_all([keeping.FOLLOWER])
    race(services.keep_current, losing=())
    assert Load.objects.count() == 2
    race(services.load_waiting, losing=())
    race(services.keep_current, losing=())
    assert Version.objects.count() == 2
    assert Dataset.objects.filter(state="published").count() == 2
    kinds = [one.kind for one in timeline("datasets/catalogue")]
    assert kinds.count("catalogue.published") == kinds.count("catalogue.described") == 1
    assert_replays()


@pytest.mark.django_db(transaction=True)
def test_rows_are_of_one_moment_and_nobody_waits_for_them(settings, tmp_path, only):
    """A department is described and a dataset withdrawn while the rows are read: both succeed, and no row tells of it."""
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    describe_town()
    published()
    outcomes = []
    with exporting.one_moment():
        before = list(opening.rows(CATALOGUE.tables[0]))
        outcomes += race(lambda: services.withdraw(key="trees", words="Now."), losing=(Refused,), count=1)
        after = list(opening.rows(CATALOGUE.tables[0]))
    assert outcomes == ["done"], "reading keeps nobody from writing"
    assert before == after
    assert list(opening.rows(CATALOGUE.tables[0])) == []
    assert connection.get_autocommit()


def test_a_version_tells_where_its_rows_come_from(client, town, only):
    published()
    with clock.telling(clock.now() + timedelta(hours=1)):
        told()
    page = client.get("/data/catalogue").content.decode()
    assert "Kept current from the record" in page
    version = Version.objects.get(dataset="catalogue")
    assert f"the first {version.entries:,} entries" in page
    assert "Marlhaven Council" in page
    assert "The file as it came" not in page
    assert client.get("/data/catalogue/datasets/download.csv").status_code == 200


def test_the_desk_offers_no_acts_on_rows_that_are_kept(client, town, only):
    told()
    client.force_login(officer(""))
    page = client.get("/data/desk/catalogue").content.decode()
    assert "Kept current from the record" in page
    assert "Load a file" not in page
    assert "Columns and types" not in page
    described = client.get("/data/desk/catalogue/describe").content.decode()
    assert "Marlhaven Council" in described


def test_files_that_were_read_are_swept_and_the_rows_stay(town, only):
    told()
    [name] = {one.original for one in Version.objects.filter(dataset="catalogue")}
    assert originals.path_of(name).is_file()
    with clock.telling(clock.now() + timedelta(days=3)):
        services.sweep()
    assert not originals.path_of(name).is_file()
    assert days("catalogue", "datasets") is not None


@pytest.mark.django_db
def test_nothing_is_published_before_there_is_an_institution(only):
    assert services.keep_current() == 0
    assert not Dataset.objects.exists()
    describe_town()
    assert services.keep_current() > 0
    assert Dataset.objects.filter(pk="public-record").exists()
