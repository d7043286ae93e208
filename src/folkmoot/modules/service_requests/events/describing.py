"""What can be reported."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of a service (GeoReport v2 attribute). ``values`` are (key, name) pairs of the list types."""

    code: str
    datatype: str
    description: str
    required: bool = False
    datatype_description: str = ""
    order: int = 1
    variable: bool = True
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDescribed:
    """What can be reported, who answers for it and how fast. Each description replaces the one before.

    ``promise_hours`` is the response-time promise in hours, 0 for none; ``promise_clock`` is calendar (every hour
    counts) or opening (only opening hours do). ``notice`` is shown before reporting, for example whom to phone in an
    emergency. With ``review`` an officer reads each report before it is published, because reports of this kind often
    name people.
    """

    kind: ClassVar[str] = "service_requests.service_described"
    version: ClassVar[int] = 2

    service_code: str
    service_name: str
    description: str
    group: str
    keywords: tuple[str, ...] = ()
    office: str
    promise_hours: int = 0
    notice: str = ""
    emergency: bool = False
    questions: tuple[Question, ...] = ()
    closed: bool = False
    review: bool = False
    promise_clock: str = "calendar"
