"""What every projection of a comment shares."""

from datetime import UTC, date
from typing import Any

from django.db.models import F

from folkmoot.record.event import Fact
from folkmoot.talk import rules
from folkmoot.talk.models import Case, Comment, Pace, Tally, Thread
from folkmoot.talk.names import PREFIX


def thread_of(fact: Fact[Any]) -> str:
    """The thread that a fact is about."""
    return fact.subject.removeprefix(PREFIX)


def comment_of(fact: Fact[Any]) -> Comment:
    """The comment that a fact is about."""
    return Comment.objects.get(thread=thread_of(fact), number=fact.event.comment)


def move(fact: Fact[Any], comment: Comment, state: str) -> None:
    """Put a comment into a state, save it and count it among the visible ones while it is one."""
    before, comment.state = comment.state, state
    comment.save()
    count(fact, comment, by=(state == rules.VISIBLE) - (before == rules.VISIBLE))


def count(fact: Fact[Any], comment: Comment, *, by: int) -> None:
    """Count a comment among those of its thread that are visible, up or down."""
    changes: dict[str, Any] = {"updated": fact.accepted}
    if by:
        changes["visible"] = F("visible") + by
        if comment.author.startswith("office:"):
            changes["official"] = F("official") + by
        if comment.stance:
            side = f"side_{comment.stance}"
            changes[side] = F(side) + by
    Thread.objects.filter(pk=comment.thread).update(**changes)


def open_case(fact: Fact[Any], comment: Comment, sort: str, reason: str) -> None:
    """Put a comment into the queue; where it is there already it stays where it is, as what it is now."""
    if case := Case.objects.filter(thread=comment.thread, number=comment.number, open=1).first():
        case.sort, case.reason = sort, reason
        case.save()
        return
    Case.objects.create(
        fact_id=fact.id,
        sort=sort,
        topic=comment.thread.partition("~")[0],
        thread=comment.thread,
        number=comment.number,
        language=comment.language,
        reason=reason,
        opened=fact.accepted,
        due=fact.accepted + rules.WORK_WITHIN,
    )


def close_case(fact: Fact[Any], outcome: str, *, removed_for: str = "", **which: Any) -> None:
    """Take what is open off the queue, if anything is."""
    for case in Case.objects.filter(open=1, **which):
        case.open, case.closed, case.outcome = 0, fact.accepted, outcome
        case.removed_for = removed_for
        case.minutes = int((fact.accepted - case.opened).total_seconds() // 60)
        case.save()
        _tally(case, fact.accepted.astimezone(UTC).date())


def _tally(case: Case, day: date) -> None:
    """Keep count of a matter that ended, and of how long it took where somebody waited for it."""
    parts = (day.isoformat(), case.topic, case.sort, case.reason, case.outcome, case.removed_for)
    _one_more(
        Tally,
        "|".join(parts),
        day=day,
        topic=case.topic,
        sort=case.sort,
        reason=case.reason,
        outcome=case.outcome,
        removed_for=case.removed_for,
    )
    if case.sort != "own":
        within = rules.pace(case.minutes)
        _one_more(Pace, f"{day.isoformat()}|{within}", day=day, within=within)


def _one_more(model: type[Tally] | type[Pace], key: str, **fields: Any) -> None:
    """Threads count in one row at the same time, so the row is made once and the database adds."""
    model.objects.bulk_create([model(key=key, **fields)], ignore_conflicts=True)
    model.objects.filter(pk=key).update(count=F("count") + 1)
