"""An election as the rules see it: projects with costs, a budget, and equal ballots counted together.

Nobody is named here. Voters with equal ballots always have equal money and equal loads, so that every rule works on
groups of them; Łódź 2022 has 90,494 ballots and 23,571 groups.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
LARGEST = 2**53
"""Counts and sums of scores stay below it, so that sums of them in float64 are exact."""


class BadElection(ValueError):
    """An election that no rule can count: the message says what is wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project on the ballot. ``cost`` is in units of the currency and above 0."""

    id: str
    cost: Fraction


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one voter marked: positions of projects, without repetition, and points for each, or 1 for each."""

    projects: tuple[int, ...]
    points: tuple[Fraction, ...] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Election:
    """Projects in the order of the file, and groups of equal ballots.

    ``size[g]`` voters are in group g. ``groups[p]`` are the groups that marked project p and ``points[p]`` the points of
    each, in units of ``1/scale``. ``starts`` and ``marked`` are the same by group: group g marked the projects
    ``marked[starts[g]:starts[g + 1]]``, with the points ``marked_points`` there.
    """

    projects: tuple[Project, ...]
    budget: Fraction
    voters: int
    size: Ints
    groups: tuple[Ints, ...]
    points: tuple[Ints, ...]
    scale: int
    starts: Ints
    marked: Ints
    marked_points: Ints
    group_of: Ints
    votes: tuple[int, ...] = field(default=())
    score: tuple[Fraction, ...] = field(default=())

    def position(self, identifier: str) -> int:
        """Where a project stands on the ballot, by its id; LookupError names those that there are."""
        for index, one in enumerate(self.projects):
            if one.id == identifier:
                return index
        raise LookupError(
            f"there is no project {identifier!r}; there are {', '.join(one.id for one in self.projects)}"
        )

    def cost(self, chosen: Iterable[int]) -> Fraction:
        """What these projects cost together, in units of the currency."""
        return sum((self.projects[one].cost for one in chosen), Fraction(0))

    def each(self) -> Fraction:
        """The endowment of the Method of Equal Shares, budget / voters; 0 without voters."""
        return self.budget / self.voters if self.voters else Fraction(0)


def election(projects: Sequence[Project], budget: Fraction, ballots: Iterable[Ballot]) -> Election:
    """Group equal ballots. Raises BadElection for costs that are not positive, double ids, and unknown projects.

    A ballot's order does not matter here: whoever counts rankings gives the points of each rank.
    """
    _sound(projects, budget)
    listed = list(ballots)
    scale = lcm(1, *{value.denominator for one in listed if one.points for value in set(one.points)})
    found: dict[tuple[tuple[int, int], ...], int] = {}
    sizes: list[int] = []
    group_of = np.empty(len(listed), np.int64)
    raw: dict[Any, int] = {}
    for row, one in enumerate(listed):
        # Most ballots are written like an earlier one; only new ways of writing are brought into order.
        written = (one.projects, one.points)
        group = raw.get(written)
        if group is None:
            group = raw[written] = found.setdefault(_content(one, len(projects), scale), len(found))
            if group == len(sizes):
                sizes.append(0)
        sizes[group] += 1
        group_of[row] = group
    return _grouped(tuple(projects), budget, found, sizes, group_of, scale)


def _sound(projects: Sequence[Project], budget: Fraction) -> None:
    if budget <= 0:
        raise BadElection(f"the budget is {budget}; it has to be above 0")
    seen: set[str] = set()
    for one in projects:
        if one.cost <= 0:
            raise BadElection(f"project {one.id} costs {one.cost}; a cost has to be above 0")
        if one.id in seen:
            raise BadElection(f"project {one.id} is there twice; ids have to differ")
        seen.add(one.id)


def _content(one: Ballot, projects: int, scale: int) -> tuple[tuple[int, int], ...]:
    points = one.points or (Fraction(1),) * len(one.projects)
    if len(points) != len(one.projects):
        raise BadElection(
            f"a ballot marks {len(one.projects)} projects with {len(points)} points; give one for each"
        )
    content = tuple(
        sorted((project, int(value * scale)) for project, value in zip(one.projects, points, strict=True))
    )
    if len({project for project, _ in content}) != len(content):
        raise BadElection("a ballot marks a project twice; once is right")
    if content and not (content[0][0] >= 0 and content[-1][0] < projects):
        raise BadElection("a ballot marks a project that is not on it")
    return content


def _grouped(
    projects: tuple[Project, ...],
    budget: Fraction,
    found: dict[tuple[tuple[int, int], ...], int],
    sizes: list[int],
    group_of: Ints,
    scale: int,
) -> Election:
    size = np.array(sizes, np.int64)
    lengths = np.array([len(content) for content in found], np.int64)
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)))
    largest = max((abs(value) for content in found for _, value in content), default=0)
    if largest * max(len(group_of), 1) >= LARGEST:
        raise BadElection(
            f"points up to {largest}/{scale} of {len(group_of)} voters are beyond what is counted exactly"
        )
    pairs = np.array([pair for content in found for pair in content], np.int64).reshape(-1, 2)
    marked, points = pairs[:, 0].copy(), pairs[:, 1].copy()
    owner = np.repeat(np.arange(len(size), dtype=np.int64), lengths)
    order = np.argsort(marked, kind="stable")
    cuts = np.searchsorted(marked[order], np.arange(1, len(projects)))
    groups = tuple(np.split(owner[order], cuts)) if projects else ()
    by_project = tuple(np.split(points[order], cuts)) if projects else ()
    return Election(
        projects=projects,
        budget=budget,
        voters=len(group_of),
        size=size,
        groups=groups,
        points=by_project,
        scale=scale,
        starts=starts,
        marked=marked,
        marked_points=points,
        group_of=group_of,
        votes=tuple(int(size[one].sum()) for one in groups),
        score=tuple(
            Fraction(int((size[one] * value).sum()), scale)
            for one, value in zip(groups, by_project, strict=True)
        ),
    )
