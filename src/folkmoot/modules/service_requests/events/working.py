"""What offices do about a report."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from folkmoot.modules.service_requests.events.reporting import Photo, Suggested


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """An office has read the report and takes it on."""

    kind: ClassVar[str] = "service_requests.acknowledged"
    version: ClassVar[int] = 1

    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """The report was passed to another office.

    ``reason`` is not_ours, elsewhere, skills, our_part_done or other; empty in version 1, which had words only.
    ``words`` is a commitment to why, which is public.
    """

    kind: ClassVar[str] = "service_requests.assigned"
    version: ClassVar[int] = 2

    office: str
    reason: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recategorised:
    """The report is about something else than was said; the promise and its ``clock`` follow the new service.

    ``suggested`` is what the sorting helper offered to the office, None where it was not on the page.
    """

    kind: ClassVar[str] = "service_requests.recategorised"
    version: ClassVar[int] = 3

    service_code: str
    expected: datetime | None
    words: str = ""
    clock: str = "calendar"
    suggested: Suggested | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryKept:
    """An office saw what the sorting helper suggests and leaves the report in its category."""

    kind: ClassVar[str] = "service_requests.category_kept"
    version: ClassVar[int] = 1

    suggested: Suggested


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """An office told the public how things stand; ``words`` is a commitment."""

    kind: ClassVar[str] = "service_requests.updated"
    version: ClassVar[int] = 1

    words: str
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The report was closed. ``reason`` is resolved, declined, could_not_verify or duplicate.

    ``responsible`` names the body that is responsible when it was declined for that; ``duplicate_of`` is another
    report's subject. ``words`` and ``photos`` are the evidence.
    """

    kind: ClassVar[str] = "service_requests.closed"
    version: ClassVar[int] = 1

    reason: str
    words: str
    responsible: str = ""
    duplicate_of: str = ""
    photos: tuple[Photo, ...] = ()
