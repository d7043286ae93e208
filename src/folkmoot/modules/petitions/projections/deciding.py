"""Moderators decide, and the institution answers."""

from dataclasses import asdict
from datetime import UTC
from typing import Any

from folkmoot.modules.petitions import events
from folkmoot.modules.petitions.models import Obligation, Response
from folkmoot.modules.petitions.projections.base import change, number_of
from folkmoot.modules.petitions.rules.writing import is_hidden
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects


@projects(events.Sponsored)
def sponsored(fact: Fact[events.Sponsored]) -> None:
    change(fact, state="sponsored", sponsored=fact.accepted, due=fact.event.due)


@projects(events.Flagged)
def flagged(fact: Fact[events.Flagged]) -> None:
    change(fact, state="flagged")


@projects(events.Parked)
def parked(fact: Fact[events.Parked]) -> None:
    change(fact, state="dormant")


@projects(events.Opened)
def opened(fact: Fact[events.Opened]) -> None:
    event, number = fact.event, number_of(fact)
    change(
        fact,
        state="open",
        opened=fact.accepted,
        closes=event.closes,
        office=event.office,
        topics=list(event.topics),
    )
    Obligation.objects.bulk_create(
        Obligation(key=f"{number}/{at}", petition=number, step=at, office=event.office, **asdict(step))
        for at, step in enumerate(event.steps)
    )


@projects(events.Rejected)
def rejected(fact: Fact[events.Rejected]) -> None:
    event = fact.event
    state = "hidden" if is_hidden(event.code) else "rejected"
    change(fact, state=state, rejected=fact.accepted, code=event.code, reason_words=event.words)


@projects(events.Returned)
def returned(fact: Fact[events.Returned]) -> None:
    change(
        fact,
        state="sponsored",
        due=fact.event.due,
        rejected=None,
        code="",
        reason_words="",
        term="",
        ended=None,
    )


@projects(events.TakenDown)
def taken_down(fact: Fact[events.TakenDown]) -> None:
    change(fact, state="removed", code=fact.event.reason, reason_words=fact.event.words)


@projects(events.Stopped)
def stopped(fact: Fact[events.Stopped]) -> None:
    change(fact, state="stopped")


@projects(events.Closed)
def closed(fact: Fact[events.Closed]) -> None:
    change(fact, state="closed", closed=fact.accepted)


@projects(events.ThresholdReached)
def threshold_reached(fact: Fact[events.ThresholdReached]) -> None:
    Obligation.objects.filter(pk=f"{number_of(fact)}/{fact.event.step}").update(
        reached=fact.accepted, due=fact.event.due
    )
    change(fact)


def _keep(fact: Fact[Any], sort: str, **values: Any) -> None:
    documents = [asdict(one) for one in getattr(fact.event, "documents", ())]
    Response.objects.create(
        fact_id=fact.id, petition=number_of(fact), sort=sort, at=fact.accepted, documents=documents, **values
    )


@projects(events.Answered)
def answered(fact: Fact[events.Answered]) -> None:
    _keep(fact, "answer", summary=fact.event.summary, words=fact.event.words)
    Obligation.objects.filter(
        petition=number_of(fact), what="answer", met__isnull=True, reached__isnull=False
    ).update(met=fact.accepted, fact_id=fact.id)
    change(fact, answered=fact.accepted)


@projects(events.DebateScheduled)
def debate_scheduled(fact: Fact[events.DebateScheduled]) -> None:
    Obligation.objects.filter(pk=f"{number_of(fact)}/{fact.event.step}").update(
        scheduled=fact.event.on, scheduled_on=fact.accepted.astimezone(UTC).date()
    )
    change(fact)


@projects(events.Debated)
def debated(fact: Fact[events.Debated]) -> None:
    event = fact.event
    links = {"transcript": event.transcript_url, "video": event.video_url, "pack": event.pack_url}
    _keep(fact, "debate", on=event.on, step=event.step, held=event.held, words=event.words, links=links)
    row = Obligation.objects.get(pk=f"{number_of(fact)}/{event.step}")
    row.met, row.met_on, row.held, row.fact_id = fact.accepted, event.on, event.held, fact.id
    row.save()
    outcome = {"debated": fact.accepted, "held": event.held} if row.what == "debate" else {}
    change(fact, **outcome)


@projects(events.Followed)
def followed(fact: Fact[events.Followed]) -> None:
    event = fact.event
    _keep(fact, "business", on=event.on, summary=event.subject, words=event.words, body=event.body)
    change(fact)


@projects(events.Noted)
def noted(fact: Fact[events.Noted]) -> None:
    _keep(fact, "note", words=fact.event.words)
    change(fact)
