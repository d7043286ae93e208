"""Records come, change, stay and go; each run says what became of each, and only a whole one lets anything go."""

from datetime import timedelta

import pytest

from folkmoot.modules.catalogue import events, queries, services
from folkmoot.modules.catalogue.harvest import bringing, running, sources
from folkmoot.modules.catalogue.harvest.tests.portals import harvested, laid_down, package, report
from folkmoot.modules.catalogue.models import Dataset, Load, Origin, Run, RunRecord, Table
from folkmoot.modules.catalogue.services import Refused
from folkmoot.modules.catalogue.tests.town import DESCRIPTION, OFFICE
from folkmoot.record import clock
from folkmoot.record.api import timeline
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays


def kinds(subject):
    return [one.kind.partition(".")[2] for one in timeline(subject)]


def test_a_portal_is_harvested_and_harvested_again(town, portal):
    portal.packages = [package(n) for n in range(3)]
    laid_down(portal)
    run = harvested()
    assert (run.state, run.complete, run.counts) == ("done", True, {"created": 3}), run.problem
    assert kinds("datasets/wells-1") == ["described", "harvested", "published"]
    row, origin = queries.dataset("wells-1"), queries.origin("wells-1")
    assert (row.state, row.shown["licence"], row.shown["themes"]) == ("published", "CC-BY-4.0", ["ENVI"])
    assert dict(row.shown["title"]) == {"en-gb": "Wells 1", "de": "Wells 1"}
    assert queries.words_behind(row.shown["contact"]) == "water@county.example"
    assert (origin.record, origin.publisher) == (package(1)["id"], "County water office")
    assert origin.page == f"{portal.url}/dataset/wells-1"
    assert origin.files[0]["url"] == "https://portal.example/files/wells-1.csv"
    before = RecordedFact.objects.count()
    again = harvested()
    assert (again.state, again.counts) == ("done", {"unchanged": 3})
    assert RecordedFact.objects.count() == before, "a harvest that finds the same leaves no fact"
    portal.packages[0]["notes"] = "Deeper wells."
    portal.packages[1]["resources"][0]["url"] = "https://portal.example/files/new.csv"
    third = harvested()
    assert third.counts == {"changed": 2, "unchanged": 1}
    assert kinds("datasets/wells-0")[3:] == ["described", "harvested", "published"]
    assert kinds("datasets/wells-1")[3:] == ["harvested"], "other files are no other words"
    assert kinds("data_sources/county") == ["source_described", "harvest_ended", "harvest_ended"]
    assert_replays()
    entries = b"".join(bytes(one.entry) for one in RecordedFact.objects.all())
    assert b"water@county.example" not in entries


def test_a_dry_run_says_the_same_and_changes_nothing(town, portal):
    portal.packages = [package(n) for n in range(8)]
    laid_down(portal)
    before = RecordedFact.objects.count()
    dry = harvested(dry=True)
    assert (dry.state, dry.counts) == ("done", {"created": 8})
    assert (RecordedFact.objects.count(), Dataset.objects.count()) == (before, 0)
    harvested()
    portal.packages = portal.packages[2:]
    portal.packages[0]["title"] = "Deep wells"
    before = RecordedFact.objects.count()
    dry = harvested(dry=True)
    assert dry.counts == {"changed": 1, "unchanged": 5, "gone": 2}
    assert RecordedFact.objects.count() == before
    assert harvested().counts == dry.counts, "what is done is what was said"


def test_what_is_gone_is_withdrawn_after_a_whole_harvest_and_comes_back(town, portal):
    portal.packages = [package(n) for n in range(4)]
    laid_down(portal)
    harvested()
    lost = portal.packages.pop(2)
    portal.count = 4
    run = harvested()
    assert (run.state, run.complete) == ("part", False)
    assert "counts 4 records and gave 3" in run.problem[0]["why"]
    assert queries.dataset("wells-2").state == "published", "half a harvest lets nothing go"
    portal.count = None
    assert harvested().counts == {"unchanged": 3, "gone": 1}
    row = queries.dataset("wells-2")
    assert row.state == "withdrawn"
    assert "does not offer it any more" in queries.words_behind(row.words)
    assert harvested().counts == {"unchanged": 3}, "it goes once"
    portal.packages.append(lost)
    assert harvested().counts == {"unchanged": 3, "changed": 1}
    assert queries.dataset("wells-2").state == "published"
    assert kinds("datasets/wells-2")[-2:] == ["harvested", "restored"]
    assert_replays()


