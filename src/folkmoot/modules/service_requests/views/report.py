"""Reporting in three steps that work without JavaScript: where, what, details."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.files.services import RefusedFile, keep_photo
from folkmoot.modules.service_requests import events, queries, services
from folkmoot.modules.service_requests.forms import DetailsForm
from folkmoot.modules.service_requests.views.who import TooMany, limit, reporter
from folkmoot.people.limits import too_many
from folkmoot.people.links import sign_link
from folkmoot.places import queries as places
from folkmoot.web.maps import MapView, Pin, chooser, read_choice


def _town() -> MapView:
    return MapView.of(places.bounds())


@require_http_methods(["GET", "POST"])
def where(request: HttpRequest) -> HttpResponse:
    """Step 1: the place, on a map or in words. Open reports nearby are offered to join."""
    data = request.POST if request.method == "POST" else request.GET
    choice = read_choice(data, default=_town())
    address = data.get("address", "").strip()[:400]
    found = places.addresses(address, limit=8) if address and data.get("look") else []
    lat, lon, error = choice.lat, choice.lon, ""
    if data.get("next"):
        if lat is not None and lon is not None and not places.inside(lat, lon):
            error = _("This place lies outside the area we look after. Choose a place inside it.")
        elif lat is None and not address:
            error = _("Press the place on the map, or write an address or a description of the place.")
        else:
            query = {"lat": lat, "lon": lon, "address": address, "service": data.get("service", "")}
            kept = {key: value for key, value in query.items() if value not in {None, ""}}
            return redirect(f"{reverse('service_requests:what')}?{urlencode(kept)}")
    near = queries.nearby(lat=lat, long=lon) if lat is not None and lon is not None else []
    pins = [
        Pin(lat=one.row.lat or 0, lon=one.row.long or 0, number=str(at))
        for at, (one, _m) in enumerate(near, 1)
    ]
    context = {
        "map": chooser(choice, label=_("Press the place on the map"), pins=pins),
        "address": address,
        "addresses": found,
        "looked": bool(data.get("look")),
        "near": near,
        "error": error,
        "service": data.get("service", ""),
        "chosen": lat is not None,
    }
    return render(request, "service_requests/where.html", context)


@require_safe
def what(request: HttpRequest) -> HttpResponse:
    """Step 2: the service, found by words or in the list."""
    words = request.GET.get("q", "").strip().lower()[:100]
    query = {name: request.GET[name] for name in ("lat", "lon", "address") if request.GET.get(name)}
    if request.GET.get("service") and queries.service(request.GET["service"]):
        return redirect(
            f"{reverse('service_requests:details')}?{urlencode({**query, 'service': request.GET['service']})}"
        )
    groups: dict[str, list[tuple[object, str]]] = {}
    for one in queries.services():
        haystack = " ".join([one.service_name, one.description, one.group, *one.keywords]).lower()
        if not words or all(word in haystack for word in words.split()):
            link = (
                f"{reverse('service_requests:details')}?{urlencode({**query, 'service': one.service_code})}"
            )
            groups.setdefault(one.group, []).append((one, link))
    context = {"groups": groups, "q": request.GET.get("q", ""), "query": query}
    return render(request, "service_requests/what.html", context)


def _number(text: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """Step 3: words, the service's questions, photos, private contact; then the report is on the record."""
    data = request.POST if request.method == "POST" else request.GET
    service = queries.service(data.get("service", ""))
    if service is None or service.closed:
        return redirect("service_requests:what")
    form = DetailsForm(request.POST or None, request.FILES or None, service=service)
    lat, lon, address = (
        _number(data.get("lat", "")),
        _number(data.get("lon", "")),
        data.get("address", "")[:400],
    )
    if request.method == "POST" and form.is_valid():
        problem = services.Problem(
            service_code=service.service_code,
            title=form.cleaned_data["title"],
            description=form.cleaned_data["description"],
            lat=lat,
            long=lon,
            address=address,
            answers=form.answers(),
        )
        for refusal in services.check_report(problem):
            field = refusal.field if refusal.field in form.fields else f"q_{refusal.field}"
            form.add_error(field if field in form.fields else None, refusal.why)
        if form.is_valid():
            try:
                limit(request)
                photos = _photos(form)
            except RefusedFile as error:
                form.add_error("photos", str(error))
            except TooMany as error:
                return too_many(request, error.verdict)
            else:
                final = replace(problem, photos=photos)
                accepted = services.report(
                    problem=final, reporter=reporter(request, email=form.cleaned_data["email"])
                )
                token = sign_link("receipt", accepted.receipt.fact_id, expires=timedelta(hours=1))
                url = reverse("service_requests:request", args=[accepted.service_request_id])
                return redirect(f"{url}?{urlencode({'sent': token})}")
    context = {"form": form, "service": service, "lat": lat, "lon": lon, "address": address}
    return render(request, "service_requests/details.html", context, status=400 if form.errors else 200)


def _photos(form: DetailsForm) -> list[events.Photo]:
    kept = [keep_photo(one, subject="requests/web") for one in form.cleaned_data["photos"]]
    return [events.Photo(file=one.pk, commitment=one.commitment) for one in kept]
