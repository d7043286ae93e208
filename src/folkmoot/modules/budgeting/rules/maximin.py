"""Maximin support with costs, exact.

Aziz, Lee, Talmon: Proportionally Representative Participatory Budgeting (AAMAS 2018) lift it to costs; Sánchez-Fernández
et al.: The Maximin Support Method (Mathematical Programming 203, 2024). Each round buys the project with which the costs
of all bought ones can be spread most evenly over their supporters, as long as it fits into the budget.

The smallest possible largest load of a set W is the largest ``cost(S) / |voters who marked any of S|`` over its parts S
(by max-flow min-cut). It is found with Dinkelbach's method: start with one S, look with an exact flow for a part that
does better, and take it until there is none. Every step is in whole numbers.
"""

from collections import deque
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from folkmoot.modules.budgeting.rules.election import Election
from folkmoot.modules.budgeting.rules.ties import Ranks


@dataclass(frozen=True, slots=True)
class Spread:
    """A bought project, and the largest load that anybody carries when costs are spread as evenly as possible."""

    project: int
    load: Fraction


def maximin(election: Election, ranks: Ranks) -> list[Spread]:
    """Count. Projects that nobody marked are never bought."""
    bought: list[Spread] = []
    remaining, now = election.budget, Fraction(0)
    left = {
        one: project.cost / election.votes[one]
        for one, project in enumerate(election.projects)
        if election.votes[one]
    }
    while True:
        left = {one: bound for one, bound in left.items() if election.projects[one].cost <= remaining}
        if not left:
            return bought
        chosen = [one.project for one in bought]
        best: Fraction | None = None
        known: dict[int, Fraction] = {}
        # A load only grows with the set that it is for, so the last known one is a lower bound.
        for one in sorted(left, key=lambda project: (left[project], project)):
            if best is not None and max(left[one], now) > best:
                break
            known[one] = left[one] = largest_load(election, [*chosen, one], least=max(left[one], now))
            best = known[one] if best is None else min(best, known[one])
        first = ranks.first(one for one, load in known.items() if load == best)
        now = known[first]
        bought.append(Spread(first, now))
        remaining -= election.projects[first].cost
        del left[first]


def largest_load(election: Election, chosen: list[int], *, least: Fraction = Fraction(0)) -> Fraction:
    """The smallest possible largest load, in units of the currency, when ``chosen`` are paid by their supporters.

    ``least`` is a load that is known not to be above it.
    """
    patterns = _patterns(election, chosen)
    costs = [election.projects[one].cost for one in chosen]
    whole = _ratio(costs, patterns, range(len(chosen)))
    load = max(least, whole)
    while (worse := _overloaded(costs, patterns, load)) is not None:
        load = _ratio(costs, patterns, worse)
    return load


def _patterns(election: Election, chosen: list[int]) -> list[tuple[tuple[int, ...], int]]:
    """Which of the chosen projects voters marked, and how many voters marked just those."""
    marks = np.zeros((len(election.size), len(chosen)), np.bool_)
    for column, one in enumerate(chosen):
        marks[election.groups[one], column] = True
    packed = np.packbits(marks, axis=1)
    kinds, where = np.unique(packed, axis=0, return_inverse=True)
    counts = np.bincount(where.ravel(), weights=election.size.astype(np.float64), minlength=len(kinds))
    rows = np.unpackbits(kinds, axis=1, count=len(chosen))
    return [
        (tuple(np.flatnonzero(row).tolist()), int(count))
        for row, count in zip(rows, counts, strict=True)
        if row.any()
    ]


def _ratio(
    costs: list[Fraction], patterns: list[tuple[tuple[int, ...], int]], part: "range | set[int]"
) -> Fraction:
    voters = sum(count for pattern, count in patterns if any(one in part for one in pattern))
    return sum((costs[one] for one in part), Fraction(0)) / voters


def _overloaded(
    costs: list[Fraction], patterns: list[tuple[tuple[int, ...], int]], load: Fraction
) -> set[int] | None:
    """Projects that their supporters cannot pay when nobody carries more than ``load``; None when all can be paid."""
    unit = lcm(load.denominator, *(one.denominator for one in costs))
    needs = [int(one * unit) for one in costs]
    rooms = [int(load * unit) * count for _, count in patterns]
    paid: list[dict[int, int]] = [{} for _ in patterns]
    payers: list[list[int]] = [[] for _ in costs]
    for row, (pattern, _) in enumerate(patterns):
        for one in pattern:
            payers[one].append(row)
    # Pay from what only few can pay for, which leaves little to shift afterwards.
    for one in sorted(range(len(costs)), key=lambda each: len(payers[each])):
        for row in sorted(payers[one], key=lambda each: len(patterns[each][0])):
            if amount := min(needs[one], rooms[row]):
                paid[row][one] = amount
                needs[one] -= amount
                rooms[row] -= amount
    while True:
        reached, came_from, end = _search(needs, rooms, paid, payers)
        if end is None:
            return reached if reached else None
        _shift(end, came_from, needs, rooms, paid)


def _search(
    needs: list[int], rooms: list[int], paid: list[dict[int, int]], payers: list[list[int]]
) -> tuple[set[int], dict[tuple[str, int], tuple[str, int]], int | None]:
    """Breadth first from unpaid projects over voters' payments to voters with room; the row of these, or None."""
    reached = {one for one, need in enumerate(needs) if need}
    queue = deque(sorted(reached))
    came_from: dict[tuple[str, int], tuple[str, int]] = {}
    while queue:
        one = queue.popleft()
        for row in payers[one]:
            if ("row", row) in came_from:
                continue
            came_from["row", row] = ("project", one)
            if rooms[row]:
                return reached, came_from, row
            for other, amount in paid[row].items():
                if amount and other not in reached:
                    reached.add(other)
                    came_from["project", other] = ("row", row)
                    queue.append(other)
    return reached, came_from, None


def _shift(
    end: int,
    came_from: dict[tuple[str, int], tuple[str, int]],
    needs: list[int],
    rooms: list[int],
    paid: list[dict[int, int]],
) -> None:
    """Move as much as the path allows."""
    steps: list[tuple[int, int]] = []
    row, most = end, rooms[end]
    while True:
        project = came_from["row", row][1]
        before = came_from.get(("project", project))
        steps.append((row, project))
        if before is None:
            most = min(most, needs[project])
            break
        most = min(most, paid[before[1]][project])
        row = before[1]
    rooms[end] -= most
    for index, (at, project) in enumerate(steps):
        paid[at][project] = paid[at].get(project, 0) + most
        if index + 1 < len(steps):
            paid[steps[index + 1][0]][project] -= most
    needs[steps[-1][1]] -= most
