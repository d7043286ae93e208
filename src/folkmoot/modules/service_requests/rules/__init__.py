"""What may be done with a service request, and arithmetic of promises. Pure: no clock, no database."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from folkmoot.modules.service_requests.events import (
    Acknowledged,
    Assigned,
    Closed,
    Merged,
    Reopened,
    Unmerged,
    WorkOrdered,
)
from folkmoot.modules.service_requests.rules.base import (
    OPEN,
    OPEN_STATES,
    Refusal,
    may_work,
    one_of,
    too_long,
)
from folkmoot.modules.service_requests.rules.case import (
    LEVELS,
    MOST_NAME,
    MOST_NUMBER,
    MOST_SYSTEM,
    MOST_URL,
    PLACES,
    SOON_AT_MOST,
    escalation,
    filled,
    late_from_start,
    may_keep_answer,
    may_order,
    may_resume,
    may_wait,
    must_escalate,
)
from folkmoot.modules.service_requests.rules.clock import (
    CALENDAR,
    CLOCKS,
    OPENING,
    OpeningCalendar,
    promise,
)
from folkmoot.modules.service_requests.rules.describing import (
    DATATYPES,
    MOST_HOURS,
    in_order,
    may_describe_service,
)
from folkmoot.modules.service_requests.rules.desk import (
    PASS_REASONS,
    PATIENCE,
    PRIORITIES,
    WHOM,
    due_by,
    may_hold,
    may_pass_on,
    may_prioritise,
)
from folkmoot.modules.service_requests.rules.merging import (
    may_keep_apart,
    may_merge,
    may_reopen_merged,
    may_split,
    may_unmerge,
    pair,
    state_after,
)
from folkmoot.modules.service_requests.rules.reporting import (
    MAX_DESCRIPTION,
    MAX_TITLE,
    MAX_WORDS,
    check_answers,
    may_report,
)

__all__ = [
    "CALENDAR",
    "CLOCKS",
    "DATATYPES",
    "LEVELS",
    "MAX_DESCRIPTION",
    "MAX_TITLE",
    "MAX_WORDS",
    "MOST_HOURS",
    "MOST_NAME",
    "MOST_NUMBER",
    "MOST_SYSTEM",
    "MOST_URL",
    "OPEN",
    "OPENING",
    "OPEN_STATES",
    "PASS_REASONS",
    "PATIENCE",
    "PLACES",
    "PRIORITIES",
    "SOON_AT_MOST",
    "WHOM",
    "OpeningCalendar",
    "Refusal",
    "check_answers",
    "due_by",
    "escalation",
    "filled",
    "in_order",
    "late_from_start",
    "may_describe_service",
    "may_hold",
    "may_keep_answer",
    "may_keep_apart",
    "may_merge",
    "may_order",
    "may_pass_on",
    "may_prioritise",
    "may_reopen_merged",
    "may_report",
    "may_resume",
    "may_split",
    "may_unmerge",
    "may_wait",
    "may_work",
    "must_escalate",
    "pair",
    "promise",
    "state_after",
]

STATES = ("new", "acknowledged", "in_progress", "resolved", "declined", "could_not_verify", "duplicate")
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
        case Closed(reason="duplicate") | Merged():
            return "DUPLICATE"
        case Closed():
            return "NO_FURTHER_ACTION"
        case Reopened() | Unmerged():
            return "REOPEN"
        case Assigned():
            return "INTERNAL_REFERRAL"
        case WorkOrdered(number=number) if number:
            return "ACTION_SCHEDULED"
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
        else Refusal.of("state", "only a new report can be acknowledged; this one is %(state)s", state=state)
    )


def may_assign(*, state: str, office: str, to: str, offices: Sequence[str]) -> Refusal | None:
    """To another office that exists."""
    if refusal := may_work(state):
        return refusal
    if to not in offices:
        return Refusal.of(
            "office",
            "there is no office '%(office)s'; choose one of %(offices)s",
            office=to,
            offices=", ".join(offices),
        )
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
        return one_of("reason", REASONS)
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
        return one_of("reason", REOPEN_REASONS)
    if reason == "other" and not words.strip():
        return Refusal("words", "say what is still wrong")
    if len(words) > MAX_WORDS:
        return too_long("words", MAX_WORDS, words)
    if not by_office and not reopen_window(closed=closed, now=now):
        return Refusal("state", "it was closed more than 14 days ago; make a new report instead")
    return None


def may_release(*, state: str, complete: bool) -> Refusal | None:
    """A held report is published once, and only while what it says is still there."""
    if state != "held":
        return Refusal.of("state", "this report was dealt with before; it is %(state)s", state=state)
    return None if complete else Refusal("state", "the person took it back; say so instead of publishing it")


def may_refuse(*, state: str, reason: str, words: str) -> Refusal | None:
    """A held report is refused with a typed reason that is explained; one that was taken back needs no words."""
    if state != "held":
        return Refusal.of("state", "this report was dealt with before; it is %(state)s", state=state)
    if reason not in HELD_REASONS:
        return one_of("reason", HELD_REASONS)
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
            return Refusal.of(
                "parts", "“%(part)s” is not in the text as it is shown; copy it exactly", part=one[:60]
            )
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
        return one_of("solved", SOLVED)
    if len(words) > MAX_WORDS:
        return too_long("words", MAX_WORDS, words)
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
            Refusal.of("state", "%(n)s questions wait for an answer already; wait for those first", n=waiting)
        )
    if not words.strip():
        found.append(Refusal("words", "write the question"))
    if len(words) > MAX_WORDS:
        found.append(too_long("words", MAX_WORDS, words))
    least, most = ANSWER_WITHIN
    if not now + least <= until <= now + most:
        found.append(
            Refusal.of(
                "until",
                "give between %(least)s and %(most)s days for the answer",
                least=least.days,
                most=most.days,
            )
        )
    if otherwise not in OTHERWISE:
        found.append(one_of("otherwise", OTHERWISE))
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
        return too_long("words", MAX_WORDS, words)
    return None


def may_lapse(*, waiting: bool, until: datetime, now: datetime) -> bool:
    """Whether silence has its consequence: the question waits and its day has passed."""
    return waiting and now > until
