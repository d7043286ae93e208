"""What people say after they reported, and what they are asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from folkmoot.modules.service_requests.events.reporting import Photo


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """A closed report was opened again.

    ``reason`` is still_broken, came_back, part_done, wrong_place or other; ``words``, a commitment, say more and
    are there when the reason is other. Version 1 had words only: its reason is read as other.
    """

    kind: ClassVar[str] = "service_requests.reopened"
    version: ClassVar[int] = 2

    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """Somebody who reported or joined said whether the closing solved it: ``solved`` is yes, partly or no.

    ``closing`` is the id of the fact that closed the report. Each person counts once for each closing; the latest
    answer replaces the one before. ``words`` is a commitment to what they chose to publish, empty otherwise.
    """

    kind: ClassVar[str] = "service_requests.rated"
    version: ClassVar[int] = 1

    closing: str
    solved: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An office asked the person who reported something. ``question`` counts from 1 within the report.

    ``words`` is a commitment; only those of a ``public`` question are shown to everybody. After ``until`` silence
    has the consequence that ``otherwise`` states: go_on (the office works without an answer) or close (the report
    is closed as could not verify).
    """

    kind: ClassVar[str] = "service_requests.asked"
    version: ClassVar[int] = 1

    question: int
    words: str
    public: bool
    until: datetime
    otherwise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The person who reported answered a question. ``words`` and ``photos`` are there when they chose to publish."""

    kind: ClassVar[str] = "service_requests.answered"
    version: ClassVar[int] = 1

    question: int
    words: str = ""
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """The day until which a question could be answered passed in silence; the stated consequence follows."""

    kind: ClassVar[str] = "service_requests.unanswered"
    version: ClassVar[int] = 1

    question: int
