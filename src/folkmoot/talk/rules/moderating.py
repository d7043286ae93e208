"""What moderators may do, for which reasons, and until when it can be appealed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from folkmoot.record.refusal import Refusal, one_of, too_long
from folkmoot.talk.rules.holding import ENOUGH_FLAGS
from folkmoot.talk.rules.states import HELD, HIDDEN, READABLE, VISIBLE

REASONS = ("spam", "abuse", "personal", "off_topic", "unlawful", "duplicate", "other")
"""The closed list of reasons to report and to remove a comment; a list makes statistics."""
WORK_WITHIN = timedelta(hours=24)
"""When something in the queue is overdue."""
LOOK_FOR = timedelta(minutes=15)
"""How long a case counts as being looked at by who opened it."""
QUIET = timedelta(hours=1)
"""A matter that comes after so long without one is told to moderators at once; the others wait for the morning."""
DAY_BEGINS = 7
"""The hour, on the institution's clock, from which the queue of the morning is counted and told."""
APPEAL_WITHIN = timedelta(days=30)
"""How long an author can appeal; the removed words are kept for so long and then destroyed."""
MOST_STATEMENT = 1000
MOST_RULE = 400
"""Characters of a house rule."""
LIMIT_KINDS = ("slow", "silent")
LIMIT_MOST = timedelta(days=90)
"""The longest limit; a further one is a new decision with a new reason."""


def house_rules(words: Mapping[str, str]) -> list[Refusal]:
    """What is wrong with an institution's own words of its house rules, by reason."""
    found = [None if reason in REASONS else one_of("house_rules", REASONS) for reason in words]
    found += [too_long(f"rule_{key}", MOST_RULE, one) for key, one in words.items() if len(one) > MOST_RULE]
    return [one for one in found if one]


def may_flag(*, reason: str, words: str, state: str, mine: bool, before: bool) -> list[Refusal]:
    """What is wrong with reporting a comment. ``before``: this person reported it already."""
    found = [None if reason in REASONS else one_of("reason", REASONS), statement_length(words)]
    if reason == "other" and not words.strip():
        found.append(Refusal("words", "say what is wrong"))
    if mine:
        found.append(Refusal("comment", "this is your own comment; you can take it back"))
    elif before:
        found.append(Refusal("comment", "you have reported this comment before"))
    elif state not in READABLE:
        found.append(Refusal("comment", "this comment is off the page already"))
    return [one for one in found if one]


def once_from_here(*, again: bool) -> Refusal | None:
    """Whether a comment can be reported without an account, given whether that came ``again`` from one address."""
    return (
        Refusal("comment", "this was reported from your connection before; a moderator looks at it")
        if again
        else None
    )


def flags_hold(*, flags: int, state: str, released: bool, official: bool) -> bool:
    """Whether so many reports let a comment wait. What a moderator has read stays, and so does an office's answer."""
    return flags >= ENOUGH_FLAGS and state == VISIBLE and not released and not official


def noticed(*, flags: int, holds: Sequence[str], state: str) -> str:
    """How moderators came to look at a comment that they remove: report, machine or own."""
    if flags:
        return "report"
    return "machine" if state == HELD and holds else "own"


def may_work(*, colleague: bool) -> Refusal | None:
    """Whether a matter can be decided by somebody else than the ``colleague`` who has it open now."""
    return (
        Refusal("comment", "a colleague is looking at this right now; take it over first")
        if colleague
        else None
    )


def counts_morning(*, hour: int, counted: bool, waiting: int) -> bool:
    """Whether what waits is counted now: once a day, from the morning on, when there is anything."""
    return hour >= DAY_BEGINS and not counted and waiting > 0


def tells_at_once(*, sort: str, before: datetime | None, opened: datetime) -> bool:
    """Whether moderators hear at once of a matter: of every appeal, and of others after a quiet time.

    ``before`` is when the matter before it came in, None when there was none.
    """
    return sort in {"appeal", "limit"} or before is None or opened - before >= QUIET


def may_release(*, state: str, waiting: bool) -> Refusal | None:
    """A comment is released when it is held, or when somebody reported it and nobody has decided yet."""
    if state == HELD or (state == VISIBLE and waiting):
        return None
    return Refusal("comment", "somebody else has decided this meanwhile")


def may_remove(*, reason: str, words: str, state: str) -> list[Refusal]:
    """What is wrong with removing a comment. ``words`` tell its author why."""
    found = [None if reason in REASONS else one_of("reason", REASONS), _statement(words)]
    if state not in READABLE:
        found.append(Refusal("comment", "somebody else has decided this meanwhile"))
    return [one for one in found if one]


def some_together(*, count: int, most: int) -> Refusal | None:
    """Whether so many matters can be decided with one press."""
    if count < 1:
        return Refusal("cases", "tick at least one comment")
    return None if count <= most else Refusal.of("cases", "tick at most %(most)s comments", most=most)


def may_appeal(
    *, words: str, state: str, mine: bool, before: bool, decided: datetime | None, now: datetime
) -> list[Refusal]:
    """What is wrong with an appeal. ``before``: it was appealed already; ``decided``: when the decision was made."""
    found = [statement_length(words)]
    if not words.strip():
        found.append(Refusal("words", "say why the decision was wrong"))
    if not mine:
        found.append(Refusal("comment", "only the person who wrote a comment can do this"))
    if state != HIDDEN or decided is None:
        found.append(Refusal("comment", "there is no decision to appeal"))
    elif before:
        found.append(Refusal("comment", "you have appealed before; a second moderator decides once"))
    elif now - decided > APPEAL_WITHIN:
        found.append(Refusal("comment", "the time to appeal is over"))
    return [one for one in found if one]


def may_decide(*, words: str, waiting: bool, removed_by: str, by: str) -> list[Refusal]:
    """What is wrong with deciding an appeal: it takes somebody else than whoever decided first."""
    found = [_statement(words)]
    if not waiting:
        found.append(Refusal("comment", "somebody else has decided this meanwhile"))
    elif removed_by == by:
        found.append(Refusal("comment", "you made the decision; another moderator must look at the appeal"))
    return [one for one in found if one]


def may_limit(*, limit: str, until: datetime, words: str, now: datetime) -> list[Refusal]:
    """What is wrong with limiting somebody."""
    found = [None if limit in LIMIT_KINDS else one_of("limit", LIMIT_KINDS), _statement(words)]
    if not now < until <= now + LIMIT_MOST:
        found.append(Refusal.of("until", "choose a day within the next %(days)s days", days=LIMIT_MOST.days))
    return [one for one in found if one]


def destroy_on(decided: datetime) -> datetime:
    """When the words of a removed comment are destroyed, given the latest decision about it."""
    return decided + APPEAL_WITHIN


def _statement(words: str) -> Refusal | None:
    return (
        statement_length(words) if words.strip() else Refusal("words", "tell the author why, in a sentence")
    )


def statement_length(words: str) -> Refusal | None:
    """What is wrong with the length of a reason or of an answer."""
    return too_long("words", MOST_STATEMENT, words) if len(words) > MOST_STATEMENT else None
