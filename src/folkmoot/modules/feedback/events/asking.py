"""Whom a survey asks, in numbers, and what may be shown by groups."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """People whom some acts concern were invited. The counts are of them: all but ``concerned`` are parts of it.

    ``concerned`` agreed to hear of it. ``not_drawn`` were left out by the draw, ``rested`` because they were asked about
    something else lately, ``unwilling`` because they want to hear nothing unasked; ``invited`` are the rest.
    """

    kind: ClassVar[str] = "feedback.invited"
    version: ClassVar[int] = 1

    edition: int
    concerned: int
    not_drawn: int
    rested: int
    unwilling: int
    invited: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """So many more of the invitations were opened for the first time."""

    kind: ClassVar[str] = "feedback.reached"
    version: ClassVar[int] = 1

    edition: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What may be shown of the answers by group. It replaces what was shown before.

    The segment is JSON: ``{sort: {group: {question: {choice: count}}}}``, where the empty choice counts who answered the
    question and the empty question who answered at all. Numbers change by five answers at least (rules/groups.py), so
    that no single answer on the record can be put into a group.
    """

    kind: ClassVar[str] = "feedback.published"
    version: ClassVar[int] = 1

    edition: int
    segment: str
    answers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietDescribed:
    """Whoever was invited to a survey is left in peace for so many days."""

    kind: ClassVar[str] = "feedback.quiet_described"
    version: ClassVar[int] = 1

    days: int
