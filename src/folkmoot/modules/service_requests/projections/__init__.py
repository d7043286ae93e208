"""Facts about service requests become rows."""

import json
from datetime import datetime
from typing import Any

from django.db.models import F

from folkmoot.modules.service_requests import events, rules
from folkmoot.modules.service_requests.models import (
    HeldRequest,
    Inquiry,
    Rating,
    RatingTally,
    RequestPhoto,
    RequestTally,
    RequestUpdate,
    Service,
    ServiceRequest,
)
from folkmoot.modules.service_requests.projections import triage as _triage  # noqa: F401 - registers its own.
from folkmoot.record import store
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects

WORDS = ("title", "description", "address", "status_words")
"""Columns of a report that hold commitments to words."""


def _id(fact: Fact[Any]) -> str:
    return fact.subject.partition("/")[2]


def _tally(office: str, service: str, state: str, by: int) -> None:
    key = f"{office}|{service}|{state}"
    if not RequestTally.objects.filter(key=key).update(count=F("count") + by):
        RequestTally.objects.bulk_create(
            [RequestTally(key=key, office=office, service_code=service, state=state)], ignore_conflicts=True
        )
        RequestTally.objects.filter(key=key).update(count=F("count") + by)


def _change(fact: Fact[Any], *, first: str = "", **changes: Any) -> None:
    """Update the row and move it from one tally to another. ``first`` names a time that is set once."""
    row = ServiceRequest.objects.get(pk=_id(fact))
    before = (row.office, row.service_code, row.state)
    for name, value in changes.items():
        setattr(row, name, value)
    row.updated = fact.accepted
    for name in filter(None, (first, "answered" if fact.actor.startswith("office:") else "")):
        if getattr(row, name) is None:
            setattr(row, name, fact.accepted)
    row.save()
    after = (row.office, row.service_code, row.state)
    if after != before:
        _tally(*before, -1)
        _tally(*after, +1)


def _photos(fact: Fact[Any], photos: tuple[events.Photo, ...], stage: str) -> None:
    RequestPhoto.objects.bulk_create(
        [
            RequestPhoto(
                file=one.file,
                commitment=one.commitment,
                service_request_id=_id(fact),
                stage=stage,
                at=fact.accepted,
            )
            for one in photos
        ]
    )


@projects(events.ServiceDescribed)
def service_described(fact: Fact[events.ServiceDescribed]) -> None:
    event = fact.event
    Service(
        service_code=event.service_code,
        service_name=event.service_name,
        description=event.description,
        group=event.group,
        keywords=list(event.keywords),
        office=event.office,
        promise_hours=event.promise_hours,
        promise_clock=event.promise_clock,
        notice=event.notice,
        emergency=event.emergency,
        questions=[
            {
                "code": one.code,
                "datatype": one.datatype,
                "description": one.description,
                "required": one.required,
                "datatype_description": one.datatype_description,
                "order": one.order,
                "variable": one.variable,
                "values": [list(pair) for pair in one.values],
            }
            for one in event.questions
        ],
        closed=event.closed,
        review=event.review,
        changed=fact.accepted,
    ).save()


@projects(events.Held)
def held(fact: Fact[events.Held]) -> None:
    event = fact.event
    HeldRequest.objects.create(
        service_request_id=_id(fact),
        service_code=event.service_code,
        office=event.office,
        requested=event.requested,
        title=event.title,
        description=event.description,
        state="held",
        fact_id=fact.id,
    )


@projects(events.Released)
def released(fact: Fact[events.Released]) -> None:
    HeldRequest.objects.filter(pk=_id(fact)).update(state="released")


@projects(events.Refused)
def refused(fact: Fact[events.Refused]) -> None:
    HeldRequest.objects.filter(pk=_id(fact)).update(
        state="refused", reason=fact.event.reason, words=fact.event.words
    )


