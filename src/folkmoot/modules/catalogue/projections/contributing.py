"""Requests for data and reuses become rows. Supports count in the row of their own request, whose subject they share."""

from typing import Any

from django.db.models import F

from folkmoot.modules.catalogue import events
from folkmoot.modules.catalogue.models import DataRequest, RequestSupport, Reuse
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects


def number_of(fact: Fact[Any]) -> int:
    """The number of the request or reuse that a fact is about."""
    return int(fact.subject.partition("/")[2])


def _request(fact: Fact[Any], **changes: Any) -> None:
    DataRequest.objects.filter(pk=number_of(fact)).update(newest_fact=fact.id, **changes)


def _reuse(fact: Fact[Any], **changes: Any) -> None:
    Reuse.objects.filter(pk=number_of(fact)).update(newest_fact=fact.id, **changes)


@projects(events.DataAsked)
def data_asked(fact: Fact[events.DataAsked]) -> None:
    DataRequest.objects.create(
        number=number_of(fact),
        state="waiting",
        title=fact.event.title,
        words=fact.event.words,
        asked=fact.accepted,
        fact_id=fact.id,
        newest_fact=fact.id,
    )


@projects(events.RequestOpened)
def request_opened(fact: Fact[events.RequestOpened]) -> None:
    event = fact.event
    _request(fact, state="open", office=event.office, due=event.due, opened=fact.accepted)


@projects(events.RequestRejected)
def request_rejected(fact: Fact[events.RequestRejected]) -> None:
    _request(fact, state="rejected", code=fact.event.code, reason_words=fact.event.words)


@projects(events.RequestTakenDown)
def request_taken_down(fact: Fact[events.RequestTakenDown]) -> None:
    _request(fact, state="taken_down", code=fact.event.code, reason_words=fact.event.words)


@projects(events.RequestSupported)
def request_supported(fact: Fact[events.RequestSupported]) -> None:
    RequestSupport.objects.create(key=f"{number_of(fact)}/{fact.actor}", request=number_of(fact))
    _request(fact, supporters=F("supporters") + 1)


@projects(events.SupportTakenBack)
def support_taken_back(fact: Fact[events.SupportTakenBack]) -> None:
    RequestSupport.objects.filter(pk=f"{number_of(fact)}/{fact.actor}").delete()
    _request(fact, supporters=F("supporters") - 1)


@projects(events.RequestAnswered)
def request_answered(fact: Fact[events.RequestAnswered]) -> None:
    event = fact.event
    _request(
        fact,
        state=event.answer,
        answered=fact.accepted,
        answer_words=event.words,
        dataset=event.dataset,
        by=event.by,
        code=event.code,
        answer_fact=fact.id,
    )


@projects(events.ReuseHandedIn)
def reuse_handed_in(fact: Fact[events.ReuseHandedIn]) -> None:
    event = fact.event
    Reuse.objects.create(
        number=number_of(fact),
        state="waiting",
        dataset=event.dataset,
        sort=event.sort,
        title=event.title,
        words=event.words,
        url=event.url,
        maker=event.maker,
        picture=event.picture,
        handed_in=fact.accepted,
        fact_id=fact.id,
        newest_fact=fact.id,
    )


@projects(events.ReusePublished)
def reuse_published(fact: Fact[events.ReusePublished]) -> None:
    _reuse(fact, state="published", published=fact.accepted)


@projects(events.ReuseRejected)
def reuse_rejected(fact: Fact[events.ReuseRejected]) -> None:
    _reuse(fact, state="rejected", code=fact.event.code, reason_words=fact.event.words)


@projects(events.ReuseTakenDown)
def reuse_taken_down(fact: Fact[events.ReuseTakenDown]) -> None:
    _reuse(fact, state="taken_down", code=fact.event.code, reason_words=fact.event.words)
