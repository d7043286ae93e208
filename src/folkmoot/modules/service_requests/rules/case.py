"""What an office may say about its work on a report, when a promise is passed up, and canned answers. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from folkmoot.modules.service_requests.rules.base import OPEN_STATES, Refusal, may_work_on, one_of, too_long
from folkmoot.modules.service_requests.rules.desk import WHOM

MOST_SYSTEM, MOST_NUMBER, MOST_URL = 80, 80, 400
"""How long the name of another system, an order's number there and its address may be."""
WAIT_AT_MOST = timedelta(days=366)
"""A day further away is no day on which anybody looks again."""
_HTTPS = re.compile(r"https://[^\s/@\\\"<>]+\.[^\s/@\\\"<>]+(/[^\s\"<>\\]*)?\Z")


def may_wait(
    *,
    state: str,
    whom: str,
    until: datetime | None,
    now: datetime,
    before: tuple[str, datetime | None],
    holds: bool,
) -> Refusal | None:
    """An open report waits for something new, and until a day to come if for one. ``before`` is for what it waits now."""
    if refusal := may_work_on(state=state, holds=holds):
        return refusal
    if whom not in WHOM:
        return one_of("whom", WHOM)
    if until is not None and not now < until <= now + WAIT_AT_MOST:
        return Refusal("until", "name a day after today and within a year, or none")
    return Refusal("whom", "it waits for this already") if before == (whom, until) else None


def may_resume(*, state: str, waits: bool, holds: bool) -> Refusal | None:
    """Only what waits goes on."""
    if refusal := may_work_on(state=state, holds=holds):
        return refusal
    return None if waits else Refusal("state", "this report does not wait for anything")


def may_order(
    *,
    state: str,
    system: str,
    number: str,
    url: str,
    before: tuple[str, str, str],
    holds: bool,
) -> Refusal | None:
    """A new order in a named system, or none any more where there is one. ``before`` is the order that holds now."""
    if refusal := may_work_on(state=state, holds=holds):
        return refusal
    for field, words, most in (
        ("system", system, MOST_SYSTEM),
        ("order", number, MOST_NUMBER),
        ("url", url, MOST_URL),
    ):
        if len(words) > most:
            return too_long(field, most, words)
        if not words.isprintable():
            return Refusal(field, "use letters, figures and signs on one line")
    if not number:
        return None if before[1] else Refusal("order", "give the number of the order")
    if not system:
        return Refusal("system", "name the system in which the order stands")
    if url and not _HTTPS.match(url):
        return Refusal("url", "give an address that begins with https://, or none")
    return Refusal("order", "this order stands here already") if before == (system, number, url) else None


LEVELS = ("", "due_soon", "missed")
"""How far a promise was passed up, in order."""
SOON_SHARE, SOON_AT_MOST = 5, timedelta(hours=24)
"""A promise is about to break in the last fifth of its time, but never earlier than a day before."""


def escalation(*, requested: datetime, expected: datetime | None, now: datetime) -> str:
    """How a promise stands: empty, ``due_soon`` or ``missed``."""
    if expected is None:
        return ""
    if now > expected:
        return "missed"
    left = expected - now
    return "due_soon" if left <= min((expected - requested) / SOON_SHARE, SOON_AT_MOST) else ""


def late_from_start(*, imported: bool, expected: datetime | None, at: datetime) -> bool:
    """Whether a report of another system got a promise that had passed already at that moment.

    Nobody here could have kept it, and an old system's backlog would be passed up all at once.
    """
    return imported and expected is not None and expected <= at


def must_escalate(*, state: str, level: str, before: str) -> bool:
    """Whether it is time to pass an open report up further than was done for this promise."""
    return state in OPEN_STATES and LEVELS.index(level) > (LEVELS.index(before) if before in LEVELS else 0)


MOST_NAME = 60
MOST_ANSWER = 4000
_PLACE = re.compile(r"\{(number|title|service|team)\}")
PLACES = ("number", "title", "service", "team")
"""What a canned answer may leave open, in braces."""


def may_keep_answer(*, name: str, words: str, taken: bool) -> list[Refusal]:
    """What is wrong with a canned answer; empty when nothing is."""
    found = []
    if not name.strip():
        found.append(Refusal("name", "give it a name by which colleagues find it"))
    if len(name) > MOST_NAME:
        found.append(too_long("name", MOST_NAME, name))
    if not words.strip():
        found.append(Refusal("words", "write the answer"))
    if len(words) > MOST_ANSWER:
        found.append(too_long("words", MOST_ANSWER, words))
    for one in re.findall(r"\{(\w*)\}", words):
        if one not in PLACES:
            found.append(
                Refusal.of(
                    "words",
                    "{%(given)s} is not known; use %(places)s",
                    given=one,
                    places=", ".join(f"{{{place}}}" for place in PLACES),
                )
            )
    if taken:
        found.append(Refusal("name", "there is an answer with this name already"))
    return found


def filled(words: str, known: Mapping[str, str]) -> str:
    """A canned answer with its open places filled; what is filled in is never read as a place itself."""
    return _PLACE.sub(lambda hit: known.get(hit[1], hit[0]), words)
