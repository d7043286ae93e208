"""What becomes of a project that won: milestones, money spent, and the ribbon. Words are commitments."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestonePlanned:
    """A step of building the project, due on a day; said again for the same ``code`` it replaces what was said."""

    kind: ClassVar[str] = "budgeting.milestone_planned"
    version: ClassVar[int] = 1

    code: str
    title: str
    due: date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneReached:
    """The step was done ``on`` that day; ``words`` say more."""

    kind: ClassVar[str] = "budgeting.milestone_reached"
    version: ClassVar[int] = 1

    code: str
    on: date
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Money was spent on the project: ``amount`` in minor units, below zero when some came back; ``what`` for what."""

    kind: ClassVar[str] = "budgeting.spent"
    version: ClassVar[int] = 1

    amount: int
    on: date
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """The project is finished and handed over ``on`` that day."""

    kind: ClassVar[str] = "budgeting.delivered"
    version: ClassVar[int] = 1

    on: date
    words: str = ""
