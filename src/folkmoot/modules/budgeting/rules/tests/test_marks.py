"""Forms and what officers type: read as a choice, or refused in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.modules.budgeting.rules.ballots import TYPES, BallotPaper, PotBallot
from folkmoot.modules.budgeting.rules.marks import from_form, retyped, typed

COSTS = {1: 10, 2: 20, 3: 30}


def paper(kind):
    return BallotPaper(
        {
            "town": PotBallot(type=kind, amount=100, costs=COSTS),
            "north": PotBallot(type=kind, amount=9, costs={4: 9}),
        }
    )


def form(kind, ticked=(), single=None, values=None):
    return from_form(ticked=ticked, single=single or {}, values=values or {}, on=paper(kind))


def test_ticks_become_a_choice():
    assert form("approval", ["2", "4", "1", "2", "99", "x", "²"]) == (
        {"town": [(1, 1), (2, 1)], "north": [(4, 1)]},
        [],
    )


def test_one_of_each_pot():
    assert form("choose-1", ["1"], {"town": "3", "north": "1", "west": "4"}) == (
        {"town": [(3, 1)], "north": []},
        [],
    )


@pytest.mark.parametrize("kind", ["cumulative", "scoring", "ordinal"])
def test_values_become_points_or_ranks(kind):
    values = {"1": " 4", "2": "0", "3": "", "4": "2", "9": "1"}
    assert form(kind, ["1"], {}, values) == ({"town": [(1, 4)], "north": [(4, 2)]}, [])


@pytest.mark.parametrize("bad", ["many", "1.5", "-1", "1e3", "9999999", "¹"])
def test_a_value_that_is_no_whole_number_is_said(bad):
    found, [wrong] = form("scoring", values={"1": bad})
    assert found["town"] == []
    assert wrong.why == f"give project 1 a whole number; this is '{bad}'"


@pytest.mark.parametrize(
    ("kind", "words", "marks"),
    [
        ("approval", "2, 1", [(2, 1), (1, 1)]),
        ("approval", "2 1\n3;", [(2, 1), (1, 1), (3, 1)]),
        ("ordinal", "3, 1", [(3, 1), (1, 2)]),
        ("cumulative", "3:4, 1 = 2", [(3, 4), (1, 2)]),
        ("approval", "", []),
    ],
)
def test_what_is_typed(kind, words, marks):
    assert typed({"town": words}, paper(kind)) == ({"town": marks, "north": []}, [])


@pytest.mark.parametrize(
    ("kind", "words", "why"),
    [
        ("approval", "1, two", "'two' is not understood; write it like 12, 7"),
        ("approval", "1:3", "'1:3' is not understood; write it like 12, 7"),
        ("cumulative", "1", "'1' is not understood; write it like 12:3, 7:1"),
    ],
)
def test_what_is_not_understood(kind, words, why):
    assert [one.why for one in typed({"town": words}, paper(kind))[1]] == [why]


@given(
    kind=st.sampled_from(TYPES),
    order=st.permutations([1, 2, 3]),
    points=st.lists(st.integers(1, 9), min_size=3, max_size=3),
)
def test_what_is_shown_again_reads_as_it_was(kind, order, points):
    values = points if kind in {"cumulative", "scoring"} else [1, 2, 3] if kind == "ordinal" else [1, 1, 1]
    choice = {"town": list(zip(order, values, strict=True)), "north": []}
    again, wrong = typed(retyped(choice, paper(kind)), paper(kind))
    assert not wrong
    assert {code: sorted(some) for code, some in again.items()} == {
        code: sorted(some) for code, some in choice.items()
    }


@given(words=st.text(max_size=40), kind=st.sampled_from(TYPES))
def test_anything_may_be_typed(words, kind):
    found, wrong = typed({"town": words}, paper(kind))
    assert set(found) == {"town", "north"}
    assert all(one.why for one in wrong)
