"""The voters' money in one run of the Method of Equal Shares: floats with an error bound, exact values on demand.

A supporter of a bought project pays ``price × score``, or all that is left. Whoever has paid all that was left has
exactly nothing from then on; so everybody else has ``endowment − Σ price × score`` over the bought projects that they
support, and sums of purses are linear in the prices with whole numbers as coefficients. That makes exact values cheap:
the prices are kept as whole numbers over one common denominator.
"""

from fractions import Fraction
from math import gcd

import numpy as np
from numpy.typing import NDArray

from folkmoot.modules.budgeting.rules.election import Ints
from folkmoot.modules.budgeting.rules.measures import Measure

Floats = NDArray[np.float64]
UNIT = 2.0**-53
"""Relative error of one rounding in float64 (IEEE 754-2019, section 4.3.1)."""


class Purses:
    """Money of every group of equal ballots, each member's. ``about`` is off by at most ``slack`` where it is not 0."""

    def __init__(self, measure: Measure, endowment: Fraction) -> None:
        self.measure, self.endowment = measure, endowment
        self.size = measure.election.size
        self.about: Floats = np.full(len(self.size), float(endowment))
        self.open = np.ones(len(self.size), np.bool_)
        """Who has paid every price in full up to now."""
        self.bought: list[int] = []
        self.prices: dict[int, int] = {}
        self.denominator = 1
        self._projects = len(measure.election.projects)
        self._endowment = float(endowment)

    @property
    def slack(self) -> float:
        """Bound on the error of ``about``: each purchase rounds the price, a product and a difference, each at most to a
        unit of the endowment; doubled, so that rounding here does no harm.
        """
        return (6 * len(self.bought) + 4) * UNIT * self._endowment

    def exact(self, groups: Ints) -> Fraction:
        """What all members of these groups have together."""
        groups = groups[self.open[groups]]
        money = self.endowment * int(self.size[groups].sum())
        if self.bought and len(groups):
            counts = self._counts(groups)
            spent = sum(self.prices[one] * int(counts[one]) for one in self.bought)
            money -= Fraction(spent, self.denominator)
        return money

    def exact_each(self, groups: Ints) -> list[Fraction]:
        """What one member of each of these groups has."""
        known: dict[tuple[tuple[int, int], ...], Fraction] = {}
        found = []
        election = self.measure.election
        for group in groups.tolist():
            if not self.open[group]:
                found.append(Fraction(0))
                continue
            part = slice(int(election.starts[group]), int(election.starts[group + 1]))
            pairs = zip(
                election.marked[part].tolist(), self.measure.marked_scores[part].tolist(), strict=True
            )
            paid = tuple(pair for pair in pairs if pair[0] in self.prices)
            if paid not in known:
                spent = sum(self.prices[project] * score for project, score in paid)
                known[paid] = self.endowment - Fraction(spent, self.denominator)
            found.append(known[paid])
        return found

    def pay(self, project: int, price: Fraction, emptied: Ints) -> None:
        """Buy: supporters who are still open pay ``price`` for each point of their score, ``emptied`` all they have."""
        share = price.denominator // gcd(price.denominator, self.denominator)
        if share > 1:
            self.denominator *= share
            for one in self.bought:
                self.prices[one] *= share
        self.prices[project] = price.numerator * (self.denominator // price.denominator)
        self.bought.append(project)
        groups, scores = self.measure.groups[project], self.measure.scores[project]
        left = self.about[groups] - float(price) * scores
        self.about[groups] = np.where(self.open[groups], np.maximum(left, 0.0), 0.0)
        self.about[emptied] = 0.0
        self.open[emptied] = False

    def price(self, project: int) -> Fraction:
        """The price of a bought project for each point of score."""
        return Fraction(self.prices[project], self.denominator)

    def _counts(self, groups: Ints) -> Floats:
        """For each project the sum of scores of these groups' members; whole numbers, below 2^53."""
        election = self.measure.election
        starts = election.starts[groups]
        lengths = election.starts[groups + 1] - starts
        ends = np.cumsum(lengths)
        where = np.arange(int(ends[-1])) + np.repeat(starts - (ends - lengths), lengths)
        weights = self.measure.marked_scores[where] * np.repeat(self.size[groups], lengths)
        counts = np.bincount(election.marked[where], weights=weights, minlength=self._projects)
        return np.asarray(counts, np.float64)
