"""What a project is worth to a voter who supports it, and the exact order of prices per unit of worth.

A voter's worth is ``score × weight(project)``: the score is theirs alone (1 of an approval, else their points or the
Borda score of a rank), the weight the same for everybody. Rules that spread costs compare ``price / weight``, where the
price is rational. Weights may be irrational; comparisons are exact all the same (see ``Measure.key``).
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache, total_ordering
from math import gcd, log1p, sqrt
from typing import Any

import numpy as np

from folkmoot.modules.budgeting.rules.election import BadElection, Election, Ints

MEASURES = {
    "cardinality": "1 for every project",
    "cost": "what the project costs",
    "cost_sqrt": "the square root of what it costs",
    "cost_log": "the natural logarithm of 1 + what it costs",
    "effort": "what it costs, divided by the number of its supporters",
    "points": "the voter's points for it; of a ranking, the Borda score",
}


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class OverLogarithm:
    """``price / ln(of)``, ``of`` above 1. Compared by raising the precision until the difference shows.

    That ends: ln a / ln b is rational only where a and b are powers of one rational (a^q = b^p), which is looked for first.
    """

    price: Fraction
    of: Fraction

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OverLogarithm) and self._compare(other) == 0

    def __hash__(self) -> int:
        return hash((self.price, self.of))

    def __lt__(self, other: "OverLogarithm") -> bool:
        return self._compare(other) < 0

    def _compare(self, other: "OverLogarithm") -> int:
        # price / ln(of) against other.price / ln(other.of): price × ln(other.of) against other.price × ln(of).
        if self.of == other.of or not self.price or not other.price:
            return _sign(self.price - other.price)
        if exponents := _one_base(self.of, other.of):
            mine, theirs = exponents
            return _sign(self.price * theirs - other.price * mine)
        digits = 40
        while True:
            with localcontext() as context:
                context.prec = digits
                left = _decimal(self.price) * _decimal(other.of).ln()
                right = _decimal(other.price) * _decimal(self.of).ln()
                # Each side comes out of four operations that are right to the last digit but one; of a logarithm's
                # argument near 1 some more is lost, so half of the digits is allowed for.
                if abs(left - right) > max(abs(left), abs(right)) * Decimal(10) ** (-digits // 2):
                    return 1 if left > right else -1
            digits *= 2


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)


def _root(value: int, degree: int) -> int | None:
    """The exact root, or None."""
    low, high = 1, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high) // 2
        if middle**degree < value:
            low = middle + 1
        else:
            high = middle
    return low if low**degree == value else None


@lru_cache(maxsize=4096)
def _primitive(value: Fraction) -> tuple[Fraction, int]:
    """The smallest rational of which ``value`` is a power, and the exponent."""
    for degree in range(max(value.numerator.bit_length(), value.denominator.bit_length()), 1, -1):
        top, bottom = _root(value.numerator, degree), _root(value.denominator, degree)
        if top is not None and bottom is not None:
            return Fraction(top, bottom), degree
    return value, 1


def _one_base(one: Fraction, other: Fraction) -> tuple[int, int] | None:
    (base, mine), (second, theirs) = _primitive(one), _primitive(other)
    if base != second:
        return None
    shared = gcd(mine, theirs)
    return mine // shared, theirs // shared


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A measure applied to an election: supporters with a score above 0, their scores, and weights."""

    name: str
    election: Election
    groups: tuple[Ints, ...]
    scores: tuple[Ints, ...]
    marked_scores: Ints
    approximate: tuple[float, ...]
    """The weights as floats, right to a relative error of 2^-50."""

    def weight(self, project: int) -> Fraction:
        """The weight where it is rational."""
        cost, votes = self.election.projects[project].cost, self.election.votes[project]
        return {"cost": cost, "effort": cost / max(votes, 1)}.get(self.name, Fraction(1))

    def key(self, price: Fraction, project: int) -> Any:
        """Orders ``price / weight`` exactly; of a square root by the squares, of a logarithm by OverLogarithm."""
        cost = self.election.projects[project].cost
        if self.name == "cost_sqrt":
            return price * price / cost
        if self.name == "cost_log":
            return OverLogarithm(price, 1 + cost)
        return price / self.weight(project)

    def total(self, project: int) -> int:
        """The sum of its supporters' scores, of points in units of ``1 / election.scale``."""
        return int((self.election.size[self.groups[project]] * self.scores[project]).sum())


def measure(election: Election, name: str) -> Measure:
    """Apply a measure of MEASURES. Raises BadElection for another name."""
    if name not in MEASURES:
        raise BadElection(f"there is no satisfaction measure {name!r}; there are {', '.join(MEASURES)}")
    if name == "points":
        kept = [points > 0 for points in election.points]
        groups = tuple(one[keep] for one, keep in zip(election.groups, kept, strict=True))
        scores = tuple(one[keep] for one, keep in zip(election.points, kept, strict=True))
        marked = np.maximum(election.marked_points, 0)
    else:
        groups = election.groups
        scores = tuple(np.ones_like(one) for one in groups)
        marked = np.ones_like(election.marked_points)
    weights = []
    for index, one in enumerate(election.projects):
        cost = float(one.cost)
        known = {"cost": cost, "cost_sqrt": sqrt(cost), "cost_log": log1p(cost)}
        known["effort"] = cost / max(election.votes[index], 1)
        weights.append(known.get(name, 1.0))
    return Measure(name, election, groups, scores, marked, tuple(weights))