def test_what_a_reviewer_withdrew_stays_withdrawn(town, portal):
    portal.packages = [package(n) for n in range(3)]
    laid_down(portal)
    harvested()
    services.withdraw(key="wells-1", words="Names of people are in it.")
    portal.packages[1]["title"] = "Other wells"
    run = harvested()
    assert run.counts == {"unchanged": 2, "kept": 1}
    lost = portal.packages.pop(1)
    assert harvested().counts == {"unchanged": 2, "gone": 1}
    portal.packages.append(lost)
    assert harvested().counts == {"unchanged": 2, "kept": 1}
    assert queries.dataset("wells-1").state == "withdrawn"
    assert_replays()


@pytest.mark.parametrize("go_on", [True, False])
def test_a_source_that_loses_most_asks_first(town, portal, go_on):
    portal.packages = [package(n) for n in range(12)]
    laid_down(portal)
    harvested()
    portal.packages = portal.packages[:3]
    portal.packages[0]["title"] = "Changed"
    run = harvested()
    assert (run.state, run.missing) == ("asks", 9)
    assert Dataset.objects.filter(state="published").count() == 12
    assert sources.ask_for(key="county") == run, "no other run begins while one asks"
    running.work()
    assert Run.objects.get(pk=run.pk).state == "asks"
    sources.decide(run=run, go_on=go_on)
    with pytest.raises(Refused, match="asks nothing"):
        sources.decide(run=run, go_on=go_on)
    running.work()
    run.refresh_from_db()
    assert run.state == ("done" if go_on else "stopped")
    assert Dataset.objects.filter(state="published").count() == (3 if go_on else 12)
    assert_replays()


def test_an_empty_answer_withdraws_nothing_by_itself(town, portal):
    portal.packages = [package(0)]
    laid_down(portal)
    harvested()
    portal.packages = []
    assert harvested().state == "asks"


def test_a_reviewer_can_be_asked_for_each(town, portal):
    portal.packages = [package(0)]
    laid_down(portal, publish="review")
    harvested()
    row = queries.dataset("wells-0")
    assert (row.state, row.asked is not None) == ("draft", True)
    services.publish(key="wells-0")
    portal.packages[0]["title"] = "Wells anew"
    harvested()
    row = queries.dataset("wells-0")
    assert queries.in_words(row.shown["title"]) == "Wells 0"
    assert queries.in_words(row.draft["title"]) == "Wells anew"
    services.publish(key="wells-0")
    portal.packages = []
    run = harvested()
    sources.decide(run=run, go_on=True)
    running.work()
    assert queries.dataset("wells-0").state == "withdrawn"
    assert_replays()


def test_what_is_left_out_says_why_and_what_would_be_right(town, portal):
    portal.packages = [
        package(0, license_id="cc-nc", license_title="Creative Commons NonCommercial", license_url=""),
        package(1, license_id="", license_title="", license_url=""),
        package(2, private=True),
        package(3, tags=[{"name": "x" * 50}, {"name": "ask@me.example"}, {"name": "wells"}]),
        package(4, notes="Write to <b>olu@county.example</b>.", title="Mail olu@county.example"),
        package(5, state="deleted"),
        package(6, resources=[{"id": "r", "url": "javascript:alert(1)", "name": "x"}]),
        package(7, title="", notes="", name=""),
    ]
    laid_down(portal)
    run = harvested()
    assert run.counts == {"refused": 4, "created": 4}, report(run)
    told = {
        record[-1]: (state, [one["why"] for one in words]) for record, (state, words) in report(run).items()
    }
    assert any("not known here as an open licence; known are CC-BY-4.0" in one for one in told["0"][1])
    assert any("lay down for the source which one holds" in one for one in told["1"][1])
    assert any("private" in one for one in told["2"][1])
    assert told["3"][0] == "created"
    assert Dataset.objects.get(key="wells-3").shown["keywords"] == ["wells"]
    assert "…" in queries.in_words(Dataset.objects.get(key="wells-4").shown["summary"])
    assert any("no address" in one for one in told["6"][1])
    laid_down(portal, licence="CC0-1.0")
    assert harvested().counts["created"] == 1, "the source's licence holds for what names none"


