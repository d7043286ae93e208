"""Decisions about following and telling, and the grid, for whatever comes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.followers.cells import LARGE, MOST_RADIUS, SMALL, cell, covering, lies_inside
from folkmoot.followers.notify import rules, targets
from folkmoot.places.geo import distance_m, grid

LONDON = ZoneInfo("Europe/London")
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(lambda at: at.replace(tzinfo=LONDON))
LATS, LONGS = st.floats(-70, 70), st.floats(-170, 170)


@given(MOMENTS)
def test_a_period_is_over_when_it_is_told_and_the_newest_that_is(now):
    day, week = rules.periods(now)
    assert day.began.date() == (now - timedelta(hours=6)).date() - timedelta(days=1)
    assert week.began.weekday() == 0
    assert timedelta(days=7) <= (now - timedelta(hours=6)).date() - week.began.date() < timedelta(days=14)


@given(MOMENTS, st.integers(0, 60 * 24 * 40))
def test_a_later_moment_never_has_an_earlier_period(now, minutes):
    later = now + timedelta(minutes=minutes)
    for before, after in zip(rules.periods(now), rules.periods(later), strict=True):
        assert before.began <= after.began
        assert (before.name == after.name) == (before.began == after.began)


def test_digests_go_out_from_six_o_clock():
    at = datetime(2026, 3, 16, 5, 59, tzinfo=LONDON)
    assert [one.name for one in rules.periods(at)] == ["daily:2026-03-14", "weekly:2026-W10"]
    at += timedelta(minutes=1)
    assert [one.name for one in rules.periods(at)] == ["daily:2026-03-15", "weekly:2026-W11"]


@given(st.integers(-3, 500))
def test_waits_double_up_to_six_hours(attempts):
    wait = rules.wait_after(attempts)
    assert timedelta(minutes=1) <= wait <= timedelta(hours=6)
    assert wait <= rules.wait_after(attempts + 1) <= 2 * wait


def test_sent_mails_are_remembered_longer_than_acts_are_told():
    assert rules.KEEP_SENT > rules.TOLD_WITHIN


@pytest.mark.parametrize(
    ("following", "mail", "account", "field"),
    [
        (0, "hourly", True, "mail"),
        (0, "", False, "mail"),
        (1000, "daily", True, "target"),
        (999, "daily", False, None),
        (0, "", True, None),
    ],
)
def test_who_may_follow(following, mail, account, field):
    refusal = rules.may_follow(following=following, mail=mail, has_account=account)
    assert (refusal.field if refusal else None) == field


@given(
    LATS,
    LONGS,
    st.floats(0, MOST_RADIUS),
    st.floats(-1, 1),
    st.floats(-1, 1),
    st.sampled_from([SMALL, LARGE]),
)
def test_a_circle_touches_the_cell_of_every_place_in_it(lat, long, radius, north, east, size):
    there = lat + north * radius / 111_000, long + east * radius / 60_000
    if distance_m(lat, long, *there) <= radius:
        assert cell(*there, size) in covering(lat, long, radius, size)


@given(LATS, LONGS, st.floats(0, 0.012), st.floats(0, 0.012), st.floats(100, MOST_RADIUS))
def test_what_lies_in_a_cell_that_lies_in_a_circle_lies_in_the_circle(lat, long, north, east, radius):
    there = lat + north, long + east
    if lies_inside(cell(*there), lat, long, radius):
        assert distance_m(lat, long, *there) <= radius + 0.1


@given(LATS, LONGS, st.integers(100, 5000), st.floats(-1, 1), st.floats(-1, 1))
def test_an_act_in_a_circle_finds_it_by_its_keys(lat, long, radius, north, east):
    circle = targets.circle(lat, long, radius)
    assert distance_m(lat, long, circle.lat, circle.long) < 20
    act = grid(lat + north * radius / 111_000, long + east * radius / 60_000)
    if targets.holds(circle, lat=act[0], long=act[1]):
        keys = targets.keys_of(subject="a/1", module="m", area="", lat=act[0], long=act[1])
        assert circle.key in keys
        assert len(keys) < 60


@pytest.mark.parametrize(
    ("lat", "long", "radius"), [(91, 0, 500), (0, 0, 99), (0, 0, 5001), (float("nan"), 0, 500)]
)
def test_what_is_no_circle_is_refused(lat, long, radius):
    with pytest.raises(targets.UnknownTarget):
        targets.circle(lat, long, radius)


def test_the_utc_offset_of_the_moment_does_not_matter():
    assert rules.periods(datetime(2026, 3, 16, 6, tzinfo=UTC))[0].name == "daily:2026-03-15"
