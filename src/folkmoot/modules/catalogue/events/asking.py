"""What happens to a request for data that is not there, by the subject ``data_requests/<number>``."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class DataAsked:
    """Somebody asked for data and has confirmed it. ``title`` and ``words`` are commitments, private until it opens."""

    kind: ClassVar[str] = "catalogue.data_asked"
    version: ClassVar[int] = 1

    title: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOpened:
    """A reviewer published the request. ``office`` owes an answer until ``due``."""

    kind: ClassVar[str] = "catalogue.request_opened"
    version: ClassVar[int] = 1

    office: str
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRejected:
    """A reviewer did not publish the request. ``code`` is a published reason; ``words`` a commitment to what was said."""

    kind: ClassVar[str] = "catalogue.request_rejected"
    version: ClassVar[int] = 1

    code: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSupported:
    """Somebody needs the same data. The actor is their pseudonym for this request."""

    kind: ClassVar[str] = "catalogue.request_supported"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportTakenBack:
    """Somebody does not support the request any more."""

    kind: ClassVar[str] = "catalogue.support_taken_back"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAnswered:
    """The office answered. ``answer`` is published, planned or refused.

    published names the ``dataset``; planned the day ``by`` which it will be published; refused a published reason in
    ``code``. ``words`` is a commitment to what the office says to it.
    """

    kind: ClassVar[str] = "catalogue.request_answered"
    version: ClassVar[int] = 1

    answer: str
    words: str
    dataset: str = ""
    by: date | None = None
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTakenDown:
    """The words of a request are not shown any more, for a published reason."""

    kind: ClassVar[str] = "catalogue.request_taken_down"
    version: ClassVar[int] = 1

    code: str
    words: str = ""
