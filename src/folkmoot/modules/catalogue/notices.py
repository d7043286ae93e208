"""Whom requests for data and reuses want told: who wrote or supports them, and the office that owes an answer."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from folkmoot.modules.catalogue import contributing_words as words
from folkmoot.modules.catalogue import events, queries
from folkmoot.modules.catalogue.models import Contribution, DataRequest, Reuse
from folkmoot.modules.catalogue.permits import WRITE
from folkmoot.modules.catalogue.views.own import mine_url
from folkmoot.people import access
from folkmoot.record import text
from folkmoot.record.event import Fact
from folkmoot.record.manifest import Notice
from folkmoot.web.words import day

REQUESTS = (
    events.RequestOpened,
    events.RequestRejected,
    events.RequestAnswered,
    events.RequestTakenDown,
)
REUSES = (events.ReusePublished, events.ReuseRejected, events.ReuseTakenDown)


def notices(facts: Iterable[Fact[Any]]) -> Iterator[Notice]:
    """Notices of a batch of facts; the people of each are read in pieces, because there may be many."""
    batch = [one for one in facts if isinstance(one.event, (*REQUESTS, *REUSES))]
    if not batch:
        return
    numbers = [int(one.subject.partition("/")[2]) for one in batch]
    asked = {it.row.pk: it for it in _private(DataRequest.objects.filter(pk__in=numbers))}
    made = {it.row.pk: it for it in _private(Reuse.objects.filter(pk__in=numbers))}
    spoken = text.private_words_of(one.event.words for one in batch if hasattr(one.event, "words"))
    for fact, number in zip(batch, numbers, strict=True):
        requests = isinstance(fact.event, REQUESTS)
        it = (asked if requests else made).get(number)
        if it is None:
            continue
        yield from _to_people(fact, it, spoken.get(getattr(fact.event, "words", ""), ""), requests=requests)
        if isinstance(fact.event, events.RequestOpened):
            yield from _to_office(fact, it)


def _private(rows: Any) -> list[queries.Worded]:
    return queries.worded(list(rows), private=True)


def _to_people(fact: Fact[Any], it: queries.Worded, said: str, *, requests: bool) -> Iterator[Notice]:
    mine = Q(sort="request" if requests else "reuse", pk=it.row.pk)
    if isinstance(fact.event, events.RequestAnswered | events.RequestTakenDown):
        mine |= Q(sort="support", about=str(it.row.pk))
    people = Contribution.objects.filter(mine, state="done", follows=True)
    name = "catalogue:request" if requests else "catalogue:reuse"
    shown = not isinstance(fact.event, events.RequestRejected | events.ReuseRejected)
    for one in people.order_by("pk").iterator(chunk_size=1000):
        language = one.language or settings.LANGUAGE_CODE
        with translation.override(language):
            heading, body = _told(fact.event, it)
            stop = _("Hear no more of it, or take it back: %(url)s") % {
                "url": settings.ORIGIN.rstrip("/") + mine_url(one)
            }
        yield Notice(
            fact_id=fact.id,
            purpose="data",
            subject=fact.subject,
            title=heading,
            body="\n\n".join(part for part in (body, said, stop) if part),
            url=reverse(name, args=[it.row.pk]) if shown else mine_url(one),
            person_id=one.person_id,
            email="" if one.person_id else one.email,
            language=language,
        )


def _told(event: Any, it: queries.Worded) -> tuple[str, str]:
    known = {"title": " ".join(it.title.split())}
    match event:
        case events.RequestOpened():
            return _("Your request for data is published: %(title)s") % known, _(
                "It is to be answered by %(day)s."
            ) % {"day": day(event.due)}
        case events.RequestRejected():
            return _("Your request for data was not accepted: %(title)s") % known, _why(event.code)
        case events.RequestTakenDown():
            return _("A request for data was taken down: %(title)s") % known, _why(event.code)
        case events.RequestAnswered():
            row = DataRequest(state=event.answer, by=event.by, code=event.code)
            return _("Answered: %(title)s") % known, words.answered(row)
        case events.ReusePublished():
            return _("What you made is shown: %(title)s") % known, ""
        case events.ReuseRejected():
            return _("What you made was not accepted: %(title)s") % known, _why(event.code)
        case _:
            return _("What you made is not shown any more: %(title)s") % known, _why(event.code)


def _why(code: str) -> str:
    return f"{words.REJECTIONS[code]}."


def _to_office(fact: Fact[events.RequestOpened], it: queries.Worded) -> Iterator[Notice]:
    office = fact.event.office
    for person in access.people_in([office], WRITE)[office]:
        with translation.override(person.language or settings.LANGUAGE_CODE):
            title = _("People ask your department for data: %(title)s") % {
                "title": " ".join(it.title.split())
            }
            body = _("It is to be answered by %(day)s.") % {"day": day(fact.event.due)}
        yield Notice(
            fact_id=fact.id,
            purpose="data_owed",
            subject=fact.subject,
            title=title,
            body=body,
            url=reverse("catalogue:request", args=[it.row.pk]),
            person_id=person.pk,
            language=person.language,
            wanted=False,
        )
