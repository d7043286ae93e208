"""Commands on service requests. Each locks its report, reads, lets the rules decide and appends a fact."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from folkmoot.files import services as files
from folkmoot.modules.service_requests import events, queries, rules
from folkmoot.modules.service_requests.models import Contact, InternalNote, ServiceRequest
from folkmoot.places import geo
from folkmoot.places import queries as places
from folkmoot.record import clock, text
from folkmoot.record.api import Recorder, about, timeline
from folkmoot.record.receipt import Receipt

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing that is misread on the telephone."""


class Refused(ValueError):
    """A command that the rules do not allow; ``refusals`` say which input, what is wrong, what would be right."""

    def __init__(self, refusals: Sequence[rules.Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("; ".join(f"{one.field}: {one.why}" for one in refusals))


class NotFound(LookupError):
    """There is no such report or service."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A report that was accepted."""

    service_request_id: str
    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """Who reports; everything here is private and none of it enters the record."""

    pseudonym: Callable[[str], str]
    """From a subject to ``person:<32 hex digits>``."""
    person_id: Any = None
    email: str = ""
    phone: str = ""
    first_name: str = ""
    last_name: str = ""
    device_id: str = ""
    account_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is reported."""

    service_code: str
    title: str
    description: str = ""
    lat: float | None = None
    long: float | None = None
    address: str = ""
    address_id: str = ""
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    photos: Sequence[events.Photo] = ()
    channel: str = "web"


def _demand(*refusals: rules.Refusal | None) -> None:
    if found := [one for one in refusals if one is not None]:
        raise Refused(found)


def describe_service(*, description: events.ServiceDescribed, actor: str) -> Receipt:
    """Describe a service or describe it anew. Raises Refused."""
    _demand(
        *rules.may_describe_service(
            code=description.service_code,
            name=description.service_name,
            office=description.office,
            offices=[one.slug for one in places.departments()],
            hours=description.promise_hours,
            questions=description.questions,
        )
    )
    with about(f"services/{description.service_code}", actor=actor) as fact:
        return fact(description)


def _questions(service: Any) -> list[events.Question]:
    return [
        events.Question(**{**one, "values": tuple((key, name) for key, name in one["values"])})
        for one in service.questions
    ]


def _answers(
    questions: Sequence[events.Question], given: Mapping[str, Sequence[str]], subject: str
) -> tuple[events.Answer, ...]:
    """Choices stay as keys; free text becomes a commitment."""
    answers = []
    for question in questions:
        values = tuple(one for one in given.get(question.code, ()) if one.strip())
        if not values:
            continue
        if question.datatype in {"string", "text"}:
            answers.append(
                events.Answer(code=question.code, commitment=text.commit(values[0], subject=subject))
            )
        else:
            answers.append(events.Answer(code=question.code, values=values))
    return tuple(answers)


def new_id(now: datetime) -> str:
    """A number people can say on the telephone: ``MH-26-7K3QF2``. Random, so that no counter is locked."""
    prefix = places.institution().prefix or "FM"
    return f"{prefix}-{now:%y}-{''.join(secrets.choice(_ALPHABET) for _ in range(6))}"


def check_report(problem: Problem) -> list[rules.Refusal]:
    """Everything that is wrong with a report, for forms that show it all at once. Raises NotFound for the service."""
    service = queries.service(problem.service_code)
    if service is None or service.closed:
        raise NotFound(f"there is no service {problem.service_code!r}")
    placed = problem.lat is not None and problem.long is not None and geo.is_place(problem.lat, problem.long)
    inside = not placed or places.inside(problem.lat or 0.0, problem.long or 0.0)
    return rules.may_report(
        title=problem.title,
        description=problem.description,
        lat=problem.lat,
        long=problem.long,
        address=problem.address,
        inside=inside,
    ) + rules.check_answers(_questions(service), problem.answers)


def report(*, problem: Problem, reporter: Reporter, requested: datetime | None = None) -> Accepted:
    """Report a problem. Raises Refused with everything that is wrong at once, or NotFound for the service."""
    _demand(*check_report(problem))
    service = queries.service(problem.service_code)
    if service is None:
        raise NotFound(f"there is no service {problem.service_code!r}")
    now = clock.now()
    at = requested or now
    while timeline(f"requests/{(number := new_id(now))}", limit=1):
        pass
    subject = f"requests/{number}"
    lat, long = (None, None)
    area = ""
    if problem.lat is not None and problem.long is not None:
        lat, long = geo.grid(problem.lat, problem.long)
        hit = places.area_at(lat, long)
        area = hit.slug if hit else ""
    pseudonym = reporter.pseudonym(subject)
    with about(subject, actor=pseudonym) as fact:
        receipt = fact(
            events.Reported(
                service_code=service.service_code,
                requested=at,
                expected=rules.promise(at, service.promise_hours),
                office=service.office,
                lat=lat,
                long=long,
                area=area,
                title=text.commit(problem.title.strip(), subject=subject),
                description=text.commit(problem.description.strip(), subject=subject),
                address=text.commit(problem.address.strip(), subject=subject),
                address_id=problem.address_id,
                answers=_answers(_questions(service), problem.answers, subject),
                photos=tuple(problem.photos),
                channel=problem.channel,
            )
        )
        _keep_contact(number, reporter, pseudonym, reporter_themselves=True)
    return Accepted(number, receipt)


def _keep_contact(number: str, reporter: Reporter, pseudonym: str, *, reporter_themselves: bool) -> None:
    Contact.objects.update_or_create(
        service_request_id=number,
        pseudonym=pseudonym,
        defaults={
            "person_id": reporter.person_id,
            "email": reporter.email,
            "phone": reporter.phone,
            "first_name": reporter.first_name,
            "last_name": reporter.last_name,
            "device_id": reporter.device_id,
            "account_id": reporter.account_id,
            "reporter": reporter_themselves,
            "created": clock.now(),
        },
    )


@contextmanager
def _on(number: str, actor: str) -> Iterator[tuple[Recorder, ServiceRequest, str]]:
    """The locked report with its recorder and subject. Raises NotFound."""
    subject = f"requests/{number}"
    with about(subject, actor=actor) as fact:
        row = ServiceRequest.objects.filter(pk=number).first()
        if row is None:
            raise NotFound(f"there is no report {number!r}")
        yield fact, row, subject


def join(*, number: str, reporter: Reporter) -> Receipt | None:
    """Say "me too". None when this person reported or joined before."""
    pseudonym = reporter.pseudonym(f"requests/{number}")
    with _on(number, pseudonym) as (fact, row, _subject):
        _demand(rules.may_work(row.state))
        if Contact.objects.filter(service_request_id=number, pseudonym=pseudonym).exists():
            return None
        receipt = fact(events.Joined())
        _keep_contact(number, reporter, pseudonym, reporter_themselves=False)
        return receipt


def acknowledge(*, number: str, office: str, words: str = "") -> Receipt:
    """An office takes a new report on."""
    with _on(number, f"office:{office}") as (fact, row, subject):
        _demand(rules.may_acknowledge(row.state))
        return fact(events.Acknowledged(words=text.commit(words.strip(), subject=subject)))


def assign(*, number: str, office: str, to: str, words: str = "") -> Receipt:
    """Pass a report to another office."""
    with _on(number, f"office:{office}") as (fact, row, subject):
        offices = [one.slug for one in places.departments()]
        _demand(rules.may_assign(state=row.state, office=row.office, to=to, offices=offices))
        return fact(events.Assigned(office=to, words=text.commit(words.strip(), subject=subject)))


def recategorise(*, number: str, office: str, service_code: str, words: str = "") -> Receipt:
    """Move a report to another service; its promise runs from when it was reported."""
    with _on(number, f"office:{office}") as (fact, row, subject):
        service = queries.service(service_code)
        if service is None or service.closed:
            raise NotFound(f"there is no service {service_code!r}")
        same = rules.Refusal("service_code", "it is in this category already")
        _demand(rules.may_work(row.state), same if service_code == row.service_code else None)
        expected = rules.promise(row.requested, service.promise_hours)
        event = events.Recategorised(
            service_code=service_code, expected=expected, words=text.commit(words.strip(), subject=subject)
        )
        return fact(event)


def update(*, number: str, office: str, words: str, photos: Sequence[events.Photo] = ()) -> Receipt:
    """Tell the public how things stand."""
    with _on(number, f"office:{office}") as (fact, row, subject):
        empty = None if words.strip() else rules.Refusal("words", "say how things stand")
        _demand(rules.may_work(row.state), empty)
        return fact(events.Updated(words=text.commit(words.strip(), subject=subject), photos=tuple(photos)))


def close(
    *,
    number: str,
    office: str,
    reason: str,
    words: str,
    responsible: str = "",
    duplicate_of: str = "",
    photos: Sequence[events.Photo] = (),
) -> Receipt:
    """Close a report with a typed reason, words and evidence."""
    with _on(number, f"office:{office}") as (fact, row, subject):
        _demand(
            rules.may_close(
                state=row.state,
                reason=reason,
                words=words,
                responsible=responsible,
                duplicate_of=duplicate_of,
                me=number,
            )
        )
        if duplicate_of and not ServiceRequest.objects.filter(pk=duplicate_of).exists():
            _demand(rules.Refusal("duplicate_of", f"there is no report {duplicate_of!r}"))
        return fact(
            events.Closed(
                reason=reason,
                words=text.commit(words.strip(), subject=subject),
                responsible=responsible.strip() if reason == "declined" else "",
                duplicate_of=f"requests/{duplicate_of}" if duplicate_of else "",
                photos=tuple(photos),
            )
        )


def reopen(*, number: str, actor: str, words: str) -> Receipt:
    """Open a closed report again: an office at any time, a person within 14 days."""
    with _on(number, actor) as (fact, row, subject):
        _demand(
            rules.may_reopen(
                state=row.state,
                closed=row.closed,
                now=clock.now(),
                words=words,
                by_office=actor.startswith("office:"),
            )
        )
        return fact(events.Reopened(words=text.commit(words.strip(), subject=subject)))


def note(*, number: str, office: str, words: str, person_id: Any) -> InternalNote:
    """A private note between colleagues; it is no fact and never public."""
    if not ServiceRequest.objects.filter(pk=number).exists():
        raise NotFound(f"there is no report {number!r}")
    _demand(None if words.strip() else rules.Refusal("words", "write the note"))
    return InternalNote.objects.create(
        service_request_id=number,
        author_id=person_id,
        office=office,
        words=words.strip(),
        created=clock.now(),
    )


def remove_words(*, number: str, actor: str, commitments: Sequence[str], reason: str) -> Receipt:
    """Take words off every page and destroy them; the record keeps inert commitments and this trace."""
    with _on(number, actor) as (fact, _row, _subject):
        _demand(
            None
            if reason in rules.REMOVALS
            else rules.Refusal("reason", f"one of {', '.join(rules.REMOVALS)}"),
            None if commitments else rules.Refusal("commitments", "say which words"),
        )
        known = queries.commitments(number)
        unknown = [one for one in commitments if one not in known]
        _demand(rules.Refusal("commitments", f"{unknown[0]} is not of this report") if unknown else None)
        receipt = fact(events.WordsRemoved(commitments=tuple(commitments), reason=reason))
        text.erase(commitments)
        files.erase(queries.files_of(number, commitments))
        return receipt
