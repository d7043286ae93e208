"""A round: what money there is for whom, when its phases are, and what was frozen before the vote."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Pot:
    """Money that is voted on by itself: citywide with ``area`` empty, else that of a district (its slug).

    ``amount`` is in minor units of the round's currency (cents of euros).
    """

    code: str
    title: str
    area: str = ""
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """Something that ideas are sorted by, such as parks or schools."""

    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Who may vote: ``text`` says it in words; ``areas`` are slugs of districts, empty for all of them.

    ``minimum_age`` is in whole years on the day of voting; with ``verified`` only people whose residence was verified.
    """

    text: str
    areas: tuple[str, ...] = ()
    minimum_age: int = 0
    verified: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundDescribed:
    """A round of participatory budgeting; its number is in the subject. Each description replaces the one before.

    ``currency`` is a code of ISO 4217. ``minimum`` and ``maximum`` are what a project may cost, in minor units; a
    maximum of 0 is none. After the round was frozen only words may change.
    """

    kind: ClassVar[str] = "budgeting.round_described"
    version: ClassVar[int] = 1

    slug: str
    title: str
    summary: str
    office: str
    currency: str
    pots: tuple[Pot, ...]
    categories: tuple[Category, ...] = ()
    minimum: int = 0
    maximum: int = 0
    who: Eligibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """``name`` is one of rules.calendar.NAMES; it runs from ``opens`` until just before ``closes``."""

    name: str
    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarSet:
    """The phases of a round, in order. Replaces the calendar before; what has begun keeps its beginning."""

    kind: ClassVar[str] = "budgeting.calendar_set"
    version: ClassVar[int] = 1

    phases: tuple[Phase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseBegun:
    """A phase began: recorded once, in the order of the calendar. ``at`` is when it was due."""

    kind: ClassVar[str] = "budgeting.phase_begun"
    version: ClassVar[int] = 1

    phase: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotDesign:
    """What a ballot in one pot looks like. ``type`` is Pabulib's vote type, or knapsack: approval within the pot's money.

    ``minimum`` and ``maximum`` are numbers of projects on a ballot that marks any, a maximum of 0 is none. ``points`` is
    what one ballot gives away altogether (cumulative), ``points_most`` what one project gets at most (cumulative,
    scoring).
    """

    type: str
    minimum: int = 0
    maximum: int = 0
    points: int = 0
    points_most: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A project on the ballot with what it costs, in minor units."""

    number: int
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenPot:
    """One pot as it is voted on: its money, its ballot, its projects in the order of the ballot, and how it is counted.

    ``rule`` is the record of a rule in full (rules/rule.py): completion, tie-breaking with its seed, pre-filters.
    """

    code: str
    amount: int
    design: BallotDesign
    rule: dict[str, Any]
    projects: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What is voted on and how it is counted, before voting begins. It cannot change afterwards.

    ``areas_most`` is in how many pots with an area one person may vote; 0 is in all of them.
    """

    kind: ClassVar[str] = "budgeting.frozen"
    version: ClassVar[int] = 1

    currency: str
    pots: tuple[FrozenPot, ...]
    areas_most: int = 0
