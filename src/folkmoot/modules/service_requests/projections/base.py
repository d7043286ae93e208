"""What every projection of a report shares."""

from typing import Any

from django.db.models import F

from folkmoot.modules.service_requests import events
from folkmoot.modules.service_requests.models import (
    RequestPhoto,
    RequestTally,
    ServiceRequest,
)
from folkmoot.record.event import Fact


def number_of(fact: Fact[Any]) -> str:
    """The number of the report that a fact is about."""
    return fact.subject.partition("/")[2]


def tally(office: str, service: str, state: str, by: int) -> None:
    """Count reports of an office, a service and a state, up or down."""
    key = f"{office}|{service}|{state}"
    if not RequestTally.objects.filter(key=key).update(count=F("count") + by):
        RequestTally.objects.bulk_create(
            [RequestTally(key=key, office=office, service_code=service, state=state)], ignore_conflicts=True
        )
        RequestTally.objects.filter(key=key).update(count=F("count") + by)


def row_of(fact: Fact[Any]) -> ServiceRequest:
    """Where the report that a fact is about stands."""
    return ServiceRequest.objects.get(pk=number_of(fact))


def said(words: str) -> dict[str, Any]:
    """The change by which an office's words become those of the report's state; none without words."""
    return {"status_words": words} if words else {}


def change(fact: Fact[Any], row: ServiceRequest | None = None, *, first: str = "", **changes: Any) -> None:
    """Update the row and move it from one tally to another. ``first`` names a time that is set once.

    ``row`` is for those who read it already.
    """
    row = row or row_of(fact)
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
        # Always in one order, so that two reports that change places never wait for each other's counts.
        for key, by in sorted([(before, -1), (after, +1)]):
            tally(*key, by)


def keep_photos(fact: Fact[Any], photos: tuple[events.Photo, ...], stage: str) -> None:
    """Keep the photos that a fact published."""
    RequestPhoto.objects.bulk_create(
        [
            RequestPhoto(
                file=one.file,
                commitment=one.commitment,
                service_request_id=number_of(fact),
                stage=stage,
                at=fact.accepted,
            )
            for one in photos
        ]
    )
