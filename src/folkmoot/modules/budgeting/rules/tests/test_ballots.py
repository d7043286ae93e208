"""What a valid ballot is: hand-made cases for each type, and properties of the canonical form and the order."""

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.modules.budgeting.rules import ballots
from folkmoot.modules.budgeting.rules.ballots import (
    BadChoice,
    BallotPaper,
    PotBallot,
    canonical,
    paper,
    problems,
    read,
)

COSTS = {1: 400, 2: 500, 3: 300}


def design(kind, **limits):
    return BallotPaper(
        {
            "town": PotBallot(type=kind, amount=1000, costs=COSTS, **limits),
            "north": PotBallot(type=kind, amount=200, costs={4: 200, 5: 50}, local=True, **limits),
            "south": PotBallot(type=kind, amount=200, costs={6: 200}, local=True, **limits),
        },
        areas_most=1,
    )


def marks(*numbers, pot="town"):
    return {pot: [(one, 1) for one in numbers]}


CASES = [
    ("approval", {}, marks(1, 2, 3), []),
    ("approval", {}, {}, ["choose at least one project"]),
    ("approval", {}, {"town": []}, ["choose at least one project"]),
    ("approval", {"minimum": 2}, marks(1), ["choose at least 2 projects; these are 1"]),
    ("approval", {"minimum": 2}, {"town": [(1, 1), (2, 1)], "north": []}, []),
    ("approval", {"maximum": 2}, marks(1, 2, 3), ["choose at most 2 projects; these are 3"]),
    ("approval", {}, {"town": [(1, 2)]}, ["a project is chosen or not; there are no points on this ballot"]),
    ("approval", {}, marks(4), ["project 4 is not on this ballot"]),
    ("approval", {}, marks(1, 1), ["project 1 is chosen twice; choose it once"]),
    ("approval", {}, marks(1, pot="west"), ["there is no pot 'west' on this ballot"]),
    ("knapsack", {}, marks(1, 2), []),
    ("knapsack", {}, marks(4, pot="north"), []),
    ("knapsack", {}, marks(1, 2, 3), ["what you chose costs 200 more than there is; take something out"]),
    (
        "knapsack",
        {},
        {"town": [(1, 1)], "north": [(4, 1), (5, 1)]},
        ["what you chose costs 50 more than there is; take something out"],
    ),
    ("choose-1", {}, {"town": [(1, 1)], "north": [(4, 1)]}, []),
    ("choose-1", {}, marks(1, 2), ["choose one project; these are 2"]),
    ("cumulative", {"points": 10}, {"town": [(1, 4), (2, 6)]}, []),
    (
        "cumulative",
        {"points": 10},
        {"town": [(1, 5), (2, 6)]},
        ["give away 10 points at most; these are 11, take 1 back"],
    ),
    (
        "cumulative",
        {"points": 10, "most": 5},
        {"town": [(1, 6)]},
        ["give project 1 at most 5 points; these are 6"],
    ),
    (
        "cumulative",
        {"points": 10},
        {"town": [(1, 0)]},
        ["give project 1 at least one point, or leave it out; these are 0"],
    ),
    ("scoring", {"most": 5}, {"town": [(1, 5), (2, 5), (3, 1)]}, []),
    ("approval", {}, {"north": [(4, 1)], "south": [(6, 1)]}, ["vote in one area; these are 2"]),
    ("scoring", {"most": 5}, {"town": [(1, 7)]}, ["give project 1 at most 5 points; these are 7"]),
    ("ordinal", {}, {"town": [(2, 1), (1, 2)]}, []),
    (
        "ordinal",
        {},
        {"town": [(2, 1), (1, 3)]},
        ["give each project its own place: 1, 2, 3 and so on, without gaps"],
    ),
    (
        "ordinal",
        {"maximum": 1},
        {"town": [(2, 1), (1, 1)]},
        [
            "choose one project; these are 2",
            "give each project its own place: 1, 2, 3 and so on, without gaps",
        ],
    ),
]


@pytest.mark.parametrize(("kind", "limits", "choice", "wrong"), CASES)
def test_each_type_says_what_is_wrong(kind, limits, choice, wrong):
    assert [one.why for one in problems(choice, design(kind, **limits))] == wrong


def test_every_type_is_tried():
    assert {kind for kind, *_rest in CASES} == set(ballots.TYPES)


def test_problems_of_several_pots_come_together():
    found = problems({"town": marks(1, 2, 3)["town"], "north": [(9, 1)]}, design("knapsack"))
    assert [(one.pot, one.money) for one in found] == [("town", ("over",)), ("north", ())]


