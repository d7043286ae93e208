"""Times and numbers in words, in both languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from folkmoot.record import clock
from folkmoot.web import words

AT = datetime(2026, 3, 12, 14, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "said"), [("en-gb", "12 March 2026 at 14:02"), ("de", "12. März 2026 um 14:02 Uhr")]
)
def test_moments(language, said):
    with translation.override(language):
        assert words.moment_words(AT) == said
        assert words.moment(AT) == f'<time datetime="2026-03-12T14:02+00:00">{said}</time>'


def test_days():
    assert words.day(AT, "long") == "Thursday 12 March 2026"
    assert words.day(date(2026, 3, 1), "short") == "1 March"
    assert words.moment(date(2026, 3, 1)) == '<time datetime="2026-03-01">1 March 2026</time>'
    assert words.moment(None) == words.day(None) == words.clock_time(None) == ""


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (1204, "1,204", "1.204"),
        (-7.5, "−7.5", "−7,5"),
        (3.0, "3", "3"),
        (None, "–", "–"),
        (1_000_000, "1,000,000", "1.000.000"),
    ],
)
def test_numbers(value, english, german):
    assert words.number(value) == english
    with translation.override("de"):
        assert words.number(value) == german


def test_numbers_are_rounded_and_not_cut_off():
    assert [words.number(200 / 3, 0), words.number(200 / 3, 1), words.number(-0.96, 1)] == [
        "67",
        "66.7",
        "−1.0",
    ]
    assert words.number(Decimal("1.255"), 2) == "1.26"
    assert words.number(None, 1) == "–"


def test_shares():
    assert words.per_cent(0.874) == "87%"
    assert words.per_cent(0.5, 1) == "50.0%"
    assert words.per_cent(None) == "–"


@pytest.mark.parametrize(
    ("days", "said"), [(12, "12 days left"), (1, "1 day left"), (0, "last day"), (-1, "closed")]
)
def test_what_is_left(days, said):
    with clock.telling(AT):
        assert words.days_left(AT.date() + timedelta(days=days)) == said


def test_it_closes_at_the_minute():
    with clock.telling(AT):
        assert words.days_left(AT - timedelta(minutes=1)) == "closed"
        assert words.days_left(AT + timedelta(minutes=1)) == "last day"


@pytest.mark.parametrize(
    ("back", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=4), "4 minutes ago"),
        (timedelta(hours=3), "3 hours ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=16), "16 days ago"),
    ],
)
def test_how_long_ago(back, said):
    with clock.telling(AT):
        assert words.ago(AT - back) == said


def test_small_counts_are_spelled_and_spans_told_in_two_units():
    assert [words.spelled(n) for n in (0, 1, 12, 13, 1204)] == ["zero", "one", "twelve", "13", "1,204"]
    told = {
        timedelta(days=2, hours=17): "2 days and 17 hours",
        timedelta(days=5, minutes=3): "5 days",
        timedelta(hours=1, minutes=40): "1 hour and 40 minutes",
        timedelta(seconds=59): "less than a minute",
        timedelta(seconds=-5): "less than a minute",
    }
    assert {span: words.length(span) for span in told} == told
