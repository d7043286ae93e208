"""Figures of moderation are kept as matters end, published by month, and never tell of few."""

import csv
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.racing import race
from tests.fixtures.talk import DEBATE, THREAD, account, moderator

from folkmoot.record import clock, registry
from folkmoot.record.projection import assert_replays
from folkmoot.talk import metrics, queries, rules, services
from folkmoot.talk.models import Case, Pace, Tally

COUNTS = st.dictionaries(
    st.tuples(st.sampled_from(["requests", "petitions", "debates"]), st.sampled_from(rules.OUTCOMES)),
    st.integers(0, 12),
)


@pytest.fixture
def decided(debate, mika, noor):
    """Six first comments published, five taken off after two hours; of five appeals two restored theirs."""
    people = [account(f"new{n}") for n in range(11)]
    numbers = [
        services.comment(about=DEBATE, person=one, words=f"First words of {one.name}").number
        for one in people
    ]
    for number in numbers[:6]:
        services.release(thread=THREAD, number=number, person=mika)
    with clock.telling(clock.now() + timedelta(hours=2)):
        for number in numbers[6:]:
            services.remove(thread=THREAD, number=number, person=mika, reason="spam", words="It sells.")
        for number, one in zip(numbers[6:], people[6:], strict=True):
            services.appeal(thread=THREAD, number=number, person=one, words="It does not.")
            services.decide_appeal(
                thread=THREAD, number=number, person=noor, restored=number < numbers[8], words="Read again."
            )


def test_the_figures_are_those_of_the_matters(decided):
    with clock.telling(clock.now() + timedelta(hours=3)):
        found = queries.figures(clock.now())
        assert found.decided == 16
        assert found.holds == {"first_post": (6, 5)}
        assert found.removed == {"spam": 5}
        assert found.outcomes["released"] == 6
        assert found.outcomes["restored"] is None, "two are too few to be told"
        assert found.outcomes["kept"] is None, "nor can they be worked out"
        assert found.reversed == pytest.approx(2 / 5)
        assert found.half_within == 15
        assert found.in_time == 1.0
        assert metrics.overturned() == pytest.approx(40)
        assert metrics.half_hours() == 0.25
        assert metrics.in_time() == 100
    assert sum(Tally.objects.values_list("count", flat=True)) == Case.objects.filter(open=0).count()
    assert sum(Pace.objects.values_list("count", flat=True)) == 16
    assert_replays()


def test_metrics_are_declared_and_silent_of_few(debate, mika):
    names = [one.name for one in registry.manifest("talk").metrics]
    assert names == ["talk.half_within", "talk.in_time", "talk.reversed"]
    assert [metrics.half_hours(), metrics.in_time(), metrics.overturned()] == [None, None, None]


def test_the_page_and_the_dataset_say_the_same(client, decided):
    with clock.telling(clock.now() + timedelta(hours=3)):
        page = client.get("/moderation/figures").content.decode()
        lines = list(csv.DictReader(client.get("/moderation/figures.csv").content.decode().splitlines()))
        months = client.get("/api/talk/moderation/months").json()
        assert "too few" in page
        assert "40%" in page, "the share that fell on appeal"
    by_outcome = {one["outcome"]: one["decisions"] for one in lines if one["about"] == "debates"}
    assert by_outcome == {"released": "6", "removed": "5", "restored": "", "kept": ""}
    shown = {one["topic"]: one["outcomes"] for one in months}["debates"]
    assert {key: str(value or "") for key, value in shown.items() if value != 0} == by_outcome


def test_no_figure_counts_matters(client, decided, django_assert_max_num_queries, mika):
    client.get("/moderation/figures")
    with django_assert_max_num_queries(14) as few:
        client.get("/moderation/figures")
    for n in range(12):
        number = services.comment(about=DEBATE, person=account(f"more{n}"), words=f"More of {n}").number
        services.release(thread=THREAD, number=number, person=mika)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get("/moderation/figures")
    assert not [one for one in few.captured_queries if "talk_case" in one["sql"] and "open" not in one["sql"]]


@given(counts=COUNTS)
def test_no_small_count_is_shown_or_can_be_worked_out(counts):
    table = rules.published(counts)
    shown = {cell: n for cell, n in table.cells.items() if n is not None}
    assert all(n == 0 or n >= 5 for n in shown.values())
    for row in table.rows:
        hidden = [column for column in table.columns if table.get(row, column) is None]
        if table.get(row) is not None:
            assert len(hidden) != 1, "a single hidden count follows from the total of its row"


@given(minutes=st.integers(0, 20_000))
def test_a_time_falls_into_one_class(minutes):
    within = rules.pace(minutes)
    if within:
        below = max([one for one in rules.PACES if one < within], default=-1)
        assert below < minutes <= within
    else:
        assert minutes > rules.PACES[-1]


@given(times=st.lists(st.integers(0, 20_000), max_size=40))
def test_half_were_decided_within_the_class(times):
    counts: dict[int, int] = {}
    for one in times:
        counts[rules.pace(one)] = counts.get(rules.pace(one), 0) + 1
    half = rules.half_within(counts)
    if len(times) < 5:
        assert half is None
        assert rules.in_time(counts) is None
        return
    assert rules.in_time(counts) == pytest.approx(sum(one <= 1440 for one in times) / len(times))
    middle = sorted(times)[(len(times) - 1) // 2]
    assert half == (rules.pace(middle) or None)


@pytest.mark.django_db(transaction=True)
def test_matters_that_end_at_once_are_all_counted(debate):
    mika = moderator("mika")
    numbers = iter(
        [
            services.comment(
                about=f"debates/{n}", person=account(f"new{n}"), words=f"First words of {n}"
            ).number
            for n in range(4)
        ]
    )
    where = iter(range(4))

    def release():
        services.release(thread=f"debates~{next(where)}", number=next(numbers), person=mika)

    assert race(release, losing=()) == ["done"] * 4
    assert sum(Tally.objects.values_list("count", flat=True)) == 4
    assert_replays()
