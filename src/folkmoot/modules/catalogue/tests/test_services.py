"""The life of a dataset: every command leaves facts, replays, and refuses what the rules do not allow."""

import dataclasses
from datetime import date, timedelta

import pytest

from folkmoot.modules.catalogue import engines, events, originals, queries, services
from folkmoot.modules.catalogue.engine.query.tree import Query
from folkmoot.modules.catalogue.models import Load, Table, Term, Version
from folkmoot.modules.catalogue.services import NotFound, Refused
from folkmoot.modules.catalogue.tests.town import (
    DESCRIPTION,
    KEYED,
    MESSY,
    NEWER,
    OFFICE,
    TABLE,
    both,
    drafted,
    handed_in,
    loaded,
    officer,
    published,
)
from folkmoot.people.personal import erase, export_of
from folkmoot.record import clock
from folkmoot.record.api import timeline
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays


def kinds(key="trees"):
    return [one.kind.partition(".")[2] for one in timeline(f"datasets/{key}")]


def rows(table="trees/trees"):
    return engines.engine().ask(Table.objects.get(pk=table).generation, Query()).objects()


def test_from_a_draft_to_the_second_version(town):
    drafted()
    same = {"key": "trees", "description": DESCRIPTION, "contact": "parks@example.org", "actor": OFFICE}
    assert services.describe(**same) is None, "the same draft is no news"
    with pytest.raises(Refused, match="address already"):
        services.describe(**same, new=True)
    with pytest.raises(Refused, match="load a table first"):
        services.submit(key="trees")
    one = loaded()
    assert (one.state, one.number, one.step) == ("done", 1, "manifest")
    services.submit(key="trees")
    with pytest.raises(Refused, match="reviewed already"):
        services.submit(key="trees")
    services.publish(key="trees")
    with pytest.raises(Refused, match="nobody asked"):
        services.publish(key="trees")
    assert_replays()
    assert [one["nr"] for one in rows()] == ["007", "008", "009"], "leading zeros stay"
    assert loaded(NEWER).number == 2
    first, second = queries.version("trees", "trees", 1), queries.version("trees", "trees", 2)
    assert (second.difference["added"], second.difference["removed"]) == (3, 3)
    assert Table.objects.get().generation == second.generation != first.generation
    assert engines.engine().count(first.generation, Query()) == 3, "the old version is still there"
    assert originals.path_of(first.original).read_text().startswith("nr,species")
    assert kinds() == [
        "described", "table_described", "generation_made", "submitted", "published", "generation_made",
    ]  # fmt: skip
    assert_replays()


def test_nothing_private_stands_on_the_record(town):
    published()
    entries = b"".join(bytes(one.entry) for one in RecordedFact.objects.filter(subject="datasets/trees"))
    assert b"parks@example.org" not in entries
    assert b"trees.csv" not in entries
    assert queries.words_behind(queries.dataset("trees").shown["contact"]) == "parks@example.org"
    with pytest.raises(Refused, match="leave addresses of mail out"):
        services.describe(
            key="x1",
            description=dataclasses.replace(DESCRIPTION, summary=both("Ask olu@example.org for more")),
            actor=OFFICE,
        )


def test_what_is_wrong_is_said_all_at_once(town):
    wrong = dataclasses.replace(
        DESCRIPTION,
        title=(("en-gb", "x" * 151),),
        office="nobody",
        licence="mine",
        themes=("CATS",),
        begins=date(2024, 2, 1),
        ends=date(2024, 1, 1),
        landing="ftp://example.org",
    )
    with pytest.raises(Refused) as caught:
        services.describe(key="desk", description=wrong, contact="nobody", actor=OFFICE)
    assert {one.field for one in caught.value.refusals} == {
        "key", "title_en-gb", "title_de", "office", "licence", "themes", "ends", "contact", "landing",
    }  # fmt: skip
    assert not RecordedFact.objects.filter(subject="datasets/desk").exists()


