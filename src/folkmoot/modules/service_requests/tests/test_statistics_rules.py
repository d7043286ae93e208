"""The arithmetic of statistics, against slow oracles, an independent library and known answers."""

import itertools
import math
import warnings
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.modules.service_requests.statistics.columns import Line, pack, unpack
from folkmoot.modules.service_requests.statistics.figures import REOPEN_DAYS, everything, prepare
from folkmoot.modules.service_requests.statistics.shares import ENOUGH, gap
from folkmoot.modules.service_requests.statistics.survival import in_order, kaplan_meier, times
from folkmoot.record.counted import Share, hidden, wilson

lives = st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=40)


def curve_of(some):
    seconds = np.array([one for one, _ in some], dtype=np.int64)
    closed = np.array([one for _, one in some], dtype=bool)
    order = in_order(seconds, closed)
    return kaplan_meier(seconds[order], closed[order])


def times_of(some):
    seconds = np.array([one for one, _ in some], dtype=np.int64)
    closed = np.array([one for _, one in some], dtype=bool)
    order = in_order(seconds, closed)
    return times(seconds[order], closed[order])


def known(value):
    return math.inf if value is None else value


def oracle(some):
    """The product-limit curve as textbooks write it, in exact fractions, with Greenwood's sum."""
    left, spread, found = Fraction(1), Fraction(0), []
    for t in sorted({t for t, closed in some if closed}):
        d = sum(1 for at, closed in some if closed and at == t)
        n = sum(1 for at, _ in some if at >= t)
        left *= 1 - Fraction(d, n)
        spread = None if spread is None or n == d else spread + Fraction(d, n * (n - d))
        found.append((t, left, spread))
    return found


def test_the_worked_example():
    some = [(1, True), (2, True), (2, True), (5, True), (3, False), (6, False)]
    at, curve = curve_of(some)
    assert at.tolist() == [1, 2, 5]
    assert curve.open == pytest.approx([5 / 6, 0.5, 0.25])
    assert times_of(some).median.value == 2
    assert times_of(some).p90.value is None, "a quarter is still open: nobody knows"


@settings(deadline=None)
@given(some=lives)
def test_the_curve_is_the_textbook_s_curve(some):
    (steps, curve), slow, found = curve_of(some), oracle(some), times_of(some)
    assert steps.tolist() == [t for t, _, _ in slow]
    assert curve.open == pytest.approx([float(left) for _, left, _ in slow], abs=1e-12)
    for at, (_t, left, spread) in enumerate(slow):
        if spread is not None and 0 < left < 1:
            wide = math.sqrt(spread) * 1.959963984540054 / -math.log(left)
            assert curve.low[at] == pytest.approx(float(left) ** math.exp(wide), abs=1e-9)
            assert curve.high[at] == pytest.approx(float(left) ** math.exp(-wide), abs=1e-9)
    for share, quantile in ((Fraction(1, 2), found.median), (Fraction(9, 10), found.p90)):
        reached = [t for t, left, _ in slow if left <= 1 - share]
        assert quantile.value == (reached[0] if reached else None)
        below = [t for t, high in zip(steps, curve.high, strict=True) if high <= float(1 - share)]
        assert quantile.high == (below[0] if below else None)


@settings(deadline=None, max_examples=60)
@given(some=lives.filter(lambda some: any(closed for _, closed in some)))
def test_lifelines_finds_the_same(some):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines import KaplanMeierFitter
        from lifelines.utils import qth_survival_times

        peer = KaplanMeierFitter().fit([t for t, _ in some], [closed for _, closed in some])
        (steps, curve), found = curve_of(some), times_of(some)
        theirs = peer.survival_function_at_times(steps).to_numpy()
        assert curve.open == pytest.approx(theirs, abs=1e-9)
        band = peer.confidence_interval_survival_function_.loc[steps].to_numpy()
        inner = (curve.open > 1e-9) & (curve.open < 1 - 1e-9)
        assert curve.low[inner] == pytest.approx(band[inner, 0], abs=1e-6)
        assert curve.high[inner] == pytest.approx(band[inner, 1], abs=1e-6)
        for share, quantile in ((0.5, found.median), (0.9, found.p90)):
            if all(abs(one - (1 - share)) > 1e-9 for one in curve.open):
                median = qth_survival_times(1 - share, peer.survival_function_)
                assert known(quantile.value) == median


@settings(deadline=None)
@given(some=lives)
def test_without_open_reports_it_is_the_plain_quantile(some):
    seconds = sorted(t for t, _ in some)
    found = times_of([(t, True) for t in seconds])
    assert (found.n, found.closed) == (len(seconds), len(seconds))
    for quantile, share in ((found.median, Fraction(1, 2)), (found.p90, Fraction(9, 10))):
        at = math.ceil(len(seconds) * share) - 1
        assert quantile.value == (seconds[at] if seconds else None)
        if quantile.value is not None:
            assert quantile.low is not None
            assert quantile.low <= quantile.value <= known(quantile.high)


@settings(deadline=None)
@given(some=lives.filter(bool), extra=st.integers(0, 12))
def test_another_open_report_never_makes_it_look_faster(some, extra):
    before, after = times_of(some).median.value, times_of([*some, (extra, False)]).median.value
    assert known(after) >= known(before)


