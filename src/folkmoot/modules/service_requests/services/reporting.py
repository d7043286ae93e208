"""What residents do: report a problem, say that they have it too."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from folkmoot.files import services as files
from folkmoot.modules.service_requests import events, queries, rules
from folkmoot.modules.service_requests.models import Contact, HeldContent, HeldRequest, Service, Token
from folkmoot.modules.service_requests.queries import routing
from folkmoot.modules.service_requests.rules.routing import Decision, text_of
from folkmoot.modules.service_requests.services.base import NotFound, demand, on
from folkmoot.modules.service_requests.services.promises import promise_of
from folkmoot.places import geo
from folkmoot.places import queries as places
from folkmoot.record import clock, text
from folkmoot.record.api import Recorder, about, timeline
from folkmoot.record.receipt import Receipt

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing that is misread on the telephone."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A report that was accepted. With a ``token`` an officer reads it before it is published."""

    service_request_id: str
    receipt: Receipt
    token: str = ""


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
    language: str = ""


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
    suggested: events.Suggested | None = None


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
        raise NotFound("there is no service '%(code)s'", code=problem.service_code)
    placed = problem.lat is not None and problem.long is not None and geo.is_place(problem.lat, problem.long)
    inside = not placed or places.inside(problem.lat or 0.0, problem.long or 0.0)
    return rules.may_report(
        title=problem.title,
        description=problem.description,
        lat=problem.lat,
        long=problem.long,
        address=problem.address,
        inside=inside,
    ) + rules.check_answers(queries.questions_of(service), problem.answers)


def report(*, problem: Problem, reporter: Reporter, requested: datetime | None = None) -> Accepted:
    """Report a problem. Raises Refused with everything that is wrong at once, or NotFound for the service.

    Where the service asks for it, the report is held until an officer has read it.
    """
    demand(*check_report(problem))
    service = queries.service(problem.service_code)
    if service is None:
        raise NotFound("there is no service '%(code)s'", code=problem.service_code)
    now = clock.now()
    at = requested or now
    while timeline(f"requests/{(number := new_id(now))}", limit=1):
        pass
    subject = f"requests/{number}"
    pseudonym = reporter.pseudonym(subject)
    with about(subject, actor=pseudonym) as fact:
        accepted = (_hold if service.review else _publish)(fact, number, problem, service, at, pseudonym)
        _keep_contact(number, reporter, pseudonym, reporter_themselves=True)
    return accepted


def _publish(
    fact: Recorder, number: str, problem: Problem, service: Service, at: datetime, _actor: str
) -> Accepted:
    subject = f"requests/{number}"
    event = _reported(
        problem,
        service,
        at=at,
        subject=subject,
        title=text.commit(problem.title.strip(), subject=subject),
        description=text.commit(problem.description.strip(), subject=subject),
    )
    accepted = Accepted(number, fact(event))
    # Photos wait privately until the report that shows them is on the record.
    files.adopt([one.file for one in problem.photos], subject=subject)
    return accepted


def _hold(
    fact: Recorder, number: str, problem: Problem, service: Service, at: datetime, actor: str
) -> Accepted:
    content = {
        "lat": problem.lat,
        "long": problem.long,
        "address": problem.address,
        "address_id": problem.address_id,
        "answers": {code: list(values) for code, values in problem.answers.items()},
        "photos": [{"file": one.file, "commitment": one.commitment} for one in problem.photos],
        "channel": problem.channel,
        "suggested": _kept(problem.suggested),
        "actor": actor,
    }
    subject = f"requests/{number}"
    # Photos leave the drafts with the fact and stay private until the report is published.
    files.adopt([one.file for one in problem.photos], subject=subject, public=False)
    HeldContent.objects.create(service_request_id=number, content=content)
    token = secrets.token_urlsafe(24)
    Token.objects.create(token=token, service_request_id=number, created=clock.now())
    _lat, _long, area = _placed(problem)
    routed = _routed(problem, service, area)
    event = events.Held(
        service_code=service.service_code,
        requested=at,
        office=routed.rule.office if routed else service.office,
        title=text.commit(problem.title.strip(), subject=subject, public=False),
        description=text.commit(problem.description.strip(), subject=subject, public=False),
    )
    return Accepted(number, fact(event), token)


