"""What another case system does to a report: the same acts as an officer's, each done once however often it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from folkmoot.modules.service_requests import events, queries, rules
from folkmoot.modules.service_requests.models import ExternalUpdate
from folkmoot.modules.service_requests.services import working
from folkmoot.modules.service_requests.services.base import NotFound, demand, on
from folkmoot.places import queries as places
from folkmoot.record import clock
from folkmoot.record.receipt import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An update from outside. ``source`` and ``update_id`` make it one; ``status`` is of rules.UPDATE_STATUSES."""

    source: str
    update_id: str
    number: str
    status: str
    words: str = ""
    responsible: str = ""
    duplicate_of: str = ""
    photos: Sequence[events.Photo] = ()


def take_update(told: Told) -> str:
    """Do what an update says in the name of the report's office; returns the id of our own update.

    The same update again returns the same id and does nothing. Raises Refused, or NotFound for the report.
    """
    if told.status not in rules.UPDATE_STATUSES:
        demand(
            rules.Refusal.of(
                "status", "status is one of %(choices)s", choices=", ".join(rules.UPDATE_STATUSES)
            )
        )
    if done := _done(told):
        return done
    try:
        with transaction.atomic():
            # The row comes first, so that a second one waits here until it knows how the first one ended.
            row = ExternalUpdate.objects.create(
                source=told.source, update_id=told.update_id, received=clock.now()
            )
            row.fact_id = _act(told).fact_id
            row.save()
            return row.fact_id
    except IntegrityError:
        if done := _done(told):
            return done
        raise


def was_taken(told: Told) -> bool:
    """Whether this update was done before."""
    return bool(_done(told))


def forwarded(*, number: str, system: str, external_id: str) -> Receipt:
    """Record that a report was handed to another system, which knows it as ``external_id``."""
    row = queries.request(number)
    if row is None:
        raise NotFound("there is no report '%(number)s'", number=number)
    with on(number, f"office:{row.office}") as (fact, _row, _subject):
        return fact(events.Forwarded(system=system, external_id=external_id))


def _done(told: Told) -> str:
    rows = ExternalUpdate.objects.filter(source=told.source, update_id=told.update_id)
    return rows.values_list("fact_id", flat=True).first() or ""


def _act(told: Told) -> Receipt:
    row = queries.request(told.number)
    if row is None:
        raise NotFound("there is no report '%(number)s'", number=told.number)
    number, office = told.number, row.office
    said, wanted = told.words.strip(), rules.UPDATE_STATUSES[told.status]
    if wanted in rules.REASONS:
        responsible = told.responsible.strip() or _office_name(office)
        return working.close(
            number=number,
            office=office,
            reason=wanted,
            words=said,
            responsible=responsible if wanted == "declined" else "",
            duplicate_of=told.duplicate_of,
            photos=told.photos,
        )
    if row.state not in rules.OPEN_STATES:
        return working.reopen(number=number, actor=f"office:{office}", words=said)
    if row.state == "new" and wanted != "work" and not told.photos:
        return working.acknowledge(number=number, office=office, words=said)
    return working.update(number=number, office=office, words=said, photos=told.photos)


def _office_name(slug: str) -> str:
    return next((one.name for one in places.departments(closed=True) if one.slug == slug), slug)
