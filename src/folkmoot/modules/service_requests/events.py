"""Facts about service requests: what residents report and what offices do about it."""

from dataclasses import dataclass
from datetime import datetime
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
    person chose, None where it was not asked.
    """

    kind: ClassVar[str] = "service_requests.reported"
    version: ClassVar[int] = 3

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """An office has read the report and takes it on."""

    kind: ClassVar[str] = "service_requests.acknowledged"
    version: ClassVar[int] = 1

    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """The report was passed to another office."""

    kind: ClassVar[str] = "service_requests.assigned"
    version: ClassVar[int] = 1

    office: str
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


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsRemoved:
    """Words or photos were taken off the pages; the record keeps their inert commitments.

    ``reason`` is personal, abuse, unlawful or erasure (the person asked).
    """

    kind: ClassVar[str] = "service_requests.words_removed"
    version: ClassVar[int] = 1

    commitments: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """A commitment that another one takes the place of; ``file`` is the new photo when it is about a photo."""

    old: str
    new: str
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """Parts of words or photos were blacked out; what was shown before is destroyed.

    ``reason`` is personal, abuse, unlawful or erasure (the person asked).
    """

    kind: ClassVar[str] = "service_requests.redacted"
    version: ClassVar[int] = 1

    redactions: tuple[Redaction, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """The report was handed to another Open311 system, which knows it as ``external_id``; its news is mirrored here.

    ``system`` is the host name of the other system.
    """

    kind: ClassVar[str] = "service_requests.forwarded"
    version: ClassVar[int] = 1

    system: str
    external_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A batch of reports from another system. The segment is JSON Lines, one report a line (importers/rows.py).

    ``first`` and ``last`` are the numbers of the batch's rows in the source file, counted from 1; rows between
    them that were rejected are not in the segment.
    """

    kind: ClassVar[str] = "service_requests.imported"
    version: ClassVar[int] = 1

    source: str
    segment: str
    count: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageModelTrained:
    """An office let the sorting helper learn from reports; from now on this model suggests.

    ``model`` and ``data`` are the SHA-256 of segments: the weights, and what was learned from (a JSON line for each
    report with its number, service and the commitments to its words). ``accuracy``, ``macro_f1`` and ``top3`` are
    from 0 to 1, cross-validated over five folds.
    """

    kind: ClassVar[str] = "service_requests.triage_model_trained"
    version: ClassVar[int] = 1

    number: int
    model: str
    data: str
    reports: int
    services: int
    since: datetime
    until: datetime
    accuracy: float
    macro_f1: float
    top3: float
