"""An office writes a survey, opens it and closes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An answer that can be chosen. ``words`` are (language, words) pairs."""

    key: str
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question. ``sort`` is scale, yes_no, one, several or text; ``words`` are (language, words) pairs.

    A scale has the five choices 1 to 5 with their words; yes_no and text have none of their own.
    """

    code: str
    sort: str
    words: tuple[tuple[str, str], ...]
    choices: tuple[Choice, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A survey as its office wrote it. ``title`` and ``why`` are (language, words) pairs.

    ``moment`` names when people are asked; at a moment in a page, ``pages`` are addresses, ``/petitions*`` for all that
    begin so. Of those whom an act concerns one in ``one_in`` is asked, drawn as rules/drawing.py says. The survey is open for
    ``days`` days.
    """

    title: tuple[tuple[str, str], ...]
    why: tuple[tuple[str, str], ...]
    office: str
    moment: str
    questions: tuple[Question, ...]
    pages: tuple[str, ...] = ()
    one_in: int = 1
    days: int = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A survey was written, or written anew. Each draft replaces the one before; what is open stays as it is."""

    kind: ClassVar[str] = "feedback.drafted"
    version: ClassVar[int] = 1

    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The survey is asked from now on, in the words of ``plan``, which nobody can change, until ``closes``.

    ``edition`` counts from 1. A new edition ends the one before and is counted by itself.
    """

    kind: ClassVar[str] = "feedback.opened"
    version: ClassVar[int] = 1

    edition: int
    plan: Plan
    closes: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The survey is over. ``reason`` is over (its last day), ended (by its office) or replaced (by a new edition)."""

    kind: ClassVar[str] = "feedback.closed"
    version: ClassVar[int] = 1

    edition: int
    reason: str