@settings(deadline=None, max_examples=15)
@given(
    seed=st.integers(0, 10_000), still=st.sampled_from([0.0, 0.03, 0.4]), most=st.sampled_from([40, 10**6])
)
def test_many_reports_are_searched_as_if_each_was_looked_at(seed, still, most):
    dice = np.random.default_rng(seed)
    seconds = dice.integers(0, most, 20_000)
    closed = dice.random(20_000) >= still
    order = in_order(seconds, closed)
    found, (steps, curve) = times(seconds[order], closed[order]), kaplan_meier(seconds[order], closed[order])

    def first(reached):
        return steps[np.argmax(reached)] if reached.any() else None

    for quantile, left in ((found.median, 0.5), (found.p90, 0.1)):
        assert quantile.value == first(curve.open <= left + 1e-9)
        assert quantile.low == first((curve.low <= left + 1e-9) | (curve.open < 1e-9))
        assert quantile.high == first(curve.high <= left + 1e-9)


def test_a_million_reports_round_to_the_same_step():
    seconds = np.arange(1_000_000, dtype=np.int64)
    found = times(seconds, np.ones(1_000_000, dtype=bool))
    assert (found.median.value, found.p90.value) == (499_999, 899_999)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"), [(8, 10, 0.4902, 0.9433), (0, 10, 0, 0.2775), (28, 100, 0.2014, 0.3749)]
)
def test_wilson_s_known_answers(k, n, low, high):
    assert wilson(Share(k, n)) == pytest.approx((low, high), abs=5e-5)


@given(n=st.integers(0, 5000), data=st.data())
def test_an_interval_holds_its_share(n, data):
    share = Share(data.draw(st.integers(0, n)), n)
    low, high = wilson(share)
    assert 0 <= low <= (share.value if share.value is not None else low) <= high <= 1
    assert (share.value is None) == (n == 0)


def test_newcombe_s_worked_example():
    # Newcombe 1998, table II: 56/70 against 48/80 gives 0.0524 to 0.3339 by method 10; the shares are large enough.
    found = gap({"a": Share(56, 70), "b": Share(48, 80)})
    assert (found.best, found.worst, found.compared) == ("a", "b", 2)
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


@given(
    st.dictionaries(
        st.text("abcdef", min_size=1, max_size=3), st.tuples(st.integers(0, 80), st.integers(0, 80))
    )
)
def test_the_gap_is_between_areas_with_enough_reports(given_):
    shares = {name: Share(min(k, n), n) for name, (k, n) in given_.items()}
    able = [one.k / one.n for one in shares.values() if one.n >= ENOUGH]
    found = gap(shares)
    if len(able) < 2:
        assert found is None
    else:
        assert found.value == pytest.approx(max(able) - min(able))
        assert 0 <= found.low <= found.value <= found.high <= 1
        fewer = gap(dict(sorted((name, shares[name]) for name in (found.best, found.worst))))
        assert found.low <= fewer.low + 1e-12, "looking at more areas must not make it surer"


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), max_size=4))
def test_a_small_count_is_never_recovered_by_subtraction(counts):
    places = hidden(counts)
    small = {at for at, count in enumerate(counts) if 0 < count < 5}
    if places is None:
        assert small
        return
    assert small <= places
    assert all(counts[at] for at in places)
    if not places:
        return
    missing = sum(counts[at] for at in places)
    # A reader knows the total, the counts that are shown, and that hidden ones are at least 1.
    ways = [
        one for one in itertools.product(range(1, missing + 1), repeat=len(places)) if sum(one) == missing
    ]
    assert len(ways) > 1
    # And whoever guesses that all hidden ones are small does not know either.
    guesses = [one for one in ways if max(one) < 5]
    assert len(guesses) != 1


@pytest.mark.parametrize(
    ("counts", "places"),
    [([9, 8, 7], set()), ([9, 3, 7], {1, 2}), ([9, 3, 0, 2], {1, 3}), ([3, 5, 6], {0, 1, 2}), ([1, 1, 9], {0, 1, 2}), ([0, 3], None), ([1, 1], None)],
)  # fmt: skip
def test_what_is_hidden(counts, places):
    assert hidden(counts) == (None if places is None else frozenset(places))


BORN = datetime(2026, 1, 1, tzinfo=UTC)


def day(number):
    return None if number is None else BORN + timedelta(days=number)


@given(
    lives=st.lists(st.tuples(*[st.none() | st.integers(1, 90)] * 2), max_size=20),
    now=st.integers(0, 130),
)
def test_only_what_is_opened_again_after_its_first_closing_counts(lives, now):
    lines = [
        Line(
            requested=BORN, closed=None, due=None, answered=None, service="lamp", area="", office="lighting",
            channel="web", state="acknowledged", first_closed=day(first), first_reopened=day(again),
        )
        for first, again in lives
    ]  # fmt: skip
    columns = unpack(*pack(lines, here=lambda at: at))
    found = everything(prepare(columns, now=int(day(now).timestamp()))).reopened
    watched = [one for one in lives if one[0] is not None and one[0] + REOPEN_DAYS <= now]
    back = [1 for first, again in watched if again is not None and first <= again <= first + REOPEN_DAYS]
    assert (found.k, found.n) == (len(back), len(watched))