@projects(events.Reported)
def reported(fact: Fact[events.Reported]) -> None:
    event = fact.event
    ServiceRequest.objects.create(
        service_request_id=_id(fact),
        service_code=event.service_code,
        state="new",
        office=event.office,
        requested=event.requested,
        updated=fact.accepted,
        expected=event.expected,
        clock=event.clock,
        lat=event.lat,
        long=event.long,
        area=event.area,
        title=event.title,
        description=event.description,
        address=event.address,
        address_id=event.address_id,
        answers=[
            {"code": one.code, "values": list(one.values), "commitment": one.commitment}
            for one in event.answers
        ],
        channel=event.channel,
        fact_id=fact.id,
    )
    _tally(event.office, event.service_code, "new", +1)
    _photos(fact, event.photos, "before")


@projects(events.Joined)
def joined(fact: Fact[events.Joined]) -> None:
    row = ServiceRequest.objects.get(pk=_id(fact))
    row.supporters += 1
    row.save()


@projects(events.Acknowledged)
def acknowledged(fact: Fact[events.Acknowledged]) -> None:
    words = {"status_words": fact.event.words} if fact.event.words else {}
    _change(fact, state="acknowledged", **words)


@projects(events.Assigned)
def assigned(fact: Fact[events.Assigned]) -> None:
    words = {"status_words": fact.event.words} if fact.event.words else {}
    _change(fact, office=fact.event.office, state="in_progress", **words)


@projects(events.Recategorised)
def recategorised(fact: Fact[events.Recategorised]) -> None:
    words = {"status_words": fact.event.words} if fact.event.words else {}
    event = fact.event
    _change(fact, service_code=event.service_code, expected=event.expected, clock=event.clock, **words)


@projects(events.Updated)
def updated(fact: Fact[events.Updated]) -> None:
    _change(fact, state="in_progress", status_words=fact.event.words)
    _photos(fact, fact.event.photos, "during")


@projects(events.Closed)
def closed(fact: Fact[events.Closed]) -> None:
    event = fact.event
    _change(
        fact,
        first="first_closed",
        state=event.reason,
        closed=fact.accepted,
        status_words=event.words,
        responsible=event.responsible,
        duplicate_of=event.duplicate_of.partition("/")[2],
        closing=fact.id,
    )
    _photos(fact, event.photos, "after")
    # A closed report is not waited for: whoever opens a question's link is told so.
    Inquiry.objects.filter(service_request_id=_id(fact), state="waiting").update(
        state="withdrawn", ended=fact.accepted
    )


@projects(events.Reopened)
def reopened(fact: Fact[events.Reopened]) -> None:
    row = ServiceRequest.objects.get(pk=_id(fact))
    _change(
        fact,
        first="first_reopened",
        state="acknowledged",
        closed=None,
        closing="",
        status_words=fact.event.words,
        responsible="",
        duplicate_of="",
        reopened=row.reopened + 1,
    )


@projects(
    events.Acknowledged,
    events.Assigned,
    events.Recategorised,
    events.Updated,
    events.Closed,
    events.Reopened,
)
def listed_as_update(fact: Fact[Any]) -> None:
    RequestUpdate.objects.create(
        update_id=fact.id,
        service_request_id=_id(fact),
        status=rules.update_status(fact.event),
        updated=fact.accepted,
        words=fact.event.words,
    )


@projects(events.Asked)
def asked(fact: Fact[events.Asked]) -> None:
    event = fact.event
    row = ServiceRequest.objects.get(pk=_id(fact))
    Inquiry.objects.create(
        key=f"{_id(fact)}/{event.question}",
        service_request_id=_id(fact),
        question=event.question,
        words=event.words,
        public=event.public,
        office=row.office,
        asked=fact.accepted,
        until=event.until,
        otherwise=event.otherwise,
        state="waiting",
    )
    _change(fact)


def _end(fact: Fact[Any], state: str, answer: str = "") -> None:
    key = f"{_id(fact)}/{fact.event.question}"
    Inquiry.objects.filter(pk=key).update(state=state, answer=answer, ended=fact.accepted)
    _change(fact)


