"""Whom petitions want told: people who signed and asked for it, the creator, and the office that owes something."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from folkmoot.modules.petitions import events, links, notices_moderators, queries, words
from folkmoot.modules.petitions.models import Petition, Signer
from folkmoot.modules.petitions.permits import ANSWER
from folkmoot.people import access
from folkmoot.record import text
from folkmoot.record.event import Fact
from folkmoot.record.manifest import Notice
from folkmoot.web.words import day, number

FOLLOWERS = (
    events.ThresholdReached,
    events.Answered,
    events.DebateScheduled,
    events.Debated,
    events.Followed,
    events.Noted,
)
"""What signers hear of who want to."""
CREATOR = (
    events.Sponsored,
    events.Opened,
    events.Rejected,
    events.Closed,
    events.TakenDown,
    events.Archived,
)
"""What the creator hears of beside that."""
BOTH = (events.Ended, events.Reopened)
"""What concerns everybody: signers hear of it who want to, and the creator in any case."""
MINUTE = timedelta(minutes=1)


def notices(facts: Iterable[Fact[Any]]) -> Iterator[Notice]:
    """Notices of a batch of facts; the people of each are read in pieces, because there may be very many."""
    facts = list(facts)
    for fact in facts:
        if isinstance(fact.event, events.TermAnnounced):
            yield from _of_term(fact)
        elif isinstance(fact.event, events.BurstsFound):
            yield from notices_moderators.of_bursts(fact, fact.event)
    batch = [one for one in facts if isinstance(one.event, (*FOLLOWERS, *CREATOR, *BOTH))]
    rows = {one.pk: one for one in queries.petitions({_number(one) for one in batch})}
    titles = {
        one.row.pk: one.title for one in queries.shown(list(rows.values()), titles_only=True, private=True)
    }
    spoken = text.words_of(
        getattr(one.event, name, "") for one in batch for name in ("summary", "words", "subject")
    )
    for fact in batch:
        row = rows.get(_number(fact))
        if row is None:
            continue
        yield from _to_signers(fact, row, titles[row.pk], spoken)
        if isinstance(fact.event, events.ThresholdReached):
            yield from _to_officers(fact, row, titles[row.pk])


def _number(fact: Fact[Any]) -> int:
    return int(fact.subject.partition("/")[2])


def _to_signers(fact: Fact[Any], row: Petition, title: str, spoken: Any) -> Iterator[Notice]:
    people = Signer.objects.filter(petition=row.pk, state="counted").exclude(email="")
    if isinstance(fact.event, BOTH):
        people = people.filter(Q(follows=True) | Q(role="creator"))
    elif isinstance(fact.event, CREATOR):
        people = people.filter(role="creator")
    else:
        people = people.filter(follows=True)
    for signer in people.order_by("pk").iterator(chunk_size=1000):
        language = signer.language or settings.LANGUAGE_CODE
        with translation.override(language):
            heading, body = _told(fact.event, title, spoken)
            mine = f"{reverse('petitions:mine')}?{urlencode({'key': links.token(links.MINE, signer.pk)})}"
            stop = _("Hear no more of it, or take your signature back: %(url)s") % {
                "url": settings.ORIGIN.rstrip("/") + mine
            }
        yield Notice(
            fact_id=fact.id,
            purpose="petition",
            subject=fact.subject,
            title=heading,
            body="\n\n".join(one for one in (*body, stop) if one),
            url=reverse("petitions:petition", args=[row.pk]),
            person_id=signer.person_id,
            email="" if signer.person_id else signer.email,
            language=language,
        )


def _told(event: Any, title: str, spoken: Any) -> tuple[str, list[str]]:
    known = {"title": " ".join(title.split())}
    said = [spoken.get(getattr(event, name, ""), "") for name in ("summary", "subject", "words")]
    match event:
        case events.ThresholdReached():
            reached = {"n": number(event.count), "due": day(event.due)}
            return _("The institution must act: %(title)s") % known, [
                _("The petition has %(n)s signatures. What it is owed for that is due by %(due)s.") % reached
            ]
        case events.Answered():
            return _("Answered: %(title)s") % known, said
        case events.DebateScheduled():
            return _("The debate has a day: %(title)s") % known, [day(event.on, "long")]
        case events.Debated():
            return _("What came of the debate: %(title)s") % known, said
        case events.Followed():
            return _("What came of it: %(title)s") % known, said
        case events.Sponsored():
            by = {"due": day(event.due)}
            return _("Your petition has its supporters: %(title)s") % known, [
                _("Moderators decide by %(due)s.") % by
            ]
        case events.Opened():
            return _("Your petition is open: %(title)s") % known, [
                _("It can be signed until %(day)s.") % {"day": day(event.closes)}
            ]
        case events.Rejected():
            name, meaning = words.REJECTIONS[event.code]
            return _("Your petition was not accepted: %(title)s") % known, [f"{name}. {meaning}", *said]
        case events.TakenDown():
            return _("Your petition was taken down: %(title)s") % known, [
                str(words.REMOVALS[event.reason]),
                *said,
            ]
        case events.Closed():
            return _("Your petition is closed: %(title)s") % known, []
        case events.Ended():
            return _("It stopped with the term: %(title)s") % known, [
                _(
                    "It cannot be signed now. Those who govern next say whether it goes on or goes to the archive."
                )
            ]
        case events.Reopened():
            return _("It can be signed again: %(title)s") % known, [
                _("It can be signed until %(day)s.") % {"day": day(event.closes)}
            ]
        case events.Archived():
            return _("It is in the archive: %(title)s") % known, [
                _("It can be read still. What was owed and not done is owed no more.")
            ]
        case _:
            return _("A note on %(title)s") % known, said


def _of_term(fact: Fact[events.TermAnnounced]) -> Iterator[Notice]:
    """Creators of petitions that are open hear beforehand that they stop with the term."""
    rows = queries.open_of(fact.event.kinds)
    titles = {one.row.pk: one for one in queries.shown(rows, titles_only=True)}
    creators = Signer.objects.filter(petition__in=list(titles), role="creator", state="counted")
    for signer in creators.exclude(email="").order_by("pk").iterator(chunk_size=1000):
        language = signer.language or settings.LANGUAGE_CODE
        shown = titles[signer.petition]
        with translation.override(language):
            known = {"title": " ".join(shown.title.split()), "day": day(fact.event.ends - MINUTE)}
            heading = _("It stops with the term on %(day)s: %(title)s") % known
            body = _("Until then it can be signed. Those who govern next say whether it goes on.")
        yield Notice(
            # One person may have several petitions, and hears of each.
            fact_id=fact.id,
            purpose=f"petition_term/{signer.petition}",
            subject=shown.row.subject,
            title=heading,
            body=body,
            url=shown.url,
            person_id=signer.person_id,
            email="" if signer.person_id else signer.email,
            language=language,
        )


def _to_officers(fact: Fact[events.ThresholdReached], row: Petition, title: str) -> Iterator[Notice]:
    """The office owes something from now on; its officers hear so."""
    for person in access.people_in([row.office], ANSWER)[row.office] if row.office else ():
        with translation.override(person.language or settings.LANGUAGE_CODE):
            heading, body = _told(fact.event, title, {})
        yield Notice(
            fact_id=fact.id,
            purpose="petition_owed",
            subject=fact.subject,
            title=heading,
            body="\n\n".join(body),
            url=reverse("petitions:desk_one", args=[row.pk]),
            person_id=person.pk,
            language=person.language,
            wanted=False,
        )
