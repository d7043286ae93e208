"""Who comes first of projects that a rule finds equal: declared before the vote, the same in every run, and told."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from folkmoot.modules.budgeting.rules.election import BadElection, Election

CRITERIA = ("min_cost", "max_cost", "max_votes", "min_votes")
ORDERS = ("file", "id", "number", "lot", "none", "list")


class UnresolvedTie(ValueError):
    """Projects stay tied, and the order after the criteria is ``none``."""

    def __init__(self, projects: Iterable[str]) -> None:
        self.projects = tuple(projects)
        super().__init__(
            f"projects {', '.join(self.projects)} are tied and nothing decides between them; "
            f"give an order: {', '.join(one for one in ORDERS if one != 'none')}"
        )


@dataclass(frozen=True, slots=True)
class TieBreaking:
    """Criteria one after the other, then an order that always decides.

    ``order``: ``file`` (as on the ballot), ``id`` (as text, pabutools' way), ``number`` (ids that are whole numbers first,
    ascending: the way of equalshares.net's tool), ``lot`` (by SHA-256 of ``seed`` and id: drawn before the vote by
    publishing the seed), ``list`` (as ``listed``) or ``none`` (a tie is an error).
    """

    criteria: tuple[str, ...] = ("min_cost", "max_votes")
    order: str = "file"
    seed: str = ""
    listed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for one in self.criteria:
            if one not in CRITERIA:
                raise BadElection(f"{one!r} decides no ties; {', '.join(CRITERIA)} do")
        if self.order not in ORDERS:
            raise BadElection(f"{self.order!r} is no order for ties; there are {', '.join(ORDERS)}")
        if self.order == "lot" and not self.seed:
            raise BadElection("a lot needs the seed that was published before the vote")

    def record(self) -> dict[str, Any]:
        """As it is stored with the rule."""
        found: dict[str, Any] = {"criteria": list(self.criteria), "order": self.order}
        if self.seed:
            found["seed"] = self.seed
        if self.listed:
            found["listed"] = list(self.listed)
        return found


@dataclass(slots=True)
class Ranks:
    """A TieBreaking applied to an election. ``told`` holds every tie that it decided: (tied, first), of positions."""

    election: Election
    ties: TieBreaking
    keys: list[tuple[Any, ...]] = field(init=False)
    place: dict[int, int] = field(init=False)
    told: list[tuple[tuple[int, ...], int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keys = [self._key(index) for index in range(len(self.election.projects))]
        self.place = {project: rank for rank, project in enumerate(self._order())}

    def first(self, tied: Iterable[int], *, tell: bool = True) -> int:
        """The project that comes first of equal ones."""
        best = sorted(tied, key=self.rank)
        if len(best) > 1:
            if self.ties.order == "none" and self.keys[best[0]] == self.keys[best[1]]:
                same = [one for one in best if self.keys[one] == self.keys[best[0]]]
                raise UnresolvedTie(self.election.projects[one].id for one in same)
            if tell:
                self.told.append((tuple(best), best[0]))
        return best[0]

    def rank(self, project: int) -> tuple[Any, ...]:
        """Sorts equal projects, the first one first."""
        return (*self.keys[project], self.place[project])

    def _key(self, project: int) -> tuple[Fraction | int, ...]:
        cost, votes = self.election.projects[project].cost, self.election.votes[project]
        values: dict[str, Fraction | int] = {
            "min_cost": cost,
            "max_cost": -cost,
            "max_votes": -votes,
            "min_votes": votes,
        }
        return tuple(values[one] for one in self.ties.criteria)

    def _order(self) -> list[int]:
        ids = [one.id for one in self.election.projects]
        everyone = range(len(ids))
        match self.ties.order:
            case "id":
                return sorted(everyone, key=lambda one: ids[one])
            case "number":
                return sorted(
                    everyone,
                    key=lambda one: (not _whole(ids[one]), int(ids[one]) if _whole(ids[one]) else one),
                )
            case "lot":
                return sorted(
                    everyone,
                    key=lambda one: hashlib.sha256(f"{self.ties.seed}\n{ids[one]}".encode()).digest(),
                )
            case "list":
                if sorted(self.ties.listed) != sorted(ids):
                    raise BadElection("the listed order for ties has to name every project once")
                where = {name: rank for rank, name in enumerate(self.ties.listed)}
                return sorted(everyone, key=lambda one: where[ids[one]])
            case _:
                return list(everyone)


def _whole(identifier: str) -> bool:
    """Whether JavaScript would take the id for an index of an array: no sign, no leading zero."""
    return identifier.isascii() and identifier.isdigit() and (identifier == "0" or identifier[0] != "0")
