"""A rule in full: everything that decides an outcome, as it is frozen before a vote and stored with the result."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from typing import Any

from folkmoot.modules.budgeting.rules.election import BadElection
from folkmoot.modules.budgeting.rules.measures import MEASURES
from folkmoot.modules.budgeting.rules.ties import TieBreaking

NAMES = ("greedy", "equal_shares", "phragmen", "maximin", "knapsack")
COMPLETIONS = ("none", "utilitarian", "add1", "add1u")
COMPARISONS = ("none", "satisfaction", "exclusion_ratio")
SUPPORTS = ("votes", "score", *MEASURES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One of NAMES with its options; options of other rules are ignored and not recorded.

    ``by``: the support that greedy and knapsack go by. ``skip``, ``threshold`` and ``exclusive`` (sets of ids of which one
    at most is bought): of greedy. ``measure``, ``completion``, ``exhaustive`` (Add1 also stops when nothing more fits),
    ``integral`` (start from whole units), ``increment`` (units for each voter and run), ``comparison`` with greedy, and
    ``fill_criteria`` (criteria for ties of the utilitarian fill, where not those of ``ties``): of the Method of Equal
    Shares. ``ranks``: how a ranking becomes points, ``borda`` or ``length`` (see pabulib.counting).
    """

    name: str
    by: str = "votes"
    skip: bool = True
    threshold: Fraction = Fraction(0)
    exclusive: tuple[tuple[str, ...], ...] = ()
    measure: str = "cost"
    completion: str = "none"
    exhaustive: bool = False
    integral: bool = False
    increment: Fraction = Fraction(1)
    comparison: str = "none"
    fill_criteria: tuple[str, ...] | None = None
    ranks: str = "borda"
    ties: TieBreaking = field(default_factory=TieBreaking)

    def __post_init__(self) -> None:
        for value, known, what in (
            (self.name, NAMES, "rule"),
            (self.by, SUPPORTS, "support"),
            (self.measure, tuple(MEASURES), "satisfaction measure"),
            (self.completion, COMPLETIONS, "completion"),
            (self.comparison, COMPARISONS, "comparison"),
            (self.ranks, ("borda", "length"), "way to count ranks"),
        ):
            if value not in known:
                raise BadElection(f"there is no {what} {value!r}; there are {', '.join(known)}")
        if self.increment <= 0:
            raise BadElection(f"the increment is {self.increment}; it has to be above 0")

    def record(self) -> dict[str, Any]:
        """As JSON, with every option that has a say."""
        found: dict[str, Any] = {"name": self.name}
        if self.name in {"greedy", "knapsack"}:
            found["by"] = self.by
        if self.name == "greedy":
            found |= {
                "skip": self.skip,
                "threshold": str(self.threshold),
                "exclusive": [*map(list, self.exclusive)],
            }
        if self.name == "equal_shares":
            found |= {"measure": self.measure, "completion": self.completion, "comparison": self.comparison}
            if self.completion in {"utilitarian", "add1u"}:
                criteria = self.ties.criteria if self.fill_criteria is None else self.fill_criteria
                found["fill_criteria"] = list(criteria)
            if self.completion in {"add1", "add1u"}:
                found |= {
                    "exhaustive": self.exhaustive,
                    "integral": self.integral,
                    "increment": str(self.increment),
                }
        if self.name in {"greedy", "knapsack", "equal_shares"}:
            found["ranks"] = self.ranks
        return found | {"ties": self.ties.record(), "arithmetic": "exact rationals"}


def of_record(found: Mapping[str, Any]) -> Rule:
    """The rule that ``record()`` wrote. Raises BadElection for what it does not know, so that nothing frozen is overlooked."""
    if found.get("arithmetic", "exact rationals") != "exact rationals":
        raise BadElection(f"there is no arithmetic {found['arithmetic']!r}; there are exact rationals")
    values = {key: value for key, value in found.items() if key != "arithmetic"}
    if unknown := set(values) - {one.name for one in fields(Rule)}:
        raise BadElection(f"a rule has no option {', '.join(sorted(unknown))}")
    try:
        for name in ("threshold", "increment"):
            if name in values:
                values[name] = Fraction(values[name])
        if "exclusive" in values:
            values["exclusive"] = tuple(tuple(map(str, one)) for one in values["exclusive"])
        if values.get("fill_criteria") is not None:
            values["fill_criteria"] = tuple(values["fill_criteria"])
        ties = dict(values.get("ties", {}))
        for name in ("criteria", "listed"):
            if name in ties:
                ties[name] = tuple(map(str, ties[name]))
        return Rule(**values | {"ties": TieBreaking(**ties)})
    except (TypeError, ValueError, ZeroDivisionError) as error:
        raise BadElection(f"the rule cannot be read: {error}") from error


SHORT: dict[str, Rule] = {
    "greedy": Rule(name="greedy", by="votes"),
    "greedy-no-skip": Rule(name="greedy", by="votes", skip=False),
    "equalshares": Rule(name="equal_shares"),
    "equalshares-comparison": Rule(name="equal_shares", comparison="satisfaction"),
    "equalshares/add1": Rule(name="equal_shares", completion="add1"),
    "equalshares/add1-comparison": Rule(name="equal_shares", completion="add1", comparison="satisfaction"),
    "equalshares/add1u": Rule(name="equal_shares", completion="add1u"),
    "equalshares/utilitarian": Rule(name="equal_shares", completion="utilitarian"),
    "phragmen": Rule(name="phragmen"),
    "maximin": Rule(name="maximin"),
    "knapsack": Rule(name="knapsack", by="votes"),
}
"""Rules by the names of Pabulib's field ``rule``, and of the rules that it has no name for."""


def of_file(named: str, vote_type: str, meta: Mapping[str, str]) -> Rule:
    """The rule that a file means by its name. Raises BadElection when the name does not say how to count.

    By support is by points where ballots have points or ranks. Ties go by the order of the file, which Pabulib writes in
    the order of the count. ``greedy-exclusive`` needs the exclusions, which files only tell in words: without any it is
    greedy. ``greedy-custom`` is Poznań's: what it buys from the budget itself is greedy without skipping.
    """
    pointed = vote_type in {"ordinal", "cumulative", "scoring"}
    by, measure = ("score", "points") if pointed else ("votes", "cost")
    if named.startswith("greedy"):
        found = Rule(name="greedy", by=by, ranks="length", ties=TieBreaking(criteria=(), order="file"))
        match named:
            case "greedy" | "greedy-exclusive":
                return found
            case "greedy-no-skip" | "greedy-custom":
                return replace(found, skip=False)
            case "greedy-threshold":
                return replace(found, threshold=Fraction(meta.get("min_project_score_threshold", "0")))
    elif named in SHORT:
        known = SHORT[named]
        return replace(known, by=by if known.name == "knapsack" else known.by, measure=measure)
    raise BadElection(
        f"the rule {named!r} does not say how to count; name one of {', '.join(SHORT)}, greedy-threshold, greedy-exclusive"
    )
