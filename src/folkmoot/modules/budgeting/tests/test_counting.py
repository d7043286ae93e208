"""When voting is over: ballots are opened, counted and published, exactly once, whoever dies and however many do it."""

from dataclasses import replace
from fractions import Fraction

import pytest
from django.test import TransactionTestCase
from tests.fixtures.racing import race

from folkmoot.modules.budgeting import services
from folkmoot.modules.budgeting.models import Counting, OpenedBallot, OpenedPart, PotResult, Project, Round
from folkmoot.modules.budgeting.queries import results as known
from folkmoot.modules.budgeting.rules import revealing
from folkmoot.modules.budgeting.rules.outcome import digest
from folkmoot.modules.budgeting.services import NotFound, Refused, casting, counting, rolling
from folkmoot.modules.budgeting.tests.town import ADMIN, SHARES, describe_town, later, round_in_voting
from folkmoot.modules.budgeting.tests.voting_town import cast, officer, voter
from folkmoot.modules.budgeting.verifying.whole import verify_round
from folkmoot.record import steps, store
from folkmoot.record.api import timeline
from folkmoot.record.export import export
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal

KINDS = ("budgeting.ballots_revealed", "budgeting.counted", "budgeting.result_published")


def told(number):
    return [
        fact.kind.removeprefix("budgeting.")
        for fact in timeline(f"budget_rounds/{number}")
        if fact.kind in KINDS
    ]


def voted(people=6):
    """A round in which some people voted, and one took their ballot back."""
    # Steps of a euro would be many thousands of counts for so few people.
    number, projects = round_in_voting(rule=replace(SHARES, increment=Fraction(1000)))
    for at in range(1, people + 1):
        cast(number, at, *(projects[(at + step) % 4] for step in range(1 + at % 3)))
    casting.withdraw(voter=voter(number, people).pk)
    return number, projects


def counting_begun():
    with later(days=6):
        services.begin_due()


def result_day():
    return later(days=16)


def finish(number):
    """Open, count and publish on the day of the result."""
    with result_day():
        services.begin_due()
        counting.count_due()


def test_a_vote_is_opened_counted_and_published(town, tmp_path):
    number, projects = voted()
    assert counting.count_due() == 0, "voting is on"
    with later(days=6):
        services.begin_due()
        assert counting.count_due() == 2
        assert told(number) == ["ballots_revealed", "counted"]
        assert counting.count_due() == 0
        assert Counting.objects.get().problem == "the day of the result has not come"
    finish(number)
    assert told(number) == ["ballots_revealed", "counted", "result_published"]
    with result_day():
        assert counting.count_due() == 0
    row, one = Round.objects.get(), PotResult.objects.get()
    assert row.counted
    assert row.published
    assert one.voters == 5
    document = known.document(one.digest)
    assert digest(document) == one.digest
    assert document["winners"] == one.winners
    outcomes = dict(Project.objects.values_list("number", "outcome"))
    assert outcomes == {each: "won" if each in one.winners else "lost" for each in projects}
    assert OpenedBallot.objects.count() == 5
    assert_replays()
    seal()
    export(tmp_path / "log")
    found = verify_round(str(tmp_path / "log"), number, state=tmp_path / "state")
    assert (found.verdict, found.problems) == ("ok", [])
    assert found.ballots == 5
    assert found.pots[0]["digest"] == one.digest


def test_an_administrator_may_publish_at_once(town):
    number, _projects = voted()
    with later(days=6):
        services.begin_due()
        with pytest.raises(Refused, match="0 of 1 pots are counted"):
            counting.publish(number=number, asked=True, actor=ADMIN)
        counting.count_due()
        assert counting.publish(number=number, asked=True, actor=ADMIN)
        assert counting.publish(number=number, asked=True, actor=ADMIN) is None
    assert told(number)[-1] == "result_published"


def test_nothing_is_opened_before_voting_is_over(town):
    number, _projects = voted()
    with pytest.raises(Refused, match="voting is not over"):
        counting.open_ballots(number=number)
    with pytest.raises(Refused, match="not all opened"):
        counting.count_pots(number=number)
    with pytest.raises(NotFound):
        counting.open_ballots(number=99)
    assert told(number) == []


