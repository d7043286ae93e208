"""What the worker counts again and again, because counting it on every page would read every closing of 90 days."""

from array import array
from datetime import timedelta

from django.db import transaction

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.models import Figures, ServiceRequest
from folkmoot.record import clock

PERIOD = timedelta(days=90)
_CHUNK = 5000


def count_figures() -> int:
    """Count how every service did in the last 90 days, and all of them together. Returns how many rows there are.

    It may run twice at once: both count the same reports, and the rows of the later one stay.
    """
    now = clock.now()
    hours: dict[str, array[float]] = {}
    promised: dict[str, int] = {}
    kept: dict[str, int] = {}
    closings = ServiceRequest.objects.filter(state="resolved", closed__gte=now - PERIOD)
    rows = closings.values_list("service_code", "requested", "closed", "expected").iterator(chunk_size=_CHUNK)
    for code, requested, closed, expected in rows:
        if closed is None:
            continue
        for one in (code, ""):
            hours.setdefault(one, array("d")).append((closed - requested).total_seconds() / 3600)
            if expected is not None:
                promised[one] = promised.get(one, 0) + 1
                kept[one] = kept.get(one, 0) + (closed <= expected)
    found = [
        Figures(
            service_code=one,
            resolved=len(taken),
            promised=promised.get(one, 0),
            in_time=kept.get(one, 0),
            median_hours=rules.median(taken),
            counted=now,
        )
        for one, taken in sorted(hours.items())
    ]
    with transaction.atomic():
        Figures.objects.bulk_create(
            found,
            update_conflicts=True,
            unique_fields=["service_code"],
            update_fields=["resolved", "promised", "in_time", "median_hours", "counted"],
        )
        Figures.objects.exclude(service_code__in=hours).delete()
    return len(found)
