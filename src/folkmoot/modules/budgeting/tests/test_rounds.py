"""Rounds: described, their phases by themselves, frozen for the vote."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import TransactionTestCase
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.racing import race

from folkmoot.modules.budgeting import chores, events, queries, services, told
from folkmoot.modules.budgeting.models import FrozenRound, Project, Round
from folkmoot.modules.budgeting.rules import calendar
from folkmoot.modules.budgeting.rules.rule import SHORT, Rule, of_record
from folkmoot.modules.budgeting.rules.ties import TieBreaking
from folkmoot.modules.budgeting.tests import town as a
from folkmoot.record import clock
from folkmoot.record.api import timeline
from folkmoot.record.projection import assert_replays

START = datetime(2026, 1, 1, tzinfo=UTC)


def begun(number):
    return [
        one.event.phase for one in timeline(f"budget_rounds/{number}") if one.kind.endswith("phase_begun")
    ]


# Rules


@given(
    st.lists(st.sampled_from(calendar.NAMES), unique=True, min_size=1),
    st.integers(0, 120),
    st.booleans(),
)
def test_phases_begin_in_order_each_once_and_voting_only_when_frozen(names, days, frozen):
    ordered = sorted(names, key=calendar.place)
    phases = [
        events.Phase(
            name=name, opens=START + timedelta(days=10 * at), closes=START + timedelta(days=10 * at + 10)
        )
        for at, name in enumerate(ordered)
    ]
    now, last, seen = START + timedelta(days=days), "", []
    for one in calendar.due(phases, begun="", frozen=frozen, now=now):
        assert one.opens <= now
        seen.append(one.name)
        last = one.name
    assert seen == ordered[: len(seen)]
    assert calendar.due(phases, begun=last, frozen=frozen, now=now) == []
    if not frozen and "voting" in ordered:
        assert not set(seen) & set(calendar.NAMES[calendar.place("voting") :])
    following = calendar.next_due(phases, begun=last)
    assert following == (phases[len(seen)].opens if len(seen) < len(phases) else None)


@pytest.mark.parametrize("rule", [*SHORT.values(), Rule(name="equal_shares", fill_criteria=(), completion="utilitarian"),
    Rule(name="greedy", exclusive=(("1", "2"),), ties=TieBreaking(order="lot", seed="ab"))])  # fmt: skip
def test_a_frozen_rule_is_read_back_in_full(rule):
    assert of_record(rule.record()).record() == rule.record()


# What happens


def test_a_round_from_its_description_to_its_vote(town):
    number, projects = a.round_in_voting()
    row = queries.round_of(number)
    assert (row.phase, row.frozen is not None) == ("voting", True)
    assert begun(number) == list(calendar.NAMES[: calendar.place("voting") + 1])
    assert queries.is_on(row, "voting", clock.now())
    frozen = queries.frozen(number)
    assert [one.number for one in frozen.pots[0].projects] == projects
    assert of_record(frozen.pots[0].rule).record() == a.SHARES.record()
    assert set(Project.objects.values_list("state", flat=True)) == {"on_ballot"}
    with a.later(days=6):
        assert not queries.is_on(queries.round_of(number), "voting", clock.now()), (
            "the clock decides, not a worker"
        )
        assert chores.begin() == 1
        assert queries.round_of(number).phase == "counting"
    with a.later(days=60):
        assert chores.begin() == 2
        assert chores.begin() == 0
    assert begun(number) == list(calendar.NAMES)
    assert_replays()


def test_voting_waits_for_the_frozen_ballot(town):
    number = a.described_round("design")
    services.add_projects(round_number=number, projects=list(a.PROJECTS), actor=a.ADMIN)
    with a.later(days=7):
        assert chores.begin() == 0
        assert queries.round_of(number).phase == "design"
        services.freeze(
            number=number, votes={"town": services.Vote(design=a.APPROVAL, rule=a.SHARES)}, actor=a.ADMIN
        )
        assert queries.round_of(number).phase == "voting", "it begins at once when its day has come"
    assert_replays()


def test_nothing_that_is_voted_on_changes_afterwards(town):
    number, _projects = a.round_in_voting()
    words = a.description(title="Budget 2026, round one", summary="More words.")
    services.describe_round(number=number, description=words, actor=a.ADMIN)
    for changed in (
        {"pots": (events.Pot(code="town", title="Whole town", amount=1),)},
        {"maximum": 5},
        {"currency": "PLN"},
        {"who": events.Eligibility(text="Nobody")},
    ):
        with pytest.raises(services.Refused, match="frozen"):
            services.describe_round(number=number, description=a.description(**changed), actor=a.ADMIN)
    with pytest.raises(services.Refused, match="frozen"):
        services.add_projects(round_number=number, projects=[a.PROJECTS[0]], actor=a.ADMIN)
    with pytest.raises(services.Refused, match="frozen already"):
        services.freeze(number=number, votes={}, actor=a.ADMIN)
    assert queries.round_of(number).title == "Budget 2026, round one"
    assert_replays()


def test_thresholds_are_frozen_with_the_rule(town):
    number = a.described_round("voting")
    services.add_projects(round_number=number, projects=list(a.PROJECTS), actor=a.ADMIN)
    for wrong in (
        {"name": "minimum_votes", "votes": 0},
        {"name": "minimum_votes", "votes": "2"},
        {"name": "share_of_cost", "divisor": "0"},
        {"name": "share_of_cost", "divisor": "x"},
        {"name": "share_of_cost"},
        {"name": "luck"},
    ):
        vote = services.Vote(design=a.APPROVAL, rule=a.SHARES, filters=(wrong,))
        with pytest.raises(services.Refused, match="thresholds"):
            services.freeze(number=number, votes={"town": vote}, actor=a.ADMIN)
    good = ({"name": "minimum_votes", "votes": 2}, {"name": "share_of_cost", "divisor": "3"})
    vote = services.Vote(design=a.APPROVAL, rule=a.SHARES, filters=good)
    services.freeze(number=number, votes={"town": vote}, actor=a.ADMIN)
    frozen = queries.frozen(number)
    assert frozen.pots[0].rule == a.SHARES.record() | {"filters": list(good)}
    assert [one for one in told.frozen(number, queries.round_of(number))[0].more if "counted" in one] == [
        "A project with fewer than 2 votes is not counted.",
        "A project is counted if its share of the voters is at least its share of the money divided by 3.",
    ]
    assert_replays()


def test_a_lot_gets_its_seed_before_the_vote(town):
    number, _projects = a.round_in_voting(rule=Rule(name="greedy", ties=TieBreaking(order="lot", seed="new")))
    seed = queries.frozen(number).pots[0].rule["ties"]["seed"]
    assert len(seed) == 32


@pytest.mark.parametrize(
    ("design", "field"),
    [
        (events.BallotDesign(type="show of hands"), "type"),
        (events.BallotDesign(type="approval", minimum=9), "minimum"),
        (events.BallotDesign(type="approval", minimum=3, maximum=2), "maximum"),
        (events.BallotDesign(type="choose-1", maximum=2), "maximum"),
        (events.BallotDesign(type="cumulative", points_most=5), "points"),
        (events.BallotDesign(type="scoring"), "points_most"),
    ],
)
def test_a_ballot_that_makes_no_sense(town, design, field):
    with pytest.raises(services.Refused) as error:
        a.round_in_voting(design=design)
    assert [one.field for one in error.value.refusals] == [field]
    assert not FrozenRound.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slug": "No good"}, "slug"),
        ({"title": " "}, "title"),
        ({"office": "none"}, "office"),
        ({"currency": "euro"}, "currency"),
        ({"pots": ()}, "pots"),
        ({"pots": (*a.POTS, *a.POTS)}, "pots"),
        ({"pots": (events.Pot(code="x", title="X", amount=0),)}, "pots"),
        ({"pots": (events.Pot(code="x", title="X", amount=1, area="moon"),)}, "pots"),
        ({"minimum": 5, "maximum": 4}, "maximum"),
        ({"categories": (events.Category(code="a", title=""),)}, "categories"),
    ],
)
def test_a_description_that_makes_no_sense(town, changes, field):
    with pytest.raises(services.Refused) as error:
        services.describe_round(description=a.description(**changes), actor=a.ADMIN)
    assert [one.field for one in error.value.refusals] == [field]
    assert not Round.objects.exists()


def test_what_has_begun_stays_in_the_calendar(town):
    number, _projects = a.round_in_voting()
    phases = list(queries.calendar_of(queries.round_of(number)))
    at = [one.name for one in phases].index("voting")

    def with_voting(**change):
        one = phases[at]
        given = {"name": one.name, "opens": one.opens, "closes": one.closes} | change
        return [*phases[:at], events.Phase(**given)]

    for wrong in (
        with_voting(closes=phases[at].closes - timedelta(days=1)),
        with_voting(opens=phases[at].opens + timedelta(hours=1)),
        phases[1:],
        phases[:at],
        [*phases[: at + 1], phases[at]],
        [events.Phase(name="siesta", opens=phases[0].opens, closes=phases[0].closes)],
    ):
        with pytest.raises(services.Refused):
            services.set_calendar(number=number, phases=wrong, actor=a.ADMIN)
    assert services.set_calendar(number=number, phases=phases, actor=a.ADMIN) is None
    longer = with_voting(closes=phases[at].closes + timedelta(days=2))
    assert services.set_calendar(number=number, phases=longer, actor=a.ADMIN)
    with a.later(days=6):
        assert queries.is_on(queries.round_of(number), "voting", clock.now())
    assert_replays()


def test_somebody_else_changed_it_meanwhile(town):
    number = services.describe_round(description=a.description(), actor=a.ADMIN)
    seen = queries.described(queries.round_of(number))
    services.describe_round(
        number=number, description=a.description(title="Mine"), expected=seen, actor=a.ADMIN
    )
    with pytest.raises(services.Refused, match="somebody else"):
        services.describe_round(
            number=number, description=a.description(title="Yours"), expected=seen, actor=a.ADMIN
        )
    with pytest.raises(services.NotFound):
        services.describe_round(number=99, description=a.description(), actor=a.ADMIN)


class Races(TransactionTestCase):
    def setUp(self):
        a.describe_town()

    def test_two_workers_begin_each_phase_once(self):
        number = a.described_round("informing")
        with a.later(days=28):
            at = clock.now()

        def work():
            with clock.telling(at):
                chores.begin()

        race(work, losing=())
        assert begun(number) == ["informing", "ideas", "sorting", "costing"]
        assert_replays()

    def test_a_round_is_frozen_once(self):
        number = a.described_round("voting")
        services.add_projects(round_number=number, projects=list(a.PROJECTS), actor=a.ADMIN)
        vote = {"town": services.Vote(design=a.APPROVAL, rule=a.SHARES)}
        went = race(
            lambda: services.freeze(number=number, votes=vote, actor=a.ADMIN), losing=(services.Refused,)
        )
        assert went == ["done", "lost", "lost", "lost"]
        assert_replays()

    def test_rounds_described_at_once_have_numbers_of_their_own(self):
        race(lambda: services.describe_round(description=a.description(), actor=a.ADMIN), losing=())
        assert sorted(Round.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
        assert_replays()