@projects(events.Answered)
def answered(fact: Fact[events.Answered]) -> None:
    _end(fact, "answered", fact.event.words)
    _photos(fact, fact.event.photos, "answer")


@projects(events.Unanswered)
def unanswered(fact: Fact[events.Unanswered]) -> None:
    _end(fact, "unanswered")


def _count(rating: Rating, by: int) -> None:
    key = f"{rating.year}|{rating.service_code}|{rating.area}"
    RatingTally.objects.bulk_create(
        [RatingTally(key=key, year=rating.year, service_code=rating.service_code, area=rating.area)],
        ignore_conflicts=True,
    )
    RatingTally.objects.filter(key=key).update(**{rating.solved: F(rating.solved) + by})


@projects(events.Rated)
def rated(fact: Fact[events.Rated]) -> None:
    event = fact.event
    row = ServiceRequest.objects.get(pk=_id(fact))
    key = f"{event.closing}/{fact.actor.partition(':')[2]}"
    if before := Rating.objects.filter(pk=key).first():
        _count(before, -1)
    rating = Rating(
        key=key,
        service_request_id=row.pk,
        closing=event.closing,
        solved=event.solved,
        words=event.words,
        service_code=row.service_code,
        area=row.area,
        year=(row.closed or fact.accepted).year,
    )
    rating.save()
    _count(rating, +1)


@projects(events.WordsRemoved)
def words_removed(fact: Fact[events.WordsRemoved]) -> None:
    RequestPhoto.objects.filter(service_request_id=_id(fact), commitment__in=fact.event.commitments).update(
        removed=True
    )
    ServiceRequest.objects.filter(pk=_id(fact)).update(updated=fact.accepted)


@projects(events.Redacted)
def redacted(fact: Fact[events.Redacted]) -> None:
    row = ServiceRequest.objects.get(pk=_id(fact))
    for one in fact.event.redactions:
        RequestUpdate.objects.filter(service_request_id=row.pk, words=one.old).update(words=one.new)
        Rating.objects.filter(service_request_id=row.pk, words=one.old).update(words=one.new)
        Inquiry.objects.filter(service_request_id=row.pk, words=one.old).update(words=one.new)
        Inquiry.objects.filter(service_request_id=row.pk, answer=one.old).update(answer=one.new)
        for name in WORDS:
            if getattr(row, name) == one.old:
                setattr(row, name, one.new)
        if one.file:
            _replace_photo(_id(fact), one)
        for answer in row.answers:
            if answer["commitment"] == one.old:
                answer["commitment"] = one.new
    row.updated = fact.accepted
    row.save()


def _replace_photo(number: str, redaction: events.Redaction) -> None:
    old = RequestPhoto.objects.filter(service_request_id=number, commitment=redaction.old).first()
    if old is None:
        return
    new = RequestPhoto(
        file=redaction.file,
        commitment=redaction.new,
        service_request_id=number,
        stage=old.stage,
        at=old.at,
        removed=old.removed,
    )
    old.delete()
    new.save(force_insert=True)


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@projects(events.Imported)
def imported(fact: Fact[events.Imported]) -> None:
    rows = [json.loads(line) for line in store.get_segment(fact.event.segment).splitlines()]
    made = []
    counts: dict[tuple[str, str, str], int] = {}
    for row in rows:
        made.append(
            ServiceRequest(
                **row
                | {
                    "requested": _time(row["requested"]),
                    "updated": _time(row["updated"]),
                    "expected": _time(row["expected"]),
                    "closed": _time(row["closed"]),
                },
                fact_id=fact.id,
                imported=True,
            )
        )
        key = (row["office"], row["service_code"], row["state"])
        counts[key] = counts.get(key, 0) + 1
    ServiceRequest.objects.bulk_create(made, batch_size=500)
    for key, count in counts.items():
        _tally(*key, count)
