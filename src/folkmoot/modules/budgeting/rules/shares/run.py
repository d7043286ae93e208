"""One run of the Method of Equal Shares with a given endowment, exact.

Peters, Pierczyński, Skowron: Proportional Participatory Budgeting with Additive Utilities (NeurIPS 2021), section 3.
In each round every project that its supporters can pay for has a price: the smallest ρ with
``Σ min(money, ρ × score) = cost``. The project with the smallest price per unit of worth is bought.

Prices only rise and money only falls while a run goes on. So the last known price is a lower bound, projects are looked
at from the lowest bound on, and most are not looked at in most rounds. Floats decide where their error bounds allow it;
otherwise exact numbers do, and the price of what is bought is always exact.
"""

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from folkmoot.modules.budgeting.rules.election import Ints
from folkmoot.modules.budgeting.rules.measures import Measure
from folkmoot.modules.budgeting.rules.shares.purses import UNIT, Floats, Purses
from folkmoot.modules.budgeting.rules.ties import Ranks

CAREFUL = 1 + 2.0**-40
"""Covers the few roundings between two floats that are compared and the exact values behind them."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """A bought project: ``price`` for each point of score, and the groups that paid with all that they had left."""

    project: int
    price: Fraction
    emptied: Ints
    tied: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Drop:
    """A project that was given up in round ``round`` (from 0 on): its supporters had only ``money`` for its cost."""

    project: int
    round: int
    money: Fraction


@dataclass(slots=True)
class Run:
    """What one run did. ``drops`` are known only where they were asked for."""

    endowment: Fraction
    purchases: list[Purchase] = field(default_factory=list)
    drops: list[Drop] = field(default_factory=list)

    @property
    def winners(self) -> list[int]:
        """Positions of the bought projects, in the order in which they were bought."""
        return [one.project for one in self.purchases]


@dataclass(slots=True)
class _Candidate:
    """A project not bought yet. ``bound`` is never above its price; ``key`` is that per unit of worth."""

    project: int
    bound: float
    key: float


class Shares:
    """Runs on one election with one measure; what does not depend on the endowment is computed once."""

    def __init__(self, measure: Measure, ranks: Ranks) -> None:
        self.measure, self.ranks, self.election = measure, ranks, measure.election
        self.costs = [float(one.cost) for one in self.election.projects]
        size = self.election.size
        self.members = [size[one].astype(np.float64) for one in measure.groups]
        self.scores: list[Floats] = [one.astype(np.float64) for one in measure.scores]
        self.weighted = [members * score for members, score in zip(self.members, self.scores, strict=True)]
        self.totals = [measure.total(one) for one in range(len(self.costs))]
        self.plain = [bool((one == 1).all()) for one in measure.scores]
        self.heads = [int(size[one].sum()) for one in measure.groups]

    @property
    def supported(self) -> list[int]:
        """Projects that anybody supports."""
        return [one for one, total in enumerate(self.totals) if total]

    def run(self, endowment: Fraction, *, tell: bool = False) -> Run:
        """Run to the end. With ``tell``, also say when and how every losing project was given up."""
        purses = Purses(self.measure, endowment)
        done = Run(endowment)
        left = []
        for one in self.supported:
            bound = self.costs[one] / self.totals[one] / CAREFUL
            left.append(_Candidate(one, bound, bound / self.measure.approximate[one]))
        while left:
            if tell:
                left = self._without_poor(purses, left, done)
            left.sort(key=lambda one: one.key)
            found = self._cheapest(purses, left, tell=tell)
            if found is None:
                break
            purchase, left = found
            purses.pay(purchase.project, purchase.price, purchase.emptied)
            done.purchases.append(purchase)
        return done

    def _cheapest(
        self, purses: Purses, left: list[_Candidate], *, tell: bool
    ) -> tuple[Purchase, list[_Candidate]] | None:
        """What is bought now, and the projects that remain; nothing when none can be paid for."""
        best, gone, seen = float("inf"), set(), set()
        for one in left:
            if one.key > best * CAREFUL:
                break
            seen.add(one.project)
            if self._approach(purses, one, best):
                best = min(best, one.key)
            else:
                gone.add(one.project)
        # Every project whose lower bound is not above the smallest exact price found gets its exact price, too.
        best, exact = float("inf"), []
        for one in sorted((one for one in left if one.project not in gone), key=lambda each: each.key):
            if one.key > best * CAREFUL:
                break
            if one.project not in seen and not self._approach(purses, one, best):
                gone.add(one.project)
                continue
            if one.key > best * CAREFUL:
                continue
            bought = self._exactly(purses, one)
            best = min(best, float(bought.price) / self.measure.approximate[one.project])
            exact.append((bought, self.measure.key(bought.price, one.project)))
        if not exact:
            return None
        lowest = min(key for _, key in exact)
        tied = [bought for bought, key in exact if key == lowest]
        first = self.ranks.first((one.project for one in tied), tell=tell)
        chosen = next(one for one in tied if one.project == first)
        if len(tied) > 1:
            others = tuple(one.project for one in tied)
            chosen = Purchase(chosen.project, chosen.price, chosen.emptied, others)
        return chosen, [one for one in left if one.project not in gone and one.project != first]

    def _without_poor(self, purses: Purses, left: list[_Candidate], done: Run) -> list[_Candidate]:
        kept = []
        for one in left:
            if self._can_pay(purses, one.project):
                kept.append(one)
            else:
                money = purses.exact(self.measure.groups[one.project])
                done.drops.append(Drop(one.project, len(done.purchases), money))
        return kept

    def _money(self, purses: Purses, project: int) -> tuple[float, float]:
        """The supporters' money as a float, and a bound on its error."""
        money = float(self.members[project] @ purses.about[self.measure.groups[project]])
        # Every purse is off by at most the slack; each of the additions rounds once (Higham 2002, section 3.1).
        error = self.heads[project] * purses.slack + (len(self.members[project]) + 2) * 2 * UNIT * money
        return money, error

    def _can_pay(self, purses: Purses, project: int) -> bool:
        money, error = self._money(purses, project)
        cost = self.costs[project]
        doubt = error + 2 * UNIT * cost
        if abs(money - cost) > doubt:
            return money > cost
        return purses.exact(self.measure.groups[project]) >= self.election.projects[project].cost

    def _approach(self, purses: Purses, one: _Candidate, best: float) -> bool:
        """Raise the lower bound of a price until it is above ``best`` or as good as floats allow.

        False when its supporters cannot pay. For any set K of supporters, cost = Σ min(money, ρ × score) is at most the
        money of K and ρ × score of the others: so every step below gives a lower bound, whatever set it takes.
        """
        project = one.project
        if not self._can_pay(purses, project):
            return False
        money = purses.about[self.measure.groups[project]]
        ratio = money if self.plain[project] else money / self.scores[project]
        members, weighted = self.members[project], self.weighted[project]
        weight = self.measure.approximate[project]
        cost, total, error = self.costs[project], float(self.totals[project]), 0.0
        emptied = -1
        while True:
            poor = ratio < one.bound
            count = int(np.count_nonzero(poor))
            if count == emptied:
                return True
            emptied = count
            if not count:
                bound = cost / total
            else:
                rest = total - float(weighted[poor].sum())
                if rest <= 0:
                    # Everybody pays all, or nearly so; the exact price decides.
                    return True
                paid = float((members[poor] * money[poor]).sum())
                error = self.heads[project] * purses.slack + (count + 4) * 2 * UNIT * (paid + cost)
                bound = (cost - paid - error) / rest
            bound /= CAREFUL
            if bound <= one.bound:
                return True
            one.bound, one.key = bound, bound / weight
            if one.key > best * CAREFUL:
                return True

    def _exactly(self, purses: Purses, one: _Candidate) -> Purchase:
        """The exact price, and who pays with all that is left. The supporters can pay."""
        project = one.project
        groups, scores = self.measure.groups[project], self.measure.scores[project]
        money = purses.about[groups]
        ratio = money / self.scores[project]
        slack = np.where(purses.open[groups], purses.slack, 0.0) / self.scores[project]
        cost, weighted = self.election.projects[project].cost, self.election.size[groups] * scores
        # Whoever is below a lower bound of the price for sure pays all. Others join while the price rises.
        poor = (ratio + slack) * CAREFUL < one.bound
        known: dict[int, Fraction] = {}
        while True:
            rest = self.totals[project] - int(weighted[poor].sum())
            price = (cost - purses.exact(groups[poor])) / rest
            about = float(price)
            doubtful = np.flatnonzero(~poor & (ratio - slack <= about * CAREFUL))
            surely = doubtful[(ratio[doubtful] + slack[doubtful]) * CAREFUL < about]
            if len(surely):
                poor[surely] = True
                continue
            unknown = np.array([row for row in doubtful.tolist() if row not in known], np.int64)
            if len(unknown):
                values = purses.exact_each(groups[unknown])
                known.update(zip(unknown.tolist(), values, strict=True))
            joining = [row for row in doubtful.tolist() if known[row] < price * int(scores[row])]
            if not joining:
                return Purchase(project, price, groups[poor & purses.open[groups]])
            poor[joining] = True
