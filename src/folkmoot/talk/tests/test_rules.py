"""The rules of talk hold for whatever comes in."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.talk import rules

NOW = datetime(2026, 3, 12, 14, 2, tzinfo=UTC)
counts = st.integers(0, 5_000)
hours = st.lists(st.integers(0, 500), max_size=60)


@given(counts, counts)
def test_the_lower_bound_lies_one_interval_below_what_was_seen(up, down):
    """Wilson's definition: at the bound, the share that was seen is 1.96 standard errors away."""
    total = up + down
    if total:
        low = rules.lower_bound(up, total)
        assert (up / total - low) ** 2 == pytest.approx(1.959964**2 * low * (1 - low) / total, abs=1e-6)
        assert low <= up / total
    assert 0 <= rules.rank(up, down) <= 1_000_000


def test_the_lower_bound_of_nonsense_is_refused():
    with pytest.raises(ValueError, match="3 of 2"):
        rules.lower_bound(3, 2)


@given(counts, counts)
def test_another_vote_never_moves_the_other_way(up, down):
    assert rules.rank(up + 1, down) >= rules.rank(up, down) >= rules.rank(up, down + 1)


@given(st.integers(1, 1_000), st.integers(1, 10))
def test_more_of_the_same_opinion_is_better_known(votes, times):
    assert rules.rank(votes * times, votes) >= 0
    assert rules.rank(votes * (times + 1), 0) >= rules.rank(votes, 0)


@given(hours, st.integers(0, 100_000))
def test_a_crowd_within_an_hour_moves_no_more_than_ten_people(per_hour, crowd):
    before = rules.counted(per_hour)
    assert rules.counted([*per_hour, crowd]) - before <= rules.HOUR_COUNTS
    assert rules.counted(per_hour) <= sum(per_hour)


@given(hours, st.data())
def test_what_counts_does_not_depend_on_the_order_of_votes(per_hour, data):
    """Votes one by one, in any order, lead where counting them at once leads."""
    votes = [hour for hour, count in enumerate(per_hour) for _ in range(min(count, 15))]
    stand: dict[int, int] = {}
    moved = 0
    for hour in data.draw(st.permutations(votes)):
        before = rules.counted([stand.get(hour, 0)])
        stand[hour] = stand.get(hour, 0) + 1
        moved += rules.counted([stand[hour]]) - before
    assert moved == rules.counted([min(count, 15) for count in per_hour])


@given(st.floats(0, 1e5), st.integers(0, 10_000), st.integers(0, 50))
def test_trust_grows_with_time_and_comments_and_falls_with_removals(days, published, removed):
    order = rules.LEVELS.index
    here = order(rules.level(rules.Standing(days=days, published=published, removed=removed)))
    assert order(rules.level(rules.Standing(days=days + 1, published=published, removed=removed))) >= here
    assert order(rules.level(rules.Standing(days=days, published=published + 1, removed=removed))) >= here
    assert order(rules.level(rules.Standing(days=days, published=published, removed=removed + 1))) <= here


def test_every_level_may_do_at_least_what_the_one_below_may():
    found = [rules.ALLOWANCES[one] for one in rules.LEVELS]
    for less, more in pairwise(found):
        assert less.comments_hour < more.comments_hour
        assert less.comments_day < more.comments_day
        assert less.votes_hour < more.votes_hour
        assert less.flags_hour < more.flags_hour


@given(st.text(max_size=3000), st.booleans())
def test_a_score_is_the_sum_of_what_is_told(words, newcomer):
    """Nothing weighs that the explanation does not name: the page that shows it leaves nothing out."""
    from math import exp

    total = rules.WEIGHTS["start"] + sum(one.adds for one in rules.explain(words, newcomer=newcomer))
    assert rules.score(words, newcomer=newcomer) == pytest.approx(1 / (1 + exp(-total)), abs=1e-4)
    assert set(rules.features(words, newcomer=newcomer)) == set(rules.WEIGHTS)


SPAM = [
    "EARN MONEY FROM HOME!!! https://win.example.top http://a.example click here",
    "Best casino bonus, jackpot and free bitcoin at https://casino.example",
    "Buy now cheap loans, whatsapp +44 7700 900123 https://loans.example",
    "SEO backlinks and 10000 followers, contact me at x@seo.example www.seo.example",
]
HAM = [
    "I live in Hatch Road and cars drive far too fast at the school gate.",
    "Please plant limes and not maples. Our street has lost nine trees since 2019.",
    "NO! The bus stop must stay where it is.",
    "The minutes are at https://example.org/minutes and page 4 answers it.",
    "Ich finde den Radweg gut, aber wo sollen die Lieferwagen halten?",
]


