"""How good a classifier of two classes is, from what it said about things that it had not seen. Pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

DIGITS = 4
_SURE = 1e-6
"""Nobody is surer than one in a million: a probability of 0 or 1 would cost infinitely much when it is wrong."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Shares from 0 to 1. ``precision`` is of those that were named, ``recall`` of those that there were.

    ``auc`` is the chance that one of the class scores above one of the others (0.5 is guessing); ``log_loss`` what the
    probabilities cost on average, in nats: smaller is better.
    """

    count: int
    positive: int
    named: int
    right: int
    precision: float
    recall: float
    auc: float
    log_loss: float


def share(part: float, whole: float) -> float:
    """A rounded share from 0 to 1; 0 of nothing is 0."""
    return round(part / whole, DIGITS) if whole else 0.0


def judge(truth: Sequence[bool], said: Sequence[float], *, threshold: float) -> Judged:
    """Probabilities against the truth. ValueError when they are not as many, or nothing is there."""
    pairs = list(zip(truth, said, strict=True))
    if not pairs:
        raise ValueError("there is nothing to judge")
    positive = sum(truth)
    named = sum(one >= threshold for one in said)
    right = sum(is_ and one >= threshold for is_, one in pairs)
    cost = 0.0
    for is_, one in pairs:
        kept = min(max(one, _SURE), 1 - _SURE)
        cost -= log(kept if is_ else 1 - kept)
    return Judged(
        count=len(pairs),
        positive=positive,
        named=named,
        right=right,
        precision=share(right, named),
        recall=share(right, positive),
        auc=_auc(pairs, positive),
        log_loss=round(cost / len(pairs), DIGITS),
    )


def _auc(pairs: Sequence[tuple[bool, float]], positive: int) -> float:
    """The Mann-Whitney statistic by ranks; equal scores count half. 0.5 when one of the classes is empty."""
    negative = len(pairs) - positive
    if not positive or not negative:
        return 0.5
    ordered = sorted(pairs, key=lambda pair: pair[1])
    ranks, at = 0.0, 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][1] == ordered[at][1]:
            end += 1
        ranks += (at + 1 + end) / 2 * sum(is_ for is_, _one in ordered[at:end])
        at = end
    return round((ranks - positive * (positive + 1) / 2) / (positive * negative), DIGITS)
