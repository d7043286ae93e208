"""Which projects are counted at all: thresholds of support that were frozen before the vote.

``minimum_votes``: at least ``votes`` ballots mark it. ``share_of_cost``: votes / voters ≥ cost / (``divisor`` × budget), as
Świecie did in 2023 with a divisor of 3.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from folkmoot.modules.budgeting.rules.election import BadElection, Election

FILTERS = ("minimum_votes", "share_of_cost")


@dataclass(frozen=True, slots=True)
class Filtered:
    """A project that is not counted, and the votes that it would have needed."""

    project: int
    name: str
    votes_needed: int


def filtered(election: Election, filters: Sequence[Mapping[str, Any]]) -> tuple[Filtered, ...]:
    """The projects that some filter takes out, each with the first one that does. Raises BadElection for unknown filters."""
    found = []
    for index in range(len(election.projects)):
        for one in filters:
            needed = _needed(election, index, one)
            if election.votes[index] < needed:
                found.append(Filtered(index, str(one["name"]), needed))
                break
    return tuple(found)


def _needed(election: Election, index: int, one: Mapping[str, Any]) -> int:
    name = one.get("name")
    try:
        if name == "minimum_votes":
            return int(one["votes"])
        if name == "share_of_cost":
            divisor = Fraction(one["divisor"])
            if divisor <= 0:
                raise BadElection(f"the divisor of share_of_cost is {divisor}; it has to be above 0")
            return ceil(election.voters * election.projects[index].cost / (divisor * election.budget))
    except (KeyError, TypeError) as error:
        raise BadElection(f"the filter {name} cannot be read: {error}") from error
    raise BadElection(f"there is no filter {name!r}; there are {', '.join(FILTERS)}")
