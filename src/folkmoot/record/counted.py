"""Counts as they may be published: shares with how sure they are, and what is too few to be shown. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

FEWEST = 5
"""A count from 1 to 4 is not shown, nor anything computed from so few."""


@dataclass(frozen=True, slots=True)
class Share:
    """``k`` of ``n``."""

    k: int
    n: int

    @property
    def value(self) -> float | None:
        """The share from 0 to 1; None of nothing."""
        return self.k / self.n if self.n else None


def wilson(share: Share, confidence: float = 0.95) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927); from 0 to 1 when nothing was counted."""
    if not share.n:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    p, n = share.k / share.n, share.n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    # All and none are certain to lie inside; rounding must not say otherwise.
    return (0.0 if share.k == 0 else max(0.0, centre - half)), (
        1.0 if share.k == n else min(1.0, centre + half)
    )


def hidden(counts: Sequence[int], *, fewest: int = FEWEST) -> frozenset[int] | None:
    """Places of the counts that must not be shown beside their total; None when no part of the table may be.

    Zeros are shown. What is missing from the total is the sum of the hidden counts: one alone would be that sum, and
    if each were as small or as large as a hidden one can be, the sum would tell as well. Then the smallest count that
    is still shown is hidden too (complementary suppression).
    """
    chosen = [at for at, count in enumerate(counts) if 0 < count < fewest]
    others = sorted((count, at) for at, count in enumerate(counts) if count >= fewest)
    while chosen and _told(sum(counts[at] for at in chosen), len(chosen), fewest):
        if not others:
            return None
        chosen.append(others.pop(0)[1])
    return frozenset(chosen)


def _told(total: int, number: int, fewest: int) -> bool:
    return number == 1 or total in {number, number * (fewest - 1)}
