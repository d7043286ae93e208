"""Whom the module wants told about its facts: people who reported or joined and can be reached."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from folkmoot.modules.service_requests import events, queries, words
from folkmoot.modules.service_requests.case_words import waiting_words
from folkmoot.modules.service_requests.desk_words import PASS_REASONS
from folkmoot.modules.service_requests.invitations import CLOSING, QUESTION, Invitation, invite
from folkmoot.modules.service_requests.models import Contact, HeldRequest, Service, ServiceRequest
from folkmoot.modules.service_requests.notices_officers import to_officers
from folkmoot.modules.service_requests.rules import REOPEN_WITHIN
from folkmoot.places import queries as places
from folkmoot.record import text
from folkmoot.record.event import Fact
from folkmoot.record.manifest import Notice
from folkmoot.web.words import day, moment_words

SHARED = (events.Updated, events.Waiting, events.Closed, events.Reopened)
"""What people hear of the report at which their own is followed."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What the notices of a batch need to know, read at once."""

    rows: dict[str, ServiceRequest | HeldRequest]
    contacts: dict[str, list[Contact]]
    followed: dict[str, list[Contact]]
    """Who reported or joined what was merged into a report, by the number of that one."""
    spoken: dict[str, str]
    services: dict[str, str]
    offices: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Told:
    """A notice without its reader's address."""

    purpose: str
    title: str
    body: Sequence[str] = ()
    url: str = ""


def notices(facts: Iterable[Fact[Any]]) -> Iterator[Notice]:
    """Notices of a batch of facts, in a constant number of queries.

    Whoever acted is told of it only when it is a confirmation. People whose report was merged into another one hear
    news of that one, without links that only those who reported it may use.
    """
    batch = [one for one in facts if one.subject.startswith("requests/")]
    around = _read(batch)
    for fact in batch:
        number = fact.subject.partition("/")[2]
        row = around.rows.get(number)
        own = around.contacts.get(number, []) if row else []
        others = around.followed.get(number, []) if row and isinstance(fact.event, SHARED) else []
        told_to = {_reader(one) for one in own}
        for contact in [*own, *(one for one in others if _reader(one) not in told_to)]:
            language = (contact.person.language if contact.person else contact.language) or ""
            with translation.override(language or settings.LANGUAGE_CODE):
                told = _told(fact, row, contact, around)
            if told:
                yield Notice(
                    fact_id=fact.id,
                    purpose=told.purpose,
                    subject=fact.subject,
                    title=told.title,
                    body="\n\n".join(one for one in told.body if one),
                    url=told.url or reverse("service_requests:request", args=[number]),
                    person_id=contact.person_id,
                    email="" if contact.person_id else contact.email,
                    language=language,
                )
    yield from to_officers(batch, around.rows, _titles(around))


def _reader(contact: Contact) -> tuple[Any, str]:
    """Who reads a notice, so that nobody is told the same twice."""
    return contact.person_id, "" if contact.person_id else contact.email.casefold()


def _titles(around: _Around) -> dict[str, str]:
    return {
        number: around.spoken.get(row.title, "") or around.services.get(row.service_code, row.service_code)
        for number, row in around.rows.items()
    }


def _read(facts: Sequence[Fact[Any]]) -> _Around:
    numbers = {one.subject.partition("/")[2] for one in facts}
    rows: dict[str, ServiceRequest | HeldRequest] = {}
    if any(isinstance(one.event, events.Held | events.Refused) for one in facts):
        rows |= {one.pk: one for one in HeldRequest.objects.filter(pk__in=numbers)}
    rows |= {one.pk: one for one in ServiceRequest.objects.filter(pk__in=numbers)}
    contacts: dict[str, list[Contact]] = {}
    followed: dict[str, list[Contact]] = {}
    shared = {one.subject.partition("/")[2] for one in facts if isinstance(one.event, SHARED)}
    repeating = queries.repeating(shared) if shared else {}
    found = Contact.objects.filter(service_request_id__in=numbers | set(repeating)).select_related("person")
    for one in found.exclude(person=None, email="").order_by("id"):
        if one.service_request_id in numbers:
            contacts.setdefault(one.service_request_id, []).append(one)
        if one.service_request_id in repeating:
            followed.setdefault(repeating[one.service_request_id], []).append(one)
    wanted = [row.title for row in rows.values()]
    wanted += [getattr(one.event, "words", "") for one in facts]
    asked = [one.event.words for one in facts if isinstance(one.event, events.Asked) and not one.event.public]
    spoken = dict(text.words_of(wanted)) | (dict(text.private_words_of(asked)) if asked else {})
    return _Around(
        rows,
        contacts,
        followed,
        spoken,
        dict(Service.objects.values_list("service_code", "service_name")),
        {one.slug: one.name for one in places.departments(closed=True)},
    )


