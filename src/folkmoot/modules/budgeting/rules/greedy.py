"""Greedy rules: projects in the order of their support, bought while they fit, in the variants that Pabulib names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from folkmoot.modules.budgeting.rules.election import BadElection, Election
from folkmoot.modules.budgeting.rules.measures import measure
from folkmoot.modules.budgeting.rules.ties import Ranks

SUPPORTS = ("votes", "score")


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to one project: ``bought``, or why not, with the money that was left when its turn came."""

    project: int
    outcome: str
    remaining: Fraction
    because: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Walk:
    """The whole walk down the list, first project first."""

    steps: tuple[Step, ...]

    @property
    def winners(self) -> list[int]:
        """Positions of the bought projects, in the order in which they were bought."""
        return [one.project for one in self.steps if one.outcome == "bought"]


def order(election: Election, by: str, ranks: Ranks, *, among: Iterable[int] | None = None) -> list[int]:
    """Projects in the order of their support, most first; equal ones as the tie-breaking says.

    ``by``: ``votes`` (ballots that mark it), ``score`` (the sum of points, which are 1 each without points), or a
    satisfaction measure: the sum of its supporters' worth divided by its cost, exactly; without support last.
    """
    keys: dict[int, Any] = {}
    wanted = range(len(election.projects)) if among is None else among
    if by in SUPPORTS:
        values: Sequence[Fraction | int] = election.votes if by == "votes" else election.score
        keys = {one: -values[one] for one in wanted}
        unsupported: list[int] = []
    else:
        worth = measure(election, by)
        totals = {one: worth.total(one) for one in wanted}
        unsupported = [one for one, total in totals.items() if not total]
        keys = {
            one: worth.key(election.projects[one].cost / total, one) for one, total in totals.items() if total
        }
    found: list[int] = []
    same: list[int] = []
    for one in sorted(keys, key=lambda project: keys[project]):
        if same and keys[one] != keys[same[0]]:
            found += _untied(same, ranks)
            same = []
        same.append(one)
    return found + _untied(same, ranks) + _untied(unsupported, ranks)


def _untied(same: list[int], ranks: Ranks) -> list[int]:
    left, found = list(same), []
    while len(left) > 1 and ranks.ties.order == "none":
        found.append(ranks.first(left, tell=False))
        left.remove(found[-1])
    return found + sorted(left, key=ranks.rank)


def greedy(
    election: Election,
    ordered: Sequence[int],
    *,
    skip: bool = True,
    threshold: Fraction = Fraction(0),
    support: Sequence[Fraction | int] = (),
    exclusive: Sequence[frozenset[int]] = (),
    bought: Sequence[int] = (),
) -> Walk:
    """Walk down the list and buy what fits into what is left of the budget.

    Without ``skip`` the first project that does not fit ends the count. Projects with ``support`` below ``threshold`` are
    passed over, and so are projects that exclude each other with a bought one. ``bought`` projects are paid for before.
    """
    if threshold and len(support) != len(election.projects):
        raise BadElection("a threshold needs the support of every project")
    remaining = election.budget - election.cost(bought)
    steps: list[Step] = []
    winners, over = set(bought), False
    for one in ordered:
        if one in winners:
            continue
        against = tuple(sorted({other for pair in exclusive if one in pair for other in pair & winners}))
        if over:
            steps.append(Step(one, "after the end", remaining))
        elif threshold and support[one] < threshold:
            steps.append(Step(one, "below the threshold", remaining))
        elif against:
            steps.append(Step(one, "excluded", remaining, against))
        elif election.projects[one].cost > remaining:
            steps.append(Step(one, "did not fit", remaining))
            over = not skip
        else:
            steps.append(Step(one, "bought", remaining))
            remaining -= election.projects[one].cost
            winners.add(one)
    return Walk(tuple(steps))
