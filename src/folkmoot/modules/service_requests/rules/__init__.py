"""What may be done with a service request, and arithmetic of promises. Pure: no clock, no database."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import isfinite

from folkmoot.modules.service_requests.events import Acknowledged, Closed, Question, Reopened
from folkmoot.modules.service_requests.rules.clock import (
    CALENDAR,
    CLOCKS,
    OPENING,
    OpeningCalendar,
    promise,
)

__all__ = ["CALENDAR", "CLOCKS", "OPENING", "OpeningCalendar", "promise"]

STATES = ("new", "acknowledged", "in_progress", "resolved", "declined", "could_not_verify", "duplicate")
OPEN_STATES = frozenset({"new", "acknowledged", "in_progress"})
REASONS = ("resolved", "declined", "could_not_verify", "duplicate")
REMOVALS = ("personal", "abuse", "unlawful", "erasure")
HELD_REASONS = ("personal", "abuse", "unlawful", "not_a_report", "withdrawn")
REOPEN_WITHIN = timedelta(days=14)
"""How long after a closing people may say that it is not fixed, and how it was for them."""
REOPEN_REASONS = ("still_broken", "came_back", "part_done", "wrong_place", "other")
SOLVED = ("yes", "partly", "no")
OTHERWISE = ("go_on", "close")
ANSWER_WITHIN = (timedelta(days=1), timedelta(days=90))
"""How long a question may stay open: people need time to read it, and a report may not wait for ever."""
MAX_OPEN_QUESTIONS = 3
MAX_DESCRIPTION = 4000
"""GeoReport v2, POST Service Request."""
MAX_TITLE = 120
MAX_WORDS = 4000
MOST_HOURS = 20_000
"""About two years and a quarter: longer is no promise."""
DATATYPES = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")
_NUMBER = re.compile(r"[+-]?\d{1,15}([.]\d{1,9})?\Z", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not be done: which input, what is wrong and what would be right."""

    field: str
    why: str


def open311_status(state: str) -> str:
    """GeoReport v2 knows only open and closed."""
    return "open" if state in OPEN_STATES else "closed"


UPDATE_STATUSES = {
    "OPEN": "open",
    "FOR_TRIAGE": "look",
    "INVESTIGATING": "look",
    "ACTION_SCHEDULED": "work",
    "IN_PROGRESS": "work",
    "INTERNAL_REFERRAL": "work",
    "FIXED": "resolved",
    "CLOSED": "resolved",
    "NO_FURTHER_ACTION": "declined",
    "NOT_COUNCILS_RESPONSIBILITY": "declined",
    "DUPLICATE": "duplicate",
    "CANCELLED": "could_not_verify",
    "REOPEN": "open",
}
"""Statuses of the extension servicerequestupdates and what each means here; GeoReport v2 itself says that a closed
request "has been resolved", so CLOSED is read as that."""


def update_status(event: Closed | Reopened | Acknowledged | object) -> str:
    """The status in which an act of an office left a report, in the words of servicerequestupdates."""
    match event:
        case Closed(reason="resolved"):
            return "FIXED"
        case Closed(reason="declined"):
            return "NOT_COUNCILS_RESPONSIBILITY"
        case Closed(reason="duplicate"):
            return "DUPLICATE"
        case Closed():
            return "NO_FURTHER_ACTION"
        case Reopened():
            return "REOPEN"
        case Acknowledged():
            return "INVESTIGATING"
        case _:
            return "IN_PROGRESS"


def is_late(*, state: str, expected: datetime | None, closed: datetime | None, now: datetime) -> bool:
    """Whether the promise was missed: still open after it, or closed after it."""
    if expected is None:
        return False
    return (now if state in OPEN_STATES else closed or now) > expected


