"""The outcome document: it follows from frozen pot and ballots alone, and its figures add up."""

import json
from collections import Counter
from fractions import Fraction

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.modules.budgeting.rules.election import BadElection
from folkmoot.modules.budgeting.rules.outcome import Pot, canonical, digest, outcome_of, own_payments
from folkmoot.modules.budgeting.rules.rule import Rule, of_record
from folkmoot.modules.budgeting.rules.tests.test_properties import EVERY, LOT

SHARES = Rule(name="equal_shares", completion="add1", ties=LOT)
EXCLUSIVE = [one for one in EVERY if not one.exclusive]


def a_pot(*, rule=SHARES, kind="approval", costs=(600, 500, 300), amount=1000, filters=()):
    lines = tuple((number, cost) for number, cost in enumerate(costs, start=11))
    return Pot(
        round=3,
        code="all",
        amount=amount,
        currency="EUR",
        exponent=2,
        kind=kind,
        rule=rule.record(),
        lines=lines,
        filters=filters,
    )


def chosen(*numbers):
    return {"all": [[number, 1] for number in numbers]}


@st.composite
def votes(draw, *, points=False):
    costs = draw(st.lists(st.integers(1, 900), min_size=1, max_size=5))
    value = st.integers(0, 4) if points else st.just(1)
    mark = st.tuples(st.sampled_from(range(11, 11 + len(costs))), value).map(list)
    ballot = st.lists(mark, max_size=5, unique_by=lambda line: line[0]).map(lambda lines: {"all": lines})
    return costs, draw(st.integers(1, 1500)), draw(st.lists(ballot, min_size=1, max_size=8))


@pytest.mark.parametrize("rule", EXCLUSIVE, ids=str)
@given(made=votes())
@settings(max_examples=12, deadline=None)
def test_every_rule_has_a_document_of_exact_figures(rule, made):
    costs, amount, choices = made
    told = outcome_of(a_pot(rule=rule, costs=costs, amount=amount), choices)
    assert canonical(told) == rfc8785.dumps(told)
    assert json.loads(canonical(told)) == told
    cost = dict(a_pot(costs=costs).lines)
    assert told["cost"] == sum(cost[one] for one in told["winners"]) <= amount
    assert told["left"] == amount - told["cost"]
    results = Counter(one["result"] for one in told["projects"])
    assert results["won"] == len(told["winners"])
    assert sum(voters for _winners, voters in told["winners_by_voters"]) == told["voters"] == len(choices)
    if rule.name in {"greedy", "equal_shares"} and "comparison" not in told and "filled" not in told:
        assert {one["number"] for one in told["lost"]} <= cost.keys() - set(told["winners"])


@given(made=votes(), seed=st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_ballots_changes_no_byte(made, seed):
    costs, amount, choices = made
    pot = a_pot(costs=costs, amount=amount)
    other = list(choices)
    seed.shuffle(other)
    assert digest(outcome_of(pot, choices)) == digest(outcome_of(pot, other))


@pytest.mark.parametrize("kind", ["approval", "cumulative"])
@given(data=st.data())
@settings(deadline=None)
def test_what_single_ballots_paid_adds_up_to_what_the_winners_cost(kind, data):
    costs, amount, choices = data.draw(votes(points=kind == "cumulative"))
    measure = "cost" if kind == "approval" else "points"
    rule = Rule(name="equal_shares", measure=measure, ties=LOT)
    told = outcome_of(a_pot(rule=rule, kind=kind, costs=costs, amount=amount), choices)
    paid = Counter()
    for choice in choices:
        payments = own_payments(told, choice)
        assert sum(money for _number, money in payments) <= Fraction(told["endowment"])
        assert {number for number, _money in payments} <= {line[0] for line in choice["all"]}
        for number, money in payments:
            paid[number] += money
    cost = dict(a_pot(costs=costs).lines)
    assert paid == {number: Fraction(cost[number], 100) for number in told["winners"]}


def test_a_ranking_pays_by_its_ranks():
    rule = Rule(name="equal_shares", measure="points", ties=LOT)
    pot = a_pot(rule=rule, kind="ordinal", costs=(600, 400), amount=1000)
    ballot = {"all": [[11, 2], [12, 1]]}
    told = outcome_of(pot, [ballot])
    # The last of a ranking has no points, so that only the first one is paid for.
    assert told["winners"] == [12]
    assert own_payments(told, ballot) == [(12, Fraction(4))]


def test_who_used_other_pots_alone_is_no_voter_of_this_one():
    told = outcome_of(a_pot(), [chosen(11), {"north": [[4, 1]]}, {"all": []}])
    assert told["voters"] == 2
    assert told["winners_by_voters"] == [[0, 1], [1, 1]]


def test_nobody_voted():
    told = outcome_of(a_pot(), [])
    assert (told["winners"], told["cost"], told["left"], told["voters"]) == ([], 0, 1000, 0)
    assert {one["result"] for one in told["projects"]} == {"lost"}


def test_filtered_projects_are_not_counted_and_say_what_they_needed():
    filters = ({"name": "share_of_cost", "divisor": "1"}, {"name": "minimum_votes", "votes": 2})
    choices = [chosen(11), chosen(12), chosen(12), chosen(13)]
    told = outcome_of(a_pot(rule=Rule(name="greedy"), filters=filters), choices)
    # 11 has 1 of the 600 / 1000 × 4 votes it needs; 12 has its 2 of 2; 13 has 1, and needs 2 by either.
    assert told["filtered"] == [
        {"number": 11, "by": "share_of_cost", "votes_needed": 3},
        {"number": 13, "by": "share_of_cost", "votes_needed": 2},
    ]
    assert told["winners"] == [12]
    assert [one["result"] for one in told["projects"]] == ["filtered", "won", "filtered"]
    assert [one["votes"] for one in told["projects"]] == [1, 2, 1]
    assert told["voters"] == 4


@pytest.mark.parametrize(
    ("one", "said"),
    [
        ({"name": "shoe_size"}, "no filter 'shoe_size'"),
        ({"name": "minimum_votes"}, "cannot be read"),
        ({"name": "share_of_cost", "divisor": "0"}, "above 0"),
    ],
)
def test_filters_that_mean_nothing_are_refused(one, said):
    with pytest.raises(BadElection, match=said):
        outcome_of(a_pot(filters=(one,)), [chosen(11)])


def test_a_tie_between_a_winner_and_a_loser_of_a_greedy_count_is_told():
    rule = Rule(name="greedy", ties=LOT)
    told = outcome_of(a_pot(rule=rule, costs=(600, 600), amount=1000), [chosen(11), chosen(12)])
    assert told["ties"] == [
        {"tied": sorted({11, 12}, key=lambda one: one != told["winners"][0]), "first": told["winners"][0]}
    ]


def test_unknown_projects_are_refused():
    with pytest.raises(BadElection, match="project 99"):
        outcome_of(a_pot(), [chosen(99)])


@pytest.mark.parametrize("rule", EVERY, ids=str)
def test_a_recorded_rule_is_read_back(rule):
    assert of_record(rule.record()).record() == rule.record()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"arithmetic": "floats"}, "no arithmetic 'floats'"),
        ({"shape": "round"}, "no option shape"),
        ({"ties": {"criteria": ["luck"]}}, "'luck' decides no ties"),
        ({"ties": {"dice": 6}}, "cannot be read"),
        ({"name": "fair"}, "no rule 'fair'"),
        ({"increment": "1/0"}, "cannot be read"),
    ],
)
def test_a_record_that_no_rule_wrote_is_refused(change, said):
    with pytest.raises(BadElection, match=said):
        of_record(SHARES.record() | change)
