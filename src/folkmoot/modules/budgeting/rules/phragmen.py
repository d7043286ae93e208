"""Sequential Phragmén with costs, exact.

Los, Christoff, Grossi: Proportional Budget Allocations: Towards a Systematization (IJCAI 2022). Money flows to every
voter at the same speed; a project is bought when its supporters have its cost, and takes all they have. Equivalently,
voters carry loads: buying c lifts its supporters to ``(Σ load + cost) / supporters``, and the smallest such load is
bought. The count ends when any of the projects that would be bought next does not fit into the budget.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from folkmoot.modules.budgeting.rules.election import Election
from folkmoot.modules.budgeting.rules.ties import Ranks

CAREFUL = 1 + 2.0**-30
"""Far above the error of a sum of positive float64 values: their number (below 2^20) times 2^-53."""


@dataclass(frozen=True, slots=True)
class Lift:
    """A bought project, and the load that its supporters carry from then on, in units of the currency."""

    project: int
    load: Fraction


@dataclass(frozen=True, slots=True)
class Loads:
    """The projects bought, in order, and the ones that were next when the count ended, with their loads."""

    lifts: tuple[Lift, ...]
    next: tuple[Lift, ...]

    @property
    def winners(self) -> list[int]:
        """Positions of the bought projects, in the order in which they were bought."""
        return [one.project for one in self.lifts]


def phragmen(election: Election, ranks: Ranks) -> Loads:
    """Count. Projects dearer than the budget are left out, and those that nobody marked are never bought."""
    left = {
        one: float(project.cost) / election.votes[one] / CAREFUL
        for one, project in enumerate(election.projects)
        if election.votes[one] and project.cost <= election.budget
    }
    members = [election.size[groups].astype(np.float64) for groups in election.groups]
    about = np.zeros(len(election.size))
    # The last project that lifted each group; 0 is nothing, lift number n is n.
    last = np.zeros(len(election.size), np.int64)
    lifts: list[Lift] = []
    loads, spent = [Fraction(0)], Fraction(0)

    def exact(one: int) -> Fraction:
        groups = election.groups[one]
        counts = np.bincount(last[groups], weights=members[one], minlength=len(loads))
        carried = sum(
            (load * int(count) for load, count in zip(loads, counts, strict=True) if count), Fraction(0)
        )
        return (carried + election.projects[one].cost) / election.votes[one]

    while left:
        lowest, smallest = float("inf"), {}
        # Loads only grow, so the last known value is a lower bound.
        for one in sorted(left, key=lambda project: left[project]):
            if left[one] > lowest * CAREFUL:
                break
            carried = float(members[one] @ about[election.groups[one]])
            value = (carried + float(election.projects[one].cost)) / election.votes[one]
            left[one] = value / CAREFUL
            if left[one] <= lowest * CAREFUL:
                smallest[one] = value
                lowest = min(lowest, value)
        known = {one: exact(one) for one, value in smallest.items() if value <= lowest * CAREFUL**2}
        load = min(known.values())
        tied = [one for one, value in known.items() if value == load]
        if any(spent + election.projects[one].cost > election.budget for one in tied):
            return Loads(tuple(lifts), tuple(Lift(one, load) for one in sorted(tied)))
        first = ranks.first(tied)
        lifts.append(Lift(first, load))
        loads.append(load)
        spent += election.projects[first].cost
        last[election.groups[first]] = len(loads) - 1
        about[election.groups[first]] = float(load)
        del left[first]
    return Loads(tuple(lifts), ())
