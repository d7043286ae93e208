"""Facts to rows."""

from typing import Any

from folkmoot.modules.elections import events
from folkmoot.modules.elections.models import Poll, PollBallot
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects


def _number(fact: Fact[Any]) -> int:
    return int(fact.subject.partition("/")[2])


@projects(events.PollOpened)
def opened(fact: Fact[events.PollOpened]) -> None:
    event = fact.event
    Poll.objects.create(
        number=_number(fact),
        question=event.question,
        background=event.background,
        options=list(event.options),
        least=event.least,
        most=event.most,
        office=event.office,
        state="open",
        opened=fact.accepted,
        closes=event.closes,
        counts=[0] * len(event.options),
        fact_id=fact.id,
        newest_fact=fact.id,
    )


def _voted(fact: Fact[Any], choices: list[int]) -> None:
    poll = Poll.objects.get(pk=_number(fact))
    key = f"{poll.pk}/{fact.actor.partition(':')[2]}"
    before = PollBallot.objects.filter(pk=key).first()
    for number in before.choices if before else ():
        poll.counts[number - 1] -= 1
    for number in choices:
        poll.counts[number - 1] += 1
    poll.voters += bool(choices) - bool(before and before.choices)
    poll.newest_fact = fact.id
    poll.save(update_fields=["counts", "voters", "newest_fact"])
    PollBallot(key=key, poll=poll.pk, choices=choices, voted=fact.accepted, fact_id=fact.id).save(
        force_insert=before is None, force_update=before is not None
    )


@projects(events.PollVoted)
def voted(fact: Fact[events.PollVoted]) -> None:
    _voted(fact, list(fact.event.choices))


@projects(events.PollVoteWithdrawn)
def withdrawn(fact: Fact[events.PollVoteWithdrawn]) -> None:
    _voted(fact, [])


@projects(events.PollClosed)
def closed(fact: Fact[events.PollClosed]) -> None:
    Poll.objects.filter(pk=_number(fact)).update(
        state="closed",
        closed=fact.accepted,
        early=fact.event.early,
        closing_fact=fact.id,
        newest_fact=fact.id,
    )


@projects(events.PollAnswered)
def answered(fact: Fact[events.PollAnswered]) -> None:
    Poll.objects.filter(pk=_number(fact)).update(
        answer=fact.event.words, answered=fact.accepted, answer_fact=fact.id, newest_fact=fact.id
    )
