"""What may be asked, when people may vote, and what votes add up to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.modules.elections import rules
from folkmoot.record.refusal import Refusal

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
GOOD = rules.Draft(
    question="Where?",
    background="",
    options=("Here", "There"),
    least=1,
    most=1,
    office="streets",
    closes=NOW + timedelta(days=1),
)
VOTES = st.lists(st.sets(st.integers(1, 6), max_size=6))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"question": ""}, "question"),
        ({"question": "x" * 201}, "question"),
        ({"background": "x" * 4001}, "background"),
        ({"options": ("One",)}, "options"),
        ({"options": ("One", "one")}, "options"),
        ({"options": ("One", "x" * 121)}, "options"),
        ({"options": tuple(map(str, range(21)))}, "options"),
        ({"least": 0}, "most"),
        ({"least": 2, "most": 1}, "most"),
        ({"most": 3}, "most"),
        ({"closes": NOW}, "closes"),
        ({"closes": NOW + timedelta(minutes=59)}, "closes"),
        ({"closes": NOW + timedelta(days=367)}, "closes"),
    ],
)
def test_a_poll_that_cannot_be_opened_is_refused_at_its_field(change, field):
    assert [one.field for one in rules.may_open(replace(GOOD, **change), now=NOW)] == [field]


def test_everything_that_is_wrong_is_told_at_once():
    wrong = replace(GOOD, question="", options=(), closes=NOW)
    assert {one.field for one in rules.may_open(wrong, now=NOW)} == {"question", "options", "closes"}
    assert rules.may_open(GOOD, now=NOW) == []


def test_votes_are_taken_until_the_last_moment():
    closes = NOW + timedelta(hours=1)
    moment = timedelta(microseconds=1)
    assert rules.may_vote(state="open", closes=closes, now=closes - moment) is None
    assert rules.may_vote(state="open", closes=closes, now=closes) is not None
    assert rules.may_vote(state="closed", closes=closes, now=NOW) is not None
    assert rules.may_close(state="open", closes=closes, now=closes, early=False) is None
    assert rules.may_close(state="open", closes=closes, now=closes - moment, early=False) is not None
    assert rules.may_close(state="open", closes=closes, now=NOW, early=True) is None
    assert rules.may_close(state="closed", closes=closes, now=NOW, early=True) is not None


@given(st.lists(st.integers(-2, 9), max_size=9), st.integers(1, 6), st.data())
def test_a_vote_has_one_form_or_a_reason(given_, options, data):
    least = data.draw(st.integers(1, options))
    most = data.draw(st.integers(least, options))
    found = rules.choice(given_, options=options, least=least, most=most)
    chosen = set(given_)
    good = all(1 <= one <= options for one in chosen) and least <= len(chosen) <= most
    assert isinstance(found, tuple) == good
    if good:
        assert found == tuple(sorted(chosen))
        assert rules.choice(found, options=options, least=least, most=most) == found
    else:
        assert isinstance(found, Refusal)


@given(VOTES, st.randoms())
def test_counts_are_sums_in_any_order(votes, dice):
    counts = rules.counted([sorted(one) for one in votes], 6)
    assert sum(counts) == sum(map(len, votes))
    dice.shuffle(votes)
    assert rules.counted([sorted(one) for one in votes], 6) == counts
    leading = rules.leading(counts)
    assert all(counts[one - 1] == max(counts) for one in leading)
    assert bool(leading) == any(votes)
