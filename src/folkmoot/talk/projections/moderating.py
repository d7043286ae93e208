"""Reports, holds, decisions, appeals and limits."""

from dataclasses import asdict
from typing import Any

from folkmoot.record.event import Fact
from folkmoot.record.projection import projects
from folkmoot.talk import rules
from folkmoot.talk.events import (
    AppealDecided,
    Appealed,
    Destroyed,
    Flagged,
    Held,
    LimitAppealed,
    LimitDecided,
    Limited,
    QueueCounted,
    Released,
    Removed,
    SpamModelTrained,
)
from folkmoot.talk.models import Case, Flag, Limit, QueueDay, SpamModel
from folkmoot.talk.names import bare
from folkmoot.talk.projections.base import close_case, comment_of, move, open_case


@projects(Flagged)
def flagged(fact: Fact[Flagged]) -> None:
    event, row = fact.event, comment_of(fact)
    Flag.objects.create(
        key=f"{row.pk}/{bare(fact.actor)}",
        comment=row.pk,
        reason=event.reason,
        words=event.words,
        guest=event.guest,
        at=fact.accepted,
    )
    row.flags += not event.guest
    row.guest_flags += event.guest
    row.save()
    if row.state == rules.VISIBLE:
        open_case(fact, row, "flagged", event.reason)


@projects(Held)
def held(fact: Fact[Held]) -> None:
    event, row = fact.event, comment_of(fact)
    row.holds, row.score = list(event.reasons), event.score
    row.model, row.newcomer = event.model, event.newcomer
    move(fact, row, rules.HELD)
    open_case(fact, row, "held", event.reasons[0])


@projects(Released)
def released(fact: Fact[Released]) -> None:
    row = comment_of(fact)
    row.released = True
    move(fact, row, rules.VISIBLE)
    close_case(fact, "released", thread=row.thread, number=row.number)


@projects(Removed)
def removed(fact: Fact[Removed]) -> None:
    event, row = fact.event, comment_of(fact)
    row.reason, row.noticed, row.statement = event.reason, event.noticed, event.words
    row.decided, row.decided_by = fact.accepted, event.by
    row.appealed, row.appeal, row.appeal_decided, row.answer = None, "", None, ""
    move(fact, row, rules.HIDDEN)
    if not Case.objects.filter(thread=row.thread, number=row.number, open=1).exists():
        # A moderator acted without a report: it counts in the figures like the others.
        open_case(fact, row, "own", event.reason)
    close_case(fact, "removed", removed_for=event.reason, thread=row.thread, number=row.number)


@projects(Appealed)
def appealed(fact: Fact[Appealed]) -> None:
    row = comment_of(fact)
    row.appealed, row.appeal = fact.accepted, fact.event.words
    row.save()
    open_case(fact, row, "appeal", row.reason)


@projects(AppealDecided)
def appeal_decided(fact: Fact[AppealDecided]) -> None:
    event, row = fact.event, comment_of(fact)
    row.appeal_decided, row.answer = fact.accepted, event.words
    if event.restored:
        move(fact, row, rules.VISIBLE)
    else:
        row.decided = fact.accepted
        row.save()
    close_case(
        fact,
        "restored" if event.restored else "kept",
        removed_for=row.reason,
        thread=row.thread,
        number=row.number,
    )


@projects(Destroyed)
def destroyed(fact: Fact[Destroyed]) -> None:
    row = comment_of(fact)
    row.destroyed = True
    row.save()


@projects(SpamModelTrained)
def spam_model_trained(fact: Fact[SpamModelTrained]) -> None:
    SpamModel.objects.create(**asdict(fact.event), trained=fact.accepted, fact_id=fact.id)


@projects(QueueCounted)
def queue_counted(fact: Fact[QueueCounted]) -> None:
    event = fact.event
    QueueDay(day=event.day, waiting=event.waiting, overdue=event.overdue).save()


def _voice(fact: Fact[Any]) -> str:
    return fact.subject.partition("/")[2]


@projects(Limited)
def limited(fact: Fact[Limited]) -> None:
    event = fact.event
    close_case(fact, "kept", voice=_voice(fact))
    Limit(
        voice=_voice(fact),
        fact_id=fact.id,
        limit=event.limit,
        at=fact.accepted,
        until=event.until,
        words=event.words,
        by=event.by,
    ).save()


@projects(LimitAppealed)
def limit_appealed(fact: Fact[LimitAppealed]) -> None:
    row = Limit.objects.get(pk=_voice(fact))
    row.appealed, row.appeal = fact.accepted, fact.event.words
    row.save()
    Case.objects.create(
        fact_id=fact.id,
        sort="limit",
        voice=row.pk,
        reason=row.limit,
        opened=fact.accepted,
        due=fact.accepted + rules.WORK_WITHIN,
    )


@projects(LimitDecided)
def limit_decided(fact: Fact[LimitDecided]) -> None:
    event, row = fact.event, Limit.objects.get(pk=_voice(fact))
    row.decided, row.lifted, row.answer = fact.accepted, event.lifted, event.words
    row.save()
    close_case(fact, "lifted" if event.lifted else "kept", voice=row.pk)
