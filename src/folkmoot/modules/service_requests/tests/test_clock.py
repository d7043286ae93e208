"""Promises in opening hours, against an oracle that looks at every minute on the wall."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fixtures.town import ADMIN, person

from folkmoot.modules.service_requests import events, queries, rules, services
from folkmoot.modules.service_requests.module import MANIFEST
from folkmoot.modules.service_requests.rules.clock import LONGEST, after_open_hours, open_spans
from folkmoot.modules.service_requests.services import Refused
from folkmoot.places import services as places
from folkmoot.places.events import Holiday, Opening
from folkmoot.record.api import timeline
from folkmoot.record.projection import assert_replays
from folkmoot.record.upcast import upcast

OFFICE = dict.fromkeys(range(1, 6), ((9 * 60, 17 * 60),))
BERLIN, LONDON = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/London")
# Half an hour of daylight saving; midnight that is skipped; a day that was left out at the date line.
ZONES = [
    BERLIN,
    LONDON,
    ZoneInfo("America/New_York"),
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("Asia/Beirut"),
    ZoneInfo("Asia/Kathmandu"),
    ZoneInfo("UTC"),
]
# Days around the changes of those zones, and any day.
STARTS = st.one_of(
    st.sampled_from(
        [(2026, 3, 28), (2026, 10, 24), (2026, 3, 7), (2026, 10, 31), (2026, 4, 4), (2026, 10, 3)]
    ),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)).map(lambda day: (day.year, day.month, day.day)),
)
SPANS = st.lists(st.integers(0, 24 * 12).map(lambda five: five * 5), min_size=0, max_size=4, unique=True).map(
    lambda edges: tuple(zip(*[iter(sorted(edges))] * 2, strict=False))
)


def oracle(start, hours, calendar, *, most=timedelta(days=8)):
    """Walk minute by minute and count those whose wall time lies in a span."""
    left, at = hours * 60, start
    while at < start + most:
        wall = at.astimezone(calendar.zone)
        minute = wall.hour * 60 + wall.minute
        if any(opens <= minute < closes for opens, closes in calendar.spans(wall.date())):
            left -= 1
        at += timedelta(minutes=1)
        if not left:
            return at
    return None


@settings(max_examples=80, deadline=None)
@given(
    STARTS,
    st.integers(0, 24 * 60 - 1),
    st.integers(1, 30),
    st.sampled_from(ZONES),
    st.dictionaries(st.integers(1, 7), SPANS, max_size=7),
    st.integers(0, 6),
)
def test_the_arithmetic_equals_the_walk(day, minute, hours, zone, week, holiday):
    start = datetime(*day, tzinfo=UTC) + timedelta(minutes=minute)
    closed = start.date() + timedelta(days=holiday)
    calendar = rules.OpeningCalendar(
        zone,
        week,
        closed=frozenset([closed]),
        yearly=frozenset([((closed + timedelta(2)).month, closed.day)]),
    )
    slow = oracle(start, hours, calendar)
    if slow is not None:
        assert after_open_hours(start, hours, calendar) == slow
    else:
        found = after_open_hours(start, hours, calendar)
        assert found is None or found > start + timedelta(days=8)


@given(STARTS, st.integers(0, 23), st.sampled_from(ZONES), st.integers(1, 200), st.integers(1, 200))
@settings(max_examples=80, deadline=None)
def test_hours_add_up_and_later_is_never_earlier(day, hour, zone, one, more):
    calendar = rules.OpeningCalendar(zone, OFFICE)
    start = datetime(*day, hour, 30, tzinfo=UTC)
    first = after_open_hours(start, one, calendar)
    assert after_open_hours(first, more, calendar) == after_open_hours(start, one + more, calendar)
    assert after_open_hours(start + timedelta(hours=1), one, calendar) >= first
    spans = [pair for pair, _ in zip(open_spans(start, calendar), range(20), strict=False)]
    assert all(early[1] <= late[0] for early, late in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        # Friday 16:30 local: half an hour on Friday, the rest on Monday, after the clocks went forward.
        ("2026-03-27T15:30:00+00:00", 2, "2026-03-30T08:30:00+00:00"),
        # Friday 16:30 local again, after the clocks went back: an hour later in UTC.
        ("2026-10-23T14:30:00+00:00", 2, "2026-10-26T09:30:00+00:00"),
        # The last hour ends exactly when the office closes.
        ("2026-06-01T07:00:00+00:00", 8, "2026-06-01T15:00:00+00:00"),
        # New Year is closed.
        ("2025-12-31T15:00:00+00:00", 2, "2026-01-02T09:00:00+00:00"),
    ],
)
def test_examples_that_can_be_checked_by_hand(start, hours, due):
    calendar = rules.OpeningCalendar(BERLIN, OFFICE, yearly=frozenset([(1, 1)]))
    assert after_open_hours(datetime.fromisoformat(start), hours, calendar).isoformat() == due


def test_a_night_shift_has_an_hour_less_and_an_hour_more():
    nights = rules.OpeningCalendar(BERLIN, {7: ((0, 6 * 60),)})

    def first_night(start):
        spans = itertools.takewhile(
            lambda span: span[0] < start + timedelta(days=2), open_spans(start, nights)
        )
        return sum((until - since for since, until in spans), timedelta())

    assert first_night(datetime(2026, 3, 28, 23, tzinfo=UTC)) == timedelta(hours=5)
    assert first_night(datetime(2026, 10, 24, 22, tzinfo=UTC)) == timedelta(hours=7)


def test_what_is_never_open_promises_nothing():
    start = datetime(2026, 3, 9, tzinfo=UTC)
    assert after_open_hours(start, 1, rules.OpeningCalendar(BERLIN, {})) is None
    rare = rules.OpeningCalendar(BERLIN, {1: ((0, 1),)})
    assert after_open_hours(start, 10, rare) is None
    assert timedelta(days=1800) < LONGEST
    assert rules.promise(start, 5, clock=rules.OPENING, calendar=None) is None


def describe(**changes):
    base = queries.service("lamp")
    services.describe_service(
        description=events.ServiceDescribed(
            service_code="lamp",
            service_name=base.service_name,
            description="",
            group=base.group,
            office="lighting",
            **changes,
        ),
        actor=ADMIN,
    )


def test_a_report_keeps_the_clock_and_the_calendar_of_its_day(town, client):
    with pytest.raises(Refused, match="no opening hours yet"):
        describe(promise_hours=16, promise_clock="opening")
    with pytest.raises(Refused, match="choose one of"):
        describe(promise_hours=16, promise_clock="moon")
    week = [Opening(weekday=day, opens="09:00", closes="17:00") for day in range(1, 6)]
    places.describe_hours(week=week, holidays=[], actor=ADMIN)
    describe(promise_hours=16, promise_clock="opening")
    with time_machine.travel("2026-03-13T16:00:00+00:00", tick=False):
        number = services.report(
            problem=services.Problem(service_code="lamp", title="Dark", lat=52.48, long=1.7),
            reporter=person(),
        ).service_request_id
    row = queries.request(number)
    assert (row.clock, row.expected.isoformat()) == ("opening", "2026-03-17T16:00:00+00:00")
    # A holiday that is declared later moves no promise that was given before.
    holidays = [Holiday(name="Fair", day=date(2026, 3, 16))]
    places.describe_hours(week=week, holidays=holidays, actor=ADMIN)
    assert queries.request(number).expected == row.expected
    assert "opening hours count" in client.get(f"/reports/{number}").content.decode()
    services.recategorise(number=number, office="lighting", service_code="other")
    services.recategorise(number=number, office="lighting", service_code="lamp")
    assert queries.request(number).expected.isoformat() == "2026-03-18T16:00:00+00:00"
    assert [one.event.clock for one in timeline(f"requests/{number}")] == ["opening", "calendar", "opening"]
    assert_replays()


def test_old_facts_read_as_counting_every_hour():
    for event in (events.ServiceDescribed, events.Reported, events.Recategorised):
        found = upcast(
            kind=event.kind, version=1, newest=event.version, payload={}, upcasts=dict(MANIFEST.upcasts)
        )
        assert found.pop("promise_clock" if event is events.ServiceDescribed else "clock") == "calendar"
        later = {"suggested": None, "rule": "", "priority": "normal", "split_from": ""}
        assert found == {name: value for name, value in later.items() if name in found}