def median(values: Sequence[float]) -> float:
    """The value of which half of the others are less; the larger of the middle two. Raises ValueError without any."""
    if not values:
        raise ValueError("there is no median of nothing")
    return sorted(values)[len(values) // 2]


def may_acknowledge(state: str) -> Refusal | None:
    """Only a new report is acknowledged."""
    return (
        None
        if state == "new"
        else Refusal("state", f"only a new report can be acknowledged; this one is {state}")
    )


def may_work(state: str) -> Refusal | None:
    """Assigning, moving and updating need an open report."""
    return (
        None
        if state in OPEN_STATES
        else Refusal("state", f"this report is closed ({state}); reopen it first")
    )


def may_assign(*, state: str, office: str, to: str, offices: Sequence[str]) -> Refusal | None:
    """To another office that exists."""
    if refusal := may_work(state):
        return refusal
    if to not in offices:
        return Refusal("office", f"there is no office {to!r}; choose one of {', '.join(offices)}")
    return Refusal("office", "that office has the report already") if to == office else None


def may_keep_category(*, model: int, said: Sequence[int]) -> Refusal | None:
    """An office answers each model's suggestion for a report once."""
    return Refusal("suggested", "your team has answered this suggestion already") if model in said else None


def may_replace_model(*, newest: str, offered: str) -> Refusal | None:
    """A sorting helper with the very same weights is no new one; both are the SHA-256 of a document."""
    return (
        Refusal("model", "there is nothing new to learn: the weights are the same")
        if newest == offered
        else None
    )


def may_close(
    *, state: str, reason: str, words: str, responsible: str, duplicate_of: str, me: str
) -> Refusal | None:
    """With a typed reason that is explained; a refusal names who is responsible, a duplicate its original."""
    if refusal := may_work(state):
        return refusal
    if reason not in REASONS:
        return Refusal("reason", f"choose one of {', '.join(REASONS)}")
    if not words.strip():
        return Refusal("words", "say in words what was done or why not")
    if reason == "declined" and not responsible.strip():
        return Refusal("responsible", "say who is responsible, or why nobody here is")
    if reason == "duplicate" and (not duplicate_of or duplicate_of == me):
        return Refusal("duplicate_of", "name the other report that this one repeats")
    return None


def may_reopen(
    *, state: str, closed: datetime | None, now: datetime, reason: str, words: str, by_office: bool
) -> Refusal | None:
    """Anyone may say within 14 days that it is not fixed; an office may at any time. The reason other needs words."""
    if state in OPEN_STATES:
        return Refusal("state", "this report is open")
    if reason not in REOPEN_REASONS:
        return Refusal("reason", f"choose one of {', '.join(REOPEN_REASONS)}")
    if reason == "other" and not words.strip():
        return Refusal("words", "say what is still wrong")
    if len(words) > MAX_WORDS:
        return Refusal("words", f"use at most {MAX_WORDS:,} characters; these are {len(words):,}")
    if not by_office and not reopen_window(closed=closed, now=now):
        return Refusal("state", "it was closed more than 14 days ago; make a new report instead")
    return None


def may_release(*, state: str, complete: bool) -> Refusal | None:
    """A held report is published once, and only while what it says is still there."""
    if state != "held":
        return Refusal("state", f"this report was dealt with before; it is {state}")
    return None if complete else Refusal("state", "the person took it back; say so instead of publishing it")


def may_refuse(*, state: str, reason: str, words: str) -> Refusal | None:
    """A held report is refused with a typed reason that is explained; one that was taken back needs no words."""
    if state != "held":
        return Refusal("state", f"this report was dealt with before; it is {state}")
    if reason not in HELD_REASONS:
        return Refusal("reason", f"choose one of {', '.join(HELD_REASONS)}")
    if reason != "withdrawn" and not words.strip():
        return Refusal("words", "say why it is not published; everybody can read this")
    return None


MASK = "█████"
"""What stands in the place of words that were blacked out; its length says nothing about theirs."""


def black_out(words: str, parts: Sequence[str]) -> str | Refusal:
    """The words with every occurrence of the parts blacked out, or which part does not occur."""
    wanted = sorted({one.strip() for one in parts if one.strip()}, key=len, reverse=True)
    if not wanted:
        return Refusal("parts", "write the words to black out, one part on a line")
    for one in wanted:
        if one not in words:
            return Refusal("parts", f"“{one[:60]}” is not in the text as it is shown; copy it exactly")
    # One pass over the text, longest part first, so that a mask is never taken for words.
    return re.sub("|".join(map(re.escape, wanted)), MASK, words)


def reopen_window(*, closed: datetime | None, now: datetime) -> bool:
    """Whether people may still reopen and rate what was closed then."""
    return closed is not None and now <= closed + REOPEN_WITHIN


def same_closing(*, told: str, now: str) -> Refusal | None:
    """Whether the closing that a person was told of still holds; ``told`` is empty for those who came by the page."""
    if told and told != now:
        return Refusal("state", "the report was opened again or closed anew since this link was sent")
    return None


def may_rate(
    *, state: str, closed: datetime | None, now: datetime, solved: str, words: str, took_part: bool
) -> Refusal | None:
    """Who reported or joined, about the closing that holds now, within 14 days of it."""
    if not took_part:
        return Refusal("state", "only people who reported this problem or joined the report are asked")
    if state in OPEN_STATES:
        return Refusal("state", "this report is open; we ask when it is closed")
    if not reopen_window(closed=closed, now=now):
        return Refusal("state", "it was closed more than 14 days ago")
    if solved not in SOLVED:
        return Refusal("solved", f"choose one of {', '.join(SOLVED)}")
    if len(words) > MAX_WORDS:
        return Refusal("words", f"use at most {MAX_WORDS:,} characters; these are {len(words):,}")
    return None


def may_ask(
    *, state: str, reachable: bool, words: str, until: datetime, otherwise: str, now: datetime, waiting: int
) -> list[Refusal]:
    """What is wrong with a question to the person who reported; empty when nothing is."""
    found = []
    if refusal := may_work(state):
        found.append(refusal)
    if not reachable:
        found.append(Refusal("state", "the person who reported this left no address, so nobody can be asked"))
    if waiting >= MAX_OPEN_QUESTIONS:
        found.append(
            Refusal("state", f"{waiting} questions wait for an answer already; wait for those first")
        )
    if not words.strip():
        found.append(Refusal("words", "write the question"))
    if len(words) > MAX_WORDS:
        found.append(Refusal("words", f"use at most {MAX_WORDS:,} characters; these are {len(words):,}"))
    least, most = ANSWER_WITHIN
    if not now + least <= until <= now + most:
        found.append(Refusal("until", f"give between {least.days} and {most.days} days for the answer"))
    if otherwise not in OTHERWISE:
        found.append(Refusal("otherwise", f"choose one of {', '.join(OTHERWISE)}"))
    return found


def may_answer(
    *, waiting: bool, until: datetime, now: datetime, words: str, asked_of_me: bool
) -> Refusal | None:
    """The person who reported, once, until the day that was named."""
    if not asked_of_me:
        return Refusal("state", "only the person who reported this can answer")
    if not waiting:
        return Refusal("state", "this question does not wait for an answer any more")
    if now > until:
        return Refusal("state", "the time to answer is over")
    if not words.strip():
        return Refusal("words", "write your answer")
    if len(words) > MAX_WORDS:
        return Refusal("words", f"use at most {MAX_WORDS:,} characters; these are {len(words):,}")
    return None


def may_lapse(*, waiting: bool, until: datetime, now: datetime) -> bool:
    """Whether silence has its consequence: the question waits and its day has passed."""
    return waiting and now > until


def may_report(
    *, title: str, description: str, lat: float | None, long: float | None, address: str, inside: bool
) -> list[Refusal]:
    """What is wrong with a new report; empty when nothing is."""
    found = []
    if not title.strip():
        found.append(Refusal("title", "say in a few words what is wrong"))
    if len(title) > MAX_TITLE:
        found.append(Refusal("title", f"use at most {MAX_TITLE} characters; these are {len(title)}"))
    if len(description) > MAX_DESCRIPTION:
        found.append(
            Refusal(
                "description", f"use at most {MAX_DESCRIPTION:,} characters; these are {len(description):,}"
            )
        )
    if (lat is None) != (long is None):
        found.append(Refusal("lat", "give lat and long together"))
    elif lat is None or long is None:
        if not address.strip():
            found.append(Refusal("location", "say where it is: lat and long, or an address"))
    elif not (isfinite(lat) and isfinite(long) and -90 <= lat <= 90 and -180 <= long <= 180):  # noqa: PLR2004
        found.append(Refusal("lat", "lat is between -90 and 90, long between -180 and 180"))
    elif not inside:
        found.append(Refusal("lat", "this place lies outside the area that the institution serves"))
    return found


def check_answers(questions: Sequence[Question], given: Mapping[str, Sequence[str]]) -> list[Refusal]:
    """What is wrong with the answers to a service's questions; ``given`` holds texts by code."""
    found = []
    known = {one.code: one for one in questions if one.variable}
    found += [Refusal(code, f"this service has no question {code!r}") for code in given if code not in known]
    for code, question in known.items():
        values = [one for one in given.get(code, ()) if one.strip()]
        if not values:
            if question.required:
                found.append(Refusal(code, f"answer the question {code}: {question.description}"))
        elif problem := _problem(question, values):
            found.append(Refusal(code, f"{code}: {problem}"))
    return found


def _problem(question: Question, values: Sequence[str]) -> str:
    if question.datatype != "multivaluelist" and len(values) > 1:
        return "give one answer"
    if question.datatype in {"singlevaluelist", "multivaluelist"}:
        keys = [key for key, _ in question.values]
        wrong = [one for one in values if one not in keys]
        return f"{wrong[0]!r} is not one of {', '.join(keys)}" if wrong else ""
    if question.datatype == "number":
        return "" if _NUMBER.match(values[0]) else "give a number, like 3 or 2.5"
    if question.datatype == "datetime":
        try:
            at = datetime.fromisoformat(values[0])
        except ValueError:
            return "give a time like 2026-03-09T21:14:00Z"
        return "" if at.tzinfo else "give a time with its zone, like 2026-03-09T21:14:00Z"
    limit = 400 if question.datatype == "string" else MAX_WORDS
    return f"use at most {limit} characters" if len(values[0]) > limit else ""


def may_describe_service(
    *,
    code: str,
    name: str,
    office: str,
    offices: Sequence[str],
    hours: int,
    questions: Sequence[Question],
    clock: str = CALENDAR,
    has_hours: bool = True,
) -> list[Refusal]:
    """What is wrong with a service's description; empty when nothing is."""
    found = []
    if not _CODE.match(code):
        found.append(Refusal("service_code", "use letters, digits, - and _, at most 40"))
    if not name.strip() or len(name) > MAX_TITLE:
        found.append(Refusal("service_name", f"name the service in 1 to {MAX_TITLE} characters"))
    if office not in offices:
        found.append(Refusal("office", f"there is no office {office!r}"))
    if not 0 <= hours <= MOST_HOURS:
        found.append(Refusal("promise_hours", f"a promise is 0 hours (none) to {MOST_HOURS:,}"))
    if clock not in CLOCKS:
        found.append(Refusal("promise_clock", f"choose one of {', '.join(CLOCKS)}"))
    elif clock == OPENING and hours and not has_hours:
        found.append(
            Refusal("promise_clock", "the institution has no opening hours yet: describe them first")
        )
    codes = [one.code for one in questions]
    orders = [one.order for one in questions]
    if len(set(codes)) < len(codes) or not all(_CODE.match(one) for one in codes):
        found.append(Refusal("questions", "each question needs a code of its own, never empty"))
    if len(set(orders)) < len(orders) or any(one < 1 for one in orders):
        found.append(Refusal("questions", "each question needs an order of its own, from 1"))
    for one in questions:
        if one.datatype not in DATATYPES:
            found.append(
                Refusal("questions", f"{one.code}: {one.datatype!r} is not one of {', '.join(DATATYPES)}")
            )
        if one.datatype.endswith("list") != bool(one.values):
            found.append(Refusal("questions", f"{one.code}: lists need values, other types have none"))
        keys = [key for key, _name in one.values]
        if len(set(keys)) < len(keys) or not all(key.strip() and name.strip() for key, name in one.values):
            found.append(Refusal("questions", f"{one.code}: each value needs a key of its own and a name"))
        if not one.description.strip():
            found.append(Refusal("questions", f"{one.code}: write the question"))
    return found


def in_order(others: Sequence[Question], one: Question) -> tuple[Question, ...]:
    """The questions with one more, each with an order of its own; those from its order on move back."""
    taken = {other.order for other in others}
    if one.order in taken:
        others = [replace(other, order=other.order + (other.order >= one.order)) for other in others]
    return tuple(sorted([*others, one], key=lambda question: question.order))