def test_a_harvested_dataset_is_not_written_by_hand_but_in_its_own_words(town, portal):
    portal.packages = [package(0)]
    laid_down(portal)
    harvested()
    for act in (
        lambda: services.describe(key="wells-0", description=DESCRIPTION, actor=OFFICE),
        lambda: services.describe_table(
            key="wells-0", table=events.TableDescribed(table="trees", name=DESCRIPTION.title, sort="upload")
        ),
    ):
        with pytest.raises(Refused, match="harvested from “county”"):
            act()
    own = events.Overridden(title=(("de", "Brunnen"),), themes=("HEAL",))
    bringing.override(key="wells-0", overrides=own, known=queries.known())
    row = queries.dataset("wells-0")
    assert dict(row.shown["title"]) == {"en-gb": "Wells 0", "de": "Brunnen"}
    assert row.shown["themes"] == ["HEAL"]
    portal.packages[0]["title"] = "Deep wells"
    harvested()
    row = queries.dataset("wells-0")
    assert dict(row.shown["title"]) == {"en-gb": "Deep wells", "de": "Brunnen"}, "they outlast a harvest"
    with pytest.raises(Refused):
        bringing.override(key="wells-0", overrides=events.Overridden(themes=("CATS",)), known=queries.known())
    sources.close_source(key="county")
    services.describe(key="wells-0", description=DESCRIPTION, actor=OFFICE)
    assert_replays()


def test_an_address_that_is_taken_is_not_taken_over(town, portal):
    services.describe(key="wells-0", description=DESCRIPTION, actor=OFFICE)
    portal.packages = [package(0)]
    laid_down(portal)
    harvested()
    origin = Origin.objects.get()
    assert origin.key.startswith("wells-0-")
    assert queries.in_words(queries.dataset("wells-0").draft["title"]) == "Street trees"
    assert harvested().counts == {"unchanged": 1}
    assert_replays()


def test_tables_are_loaded_where_the_source_says_so(town, portal):
    portal.says("/wells.csv", "nr,depth\n001,3.5\n002,4\n", "text/csv")
    one = package(0)
    one["resources"][0]["url"] = f"{portal.url}/wells.csv"
    one["resources"].append(one["resources"][0] | {"id": "pdf", "format": "PDF", "name": "Map"})
    one["resources"].append(one["resources"][0] | {"id": "json", "format": "JSON"})
    portal.packages = [one]
    laid_down(portal, tables="load", every=12)
    harvested()
    assert [(it.name, it.sort, it.every) for it in Table.objects.all()] == [("wells-0", "link", 24)]
    services.load_waiting()
    assert Load.objects.get().state == "done"
    assert Table.objects.get().rows == 2
    harvested()
    assert Load.objects.count() == 1, "the same record loads nothing"
    laid_down(portal, tables="link")
    one["title"] = "Anew"
    harvested()
    assert Table.objects.get().removed is not None
    assert_replays()


def test_a_source_is_harvested_when_its_hours_are_over(town, portal):
    portal.packages = [package(0)]
    laid_down(portal, every=24)
    assert sources.due() == 1
    assert sources.due() == 0
    running.work()
    assert sources.due() == 0
    with clock.telling(clock.now() + timedelta(hours=25)):
        assert sources.due() == 1
        sources.close_source(key="county")
        assert sources.due() == 0
        running.work()
    assert {one.state for one in Run.objects.all()} == {"done", "stopped"}
    with clock.telling(clock.now() + timedelta(days=200)):
        assert sources.sweep() == 1, "the newest report stays"
    assert RunRecord.objects.count() in {0, 1}


def test_two_sources_do_not_bring_the_same_and_our_own_does_not_come_back(town, portal, settings):
    told = {"key": "uri", "value": "https://data.example/wells"}
    ours = {"key": "uri", "value": f"{settings.ORIGIN}/data/trees"}
    portal.packages = [package(0), package(1, extras=[ours]), package(2, extras=[told])]
    laid_down(portal)
    run = harvested()
    assert run.counts == {"created": 2, "ours": 1}
    laid_down(portal, key="again")
    assert harvested("again").counts["created"] == 2, "CKAN's identifiers are its own"