def _told(fact: Fact[Any], row: Any, contact: Contact, around: _Around) -> _Told | None:
    """What this person hears of this fact, None when nothing."""
    event = fact.event
    mine = fact.actor == contact.pseudonym
    known = {
        "number": row.pk,
        "title": around.spoken.get(row.title, "") or around.services.get(row.service_code, row.service_code),
    }
    said = around.spoken.get(getattr(event, "words", ""), "")
    match event:
        case events.Reported():
            return _received(event, known) if contact.reporter else None
        case events.Merged(into=into):
            other = into.partition("/")[2]
            return _Told(
                "merged",
                _("Your report is followed at another one: %(title)s") % known,
                [
                    said,
                    _("Report %(number)s tells of the same problem. We write to you about that one.")
                    % {"number": other},
                ],
                reverse("service_requests:request", args=[other]),
            )
        case events.Unmerged():
            return _Told("unmerged", _("Your report stands alone again: %(title)s") % known, [said])
        case events.Waiting(whom=whom, until=until):
            return _Told(
                "waiting", _("The work waits: %(title)s") % known, [waiting_words(whom, until) + ".", said]
            )
        case events.Held():
            first = _("An officer reads it before it is published. Its number is %(number)s.") % known
            return _Told("received", _("We have your report %(number)s") % known, [first])
        case events.Refused(reason=reason):
            why = _("Why: %(reason)s.") % {"reason": words.HELD_REASONS[reason]}
            return _Told("refused", _("Not published: report %(number)s") % known, [why, said])
        case events.Joined():
            return _Told("joined", _("You joined report %(number)s: %(title)s") % known) if mine else None
        case events.Acknowledged():
            return _Told("taken_on", _("A team has taken this on: %(title)s") % known, [said])
        case events.Assigned(office=office, reason=reason):
            words_ = known | {"office": around.offices.get(office, office)}
            why = f"{PASS_REASONS[reason]}." if reason not in {"", "other"} else ""
            return _Told("passed_on", _("Passed on to %(office)s: %(title)s") % words_, [why, said])
        case events.Recategorised(service_code=code):
            words_ = known | {"service": around.services.get(code, code)}
            return _Told("moved", _("Moved to “%(service)s”: %(title)s") % words_, [said])
        case events.Updated():
            return _Told("news", _("News about: %(title)s") % known, [said])
        case events.Asked():
            return _question(fact, contact, known, said) if contact.reporter else None
        case events.Unanswered() if contact.reporter:
            return _Told("unanswered", _("The time to answer our question is over: %(title)s") % known)
        case events.Closed():
            return _closed(fact, contact, known, said)
        case events.Reopened() if not mine:
            return _Told("reopened", _("Opened again: %(title)s") % known, [said])
        case events.Escalated(level="missed") if contact.reporter:
            late = _("The promise was missed, so the report was passed up to those who answer for the team.")
            return _Told("escalated", _("Passed up, because it is late: %(title)s") % known, [late])
    return None


def _received(event: events.Reported, known: dict[str, str]) -> _Told:
    body = [_("Its number is %(number)s.") % known]
    if event.split_from:
        origin = {"number": event.split_from.partition("/")[2]}
        body.insert(0, _("It was a part of your report %(number)s and is worked on by itself now.") % origin)
    if event.expected:
        body.append(_("The promise: an answer by %(until)s.") % {"until": moment_words(event.expected)})
    body.append(_("What happens next: a team reads it and says what it did."))
    return _Told("received", _("We have your report %(number)s: %(title)s") % known, body)


def _question(fact: Fact[events.Asked], contact: Contact, known: dict[str, str], said: str) -> _Told:
    event = fact.event
    key = invite(
        QUESTION, Invitation(known["number"], str(event.question), contact.pseudonym), until=event.until
    )
    url = reverse("service_requests:answer", args=[known["number"], event.question])
    return _Told(
        "question",
        _("We have a question about your report: %(title)s") % known,
        [
            said,
            _("You can answer until %(until)s.") % {"until": moment_words(event.until)},
            str(words.OTHERWISE[event.otherwise]),
        ],
        f"{url}?{urlencode({'key': key})}" if key else url,
    )


def _closed(fact: Fact[events.Closed], contact: Contact, known: dict[str, str], said: str) -> _Told:
    event = fact.event
    until = fact.accepted + REOPEN_WITHIN
    # A name of another report is none here: who reported that one has no part in reopening or rating this one.
    theirs = contact.service_request_id == known["number"]
    invitation = Invitation(known["number"], fact.id, contact.pseudonym)
    key = invite(CLOSING, invitation, until=until) if theirs else ""
    body = [_("Why: %(reason)s.") % {"reason": words.STATES[event.reason]}, said]
    if event.responsible:
        body.append(_("Who is responsible: %(name)s.") % {"name": event.responsible})
    if key:
        link = f"?{urlencode({'key': key})}"
        body += [
            _("Not fixed? Open it again until %(until)s: %(url)s")
            % {"until": day(until), "url": _absolute("reopen", known["number"]) + link},
            _("Did this solve it for you? One question: %(url)s")
            % {"url": _absolute("rate", known["number"]) + link},
        ]
        url = reverse("service_requests:rate", args=[known["number"]]) + link
    else:
        url = ""
    return _Told("closed", _("Closed: %(title)s") % known, body, url)


def _absolute(name: str, number: str) -> str:
    path = reverse(f"service_requests:{name}", args=[number])
    return f"{settings.ORIGIN.rstrip('/')}{path}"
