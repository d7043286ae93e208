"""A report comes in."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A published photo: its file and the salted commitment to its bytes."""

    file: str
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A public answer to a service's question; free text enters as a commitment, a choice by its key."""

    code: str
    values: tuple[str, ...] = ()
    commitment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """What the sorting helper offered to a person who then chose: its number and the services, likeliest first."""

    model: int
    service_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A problem was reported. ``lat`` and ``long`` are WGS 84 degrees on a grid of about 10 metres.

    ``title``, ``description`` and ``address`` are commitments to words (docs/record.md). ``expected`` is the
    response-time promise, None without one; ``clock`` says how its hours were counted, calendar or opening.
    ``channel`` is web, phone, open311, desk or app. ``suggested`` is what the sorting helper offered before the
    person chose, None where it was not asked. ``rule`` is the key of the routing rule that chose the office, empty
    when the service's own has it; ``priority`` is urgent, high, normal or low. ``split_from`` is the subject of the
    report of which this was a part, empty for every other.
    """

    kind: ClassVar[str] = "service_requests.reported"
    version: ClassVar[int] = 4

    service_code: str
    requested: datetime
    expected: datetime | None
    office: str
    lat: float | None
    long: float | None
    area: str = ""
    title: str
    description: str = ""
    address: str = ""
    address_id: str = ""
    answers: tuple[Answer, ...] = ()
    photos: tuple[Photo, ...] = ()
    channel: str
    clock: str = "calendar"
    suggested: Suggested | None = None
    rule: str = ""
    priority: str = "normal"
    split_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A report came in that an officer reads before it is published. ``title`` and ``description`` are commitments.

    Where it is and what else was said enter the record when it is published (Reported), so that nothing that may
    have to be refused is public before; the commitments prove that the published words are those that came in.
    """

    kind: ClassVar[str] = "service_requests.held"
    version: ClassVar[int] = 1

    service_code: str
    requested: datetime
    office: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """An office read a held report and publishes it; the report follows as Reported."""

    kind: ClassVar[str] = "service_requests.released"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An office does not publish a held report. ``reason`` is personal, abuse, unlawful, not_a_report or withdrawn.

    ``words`` is a commitment to the explanation, which is public. What was held is destroyed.
    """

    kind: ClassVar[str] = "service_requests.refused"
    version: ClassVar[int] = 1

    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Somebody has the same problem and follows the report instead of reporting it again."""

    kind: ClassVar[str] = "service_requests.joined"
    version: ClassVar[int] = 1
