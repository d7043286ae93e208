"""Counts too small to publish, and those that would give them away. Pure."""

from collections.abc import Sequence

FEWEST = 5
"""A count from 1 to 4 is not shown, nor anything computed from so few reports."""


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