def test_a_reviewer_sends_back_withdraws_and_restores(town):
    drafted()
    loaded()
    services.submit(key="trees")
    services.send_back(key="trees", words="Say what the height is measured in.")
    row = queries.dataset("trees")
    assert (row.state, row.asked) == ("draft", None)
    assert queries.words_behind(row.words) == "Say what the height is measured in."
    services.submit(key="trees")
    services.publish(key="trees")
    assert Term.objects.filter(sort="keyword").count() == 2
    services.withdraw(key="trees", words="The counts were wrong.")
    assert not Term.objects.exists(), "nobody finds what is withdrawn"
    with pytest.raises(Refused, match="restore it first"):
        services.submit(key="trees")
    assert_replays()
    services.restore(key="trees")
    assert [one.pk for one in queries.matching(queries.Filter(words="TREE"))] == ["trees"]
    assert_replays()


def test_what_is_published_stays_until_the_draft_is_published(town):
    published()
    services.describe(
        key="trees",
        description=dataclasses.replace(DESCRIPTION, title=both("All trees")),
        contact="parks@example.org",
        actor=OFFICE,
    )
    row = queries.dataset("trees")
    assert row.changed
    assert queries.in_words(row.shown["title"], "en-gb") == "Street trees"
    services.submit(key="trees")
    services.publish(key="trees")
    row = queries.dataset("trees")
    assert not row.changed
    assert queries.in_words(row.shown["title"], "en-gb") == "All trees"
    assert_replays()


def test_a_bad_cell_loses_nothing_and_is_listed(town):
    drafted()
    services.lay_down(key="trees", name="trees", columns=[events.Column(title="height", type="number")])
    one = loaded(MESSY)
    assert one.state == "done"
    version = queries.version("trees", "trees", 1)
    assert (version.rows, version.rejects) == (33, 1)
    assert rows()[-1]["height"] is None
    assert_replays()


def test_a_refused_file_says_what_is_wrong_and_changes_nothing(town):
    published()
    one = loaded(b"%PDF-1.7 a document")
    assert one.state == "refused"
    assert one.problem[0]["field"] == "file"
    assert "PDF" in one.problem[0]["why"]
    assert Table.objects.get().number == 1
    assert originals.path_of(one.original).exists(), "nothing that was handed in is lost"
    with pytest.raises(Refused, match="empty"):
        handed_in(b"")
    assert list(originals.folder().glob("*.part")) == []
    assert_replays()


def test_a_file_beyond_the_limit_leaves_nothing(town, settings):
    drafted()
    settings.FOLKMOOT_TABLE_MB = 1
    with pytest.raises(Refused, match="larger than 1 MB"):
        services.hand_in(key="trees", table="trees", chunks=iter([b"x" * 700_000] * 2), name="big.csv")
    assert list(originals.folder().iterdir()) == []
    assert not Load.objects.exists()


def test_corrections_survive_a_reload(town):
    published()
    assert services.lay_down(key="trees", name="trees", columns=KEYED)
    assert services.lay_down(key="trees", name="trees", columns=KEYED) is None
    services.reread(key="trees", table="trees")
    services.load_waiting()
    told = engines.manifest(queries.version("trees", "trees", 2).generation)
    assert told["key"] == ["nr"]
    assert {one["name"]: one.get("unit") for one in told["fields"]}["height"] == "m"
    assert queries.version("trees", "trees", 2).reason == "dictionary"
    loaded(NEWER)
    difference = queries.version("trees", "trees", 3).difference
    assert difference["keyed"]
    assert (difference["added"], difference["removed"], difference["changed"]) == (1, 1, 2)
    assert engines.manifest(Table.objects.get().generation)["key"] == ["nr"]
    with pytest.raises(Refused, match="choose one of"):
        services.lay_down(key="trees", name="trees", columns=[events.Column(title="nr", type="colour")])
    assert_replays()


def test_the_same_file_again_is_no_new_version(town):
    published()
    assert loaded().state == "same"
    assert Version.objects.count() == 1
    services.reread(key="trees", table="trees")
    assert services.load_waiting() == 1
    assert Version.objects.count() == 1


