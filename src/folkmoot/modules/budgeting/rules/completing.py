"""The Method of Equal Shares with its completions, and the comparison with greedy.

equalshares.net (Peters, Skowron) describes them: Add1 raises everybody's endowment by one unit and counts anew, until the
outcome costs more than the budget; the last one that does not is the result. The cost does not grow with the endowment in
general, so every step is counted; nothing is jumped over.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from folkmoot.modules.budgeting.rules.election import Election, Ints
from folkmoot.modules.budgeting.rules.greedy import Walk, greedy, order
from folkmoot.modules.budgeting.rules.rule import Rule
from folkmoot.modules.budgeting.rules.shares.run import Run, Shares
from folkmoot.modules.budgeting.rules.ties import Ranks


@dataclass(frozen=True, slots=True)
class Completed:
    """The run that stands, what was bought with what it left, and why Add1 stopped. ``runs`` counts the one that cost too much,
    too.
    """

    run: Run
    filled: Walk | None
    runs: int
    stopped: str

    @property
    def winners(self) -> list[int]:
        """Positions of the bought projects, in the order in which they were bought."""
        return self.run.winners + (self.filled.winners if self.filled else [])


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many voters are better off with which outcome; ``greedy`` stands where strictly more prefer it."""

    for_shares: int
    for_greedy: int
    indifferent: int
    greedy: tuple[int, ...]

    @property
    def replaced(self) -> bool:
        """Whether greedy's outcome stands."""
        return self.for_greedy > self.for_shares


def complete(
    election: Election,
    shares: Shares,
    rule: Rule,
    ranks: Ranks,
    *,
    progress: Callable[[int, Run], None] | None = None,
) -> Completed:
    """Count with the completion that the rule names."""
    adding = rule.completion in {"add1", "add1u"}
    each = election.each()
    if adding and rule.integral:
        each = Fraction(each.numerator // each.denominator)
    runs, stopped = 1, "there is no completion by increments"
    if adding:
        each, runs, stopped = _add1(election, shares, rule, shares.run(each), progress)
    # After Add1 the run that stands is counted once more, telling what happened to every project.
    run = shares.run(each, tell=True)
    filled = None
    if rule.completion in {"utilitarian", "add1u"}:
        if rule.fill_criteria is not None:
            ranks = Ranks(election, replace(rule.ties, criteria=rule.fill_criteria))
        filled = greedy(election, order(election, "votes", ranks), bought=run.winners)
    return Completed(run, filled, runs, stopped)


def _add1(
    election: Election, shares: Shares, rule: Rule, run: Run, progress: Callable[[int, Run], None] | None
) -> tuple[Fraction, int, str]:
    runs, everything = 1, len(shares.supported)
    while True:
        if progress:
            progress(runs, run)
        if len(run.winners) == everything:
            return run.endowment, runs, "every project with support is bought"
        if rule.exhaustive and not _fits_more(election, run.winners):
            return run.endowment, runs, "no further project fits into the budget"
        following = shares.run(run.endowment + rule.increment)
        runs += 1
        if election.cost(following.winners) > election.budget:
            return run.endowment, runs, "the next increment costs more than the budget"
        run = following


def _fits_more(election: Election, winners: list[int]) -> bool:
    left = election.budget - election.cost(winners)
    bought = set(winners)
    return any(one.cost <= left for index, one in enumerate(election.projects) if index not in bought)


def approved(election: Election, chosen: list[int]) -> Ints:
    """For each group of voters, how many of the chosen projects its members marked."""
    counts = np.zeros(len(election.size), np.int64)
    for one in chosen:
        counts[election.groups[one]] += 1
    return counts


def compare(election: Election, winners: list[int], rule: Rule, ranks: Ranks) -> Comparison:
    """Compare with greedy by votes: numbers of approved winners, or whether there is any. Voters without an approved
    winner count as having 0 of them.
    """
    other = greedy(election, order(election, "votes", ranks)).winners
    mine, theirs = approved(election, winners), approved(election, other)
    if rule.comparison == "exclusion_ratio":
        mine, theirs = np.minimum(mine, 1), np.minimum(theirs, 1)
    size = election.size
    return Comparison(
        int(size[mine > theirs].sum()),
        int(size[theirs > mine].sum()),
        int(size[mine == theirs].sum()),
        tuple(other),
    )
