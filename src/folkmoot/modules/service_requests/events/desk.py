"""How offices order their work: what waits, what hurries, what belongs together, who gets what."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Prioritised:
    """An office said how urgent a report is: ``priority`` is urgent, high, normal or low."""

    kind: ClassVar[str] = "service_requests.prioritised"
    version: ClassVar[int] = 1

    priority: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The work waits for somebody or something; the promise's clock goes on.

    ``whom`` is parts, contractor, permission, other_body, weather or resident. ``until`` is when the office looks
    again, None when nobody can say. ``words`` is a commitment to what is public about it.
    """

    kind: ClassVar[str] = "service_requests.waiting"
    version: ClassVar[int] = 1

    whom: str
    until: datetime | None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """What the work waited for is there."""

    kind: ClassVar[str] = "service_requests.resumed"
    version: ClassVar[int] = 1

    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrdered:
    """The work has a number in another system. Each order replaces the one before; an empty ``number`` ends it.

    ``system`` names that system for people, ``url`` is the order's https address there or empty.
    """

    kind: ClassVar[str] = "service_requests.work_ordered"
    version: ClassVar[int] = 1

    system: str
    number: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The report tells of the same problem as ``into``, another report's subject, and is followed there.

    ``supporters`` is how many people come along. ``words`` is a commitment to why.
    """

    kind: ClassVar[str] = "service_requests.merged"
    version: ClassVar[int] = 1

    into: str
    supporters: int
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TookIn:
    """Another report, the subject ``other``, was merged into this one with ``supporters`` people."""

    kind: ClassVar[str] = "service_requests.took_in"
    version: ClassVar[int] = 1

    other: str
    supporters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmerged:
    """A merge was undone: the report stands alone again, in the ``state`` in which it was before."""

    kind: ClassVar[str] = "service_requests.unmerged"
    version: ClassVar[int] = 1

    state: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GaveBack:
    """A merge was undone: the subject ``other`` stands alone again and takes ``supporters`` people back."""

    kind: ClassVar[str] = "service_requests.gave_back"
    version: ClassVar[int] = 1

    other: str
    supporters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptApart:
    """An office compared the report with ``other``, a subject, and found that they tell of different problems."""

    kind: ClassVar[str] = "service_requests.kept_apart"
    version: ClassVar[int] = 1

    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitOff:
    """A part of the report became a report of its own: the subject ``into``, whose Reported names this one."""

    kind: ClassVar[str] = "service_requests.split_off"
    version: ClassVar[int] = 1

    into: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated:
    """A promise is about to break or broke, and those who answer for the office are told.

    ``level`` is due_soon (before the promise) or missed (after it); ``office`` had the report then.
    """

    kind: ClassVar[str] = "service_requests.escalated"
    version: ClassVar[int] = 1

    level: str
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRule:
    """Reports that fit go to ``office``. Each list that is not empty must hold one thing that fits.

    ``words`` are beginnings of words, compared without case with the title and description. ``priority`` is empty
    (normal) or one of Prioritised. ``key`` names the rule for good, ``name`` for people.
    """

    key: str
    name: str
    office: str
    service_codes: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    priority: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingDescribed:
    """Which office gets which new report: the first rule that fits decides, else the service's own office does.

    Each description replaces the one before.
    """

    kind: ClassVar[str] = "service_requests.routing_described"
    version: ClassVar[int] = 1

    rules: tuple[RoutingRule, ...] = ()