@pytest.mark.parametrize("words", SPAM)
def test_the_weights_see_spam(words):
    assert rules.score(words, newcomer=True) >= rules.THRESHOLD


@pytest.mark.parametrize("words", HAM)
def test_the_weights_leave_residents_alone(words):
    assert rules.score(words, newcomer=True) < rules.THRESHOLD


def draft(**given):
    return rules.Draft(
        **(
            {"level": rules.KNOWN, "published": 4, "links": 0, "burst": 0, "repeated": False, "score": 0.1}
            | given
        )
    )


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, []),
        ({"published": 0, "level": rules.NEW}, ["first_post"]),
        ({"links": 1}, ["links"]),
        ({"links": 3, "level": rules.TRUSTED}, []),
        ({"burst": rules.BURST, "level": rules.NEW}, ["burst"]),
        ({"burst": rules.BURST}, []),
        ({"repeated": True, "score": 0.9}, ["repeated", "spam"]),
        ({"read_first": True}, ["read_first"]),
    ],
)
def test_what_waits(given, why):
    assert rules.why_held(draft(**given)) == why


@given(st.text(min_size=40, max_size=400))
def test_a_text_is_like_itself_whatever_its_case_and_spaces(words):
    mine = rules.fingerprint(words)
    assert -(2**63) <= mine < 2**63
    assert rules.fingerprint(f"  {words} ") == mine
    assert rules.alike(words, [0, mine]) or not words.strip()


def test_texts_of_nearly_the_same_words_are_alike_and_others_are_not():
    first = (
        "Great website offering cheap holidays in the sun, have a look at our best prices for families today"
    )
    assert rules.alike(first.replace("today", "now!"), [rules.fingerprint(first)])
    assert not rules.alike("I agree", [rules.fingerprint("I agree")]), "short ones are said by many"
    assert not any(rules.alike(one, [rules.fingerprint(first)]) for one in HAM)


@given(st.text(max_size=300))
def test_mentions_are_numbers_each_once(words):
    found = rules.mentions(words)
    assert len(found) == len(set(found)) <= 20
    assert all(0 < one < 10_000_000 for one in found)


def test_what_a_mention_is():
    assert rules.mentions("See #17, and (#3)! Not &#39; nor a#b nor page#4 nor #0; #17 again") == [17, 3]


def comment(**given):
    known = {
        "words": "Yes.", "stance": "", "stances": True, "open_": True, "parent": "", "voice": rules.Voice(), "now": NOW,
    }  # fmt: skip
    return [one.field for one in rules.may_comment(**(known | given))]


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({}, []),
        ({"words": " \n"}, ["words"]),
        ({"words": "x" * 2001}, ["words"]),
        ({"open_": False}, ["words"]),
        ({"stance": "for"}, []),
        ({"stance": "maybe"}, ["stance"]),
        ({"stance": "for", "stances": False}, ["stance"]),
        ({"parent": rules.VISIBLE}, []),
        ({"parent": rules.HIDDEN}, ["parent"]),
        ({"voice": rules.Voice(limit="silent", until=NOW + timedelta(days=1))}, ["words"]),
        ({"voice": rules.Voice(limit="silent", until=NOW)}, []),
        ({"voice": rules.Voice(limit="slow", until=NOW + timedelta(days=1))}, []),
        (
            {
                "voice": rules.Voice(
                    limit="slow", until=NOW + timedelta(days=1), last=NOW - timedelta(hours=23)
                )
            },
            ["words"],
        ),
    ],
)
def test_what_may_be_said(given, fields):
    assert comment(**given) == fields


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_a_limit_ends_within_ninety_days(until):
    until = until.replace(tzinfo=UTC)
    refused = rules.may_limit(limit="slow", until=until, words="Because.", now=NOW)
    assert bool(refused) == (not NOW < until <= NOW + rules.LIMIT_MOST)


def test_enough_reports_hold_what_nobody_has_read():
    def holds(**given):
        return rules.flags_hold(
            **({"flags": 3, "state": rules.VISIBLE, "released": False, "official": False} | given)
        )

    assert holds()
    assert not holds(flags=2)
    assert not holds(released=True)
    assert not holds(official=True)
    assert not holds(state=rules.HIDDEN)
