"""What a round has to be before its vote."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from folkmoot.modules.budgeting.events.rounds import BallotDesign, FrozenPot
from folkmoot.record.refusal import Refusal, one_of

TYPES = ("approval", "knapsack", "choose-1", "cumulative", "scoring", "ordinal")
MOST_PROJECTS = 1200
"""On one ballot, all pots together: what one fact holds (65,535 bytes) with room to spare."""
MOST_POINTS = 1000


def may_freeze(
    pots: Sequence[FrozenPot], *, codes: Sequence[str], undecided: int, areas_most: int, areas: int
) -> list[Refusal | None]:
    """Everything that keeps a round from its vote. ``codes`` are its pots, ``areas`` how many of them have an area."""
    lines = [one for pot in pots for one in pot.projects]
    return [
        None
        if sorted(one.code for one in pots) == sorted(codes)
        else Refusal("pots", "say for every pot what its ballot looks like and how it is counted"),
        None
        if not undecided
        else Refusal.of(
            "projects", "decide about every idea first: %(count)s have no decision yet", count=undecided
        ),
        None if lines else Refusal("projects", "there is no project to vote on"),
        None
        if len(lines) <= MOST_PROJECTS
        else Refusal.of("projects", "a ballot holds %(most)s projects at most", most=MOST_PROJECTS),
        None
        if 0 <= areas_most <= areas
        else Refusal("areas_most", "give how many districts one person may vote in, or 0 for all of them"),
        *[problem for pot in pots for problem in may_design(pot.design, projects=len(pot.projects))],
        *[may_filter(one) for pot in pots for one in pot.rule.get("filters", ())],
    ]


def may_filter(one: Mapping[str, Any]) -> Refusal | None:
    """What is wrong with a threshold below which a project is not counted (see prefilters.py)."""
    if one.get("name") == "minimum_votes" and isinstance(one.get("votes"), int) and one["votes"] > 0:
        return None
    if one.get("name") == "share_of_cost":
        try:
            if 0 < Fraction(one["divisor"]) <= MOST_POINTS:
                return None
        except (KeyError, TypeError, ValueError, ZeroDivisionError):
            pass
    return Refusal("filters", "give thresholds as whole numbers above 0, or 0 for none")


def may_design(design: BallotDesign, *, projects: int) -> list[Refusal | None]:
    """Everything that is wrong with a ballot's design for a pot with so many projects."""
    if design.type not in TYPES:
        return [one_of("type", TYPES)]
    pointed = design.type in {"cumulative", "scoring"}
    return [
        None
        if 0 <= design.minimum <= max(projects, 0)
        else Refusal("minimum", "nobody could mark so many projects: there are fewer in this pot"),
        None
        if not design.maximum or max(design.minimum, 1) <= design.maximum
        else Refusal("maximum", "the most projects on a ballot are fewer than the least"),
        None
        if design.type != "choose-1" or (design.minimum <= 1 and design.maximum in {0, 1})
        else Refusal("maximum", "a ballot that chooses one project has one at most"),
        None
        if (0 < design.points <= MOST_POINTS) == (design.type == "cumulative") and design.points >= 0
        else Refusal(
            "points", "give how many points one ballot gives away, for a ballot with points to share"
        ),
        None
        if (0 < design.points_most <= MOST_POINTS) == pointed and design.points_most >= 0
        else Refusal("points_most", "give the most points that one project gets, for a ballot with points"),
    ]
