"""Which reports may be brought together, taken apart or told from each other. Pure: no clock, no database."""

from collections.abc import Sequence

from folkmoot.modules.service_requests.events import (
    Acknowledged,
    Assigned,
    Closed,
    Merged,
    Reopened,
    Unmerged,
    Updated,
    Waiting,
)
from folkmoot.modules.service_requests.rules.base import (
    NOT_YOURS,
    OPEN_STATES,
    Refusal,
    may_work_on,
    too_long,
)


def may_merge(*, number: str, into: str, state: str, into_state: str, holds: bool) -> Refusal | None:
    """An open report that the office holds, into another open one. ``into`` is where the other is followed itself."""
    if refusal := may_work_on(state=state, holds=holds):
        return refusal
    if into == number:
        return Refusal("into", "a report cannot be merged into itself; name the other one")
    if into_state not in OPEN_STATES:
        return Refusal.of(
            "into", "%(into)s is closed (%(state)s); merge into an open report", into=into, state=into_state
        )
    return None


def may_unmerge(*, merged: bool, holds: bool, further: str) -> Refusal | None:
    """A merge, once. ``further`` names where the surviving report was merged by now, empty when it was not."""
    if not holds:
        return NOT_YOURS
    if not merged:
        return Refusal("state", "this report is not merged into another one")
    if further:
        return Refusal.of(
            "state", "the other report was merged into %(further)s by now; undo that first", further=further
        )
    return None


def may_keep_apart(*, number: str, other: str, holds: bool, said: bool) -> Refusal | None:
    """Two reports are told from each other once."""
    if not holds:
        return NOT_YOURS
    if other == number:
        return Refusal("other", "a report is not compared with itself; name the other one")
    return Refusal("other", "it was said before that these two are different problems") if said else None


def may_reopen_merged(*, into: str) -> Refusal | None:
    """Work goes on at the surviving report, so a merged one is not opened again: the merge is undone."""
    if not into:
        return None
    return Refusal.of(
        "state",
        "this report is followed at %(into)s; say it there, or the team undoes the merge",
        into=into,
    )


def pair(one: str, other: str) -> str:
    """The key under which two numbers are known together, in whatever order they are named."""
    return "|".join(sorted((one, other)))


def state_after(acts: Sequence[object], *, at_first: str = "new") -> str:
    """The state in which the acts on a report, oldest first, left it."""
    state = at_first
    for act in acts:
        match act:
            case Acknowledged() | Reopened():
                state = "acknowledged"
            case Assigned() | Updated() | Waiting():
                state = "in_progress"
            case Closed(reason=reason):
                state = reason
            case Merged():
                state = "duplicate"
            case Unmerged(state=before):
                state = before
            case _:
                pass
    return state


MAX_TITLE, MAX_WORDS = 120, 4000


def may_split(*, state: str, holds: bool, title: str, description: str, words: str) -> list[Refusal]:
    """What is wrong with making a report of a part of an open one; empty when nothing is."""
    found = [refusal] if (refusal := may_work_on(state=state, holds=holds)) else []
    if not title.strip():
        found.append(Refusal("title", "say in a few words what is wrong"))
    for field, said, most in (
        ("title", title, MAX_TITLE),
        ("description", description, MAX_WORDS),
        ("words", words, MAX_WORDS),
    ):
        if len(said) > most:
            found.append(too_long(field, most, said))
    return found
