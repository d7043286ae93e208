"""The end of a term: what an institution may still be asked ends with those who were elected to answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class TermAnnounced:
    """The term ``period`` of ``government`` ends at ``ends``: petitions of these ``kinds`` stop then.

    Announced anew before it, the later description replaces the one before. The thresholds are those of the first
    kind, nothing where it has no such step.
    """

    kind: ClassVar[str] = "petitions.term_announced"
    version: ClassVar[int] = 1

    period: str
    government: str
    kinds: tuple[str, ...]
    ends: datetime
    response_threshold: int | None = None
    debate_threshold: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCalledOff:
    """The end of the term does not come; petitions go on."""

    kind: ClassVar[str] = "petitions.term_called_off"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TermEnded:
    """The term is over: ``closed`` petitions cannot be signed any more, ``stopped`` never opened."""

    kind: ClassVar[str] = "petitions.term_ended"
    version: ClassVar[int] = 1

    closed: int
    stopped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TermSettled:
    """What becomes of the petitions of a term that is over: ``how`` is reopened (all go on) or archived (none does)."""

    kind: ClassVar[str] = "petitions.term_settled"
    version: ClassVar[int] = 1

    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The petition stopped with the term ``term``; its clocks stand still from now on."""

    kind: ClassVar[str] = "petitions.ended"
    version: ClassVar[int] = 1

    term: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A step whose clock goes on: ``due`` leaves as many days as there were when it stood still."""

    step: int
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """Those who govern now take the petition up: it can be signed until ``closes``, and its clocks go on."""

    kind: ClassVar[str] = "petitions.reopened"
    version: ClassVar[int] = 1

    closes: datetime
    dues: tuple[Due, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """The petition belongs to the archive of the term ``term``; what was owed and not done is owed no more."""

    kind: ClassVar[str] = "petitions.archived"
    version: ClassVar[int] = 1

    term: str
