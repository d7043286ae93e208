"""Charts say their finding, start at zero and escape words."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.web import charts
from folkmoot.web.charts.ring import stones_each
from folkmoot.web.charts.svg import nice_ticks

EVIL = '"><script>'
START = datetime(2026, 3, 9, 21, 14, tzinfo=UTC)
DUE = START + timedelta(days=5)


def trees(html):
    """The drawings in a piece of HTML, parsed strictly."""
    return [one for one in ET.fromstring(f"<div>{html}</div>").iter() if one.tag == "svg"]


def test_a_sparkline_ends_where_the_series_ends():
    svg = trees(charts.sparkline([1, 3, 2], label="Up & down"))[0]
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == "Up & down"
    assert [one.get("cy") for one in svg.iter("circle")] == ["15"]


@pytest.mark.parametrize("values", [[], [1]])
def test_a_sparkline_needs_two_values(values):
    assert charts.sparkline(values, label="") == ""


def test_a_flat_sparkline_is_in_the_middle():
    assert 'cy="15"' in charts.sparkline([4, 4, 4], label="Always 4")


@given(st.lists(st.floats(0, 1e9), min_size=2, max_size=40))
def test_any_series_stays_inside_its_drawing(values):
    for circle in trees(charts.sparkline(values, label="x"))[0].iter("circle"):
        assert 3.9 <= float(circle.get("cy")) <= 26.1


@pytest.mark.parametrize(("hours", "late"), [(65, False), (24 * 7, True)])
def test_a_promise_bar_is_brick_only_when_late(hours, late):
    reached = START + timedelta(hours=hours)
    html = charts.promise_bar(start=START, due=DUE, reached=reached, done=True, state=EVIL, label="finding")
    assert len(trees(html)) == 2
    assert ("var(--fm-clay)" in html) is late
    assert "<script>" not in html


def test_a_promise_in_hours_is_marked_in_hours():
    html = charts.promise_bar(
        start=START, due=START + timedelta(hours=4), reached=START, done=False, state="Now", label="x"
    )
    assert ":14</text>" in html


def test_a_threshold_bar_ticks_what_is_reached():
    steps = [charts.Step(250, "250", ("Written", "answer")), charts.Step(1500, "1,500", (EVIL,), "296 to go")]
    html = charts.threshold_bar(value=1204, steps=steps, label="1,204 signatures")
    assert html.count("var(--fm-lichen)") == 2
    assert "<script>" not in html


def test_a_ring_draws_each_act_of_the_day_once():
    now = datetime(2026, 3, 12, 14, 2, tzinfo=UTC)
    acts = [charts.RingAct(now - timedelta(minutes=50 * i), "reports") for i in range(1, 11)]
    acts += [
        charts.RingAct(now - timedelta(days=2), "fixes"),
        charts.RingAct(now + timedelta(hours=1), "fixes"),
    ]
    html = charts.ring(acts, now=now, total="10", caption=("acts", "today"), label="Ten acts")
    assert html.count("#F3F6F0") == 10
    assert "#7CC3A0" not in html
    assert html.count("<rect") == 11


def test_on_a_busy_day_a_stone_stands_for_several_acts():
    assert stones_each([["a"] * 9, ["b"]]) == 3
    assert stones_each([]) == 1


def test_an_empty_ring_has_no_lit_stone():
    html = charts.ring([], now=START, total="0", caption=("", ""), label="Nothing yet")
    assert "<rect" not in html


def test_bars_start_at_zero_and_scale():
    html = charts.bars(
        [charts.Bar("A", 10, "10"), charts.Bar(EVIL, 5, "5"), charts.Bar("C", 0, "0")], label="x"
    )
    widths = [float(one.get("width")) for one in trees(html)[0].iter("rect")]
    assert widths == [390, 195, 1]
    assert "<script>" not in html


def test_lines_leave_gaps_where_nothing_is_known():
    html = charts.lines([charts.Line("A", [1, None, 3, 4])], places=["a", "", "", "d"], label="x")
    path = next(one for one in trees(html)[0].iter("path")).get("d")
    assert path.count("M") == 2


def test_lines_refuse_values_below_zero():
    with pytest.raises(ValueError, match="starts at zero"):
        charts.lines([charts.Line("A", [1, -1])], places=["a", "b"], label="x")


@given(st.floats(0.0001, 1e12))
def test_ticks_are_few_round_and_reach_the_top(top):
    ticks = nice_ticks(top)
    assert ticks[0] == 0
    assert ticks[-1] >= top * 0.999999
    assert 2 <= len(ticks) <= 6
