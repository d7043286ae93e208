"""The set of projects with the most support that fits into the budget (maximum utilitarian welfare).

HiGHS (Huangfu, Hall: Parallelizing the dual revised simplex method, Mathematical Programming Computation 10, 2018) finds a
good set with floats. Whether it is the best one is then decided in whole numbers: a search over all sets, cut off by the
exact fractional bound (Dantzig 1957), which starts from what HiGHS found and so is short. Ties are part of the search:
of sets with equal support the one whose projects come first in the order for ties wins.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from folkmoot.modules.budgeting.rules.election import BadElection, Election
from folkmoot.modules.budgeting.rules.ties import Ranks

MOST = 5_000_000
"""Steps of the proof at most."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """The best set, by position, its support, and how many steps the proof took."""

    winners: tuple[int, ...]
    support: Fraction
    steps: int


def knapsack(election: Election, ranks: Ranks, *, by: str = "votes") -> Optimum:
    """Count by ``votes``, ``score`` or ``cost`` (votes × cost). Raises BadElection when the proof takes too long."""
    values = _values(election, by)
    scale = lcm(1, *(one.denominator for one in values))
    costs = lcm(election.budget.denominator, *(one.cost.denominator for one in election.projects))
    items = [
        (int(value * scale), int(one.cost * costs), index)
        for index, (value, one) in enumerate(zip(values, election.projects, strict=True))
        if value > 0 and one.cost <= election.budget
    ]
    if not items:
        return Optimum((), Fraction(0), 0)
    room = int(election.budget * costs)
    start = _solve(items, room)
    found, best, steps = _prove(items, room, start, ranks)
    return Optimum(tuple(sorted(found, key=ranks.rank)), Fraction(best, scale), steps)


def _values(election: Election, by: str) -> list[Fraction]:
    match by:
        case "votes":
            return [Fraction(one) for one in election.votes]
        case "score":
            return list(election.score)
        case "cost":
            return [one.cost * votes for one, votes in zip(election.projects, election.votes, strict=True)]
    raise BadElection(f"the optimum is not known by {by!r}; by votes, score or cost it is")


def _solve(items: list[tuple[int, int, int]], room: int) -> list[int]:
    """What HiGHS takes, made to fit in whole numbers."""
    values, costs = np.array([one[0] for one in items], float), np.array([one[1] for one in items], float)
    done = milp(
        -values / values.max(),
        integrality=np.ones(len(items)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(costs[None, :] / room, ub=1.0),
        options={"mip_rel_gap": 0.0, "time_limit": 60.0},
    )
    taken = [] if done.x is None else [index for index, part in enumerate(done.x) if part > 0.5]  # noqa: PLR2004
    while sum(items[one][1] for one in taken) > room:
        taken.remove(min(taken, key=lambda one: items[one][0]))
    return taken


def _prove(
    items: list[tuple[int, int, int]], room: int, start: list[int], ranks: Ranks
) -> tuple[list[int], int, int]:
    """Depth first over projects by support for the money. Bounds are compared by multiplying, without division."""
    rank = {
        index: place for place, (_, _, index) in enumerate(sorted(items, key=lambda one: ranks.rank(one[2])))
    }
    best = sum(items[one][0] for one in start)
    found = [items[one][2] for one in start]
    items = sorted(items, key=lambda one: (-Fraction(one[0], one[1]), rank[one[2]]))
    steps = 0
    stack: list[tuple[int, int, int, tuple[int, ...]]] = [(0, 0, room, ())]
    while stack:
        at, value, left, taken = stack.pop()
        steps += 1
        if steps > MOST:
            raise BadElection(
                f"no proof that a set is the best one within {MOST:,} steps; HiGHS found {best}"
            )
        if value > best or (value == best and _before(taken, found, rank)):
            best, found = value, list(taken)
        if at == len(items) or not _may_reach(items, at, value, left, best):
            continue
        worth, cost, index = items[at]
        stack.append((at + 1, value, left, taken))
        if cost <= left:
            stack.append((at + 1, value + worth, left - cost, (*taken, index)))
    return found, best, steps


def _before(taken: tuple[int, ...], found: list[int], rank: dict[int, int]) -> bool:
    return sorted(rank[one] for one in taken) < sorted(rank[one] for one in found)


def _may_reach(items: list[tuple[int, int, int]], at: int, value: int, left: int, best: int) -> bool:
    """Whether the fractional optimum of what is left reaches ``best``, so that a set could be as good."""
    for worth, cost, _ in items[at:]:
        if cost > left:
            # value + worth × left / cost ≥ best, in whole numbers.
            return (value - best) * cost + worth * left >= 0
        value += worth
        left -= cost
    return value >= best
