"""Why a project won or lost, in exact figures that add up.

Of the Method of Equal Shares: who paid for what, and for each loser the money that its supporters still had when it was
given up (``effective support`` is that divided by its cost), and what they had spent it on. Of greedy: what was left.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np

from folkmoot.modules.budgeting.rules.completing import approved
from folkmoot.modules.budgeting.rules.counting import Outcome
from folkmoot.modules.budgeting.rules.election import Election
from folkmoot.modules.budgeting.rules.greedy import greedy, order
from folkmoot.modules.budgeting.rules.shares.run import Shares
from folkmoot.modules.budgeting.rules.ties import Ranks


@dataclass(frozen=True, slots=True)
class Paid:
    """For one winner: who paid. ``price`` is for each point of score, which is 1 of an approval; money is exact."""

    project: int
    price: Fraction
    in_full: int
    with_all_left: int
    effective_votes: Fraction


@dataclass(frozen=True, slots=True)
class Went:
    """What a loser's supporters spent on one winner."""

    project: int
    voters: int
    money: Fraction


@dataclass(frozen=True, slots=True)
class Lost:
    """One loser: in round ``round`` (from 1 on) its supporters had ``money`` left of what it costs.

    ``votes_needed`` is the smallest number of supporters who could pay for it with their whole endowments.
    """

    project: int
    round: int
    money: Fraction
    missing: Fraction
    support: Fraction
    votes_needed: int
    went: tuple[Went, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """Every payment of a run: ``payments[w]`` are the exact ones of each group's member to winner w, by kind."""

    paid: tuple[Paid, ...]
    lost: tuple[Lost, ...]


def account(election: Election, outcome: Outcome) -> Account:
    """The account of an outcome by equal shares. Raises ValueError for another rule."""
    if outcome.shares is None or outcome.counter is None:
        raise ValueError("only the Method of Equal Shares has payments")
    run, shares = outcome.shares.run, outcome.counter
    books = _Books(election, shares, outcome)
    paid = []
    for row, one in enumerate(run.purchases):
        empty = int(election.size[one.emptied].sum())
        cost = election.projects[one.project].cost
        paid.append(
            Paid(
                one.project,
                one.price,
                shares.heads[one.project] - empty - books.nothing[row],
                empty,
                cost / one.price,
            )
        )
    lost = []
    bought = set(outcome.winners)
    for drop in run.drops:
        if drop.project in bought:
            continue
        cost = election.projects[drop.project].cost
        needed = ceil(cost / run.endowment) if run.endowment else 0
        went = books.went(drop.project, before=drop.round)
        lost.append(
            Lost(drop.project, drop.round + 1, drop.money, cost - drop.money, drop.money / cost, needed, went)
        )
    return Account(tuple(paid), tuple(lost))


class _Books:
    """Exact payments, as whole numbers over the prices' common denominator, without a table of all voters."""

    def __init__(self, election: Election, shares: Shares, outcome: Outcome) -> None:
        assert outcome.shares is not None  # noqa: S101 - account() looked.
        self.election, self.run, self.shares = election, outcome.shares.run, shares
        never = len(self.run.purchases)
        self.emptied = np.full(len(election.size), never, np.int64)
        for row, one in enumerate(self.run.purchases):
            self.emptied[one.emptied] = row
        self.scores = np.zeros((never, len(election.size)), np.int64)
        for row, one in enumerate(self.run.purchases):
            self.scores[row, shares.measure.groups[one.project]] = shares.measure.scores[one.project]
        self.nothing = [
            int(election.size[(self.scores[row] > 0) & (self.emptied < row)].sum()) for row in range(never)
        ]

    def went(self, project: int, *, before: int) -> tuple[Went, ...]:
        """What the supporters of a project paid for each winner bought before that round; most money first."""
        groups = self.shares.measure.groups[project]
        size, emptied = self.election.size[groups], self.emptied[groups]
        scores = self.scores[:before, groups]
        found = []
        for row in range(before):
            marked = scores[row] > 0
            full, all_left = marked & (emptied > row), marked & (emptied == row)
            voters = int(size[full | all_left].sum())
            if not voters:
                continue
            money = self.run.purchases[row].price * int((size * scores[row])[full].sum())
            if all_left.any():
                # They had the endowment less the full price of everything bought before.
                money += self.run.endowment * int(size[all_left].sum())
                earlier = scores[:row][:, all_left] @ size[all_left]
                for index in np.flatnonzero(earlier).tolist():
                    money -= self.run.purchases[index].price * int(earlier[index])
            found.append(Went(self.run.purchases[row].project, voters, money))
        return tuple(sorted(found, key=lambda one: (-one.money, one.project)))


@dataclass(frozen=True, slots=True)
class Difference:
    """What another outcome would have changed: projects gained and lost, and voters by what they would prefer."""

    winners: tuple[int, ...]
    gained: tuple[int, ...]
    lost: tuple[int, ...]
    more_here: int
    more_there: int
    same: int
    without_here: int
    without_there: int


def under_greedy(election: Election, outcome: Outcome) -> Difference:
    """The same ballots counted by greedy by votes: "more" and "same" count approved winners, "without" has none."""
    other = greedy(election, order(election, "votes", Ranks(election, outcome.rule.ties))).winners
    return difference(election, outcome.winners, other)


def difference(election: Election, here: Iterable[int], there: Iterable[int]) -> Difference:
    """Compare two outcomes."""
    first, second = list(here), list(there)
    mine, theirs, size = approved(election, first), approved(election, second), election.size
    return Difference(
        winners=tuple(second),
        gained=tuple(one for one in second if one not in set(first)),
        lost=tuple(one for one in first if one not in set(second)),
        more_here=int(size[mine > theirs].sum()),
        more_there=int(size[theirs > mine].sum()),
        same=int(size[mine == theirs].sum()),
        without_here=int(size[mine == 0].sum()),
        without_there=int(size[theirs == 0].sum()),
    )
