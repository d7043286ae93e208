"""Numbers that other parts may ask for; each is defined in the manifest."""

from datetime import timedelta

from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.record import clock

MOST = 20_000
"""Closings looked at; a city closes fewer in 90 days, and a larger one is sampled by the newest."""


def _closings() -> list[tuple[float, bool | None]]:
    """Days to fix and whether within the promise (None without one), for the last 90 days."""
    rows = ServiceRequest.objects.filter(state="resolved", closed__gte=clock.now() - timedelta(days=90))
    return [
        ((closed - requested).total_seconds() / 86400, None if expected is None else closed <= expected)
        for requested, closed, expected in rows.order_by("-updated").values_list(
            "requested", "closed", "expected"
        )[:MOST]
        if closed is not None
    ]


def median_days() -> float | None:
    """Median days from report to fix; None without any."""
    days = sorted(one for one, _promise in _closings())
    return days[len(days) // 2] if days else None


def in_time() -> float | None:
    """Per cent of promised reports that were fixed by their promise; None without any."""
    promised = [kept for _days, kept in _closings() if kept is not None]
    return 100 * sum(promised) / len(promised) if promised else None
