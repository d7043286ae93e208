"""The module's share of the home page."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.modules.service_requests import queries, rules, words
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
    if figures := queries.counted():
        days = number(figures.median_hours / 24, 1)
        stats.append(Stat(title=_("Typical time to fix a report"), value=days, unit=_("days")))
        if figures.promised:
            kept = number(100 * figures.in_time / figures.promised, 0)
            stats.append(Stat(title=_("Fixed within the promised time"), value=kept, unit="%"))
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
