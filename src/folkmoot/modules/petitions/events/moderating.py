"""A petition is held to the published standards."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from folkmoot.modules.petitions.events.describing import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsored:
    """The petition has its supporters; moderators decide by ``due``."""

    kind: ClassVar[str] = "petitions.sponsored"
    version: ClassVar[int] = 1

    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """A moderator asks a second one to read the petition."""

    kind: ClassVar[str] = "petitions.flagged"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """The petition rests, for example while a court decides; nobody can sign it meanwhile."""

    kind: ClassVar[str] = "petitions.parked"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The petition keeps the standards and can be signed until ``closes``; its words are public now.

    ``office`` is the department that answers; ``steps`` are what numbers of signatures oblige the institution to.
    """

    kind: ClassVar[str] = "petitions.opened"
    version: ClassVar[int] = 1

    office: str
    closes: datetime
    steps: tuple[Step, ...]
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The petition does not keep the standards. ``code`` says which one (rules.REJECTIONS).

    The words of a petition rejected with a code of the hidden kind are never shown. ``words``, a commitment, tell the
    creator how to put it right; they are public.
    """

    kind: ClassVar[str] = "petitions.rejected"
    version: ClassVar[int] = 1

    code: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A decision was taken back: the petition waits for moderators again, who decide by ``due``."""

    kind: ClassVar[str] = "petitions.returned"
    version: ClassVar[int] = 1

    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenDown:
    """A petition that was open or closed is shown no more. ``reason`` is personal, unlawful or erasure."""

    kind: ClassVar[str] = "petitions.taken_down"
    version: ClassVar[int] = 1

    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """The institution's term ended before the petition opened."""

    kind: ClassVar[str] = "petitions.stopped"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The last day of signing is over."""

    kind: ClassVar[str] = "petitions.closed"
    version: ClassVar[int] = 1
