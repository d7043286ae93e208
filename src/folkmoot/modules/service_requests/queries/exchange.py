"""Reads for other systems: what offices did, and what was handed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from folkmoot.modules.service_requests.models import ForwardedRequest, Forwarding, RequestUpdate, Service
from folkmoot.record import text


@dataclass(frozen=True, slots=True)
class UpdateShown:
    """An act of an office with its public words."""

    row: RequestUpdate
    words: str


def updates(
    *, since: datetime, until: datetime, numbers: Sequence[str] = (), first: int = 0, limit: int = 1000
) -> list[UpdateShown]:
    """Acts of offices in a span of time, oldest first; two queries."""
    rows = RequestUpdate.objects.filter(updated__gte=since, updated__lte=until)
    if numbers:
        rows = rows.filter(service_request_id__in=numbers)
    found = list(rows.order_by("updated", "update_id")[first : first + limit])
    words = text.words_of(one.words for one in found)
    return [UpdateShown(one, words.get(one.words, "")) for one in found]


@dataclass(frozen=True, slots=True)
class ForwardingShown:
    """A forwarded service with how many reports wait, were handed over and are stuck."""

    name: str
    endpoint: str
    active: bool
    waiting: int
    sent: int
    stuck: int


def forwardings() -> list[ForwardingShown]:
    """Every forwarded service by its code; three queries."""
    counts: dict[tuple[str, str], int] = {}
    for one in ForwardedRequest.objects.values("service_code", "state").annotate(n=Count("pk")).order_by():
        counts[one["service_code"], one["state"]] = one["n"]
    rows = list(Forwarding.objects.order_by("service_code"))
    names = {one.pk: one.service_name for one in Service.objects.filter(pk__in=[row.pk for row in rows])}
    return [
        ForwardingShown(
            name=names.get(row.pk, row.pk),
            endpoint=row.endpoint,
            active=row.active,
            waiting=sum(counts.get((row.pk, state), 0) for state in ("waiting", "sending", "asked")),
            sent=counts.get((row.pk, "sent"), 0),
            stuck=counts.get((row.pk, "stuck"), 0),
        )
        for row in rows
    ]


def stuck(*, limit: int = 100) -> list[ForwardedRequest]:
    """Reports that could not be handed over, the oldest first."""
    return list(ForwardedRequest.objects.filter(state="stuck").order_by("due")[:limit])
