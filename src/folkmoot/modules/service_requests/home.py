"""The module's share of the home page."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.modules.service_requests import metrics, queries, rules, words
from folkmoot.record import clock
from folkmoot.web.home import Door, HomeParts, Stat
from folkmoot.web.maps import Pin
from folkmoot.web.words import number

PINS = 40


def parts(_request: HttpRequest) -> HomeParts:
    """Door, figures and pins of the newest open reports."""
    tallies = queries.tallies()
    open_now = sum(tallies.get(state, 0) for state in rules.OPEN_STATES)
    fixed = tallies.get("resolved", 0)
    stats = []
    days, kept = metrics.median_days(), metrics.in_time()
    if days is not None:
        stats.append(Stat(title=_("Typical time to close a report"), value=number(days, 1), unit=_("days")))
    if kept is not None:
        stats.append(Stat(title=_("Closed within the promised time"), value=number(kept, 0), unit="%"))
    now = clock.now()
    rows = queries.matching(queries.Filter(status="open")).filter(lat__isnull=False)[:PINS]
    pins = [
        Pin(
            lat=row.lat or 0,
            lon=row.long or 0,
            state="late"
            if rules.is_late(state=row.state, expected=row.expected, closed=row.closed, now=now)
            else words.KINDS[row.state],
        )
        for row in rows
    ]
    counted = {"open": number(open_now), "fixed": number(fixed)}
    return HomeParts(
        doors=[
            Door(
                title=_("Report a problem"),
                text=_("Potholes, lights, bins, trees. It takes about a minute."),
                url=reverse("service_requests:report"),
                count=_("%(open)s open, %(fixed)s fixed") % counted,
                art="report",
                order=10,
            )
        ],
        stats=stats,
        pins=pins,
        near=_("%(open)s reports are open. The pins show the newest.") % counted,
    )