def test_a_ballot_from_what_was_frozen():
    pots = [
        {"code": "town", "amount": 9, "design": {"type": "cumulative", "minimum": 1, "maximum": 3, "points": 10,
         "points_most": 4}, "rule": {}, "projects": [{"number": 7, "cost": 5}]},
        {"code": "north", "amount": 8, "design": {"type": "approval"}, "rule": {}, "projects": []},
    ]  # fmt: skip
    assert paper(pots, 2, {"north"}) == BallotPaper(
        {
            "town": PotBallot(
                type="cumulative", amount=9, costs={7: 5}, minimum=1, maximum=3, points=10, most=4
            ),
            "north": PotBallot(type="approval", amount=8, costs={}, local=True),
        },
        2,
    )


def test_spent_and_given():
    choice = {"town": [(1, 3), (3, 4)], "north": [(9, 1)]}
    assert ballots.spent(choice, design("cumulative")) == {"town": 700, "north": 0, "south": 0}
    assert ballots.given(choice, design("cumulative")) == {"town": 7, "north": 1, "south": 0}


PAIRS = st.lists(
    st.tuples(st.integers(1, 40), st.integers(-3, 12)), max_size=8, unique_by=lambda pair: pair[0]
)
CHOICES = st.dictionaries(st.sampled_from(["town", "north", "süd"]), PAIRS, max_size=3)


@given(choice=CHOICES)
def test_the_canonical_text_is_one_for_a_choice(choice):
    words = canonical(choice)
    again = read(words)
    assert {pot: sorted(some) for pot, some in again.items()} == {
        pot: sorted(some) for pot, some in choice.items() if some
    }
    turned = {pot: list(reversed(some)) for pot, some in reversed(choice.items())}
    assert canonical(turned) == words == canonical(again)


@given(choice=CHOICES.filter(lambda one: any(one.values())))
def test_another_way_to_write_it_is_refused(choice):
    loose = json.dumps(json.loads(canonical(choice)), indent=1)
    with pytest.raises(BadChoice, match="canonical form"):
        read(loose)


@pytest.mark.parametrize(
    "words",
    ["", "[]", "{", '{"a":1}', '{"a":[1]}', '{"a":[[1]]}', '{"a":[[1,true]]}', '{"a":[[1,1.0]]}', '{"a":[]}',
     '{"a":[["1",1]]}', '{"a":[[2,1],[1,1]]}', "[" * 100_000],
)  # fmt: skip
def test_what_is_no_choice_is_refused_in_words(words):
    with pytest.raises(BadChoice, match="a choice is|a list of pairs|canonical form"):
        read(words)


@given(
    chosen=st.sets(st.sampled_from([1, 2, 3])),
    limits=st.fixed_dictionaries({"minimum": st.integers(0, 3), "maximum": st.integers(0, 3)}),
)
def test_limits_of_approval_are_exactly_those(chosen, limits):
    fits = limits["minimum"] <= len(chosen) <= (limits["maximum"] or 3)
    found = problems(marks(*sorted(chosen)), design("approval", **limits))
    assert (not found) == (bool(chosen) and fits)


@given(chosen=st.sets(st.sampled_from([1, 2, 3]), min_size=1))
def test_a_knapsack_is_valid_exactly_when_the_money_reaches(chosen):
    cost = sum(COSTS[one] for one in chosen)
    assert (not problems(marks(*chosen), design("knapsack"))) == (cost <= 1000)


@given(points=st.lists(st.integers(-2, 8), min_size=1, max_size=3), most=st.integers(0, 8))
def test_cumulative_points_are_exactly_within_their_limits(points, most):
    choice = {"town": list(enumerate(points, start=1))}
    fits = all(one >= 1 and (not most or one <= most) for one in points) and sum(points) <= 10
    assert (not problems(choice, design("cumulative", points=10, most=most))) == fits


@settings(max_examples=30)
@given(seed=st.text(max_size=20), numbers=st.sets(st.integers(1, 500), min_size=1, max_size=60))
def test_the_order_is_the_same_for_a_voter_whatever_order_it_is_asked_in(seed, numbers):
    once = ballots.shuffled(sorted(numbers), seed)
    assert once == ballots.shuffled(sorted(numbers, reverse=True), seed)
    assert set(once) == numbers


def test_every_place_is_as_likely_for_every_project():
    first = Counter(ballots.shuffled(range(8), f"voter {at}")[0] for at in range(8000))
    # Eight projects and 8,000 voters: 1,000 each, with a standard deviation of about 30.
    assert all(850 < first[one] < 1150 for one in range(8))


def test_a_salt_has_its_length():
    with pytest.raises(BadChoice, match="32 bytes"):
        ballots.commitment("{}", b"short")
