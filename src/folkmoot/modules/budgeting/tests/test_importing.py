"""Votes held elsewhere become rounds: all of a file or nothing, once, and counted to what was official there."""

import pytest
from django.test import TransactionTestCase
from tests.fixtures.racing import race

from folkmoot.modules.budgeting import importing
from folkmoot.modules.budgeting.models import OpenedBallot, OpenedPart, PotResult, Project, Round
from folkmoot.modules.budgeting.pabulib.problems import BadFile
from folkmoot.modules.budgeting.pabulib.reading import read
from folkmoot.modules.budgeting.pabulib.tests.test_bad_files import GOOD, POINTS
from folkmoot.modules.budgeting.rules import revealing
from folkmoot.modules.budgeting.rules.tests.real import DATA, needs_files
from folkmoot.modules.budgeting.services import Refused
from folkmoot.modules.budgeting.tests.town import describe_town
from folkmoot.modules.budgeting.verifying.whole import verify_round
from folkmoot.record import steps
from folkmoot.record.api import timeline
from folkmoot.record.export import export
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal

FINANCE = "office:finance"


def looked(content=GOOD, **more):
    return importing.look(content.encode() if isinstance(content, str) else content, name="town.pb", **more)


def kinds(number):
    return [fact.kind.removeprefix("budgeting.") for fact in timeline(f"budget_rounds/{number}")]


def verified(number, folder):
    seal()
    export(folder / "log")
    return verify_round(str(folder / "log"), number, state=folder / "state")


def test_a_file_becomes_a_round_with_its_result(town, client, tmp_path):
    number = importing.bring(looked(), actor=FINANCE)
    assert kinds(number) == [
        "round_described",
        "calendar_set",
        "frozen",
        "phase_begun",
        "phase_begun",
        "phase_begun",
        "ballots_imported",
        "counted",
        "result_published",
    ]
    official = {one for one, value in read(GOOD.encode()).selected.items() if value}
    won = Project.objects.filter(outcome="won")
    assert {one.reference for one in won} == official
    assert OpenedBallot.objects.count() == 3
    assert client.get(f"/budgets/{number}/results").status_code == 200
    said = client.get(f"/budgets/{number}/results").content.decode()
    assert "This vote was held elsewhere" in said
    assert "town.pb" in said
    assert_replays()
    found = verified(number, tmp_path)
    assert (found.verdict, found.problems) == ("ok", [])


def test_points_and_other_rules_come_over(town, tmp_path):
    number = importing.bring(looked(POINTS, rule="equalshares"), actor=FINANCE)
    assert PotResult.objects.get().endowment
    assert verified(number, tmp_path).verdict == "ok"
    exported = b"".join(
        __import__("folkmoot.modules.budgeting.exporting", fromlist=["lines"]).lines(
            Round.objects.get(), PotResult.objects.get()
        )
    )
    again, before = read(exported, strict=True), read(POINTS.encode())
    assert sorted(again.points) == sorted(before.points)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("a;600", "a;free", "line 19: project a costs 'free'"),
        ("budget;1000", "budget;1000.001", "more digits than the currency"),
        ("rule;greedy", "rule;unknown", "does not say how to count"),
        ("currency;", "currency;gold", "currency"),
    ],
)
def test_a_file_that_cannot_be_a_round_is_refused_with_its_line(town, old, new, said):
    content = GOOD.replace(old, new) if old in GOOD else GOOD.replace("budget;", f"{new}\nbudget;", 1)
    before = RecordedFact.objects.count()
    with pytest.raises(BadFile) as refused:
        importing.bring(looked(content), actor=FINANCE)
    assert said in str(refused.value)
    assert RecordedFact.objects.count() == before
    assert not Round.objects.exists()


def test_unknown_offices_and_votes_that_go_on_are_refused(town):
    with pytest.raises(Refused, match="no office nobody"):
        importing.bring(looked(), actor="office:nobody")
    one = looked()
    with pytest.raises(Refused, match="not over"):
        importing.bring(importing.replace(one, closes=one.closes.replace(year=2199)), actor=FINANCE)
    assert not Round.objects.exists()


def test_the_same_file_again_changes_nothing(town):
    number = importing.bring(looked(), actor=FINANCE)
    before = RecordedFact.objects.count()
    assert importing.bring(looked(), actor=FINANCE) == number
    assert RecordedFact.objects.count() == before


class Died(BaseException):
    """As kill -9: nothing catches it."""


@pytest.mark.parametrize("last", range(4))
def test_an_import_that_died_goes_on(town, monkeypatch, client, last):
    monkeypatch.setattr(revealing.parts, "__kwdefaults__", {"most": 90})
    seen = 0

    def die(name):
        nonlocal seen
        if name == "budgeting:brought":
            seen += 1
            if seen > last:
                raise Died

    monkeypatch.setattr(steps, "reached", die)
    with pytest.raises(Died):
        importing.bring(looked(), actor=FINANCE)
    monkeypatch.setattr(steps, "reached", lambda _name: None)
    assert "There is no result yet" in client.get("/budgets/1/results").content.decode()
    assert importing.bring(looked(), actor=FINANCE) == 1
    assert OpenedPart.objects.count() == 3
    assert kinds(1)[-5:] == ["ballots_imported"] * 3 + ["counted", "result_published"]
    assert_replays()


class ImportRaces(TransactionTestCase):
    def test_two_at_once_make_one_round(self):
        describe_town()
        race(lambda: importing.bring(looked(), actor=FINANCE), losing=(), count=2)
        assert kinds(1)[-3:] == ["ballots_imported", "counted", "result_published"]
        assert Round.objects.count() == 1
        assert_replays()


@pytest.mark.realdata
@needs_files
def test_wieliczka_comes_over_with_its_official_result(town, tmp_path):
    content = (DATA / "Poland_Wieliczka_2023_Green_Budget.pb").read_bytes()
    number = importing.bring(looked(content), actor=FINANCE)
    official = {one for one, value in read(content).selected.items() if value == 1}
    assert {one.reference for one in Project.objects.filter(outcome="won")} == official
    one = PotResult.objects.get()
    assert (one.voters, one.cost, len(one.winners)) == (6586, 99_507_900, 30)
    found = verified(number, tmp_path)
    assert (found.verdict, found.problems) == ("ok", [])
    assert found.ballots == 6586
