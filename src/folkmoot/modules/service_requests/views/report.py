"""Reporting in four steps that work without JavaScript: where, what, details, and a look at it before it is sent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.files.services import RefusedFile
from folkmoot.modules.service_requests import events, queries, rules, services, words
from folkmoot.modules.service_requests.forms import MAX_PHOTOS, DetailsForm
from folkmoot.modules.service_requests.models import Service
from folkmoot.modules.service_requests.triage import queries as triage
from folkmoot.modules.service_requests.triage.duplicates import METRES
from folkmoot.modules.service_requests.views.problem import check, keep_photos, number, problem_of
from folkmoot.modules.service_requests.views.steps import carried_in, step
from folkmoot.modules.service_requests.views.who import limit, receipt_url, reporter
from folkmoot.people.limits import TooMany, too_many
from folkmoot.people.links import LinkError, open_link, sign_link
from folkmoot.places import queries as places
from folkmoot.places.geo import is_place
from folkmoot.record import clock
from folkmoot.web.maps import MapView, Pin, chooser, geojson, read_choice
from folkmoot.web.words import ago, spelled

STREETS_METRES = 700.0
WRITING = timedelta(hours=12)
"""How long photos wait for the last step; drafts are swept after a day."""
PHOTOS = "service_requests.draft_photos"


def _town() -> MapView:
    return MapView.of(places.bounds())


def _view(data: Mapping[str, str]) -> MapView:
    """The town, or the streets around a place that came without a view of its own."""
    view = _town()
    return replace(view, metres=STREETS_METRES) if data.get("lat") and not data.get("map_m") else view


@require_http_methods(["GET", "POST"])
def where(request: HttpRequest) -> HttpResponse:
    """Step 1: the place, on a map or in words. Open reports nearby are offered to join."""
    data = request.POST if request.method == "POST" else request.GET
    choice = read_choice(data, default=_view(data))
    address = (data.get("words", "").strip() or data.get("address", "").strip())[:400]
    found = places.addresses(address, limit=8) if address and data.get("look") else []
    lat, lon, error = choice.lat, choice.lon, ""
    carried = carried_in(data, "service", "q", "suggested")
    if data.get("next"):
        if lat is not None and lon is not None and not places.inside(lat, lon):
            error = _("This place lies outside the area we look after. Choose a place inside it.")
        elif lat is None and not address:
            error = _("Press the place on the map, or write an address or a description of the place.")
        else:
            query = {"lat": lat, "lon": lon, "address": address, **carried}
            kept = {key: value for key, value in query.items() if value not in {None, ""}}
            return redirect(step("what", kept))
    near = _near(lat, lon, carried) if lat is not None and lon is not None else []
    pins = [
        Pin(lat=one.row.lat or 0, lon=one.row.long or 0, number=str(at), state=kind)
        for at, (one, kind, *_rest) in enumerate(near, 1)
    ]
    place = _place_words(lat, lon) if lat is not None and lon is not None else ""
    pins_url = step("near", {"lat": lat, "lon": lon} | carried_in(data, "service", "q")) if near else ""
    count = len(near)
    context = {
        "map": chooser(
            choice, label=_("Press the place on the map"), pins=pins, pins_url=pins_url, words=place
        ),
        "address": address,
        "addresses": found,
        "looked": bool(data.get("look")),
        "near": near,
        "near_words": ngettext(
            "One open report within %(metres)s metres. If it is yours too, join it. You get the same news, and "
            "the team sees how many people it affects.",
            "%(count)s open reports within %(metres)s metres. If one is yours too, join it. You get the same news, "
            "and the team sees how many people it affects.",
            count,
        )
        % {"count": count, "metres": METRES},
        "error": error,
        "carried": carried,
        "plain": urlencode(carried),
        "chosen": lat is not None,
        "place": place,
    }
    return render(request, "service_requests/where.html", context, status=400 if error else 200)


def _near(
    lat: float, lon: float, carried: Mapping[str, str]
) -> list[tuple[queries.Shown, str, str, str, str, str]]:
    """Open reports around a place, likeliest the same first: report, colour, state, distance, a line, what is in common."""
    now = clock.now()
    found = []
    for alike in triage.here(
        lat=lat,
        long=lon,
        words=carried.get("q", ""),
        service_code=carried.get("service", ""),
        joinable=True,
    ):
        one, metres = alike.shown, alike.likeness.metres or 0.0
        kind = words.kind_now(one.row, now)
        people = ngettext("%(n)s person", "%(n)s people", one.row.supporters) % {"n": one.row.supporters}
        line = _("%(when)s. %(people)s, %(service)s") % {
            "when": ago(one.row.requested),
            "people": people,
            "service": one.service_name,
        }
        if kind == "late":
            line += f". {words.promise_heading(one.row, now)}"
        state = words.state_now(one.row, now)
        away = _("%(metres)d m away") % {"metres": max(round(metres, -1), 10)}
        found.append((one, kind, state, away, line, capfirst(", ".join(triage.in_common(alike.likeness)))))
    return found


@require_safe
def near(request: HttpRequest) -> HttpResponse:
    """The numbered pins of step 1 as GeoJSON (RFC 7946), for a map that moves."""
    lat, lon = number(request.GET.get("lat", "")), number(request.GET.get("lon", ""))
    if lat is None or lon is None or not is_place(lat, lon):
        return JsonResponse({"errors": [{"description": _("Give lat and lon in degrees.")}]}, status=400)
    pins = [
        Pin(lat=one.row.lat, lon=one.row.long, number=str(at), state=kind, name=one.title, url=one.url)
        for at, (one, kind, *_rest) in enumerate(_near(lat, lon, carried_in(request.GET, "service", "q")), 1)
        if one.row.lat is not None and one.row.long is not None
    ]
    return JsonResponse(
        geojson(pins),
        content_type="application/geo+json",
        headers={"Cache-Control": "private, no-store"},
    )


def _place_words(lat: float, lon: float) -> str:
    """The nearest address, or the area, of a chosen place."""
    if near := places.nearest_address(lat, lon):
        return _("Near %(address)s") % {"address": near[0].label}
    hit = places.area_at(lat, lon)
    return hit.name if hit else _("The place that you chose")


@never_cache
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """Steps 3 and 4: words, questions, photos and private contact; then all of it to look at, and it is sent.

    Between the steps the answers travel in the form, and photos wait privately under a signed token.
    """
    data = request.POST if request.method == "POST" else request.GET
    service = queries.service(data.get("service", "").replace("\x00", ""))
    if service is None or service.closed:
        return redirect("service_requests:what")
    if request.method != "POST" or data.get("change"):
        form = DetailsForm(initial=_first_words(data) | _initial(data, service), service=service)
        return _details(request, form, data)
    form = DetailsForm(request.POST, request.FILES, service=service)
    if not check(form, data):
        return _details(request, form, data)
    kept = _kept(data)
    try:
        if form.cleaned_data["photos"] or data.get("send"):
            limit(request)
        if len(kept) + len(form.cleaned_data["photos"]) > MAX_PHOTOS:
            raise RefusedFile(_("Send at most 5 photos"))
        kept += keep_photos(form.cleaned_data["photos"])
    except RefusedFile as error:
        form.add_error("photos", str(error))
        return _details(request, form, data)
    except TooMany as error:
        return too_many(request, error.verdict)
    if not data.get("send"):
        return _check(request, form, data, kept)
    accepted, _new = services.report_once(
        key=_key(data.get("once", "")),
        problem=problem_of(form, data, photos=kept),
        reporter=reporter(request, email=form.cleaned_data["email"]),
    )
    return redirect(receipt_url(accepted))


def _key(text: str) -> str:
    """The number that the last step gave this report, so that a second press sends nothing; a new one without."""
    try:
        return str(UUID(text))
    except ValueError:
        return str(uuid4())


def _kept(data: QueryDict) -> list[events.Photo]:
    """Photos that were sent in an earlier step; a token that is forged or too old has none."""
    try:
        return [
            events.Photo(file=file, commitment=commitment)
            for file, commitment in open_link(PHOTOS, data.get("kept", ""))
        ]
    except LinkError:
        return []


def _initial(data: QueryDict, service: Service) -> dict[str, Any]:
    """What was filled in before, for somebody who goes back to change it."""
    lists = {f"q_{one['code']}" for one in service.questions if one["datatype"] == "multivaluelist"}
    return {name: data.getlist(name) if name in lists else data[name] for name in data}


def _first_words(data: QueryDict) -> dict[str, str]:
    """Where the words of step 2 go, so that nobody writes them twice: the title when they fit into it."""
    asked = carried_in(data, "q").get("q", "")
    return {"title" if len(asked) <= rules.MAX_TITLE else "description": asked}


def _place(data: QueryDict) -> dict[str, Any]:
    return {
        "lat": number(data.get("lat", "")),
        "lon": number(data.get("lon", "")),
        "address": data.get("address", "").replace("\x00", "")[:400],
    }


def _details(request: HttpRequest, form: DetailsForm, data: QueryDict) -> HttpResponse:
    kept = len(_kept(data))
    query = carried_in(data, "lat", "lon", "address", "q")
    chosen = query | carried_in(data, "suggested")
    context = {
        "back": step("what", query),
        "place_url": step("report", chosen | {"service": form.service.pk}),
        "carried": carried_in(data, "q", "suggested"),
        "form": form,
        "service": form.service,
        "promise": words.promise_words(form.service),
        "clock": words.CLOCKS[form.service.promise_clock],
        "kept": data.get("kept", "") if kept else "",
        "kept_words": ngettext("%(n)s photo is kept", "%(n)s photos are kept", kept)
        % {"n": capfirst(spelled(kept))}
        if kept
        else "",
        **_place(data),
    }
    return render(request, "service_requests/details.html", context, status=400 if form.errors else 200)


def _check(
    request: HttpRequest, form: DetailsForm, data: QueryDict, kept: list[events.Photo]
) -> HttpResponse:
    """Step 4: everything once more, with what is public and what is not."""
    place = _place(data)
    lat, lon = place["lat"], place["lon"]
    hidden = [(name, value) for name in form.fields if name != "photos" for value in data.getlist(name)]
    count = len(kept)
    rows = [(_("Kind"), form.service.service_name)]
    rows.append(
        (
            _("Place"),
            place["address"] or (_place_words(lat, lon) if lat is not None and lon is not None else ""),
        )
    )
    rows += [(str(form.fields[name].label), shown) for name, shown in form.shown()]
    rows.append((_("Photos"), spelled(count) if count else _("none")))
    context = {
        "service": form.service,
        "rows": rows,
        "email": form.cleaned_data["email"],
        "hidden": [*carried_in(data, "q", "suggested").items(), *hidden],
        "kept": sign_link(PHOTOS, [[one.file, one.commitment] for one in kept], expires=WRITING)
        if kept
        else "",
        "once": uuid4(),
        "promise": words.promise_words(form.service),
        "clock": words.CLOCKS[form.service.promise_clock],
        **place,
    }
    return render(request, "service_requests/check.html", context)
