"""Step 2 of reporting: what it is about."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from folkmoot.modules.service_requests import queries, words
from folkmoot.modules.service_requests.models import Service
from folkmoot.modules.service_requests.triage import queries as triage
from folkmoot.modules.service_requests.views.problem import number
from folkmoot.modules.service_requests.views.steps import carried_in, step
from folkmoot.modules.service_requests.views.suggesting import token
from folkmoot.places.geo import is_place
from folkmoot.record import clock

MOST_ALIKE = 3
"""Reports that step 2 names as likely the same; step 1 has listed what is near."""


@require_safe
def what(request: HttpRequest) -> HttpResponse:
    """Step 2: the service. People write what is wrong and get the likeliest three, or take it from the list."""
    query = carried_in(request.GET, "lat", "lon", "address")
    given = carried_in(request.GET, "service", "q", "suggested")
    if given.get("service") and queries.service(given["service"]):
        return redirect(step("details", query | given))
    asked = given.get("q", "")
    offered = queries.services()
    offers = triage.offers(asked, services=offered)
    chosen = query | ({"q": asked, "suggested": token(offers)} if offers else {})
    links = {one.pk: step("details", chosen | {"service": one.service_code}) for one in offered}
    lat, lon = number(query.get("lat", "")), number(query.get("lon", ""))
    placed = lat is not None and lon is not None and is_place(lat, lon)
    alike = triage.here(lat=lat, long=lon, words=asked, limit=MOST_ALIKE) if asked and placed else []
    now = clock.now()
    context = {
        "groups": _groups(offered, asked, links, every=offers is not None),
        "q": asked,
        "query": query,
        "plain": urlencode(query),
        "back": step("report", query | ({"q": asked} if asked else {})),
        "offers": [(one, links[one.service.pk]) for one in offers.offers] if offers else [],
        "alike": [
            (one, words.kind_now(one.shown.row, now), words.state_now(one.shown.row, now))
            for one in alike
            if one.likely
        ],
    }
    return render(request, "service_requests/what.html", context)


def _groups(
    offered: list[Service], asked: str, links: Mapping[str, str], *, every: bool
) -> dict[str, list[tuple[Service, str, str]]]:
    """The list of services that the words find. With ``every`` it is complete when they find none, as a sentence does."""
    groups: dict[str, list[tuple[Service, str, str]]] = {}
    parts = asked.lower().split()
    for one in offered:
        haystack = " ".join([one.service_name, one.description, one.group, *one.keywords]).lower()
        if all(part in haystack for part in parts):
            groups.setdefault(one.group, []).append((one, links[one.pk], words.promise_words(one)))
    return groups if groups or not (every and parts) else _groups(offered, "", links, every=False)
