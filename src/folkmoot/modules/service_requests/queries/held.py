"""Reads of reports that are read before they are published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from folkmoot.modules.service_requests.models import HeldContent, HeldRequest, Service
from folkmoot.modules.service_requests.queries.reports import PAGE
from folkmoot.record import text


def held(number: str) -> HeldRequest | None:
    """The report that was, or is, read before it is published, or None."""
    return HeldRequest.objects.filter(pk=number).first()


def held_content(number: str) -> Mapping[str, Any] | None:
    """Private: what a held report says beside its words; None when it is published, refused or taken back."""
    row = HeldContent.objects.filter(pk=number).first()
    return row.content if row else None


@dataclass(frozen=True, slots=True)
class HeldShown:
    """A held report with its private words, for those who read it. ``content`` is None when it was taken back."""

    row: HeldRequest
    service_name: str
    title: str
    description: str
    content: Mapping[str, Any] | None


def waiting(
    *, offices: Sequence[str] | None, after: tuple[datetime, str] | None = None, limit: int = PAGE
) -> list[HeldShown]:
    """Held reports of offices, the oldest first; four queries however many. None means every office."""
    rows = HeldRequest.objects.filter(state="held")
    if offices is not None:
        rows = rows.filter(office__in=offices)
    if after:
        at, number = after
        rows = rows.filter(requested__gte=at).filter(Q(requested__gt=at) | Q(service_request_id__gt=number))
    found = list(rows.order_by("requested", "service_request_id")[:limit])
    kept = HeldContent.objects.in_bulk([one.pk for one in found])
    words = text.private_words_of(part for one in found for part in (one.title, one.description))
    names = {
        one.pk: one.service_name for one in Service.objects.filter(pk__in={o.service_code for o in found})
    }
    return [
        HeldShown(
            row=one,
            service_name=names.get(one.service_code, one.service_code),
            title=words.get(one.title, ""),
            description=words.get(one.description, ""),
            content=kept[one.pk].content if one.pk in kept else None,
        )
        for one in found
    ]