def reported_from(row: HeldRequest, content: Mapping[str, Any], *, subject: str) -> events.Reported:
    """The fact that publishes a held report, with the commitments under which its words came in."""
    service = queries.service(row.service_code)
    if service is None:
        raise NotFound("there is no service '%(code)s'", code=row.service_code)
    said = text.private_words_of([row.title, row.description])
    problem = Problem(
        service_code=row.service_code,
        title=said.get(row.title, ""),
        description=said.get(row.description, ""),
        lat=content["lat"],
        long=content["long"],
        address=content["address"],
        address_id=content["address_id"],
        answers=content["answers"],
        photos=[events.Photo(**one) for one in content["photos"]],
        channel=content["channel"],
        suggested=_suggested(content.get("suggested")),
    )
    return _reported(
        problem,
        service,
        at=row.requested,
        subject=subject,
        title=row.title,
        description=row.description,
    )


def _placed(problem: Problem) -> tuple[float | None, float | None, str]:
    """Where it is on the public grid, and in which area."""
    if problem.lat is None or problem.long is None:
        return None, None, ""
    lat, long = geo.grid(problem.lat, problem.long)
    hit = places.area_at(lat, long)
    return lat, long, hit.slug if hit else ""


def _routed(problem: Problem, service: Service, area: str) -> Decision | None:
    """What the rules in force say about a new report, None where none fits. An import never asks them."""
    return routing.router().find(
        service_code=service.service_code, area=area, words=text_of(problem.title, problem.description)
    )


def _reported(
    problem: Problem,
    service: Service,
    *,
    at: datetime,
    subject: str,
    title: str,
    description: str,
) -> events.Reported:
    """The fact; ``title`` and ``description`` are commitments, the place is put on its grid."""
    lat, long, area = _placed(problem)
    routed = _routed(problem, service, area)
    return events.Reported(
        service_code=service.service_code,
        requested=at,
        expected=promise_of(service, at),
        clock=service.promise_clock,
        office=routed.rule.office if routed else service.office,
        lat=lat,
        long=long,
        area=area,
        title=title,
        description=description,
        address=text.commit(problem.address.strip(), subject=subject),
        address_id=problem.address_id,
        answers=_answers(queries.questions_of(service), problem.answers, subject),
        photos=tuple(problem.photos),
        channel=problem.channel,
        suggested=problem.suggested,
        rule=routed.rule.key if routed else "",
        priority=(routed.rule.priority if routed else "") or "normal",
    )


def reported_part(
    problem: Problem, service: Service, *, at: datetime, subject: str, origin: str
) -> events.Reported:
    """The fact by which a part of the report ``origin``, a subject, becomes one of its own."""
    event = _reported(
        problem,
        service,
        at=at,
        subject=subject,
        title=text.commit(problem.title, subject=subject),
        description=text.commit(problem.description, subject=subject),
    )
    return replace(event, split_from=origin)


def _kept(suggested: events.Suggested | None) -> list[Any] | None:
    return [suggested.model, list(suggested.service_codes)] if suggested else None


def _suggested(kept: Sequence[Any] | None) -> events.Suggested | None:
    return events.Suggested(model=kept[0], service_codes=tuple(kept[1])) if kept else None


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
            "language": reporter.language,
            "reporter": reporter_themselves,
            "created": clock.now(),
        },
    )


def join(*, number: str, reporter: Reporter) -> Receipt | None:
    """Say "me too". None when this person reported or joined before."""
    pseudonym = reporter.pseudonym(f"requests/{number}")
    with on(number, pseudonym) as (fact, row, _subject):
        demand(rules.may_work(row.state))
        if Contact.objects.filter(service_request_id=number, pseudonym=pseudonym).exists():
            return None
        receipt = fact(events.Joined())
        _keep_contact(number, reporter, pseudonym, reporter_themselves=False)
        return receipt
