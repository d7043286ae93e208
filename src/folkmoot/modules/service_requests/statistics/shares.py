"""The gap between the shares of two areas, and how sure it is. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from folkmoot.record.counted import Share, wilson

ENOUGH = 30
"""Reports an area needs to take part in the gap between areas."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The difference between the best and the worst of ``compared`` areas, with an interval that allows for looking
    at all of them. ``low`` above zero means: more than chance.
    """

    best: str
    worst: str
    value: float
    low: float
    high: float
    compared: int


def gap(shares: Mapping[str, Share], *, confidence: float = 0.95) -> Gap | None:
    """The largest difference between areas with enough reports; None with fewer than two of them.

    The interval is Newcombe's (1998, method 10). Whoever picks the best and the worst of m areas has looked at
    m(m−1)/2 differences, so each is held to a confidence that all of them together keep (Bonferroni).
    """
    able = {name: share for name, share in shares.items() if share.n >= ENOUGH}
    if len(able) < 2:  # noqa: PLR2004 - a gap has two sides.
        return None
    by_value = sorted(able, key=lambda name: (able[name].k / able[name].n, name))
    worst, best = by_value[0], by_value[-1]
    pairs = len(able) * (len(able) - 1) / 2
    each = 1 - (1 - confidence) / pairs
    (low1, high1), (low2, high2) = wilson(able[best], each), wilson(able[worst], each)
    p1, p2 = able[best].k / able[best].n, able[worst].k / able[worst].n
    return Gap(
        best,
        worst,
        p1 - p2,
        max(0.0, p1 - p2 - sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)),
        min(1.0, p1 - p2 + sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)),
        len(able),
    )
