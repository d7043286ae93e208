"""How long reports take, when some are still open: the product-limit estimate of Kaplan and Meier (1958). Pure.

A report that is open has waited at least so long; leaving it out, or counting it as closed, makes slow work look fast.

Reports in order are taken one after the other, with n − i at risk at place i. A closing multiplies the share that is open
by (n−i−1)/(n−i), so without open reports the product telescopes to (n−i−1)/n; each open one passed on the way leaves
its factor out. Greenwood's sum of 1/((n−i)(n−i−1)) telescopes in the same way, and ties come out as in the textbook.
So the curve is known at any place by itself, and a quantile of a million reports is found without walking through them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Seconds = npt.NDArray[np.int64 | np.uint32]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]

Z95 = NormalDist().inv_cdf(0.975)
_SLACK = 1e-9
"""Rounding; with fewer than a hundred million reports no two steps are this near."""
_GRID = 256
"""Places looked at first among many; the last so many are all looked at, because there the band may turn."""


@dataclass(frozen=True, slots=True)
class Quantile:
    """A time in seconds with its 95% interval; None where the curve, or its band, never comes so low."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Times:
    """How long ``n`` reports took, ``closed`` of which are closed: half of them, and nine in ten, within."""

    n: int
    closed: int
    median: Quantile
    p90: Quantile


@dataclass(frozen=True, slots=True)
class Curve:
    """The share that is still open just after some places in the order, with its 95% band.

    The band is Greenwood's variance on the log-log scale (Kalbfleisch and Prentice 1980), so it stays between 0 and 1.
    It is not defined (NaN) where nothing is left open.
    """

    open: Floats
    low: Floats
    high: Floats


def in_order(seconds: Seconds, closed: Flags) -> Places:
    """The order in which this module wants reports: by time, closings before what is open at the same time.

    ``seconds`` are zero or more and below 2³². Sorting numbers that carry their places takes half the time of an argsort.
    """
    shift = np.uint64(len(seconds).bit_length())
    packed = (seconds.astype(np.uint64) * np.uint64(2) + ~closed) << shift | np.arange(
        len(seconds), dtype=np.uint64
    )
    packed.sort()
    return (packed & ((np.uint64(1) << shift) - np.uint64(1))).astype(np.intp)


class _Risk:
    """The curve of reports in order, at any place from the first closing on."""

    def __init__(self, closed: Flags) -> None:
        self.n = max(len(closed), 1)
        passed = np.flatnonzero(~closed)
        risk = (len(closed) - passed).astype(np.float64)
        with np.errstate(divide="ignore"):
            self._factor = np.concatenate([[0.0], np.cumsum(-np.log1p(-1 / risk))])
            self._spread = np.concatenate([[0.0], np.cumsum(1 / (risk * (risk - 1)))])
        self._passed = passed

    def at(self, places: Places) -> Curve:
        passed = np.searchsorted(self._passed, places, side="right")
        left = (self.n - 1 - places).astype(np.float64)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            wait = -(np.log(left / self.n) + self._factor[passed])
            spread = np.sqrt(np.maximum(1 / left - 1 / self.n - self._spread[passed], 0.0))
            stretch = np.exp(Z95 * spread / wait)
            return Curve(np.exp(-wait), np.exp(-wait * stretch), np.exp(-wait / stretch))


def kaplan_meier(seconds: Seconds, closed: Flags) -> tuple[Seconds, Curve]:
    """Each time at which reports were closed and the curve just after it. The input is in the order of ``in_order``.

    ``closed`` False means: still open after these seconds.
    """
    at = np.flatnonzero(closed)
    steps = at[np.append(np.diff(seconds[at]) > 0, True)[: len(at)]]
    return seconds[steps], _Risk(closed).at(steps)


def times(seconds: Seconds, closed: Flags) -> Times:
    """Median and 90th percentile of reports in the order of ``in_order``."""
    risk, events = _Risk(closed), np.flatnonzero(closed)
    found: list[Quantile] = []
    grid, sparse = _grid(events, seconds)
    curve = risk.at(grid)
    for left in (0.5, 0.1):
        limit = left + _SLACK
        # Where nothing is left open the lower band is nothing as well, and the upper one is not defined.
        tests: tuple[Callable[[Curve], Flags], ...] = (
            lambda curve, limit=limit: curve.open <= limit,  # type: ignore[misc]
            lambda curve, limit=limit: (curve.low <= limit) | (curve.open <= _SLACK),  # type: ignore[misc]
            lambda curve, limit=limit: curve.high <= limit,  # type: ignore[misc]
        )
        found.append(Quantile(*(_first(test, risk, grid, curve, seconds, sparse) for test in tests)))
    return Times(len(seconds), len(events), *found)


def _grid(events: Places, seconds: Seconds) -> tuple[Places, int]:
    """Where to look, and how many of these places, from the first on, have others between them."""
    last = events if len(events) <= 3 * _GRID else events[-_GRID:]
    steps = last[np.append(np.diff(seconds[last]) > 0, True)[: len(last)]]
    if last is events:
        return steps, 0
    front = events[: -_GRID : len(events) // _GRID]
    return np.concatenate([front, steps]), len(front)


def _first(
    test: Callable[[Curve], Flags], risk: _Risk, grid: Places, curve: Curve, seconds: Seconds, sparse: int
) -> float | None:
    """The time of the first place that passes the test; between two of the sparse places the curve only falls."""
    reached = test(curve)
    at = int(np.argmax(reached)) if len(reached) else 0
    if not len(reached) or not reached[at]:
        return None
    place = int(grid[at])
    if 0 < at <= sparse:
        between = np.arange(grid[at - 1] + 1, place + 1)
        place = int(between[np.argmax(test(risk.at(between)))])
    return float(seconds[place])
