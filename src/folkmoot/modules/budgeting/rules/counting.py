"""Count an election by a rule."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from folkmoot.modules.budgeting.rules.completing import Comparison, Completed, compare, complete
from folkmoot.modules.budgeting.rules.election import BadElection, Election
from folkmoot.modules.budgeting.rules.greedy import Walk, greedy, order
from folkmoot.modules.budgeting.rules.knapsack import Optimum, knapsack
from folkmoot.modules.budgeting.rules.maximin import Spread, maximin
from folkmoot.modules.budgeting.rules.measures import measure
from folkmoot.modules.budgeting.rules.phragmen import Loads, phragmen
from folkmoot.modules.budgeting.rules.rule import Rule
from folkmoot.modules.budgeting.rules.shares.run import Run, Shares
from folkmoot.modules.budgeting.rules.ties import Ranks


@dataclass(slots=True)
class Outcome:
    """Winners in the order in which they were bought, with whatever the rule can tell about how that came about."""

    rule: Rule
    winners: list[int]
    ties: list[tuple[tuple[int, ...], int]]
    walk: Walk | None = None
    shares: Completed | None = None
    counter: Shares | None = None
    comparison: Comparison | None = None
    loads: Loads | None = None
    spreads: list[Spread] = field(default_factory=list)
    optimum: Optimum | None = None

    @property
    def endowment(self) -> Fraction | None:
        """What every voter had to spend in the run that stands, of the Method of Equal Shares."""
        return self.shares.run.endowment if self.shares else None


def count(election: Election, rule: Rule, *, progress: Callable[[int, Run], None] | None = None) -> Outcome:
    """The outcome. Raises BadElection or UnresolvedTie. ``progress`` hears of every run of Add1: (number, run)."""
    ranks = Ranks(election, rule.ties)
    match rule.name:
        case "equal_shares":
            return _equal_shares(election, rule, ranks, progress)
        case "greedy":
            return _greedy(election, rule, ranks)
        case "phragmen":
            loads = phragmen(election, ranks)
            return Outcome(rule, loads.winners, ranks.told, loads=loads)
        case "maximin":
            spreads = maximin(election, ranks)
            return Outcome(rule, [one.project for one in spreads], ranks.told, spreads=spreads)
        case _:
            optimum = knapsack(election, ranks, by=rule.by)
            return Outcome(rule, list(optimum.winners), ranks.told, optimum=optimum)


def _equal_shares(
    election: Election, rule: Rule, ranks: Ranks, progress: Callable[[int, Run], None] | None
) -> Outcome:
    shares = Shares(measure(election, rule.measure), ranks)
    completed = complete(election, shares, rule, ranks, progress=progress)
    winners, comparison = completed.winners, None
    if rule.comparison != "none":
        comparison = compare(election, winners, rule, ranks)
        if comparison.replaced:
            winners = list(comparison.greedy)
    return Outcome(rule, winners, ranks.told, shares=completed, counter=shares, comparison=comparison)


def _greedy(election: Election, rule: Rule, ranks: Ranks) -> Outcome:
    try:
        exclusive = [frozenset(election.position(one) for one in group) for group in rule.exclusive]
    except LookupError as error:
        raise BadElection(f"among those that exclude each other {error}") from error
    ordered = order(election, rule.by, ranks)
    support = election.votes if rule.by == "votes" else election.score
    walk = greedy(
        election, ordered, skip=rule.skip, threshold=rule.threshold, support=support, exclusive=exclusive
    )
    return Outcome(rule, walk.winners, ranks.told, walk=walk)