def test_how_a_file_is_read_can_be_laid_down(town):
    drafted()
    services.lay_down(key="trees", name="trees", columns=[], reading={"delimiter": ";", "first_line": "2"})
    with pytest.raises(Refused, match="whole number"):
        services.lay_down(key="trees", name="trees", columns=[], reading={"first_line": "two"})
    loaded("Our trees\nnr;name\n1;Oak, old\n2;Elm\n")
    assert [one["name"] for one in rows()] == ["Oak, old", "Elm"]


def test_a_worker_that_was_killed_is_followed_by_another(town, monkeypatch):
    drafted()
    handed_in()
    one = services.take()
    assert services.take() is None, "two workers never hold one file"

    class Killed(BaseException):
        pass

    def die(step, _done):
        if step == "table":
            raise Killed

    from folkmoot.modules.catalogue.services import loading

    real = loading._Hand.tell
    monkeypatch.setattr(
        loading._Hand, "tell", lambda self, step, done: (real(self, step, done), die(step, done))
    )
    with pytest.raises(Killed):
        services.load(one)
    monkeypatch.setattr(loading._Hand, "tell", real)
    assert Load.objects.get().state == "running"
    assert not Version.objects.exists()
    assert services.load_waiting() == 0, "its lease is not over yet"
    seen = []
    monkeypatch.setattr(
        loading._Hand, "tell", lambda self, step, done: (seen.append(step), real(self, step, done))
    )
    with clock.telling(clock.now() + timedelta(minutes=2)):
        assert services.load_waiting() == 1
    assert "scan" not in seen, "what was done before is not done again"
    assert (Load.objects.get().state, Load.objects.get().tries) == ("done", 2)
    assert Version.objects.count() == 1
    assert_replays()


def test_a_worker_that_was_too_slow_changes_nothing(town, monkeypatch):
    drafted()
    handed_in()
    slow = services.take()
    with clock.telling(clock.now() + timedelta(minutes=2)):
        quick = services.take()
        services.load(quick)
        assert Version.objects.count() == 1
        services.load(slow)
    assert Version.objects.count() == 1
    assert Load.objects.get().state == "done"
    assert_replays()


def test_a_file_that_kills_every_worker_is_given_up(town):
    drafted()
    handed_in()
    for turn in range(6):
        with clock.telling(clock.now() + timedelta(minutes=2 * turn)):
            one = services.take()
    services.load(one)
    assert Load.objects.get().state == "refused"
    assert "stopped the server 5 times" in Load.objects.get().problem[0]["why"]


def test_files_of_one_table_are_loaded_in_their_order(town):
    drafted()
    first, second = handed_in(), handed_in(NEWER)
    assert services.take().pk == first.pk
    assert services.take() is None, "the second waits for the first"
    Load.objects.filter(pk=first.pk).update(state="waiting")
    assert services.load_waiting() == 2
    assert Load.objects.get(pk=second.pk).number == 2


def test_tables_come_and_go(town):
    published()
    with pytest.raises(Refused, match="at least one table"):
        services.remove_table(key="trees", name="trees")
    services.describe_table(key="trees", table=dataclasses.replace(TABLE, table="parks"))
    with pytest.raises(Refused, match="already"):
        services.describe_table(key="trees", table=dataclasses.replace(TABLE, table="parks"), new=True)
    services.remove_table(key="trees", name="parks")
    with pytest.raises(NotFound):
        services.remove_table(key="trees", name="parks")
    with pytest.raises(NotFound):
        handed_in(table="parks")
    with pytest.raises(Refused, match="begins with https"):
        services.describe_table(
            key="trees", table=dataclasses.replace(TABLE, table="far", sort="link", url="file:///etc/passwd")
        )
    assert_replays()


def test_old_loads_and_files_are_forgotten(town):
    published()
    refused = loaded(b"%PDF-1.7")
    with clock.telling(clock.now() + timedelta(days=100)):
        services.sweep()
    assert not Load.objects.exists()
    assert not originals.path_of(refused.original).exists()
    assert originals.path_of(queries.version("trees", "trees", 1).original).exists()


def test_who_handed_in_is_told_to_them_alone(town):
    drafted()
    person = officer()
    handed_in(person=person)
    assert "trees.csv" in str(export_of(person))
    erase(person)
    assert Load.objects.get().person is None