def test_paper_that_is_missing_is_waited_for_unless_somebody_asks(town):
    number, [first, *_rest] = voted()
    rolling.hand_out_paper(voter=voter(number, 9).pk, officer=officer(), office="finance")
    with later(days=6):
        services.begin_due()
        assert counting.count_due() == 0
        assert "1 ballots on paper were handed out" in Counting.objects.get().problem
        counting.ask_to_count(number=number, actor=ADMIN)
        assert counting.count_due() == 2
    from folkmoot.modules.budgeting.services.papers import enter_paper

    with later(days=7), pytest.raises(Refused, match="opened"):
        enter_paper(
            number=number, serial=1, choice={"town": [(first, 1)]}, officer=officer(), office="finance"
        )


def test_paper_that_was_entered_once_has_to_be_entered_again(town):
    from folkmoot.modules.budgeting.services.papers import enter_paper

    number, [first, *_rest] = voted()
    rolling.hand_out_paper(voter=voter(number, 9).pk, officer=officer(), office="finance")
    enter_paper(number=number, serial=1, choice={"town": [(first, 1)]}, officer=officer(), office="finance")
    with later(days=6):
        services.begin_due()
        with pytest.raises(Refused, match="entered a second time"):
            counting.ask_to_count(number=number, actor=ADMIN)
        enter_paper(
            number=number, serial=1, choice={"town": [(first, 1)]}, officer=officer(2), office="finance"
        )
        assert counting.count_due() == 2
    assert PotResult.objects.get().voters == 6


def test_a_round_without_a_ballot_has_a_result(town):
    number, projects = round_in_voting()
    finish(number)
    one = PotResult.objects.get()
    assert (one.voters, one.winners, one.cost) == (0, [], 0)
    assert set(Project.objects.values_list("outcome", flat=True)) == {"lost"}
    assert_replays()
    assert projects


class Died(BaseException):
    """As kill -9: nothing catches it."""


@pytest.mark.parametrize("last", [0, 1, 3, 5])
def test_whoever_dies_is_gone_on_with(town, monkeypatch, last):
    monkeypatch.setattr(revealing.parts, "__kwdefaults__", {"most": 500})
    number, _projects = voted(9)
    counting_begun()
    seen = 0

    def die(name):
        nonlocal seen
        if name.startswith("budgeting:"):
            seen += 1
            if seen > last:
                raise Died

    with later(days=6):
        monkeypatch.setattr(steps, "reached", die)
        try:
            counting.count_due()
        except Died:
            pass
        monkeypatch.setattr(steps, "reached", lambda _name: None)
    with later(days=6, minutes=3):
        counting.count_due()
    finish(number)
    parts = OpenedPart.objects.count()
    assert parts > 2
    assert told(number) == ["ballots_revealed"] * parts + ["counted", "result_published"]
    assert OpenedBallot.objects.count() == 8
    assert_replays()


def test_a_round_that_kills_its_workers_is_stopped_until_somebody_asks(town):
    number, _projects = voted()
    counting_begun()
    with later(days=6):
        counting.count_due()
    Counting.objects.update(state="running", token="x", lease=None, tries=counting.MOST_TRIES)
    Counting.objects.update(state="waiting")
    with later(days=6):
        counting.count_due()
        assert Counting.objects.get().state == "stopped"
        counting.ask_to_count(number=number, actor=ADMIN)
        assert Counting.objects.get().state == "waiting"


class CountingRaces(TransactionTestCase):
    def test_two_workers_open_and_count_once(self):
        describe_town()
        number, _projects = voted()
        with later(days=6):
            services.begin_due()

        def everything():
            with result_day():
                counting.open_ballots(number=number)
                counting.count_pots(number=number)

        race(everything, losing=(), count=2)
        assert told(number) == ["ballots_revealed", "counted"]

        def publish():
            with result_day():
                services.begin_due()
                return counting.publish(number=number)

        race(publish, losing=(), count=2)
        assert told(number) == ["ballots_revealed", "counted", "result_published"]
        assert_replays()


def test_the_document_is_kept_on_the_record(town, client):
    number, _projects = voted()
    finish(number)
    one = PotResult.objects.get()
    answer = client.get(f"/record/segments/{one.digest}")
    assert answer.status_code == 200
    assert answer.content == store.get_segment(one.digest)
