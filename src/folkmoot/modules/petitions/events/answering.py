"""What signatures oblige the institution to, and what it does."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Something that can be read or seen elsewhere: what it is called and its address."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdReached:
    """Signatures reached step number ``step`` (from 0) at ``count``; the institution owes what it says by ``due``."""

    kind: ClassVar[str] = "petitions.threshold_reached"
    version: ClassVar[int] = 1

    step: int
    count: int
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The institution answered. ``summary`` and ``words`` are commitments; a later answer replaces this one."""

    kind: ClassVar[str] = "petitions.answered"
    version: ClassVar[int] = 1

    summary: str
    words: str
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DebateScheduled:
    """The meeting or debate that step number ``step`` obliges to has a day."""

    kind: ClassVar[str] = "petitions.debate_scheduled"
    version: ClassVar[int] = 1

    step: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Debated:
    """The meeting or debate of step number ``step`` took place ``on`` a day or, not ``held``, was decided against.

    ``words`` is a commitment to what was said and decided; addresses lead to the text, the film and the papers.
    """

    kind: ClassVar[str] = "petitions.debated"
    version: ClassVar[int] = 1

    step: int
    on: date
    held: bool
    words: str
    transcript_url: str = ""
    video_url: str = ""
    pack_url: str = ""
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Something came of the petition: business of ``body`` (a committee, the council) on a day.

    ``subject`` and ``words`` are commitments.
    """

    kind: ClassVar[str] = "petitions.followed"
    version: ClassVar[int] = 1

    subject: str
    body: str
    on: date
    words: str = ""
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A note was added below the petition, whose own words nobody can change after it opened."""

    kind: ClassVar[str] = "petitions.noted"
    version: ClassVar[int] = 1

    words: str
