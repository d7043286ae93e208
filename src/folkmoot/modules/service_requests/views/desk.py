"""The officers' desk: views and filters, the queue, and the report that is looked at beside it."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from folkmoot.modules.service_requests import desk_words, queries
from folkmoot.modules.service_requests.desk_words import Standing
from folkmoot.modules.service_requests.permits import WORK
from folkmoot.modules.service_requests.triage import queries as triage
from folkmoot.modules.service_requests.triage.queries import Hint
from folkmoot.modules.service_requests.views import desk_map
from folkmoot.modules.service_requests.views.desk_address import asked_in, wanted_by
from folkmoot.modules.service_requests.views.desk_queue import Desk, Facts
from folkmoot.modules.service_requests.views.news import news
from folkmoot.modules.service_requests.views.officer import officer_of
from folkmoot.modules.service_requests.views.pane import pane
from folkmoot.people import access
from folkmoot.places import queries as places
from folkmoot.places.models import Department
from folkmoot.record import clock
from folkmoot.record import queries as record


def offices_of(request: HttpRequest) -> list[str] | None:
    """Offices the officer works for; None means all."""
    offices = access.offices_with(request.user, WORK)
    return None if "" in offices else sorted(offices)


def teams_of(offices: list[str] | None) -> list[Department]:
    """The departments for which the officer works; None means all. One query."""
    return [one for one in places.departments() if offices is None or one.slug in offices]


@access.required(WORK)
@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """A view of the reports of my offices, filtered, as a list or on a map, with one of them beside it.

    ``part`` asks for less: ``pane`` for what stands beside the queue, ``news`` for what happened to the queue since, ``pins``
    for the reports on the map as GeoJSON.
    """
    now, opened = clock.now(), request.GET.get("open", "")
    beside = pane(request, opened, now)
    if request.GET.get("part") == "pane":
        return render(request, "service_requests/_pane.html", beside)
    asked, offices = asked_in(request), offices_of(request)
    teams = teams_of(offices)
    people = access.colleagues([one.slug for one in teams], WORK)
    wanted = wanted_by(request, asked, offices=offices, people=people, now=now)
    match request.GET.get("part"):
        case "news":
            return news(request, wanted)
        case "pins":
            return desk_map.pins(wanted, asked)
    # What happens from here on is news to this page.
    since = record.size()
    on_map = request.GET.get("show") == "map"
    found = queries.page_at_desk(wanted)
    counts = queries.counts(offices=offices, me=request.user.pk, now=now)
    desk = Desk(
        Facts(
            asked=tuple((key, tuple(one) if isinstance(one, list) else one) for key, one in asked.items()),
            after=request.GET["after"] if wanted.after else "",
            opened=opened,
            gone=beside.get("gone", ""),
            beside=beside["pane"] is not None,
            on_map=on_map,
            rows=_rows(found[: queries.PAGE], now),
            more=len(found) > queries.PAGE,
            views=tuple(counts.views.values()),
            dues=tuple(counts.dues.values()),
            still=tuple(counts.services.items()),
            most=queries.MOST_COUNTED,
            services=tuple((one.pk, one.service_name, one.closed) for one in queries.services(closed=True)),
            areas=tuple((one.slug, one.name) for one in places.areas()),
            offices=tuple((one.slug, one.name) for one in places.departments(closed=True)),
            teams=tuple((one.slug, one.name) for one in teams),
            people=people,
            saved=tuple(queries.views_for(person=officer_of(request), offices=offices)),
            administers=access.can(request.user, "service_requests.administer"),
        )
    )
    context = {
        "desk": desk,
        "title": desk.title,
        "map": desk_map.picture(wanted, asked, opened) if on_map else "",
        "beside": render_to_string("service_requests/_pane.html", beside, request) if beside["pane"] else "",
        "since": since,
        "made": now.isoformat(),
    }
    return render(request, "service_requests/desk.html", context)


def _rows(
    lines: Sequence[queries.Line], now: datetime
) -> tuple[tuple[queries.Line, Standing, Hint | None], ...]:
    hints, day = triage.hints(lines), desk_words.today(now)
    return tuple(
        (one, desk_words.standing(one, now, day), hints.get(one.service_request_id)) for one in lines
    )
