"""Opening ballots: the last of every voter, cut into facts, held against what was committed."""

import secrets

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.modules.budgeting.rules.revealing import (
    Cast,
    canonical_choice,
    commitment_of,
    false_openings,
    last_ballots,
    parts,
)

voter = st.integers(0, 2**128 - 1).map(lambda one: f"{one:032x}")
lines = st.lists(st.tuples(st.integers(1, 9999), st.integers(1, 20)).map(list), max_size=12)
choice = st.dictionaries(st.sampled_from(["all", "north", "süd"]), lines, max_size=3)
opened = st.tuples(voter, st.just("ab" * 32), choice)


@given(cast=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "one", "two"]))))
def test_the_last_ballot_counts_unless_it_was_withdrawn(cast):
    facts = [Cast(str(index), who, what) for index, (who, what) in enumerate(cast)]
    found = last_ballots(facts)
    for who in "abc":
        mine = [one for one in facts if one.voter == who]
        assert found.get(who) == (mine[-1] if mine and mine[-1].choice else None)


@given(
    ballots=st.lists(opened, unique_by=lambda one: one[0], max_size=30),
    seed=st.randoms(use_true_random=False),
)
def test_parts_hold_every_ballot_once_and_are_the_same_whoever_cuts(ballots, seed):
    most = 1200
    found = parts(ballots, most=most)
    assert [one for part in found for one in part] == sorted(ballots, key=lambda one: one[0])
    assert all(len(rfc8785.dumps([list(one) for one in part])) <= most + 2 for part in found)
    shuffled = list(ballots)
    seed.shuffle(shuffled)
    assert parts(shuffled, most=most) == found


def test_an_empty_vote_is_one_empty_part():
    assert parts([]) == [()]


def test_a_ballot_larger_than_a_fact_is_refused():
    with pytest.raises(ValueError, match="a fact holds 100"):
        parts([("a" * 32, "b" * 64, {"all": [[1, 1]]})], most=100)


def test_openings_are_held_against_the_record():
    salt, mine = secrets.token_hex(32), {"all": [[7, 1]]}
    last = {"anna": Cast("f1", "anna", commitment_of(mine, salt)), "ben": Cast("f2", "ben", "0" * 64)}
    assert not list(false_openings([("anna", salt, mine)], last))
    wrong = [
        ("anna", salt, {"all": [[8, 1]]}),
        ("anna", "cd" * 32, mine),
        ("anna", "no salt", mine),
        ("ben", salt, mine),
    ]
    for one in wrong:
        [(who, why)] = false_openings([one], last)
        assert who == one[0]
        assert "not the one of f" in why
    assert list(false_openings([("carl", salt, mine)], last)) == [
        ("carl", "has no ballot that counts on the record")
    ]


@given(made=choice)
def test_the_text_of_a_choice_is_canonical(made):
    assert canonical_choice(made).encode() == rfc8785.dumps(made)
