"""The officers' desk: views and filters, the queue, and the report that is looked at beside it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from folkmoot.modules.service_requests import desk_words, queries
from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.modules.service_requests.permits import WORK
from folkmoot.modules.service_requests.triage import queries as triage
from folkmoot.modules.service_requests.views import desk_map
from folkmoot.modules.service_requests.views.bulk import ACTS
from folkmoot.modules.service_requests.views.desk_address import address, asked_in, wanted_by
from folkmoot.modules.service_requests.views.news import news
from folkmoot.modules.service_requests.views.officer import officer_of
from folkmoot.modules.service_requests.views.pane import pane
from folkmoot.people import access
from folkmoot.people.models import Person
from folkmoot.places import queries as places
from folkmoot.places.models import Department
from folkmoot.record import clock
from folkmoot.record import queries as record
from folkmoot.web.words import number as figure


def offices_of(request: HttpRequest) -> list[str] | None:
    """Offices the officer works for; None means all."""
    offices = access.offices_with(request.user, WORK)
    return None if "" in offices else sorted(offices)


def teams_of(offices: list[str] | None) -> list[Department]:
    """The departments for which the officer works; None means all. One query."""
    return [one for one in places.departments() if offices is None or one.slug in offices]


def colleagues(teams: list[Department]) -> list[Person]:
    """Everybody who works in one of the teams, by name. One query."""
    working = access.people_in([one.slug for one in teams], WORK)
    people = {one.pk: one for some in working.values() for one in some}
    return sorted(people.values(), key=lambda one: one.get_short_name().casefold())


@access.required(WORK)
@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """A view of the reports of my offices, filtered, as a list or on a map, with one of them beside it.

    ``part`` asks for less: ``pane`` for what stands beside the queue, ``news`` for what happened to the queue since, ``pins``
    for the reports on the map as GeoJSON.
    """
    now = clock.now()
    beside = pane(request, request.GET.get("open", ""), now)
    if request.GET.get("part") == "pane":
        return render(request, "service_requests/_pane.html", beside)
    asked, offices = asked_in(request), offices_of(request)
    teams = teams_of(offices)
    people = colleagues(teams)
    wanted = wanted_by(request, asked, offices=offices, people=people, now=now)
    match request.GET.get("part"):
        case "news":
            return news(request, wanted)
        case "pins":
            return desk_map.pins(wanted, asked)
    # What happens from here on is news to this page.
    since = record.size()
    on_map, opened = request.GET.get("show") == "map", request.GET.get("open", "")
    found = queries.page_at_desk(wanted)
    counts = queries.counts(offices=offices, me=request.user.pk, now=now)
    after = request.GET["after"] if wanted.after else ""
    context = {
        **beside,
        "asked": asked,
        "title": desk_words.view_name(asked["view"]),
        "views": [
            (key, name, _counted(counts.views[key]), address({"view": key})) for key, name in desk_words.VIEWS.items()
        ],
        "summary": _summary(counts.views),
        "items": _items(found[: queries.PAGE], asked, now, opened, after),
        "next": _next(found, asked),
        "news_since": str(since),
        "news_from": now.isoformat(),
        "list_url": address(asked),
        "map_url": address(asked, show="map"),
        "map": desk_map.picture(wanted, asked, opened) if on_map else "",
        "chips": _chips(asked, people),
        "acts": ACTS.items(),
        "saved": queries.views_for(person=officer_of(request), offices=offices),
        "query": address(asked).removeprefix("?"),
        "clear": address({"view": asked["view"]}),
        **_choices(asked, offices, teams, people, counts.dues),
    }  # fmt: skip
    return render(request, "service_requests/desk.html", context)


def _counted(count: int) -> str:
    return f"{queries.MOST_COUNTED}+" if count > queries.MOST_COUNTED else figure(count)


def _summary(counts: Mapping[str, int]) -> str:
    return _("%(open)s open, %(late)s late, %(new)s need a decision.") % {
        "open": _counted(counts["all"]),
        "late": _counted(counts["late"]),
        "new": _counted(counts["new"]),
    }


def _items(
    rows: list[ServiceRequest], asked: Mapping[str, Any], now: datetime, opened: str, after: str
) -> list[dict[str, Any]]:
    shown = queries.shown(rows)
    hints, holders = triage.hints(shown), queries.holders(one.pk for one in rows)
    return [
        {
            "number": one.row.pk,
            "title": one.title,
            "service": one.service_name,
            "area": one.area_name,
            "office": one.office_name,
            "supporters": one.row.supporters,
            "state": desk_words.state(one.row, now),
            "kind": desk_words.kind(one.row, now),
            "due": desk_words.due(one.row, now),
            "hint": hints.get(one.row.pk),
            "holder": holders[one.row.pk].get_short_name() if one.row.pk in holders else "",
            "priority": desk_words.PRIORITIES[one.row.priority] if one.row.priority != "normal" else "",
            "url": address(asked, open=one.row.pk, after=after) + "#pane",
            "chosen": one.row.pk == opened,
        }
        for one in shown
    ]


def _next(found: list[ServiceRequest], asked: Mapping[str, Any]) -> str:
    """The address of the next page, empty on the last."""
    if len(found) <= queries.PAGE:
        return ""
    last = found[queries.PAGE - 1]
    at = getattr(last, queries.order_of(asked["view"]).lstrip("-"))
    return address(asked, after=f"{at.isoformat()},{last.pk}")


def _chips(asked: Mapping[str, Any], people: list[Person]) -> list[tuple[str, str]]:
    """Each filter that is on, with the address without it."""
    names = {one.pk: one.service_name for one in queries.services(closed=True)}
    chips = [
        (str(desk_words.DUE[one]), address(asked, due=[it for it in asked["due"] if it != one]))
        for one in asked["due"]
    ]
    chips += [
        (names.get(one, one), address(asked, service=[it for it in asked["service"] if it != one]))
        for one in asked["service"]
    ]
    spoken = {
        "area": {one.slug: one.name for one in places.areas()},
        "priority": desk_words.PRIORITIES,
        "office": {one.slug: one.name for one in places.departments(closed=True)},
        "who": {str(one.pk): one.get_short_name() for one in people} | {queries.NOBODY: _("Nobody")},
    }
    for key, known in spoken.items():
        if asked[key]:
            chips.append((str(known.get(asked[key], asked[key])), address(asked, **{key: ""})))
    return [*chips, (f"“{asked['q']}”", address(asked, q=""))] if asked["q"] else chips


def _choices(
    asked: Mapping[str, Any],
    offices: list[str] | None,
    teams: list[Department],
    people: list[Person],
    dues: Mapping[str, int],
) -> dict[str, Any]:
    """What the filters offer."""
    counts = queries.open_by_service(offices=offices)
    return {
        "services": [
            (one.pk, one.service_name, _counted(counts.get(one.pk, 0)), one.pk in asked["service"])
            for one in queries.services()
            if one.pk in counts or one.pk in asked["service"]
        ],
        "dues": [
            (key, name, _counted(dues[key]), key in asked["due"]) for key, name in desk_words.DUE.items()
        ],
        "areas": [(one.slug, one.name) for one in places.areas()],
        "priorities": list(desk_words.PRIORITIES.items()),
        "teams": [(one.slug, one.name) for one in teams] if len(teams) > 1 else [],
        "sharing": teams,
        "people": [(str(one.pk), one.get_short_name()) for one in people],
        "nobody": queries.NOBODY,
    }
