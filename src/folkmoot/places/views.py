"""Pages about areas and departments, and the data that maps and forms ask for."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.places import base, queries
from folkmoot.places.geo import Bounds, grid, is_place

_MOST_ADDRESSES = 25
_HOUR = "public, max-age=3600, stale-while-revalidate=86400"


def _refusal(what: str, where: str, right: str) -> JsonResponse:
    return JsonResponse({"error": {"what": what, "where": where, "right": right}}, status=400)


class _BadInput(ValueError):
    def __init__(self, what: str, where: str, right: str) -> None:
        super().__init__(what)
        self.answer = _refusal(what, where, right)


def _number(request: HttpRequest, name: str) -> float:
    raw = request.GET.get(name, "")
    try:
        return float(raw)
    except ValueError as error:
        raise _BadInput(
            _("%(value)r is not a number") % {"value": raw[:40]}, name, _("Give degrees with a point: 52.48.")
        ) from error


def _day(request: HttpRequest) -> date | None:
    raw = request.GET.get("on", "")
    try:
        return date.fromisoformat(raw) if raw else None
    except ValueError as error:
        raise _BadInput(
            _("%(value)r is not a date") % {"value": raw[:40]}, "on", _("Write 2026-03-12.")
        ) from error


def _box(request: HttpRequest) -> Bounds | None:
    raw = request.GET.get("bbox", "")
    if not raw:
        return None
    try:
        west, south, east, north = (float(one) for one in raw.split(","))
    except ValueError as error:
        raise _BadInput(
            _("%(value)r is not a box") % {"value": raw[:80]},
            "bbox",
            _("Write west,south,east,north in degrees."),
        ) from error
    if not (is_place(south, west) and is_place(north, east) and south <= north and west <= east):
        raise _BadInput(
            _("%(value)r is not a box") % {"value": raw[:80]},
            "bbox",
            _("Write west,south,east,north in degrees."),
        )
    return Bounds(west, south, east, north)


def _document(request: HttpRequest, *, etag: str, packed: bytes, plain: bytes | None = None) -> HttpResponse:
    """GeoJSON that changes only with its hash: gzip for those who take it, 304 for those who have it."""
    known = {one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")}
    response: HttpResponse
    if known & {f'"{etag}"', "*"}:
        response = HttpResponse(status=304)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(packed, content_type="application/geo+json")
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(plain or base.unpacked(packed), content_type="application/geo+json")
    # Weak, because both encodings carry it; the hash is of the document, not of the bytes sent.
    response["ETag"] = f'W/"{etag}"'
    response["Cache-Control"] = _HOUR
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """The institution, its departments, and each set of areas with what belongs to it."""
    sets = [(version, queries.areas(version.set)) for version in queries.area_sets()]
    return render(
        request,
        "places/areas.html",
        {"institution": queries.institution(), "departments": queries.departments(), "sets": sets},
    )


@require_safe
def area(request: HttpRequest, set_slug: str, slug: str) -> HttpResponse:
    """One area as it is today."""
    found = queries.area(set_slug, slug)
    version = queries.area_version(set_slug)
    if found is None or version is None:
        raise Http404
    others = [one for one in queries.areas(set_slug) if one.slug != slug]
    return render(
        request, "places/area.html", {"area": found, "only": [found], "version": version, "others": others}
    )


@require_safe
def areas_geojson(request: HttpRequest, set_slug: str) -> HttpResponse:
    """The areas of a set on a day (``?on=2026-03-12``, today when not given), as they were published."""
    try:
        version = queries.area_version(set_slug, on=_day(request))
    except _BadInput as bad:
        return bad.answer
    if version is None:
        raise Http404
    plain = queries.document(version.segment)
    return _document(request, etag=version.segment, packed=base.packed(version.segment), plain=plain)


@require_safe
def base_geojson(request: HttpRequest) -> HttpResponse:
    """The base map; ``?detail=low`` leaves buildings out, ``?bbox=`` gives the buildings and blocks of a box only."""
    drawn = queries.base_map()
    if drawn is None:
        raise Http404
    try:
        box = _box(request)
    except _BadInput as bad:
        return bad.answer
    detail = request.GET.get("detail", "full")
    if detail not in base.DETAILS:
        return _refusal(_("%(value)r is not a detail") % {"value": detail[:20]}, "detail", _("low or full."))
    if box is not None:
        plain = base.within(drawn.segment, box)
        return _document(
            request, etag=f"{drawn.segment}-{base.box_name(box)}", packed=base.pack(plain), plain=plain
        )
    return _document(request, etag=f"{drawn.segment}-{detail}", packed=base.packed(drawn.segment, detail))


@require_safe
def addresses_json(request: HttpRequest) -> HttpResponse:
    """Addresses for ``?q=`` as somebody types it, at most 25."""
    q = request.GET.get("q", "")
    if not q.strip():
        return _refusal(_("the words are missing"), "q", _("Write a street, a number or a postcode."))
    try:
        limit = max(1, min(_MOST_ADDRESSES, int(request.GET.get("limit", "10"))))
    except ValueError:
        return _refusal(_("this is not a whole number"), "limit", _("Give 1 to 25."))
    found = [
        {"id": one.id, "label": one.label, "lat": one.lat, "lon": one.lon}
        for one in queries.addresses(q.replace("\x00", " "), limit=limit)
    ]
    return JsonResponse({"addresses": found}, headers={"Cache-Control": _HOUR})


@require_safe
def at_json(request: HttpRequest) -> HttpResponse:
    """What is at ``?lat=&lon=``: inside or not, the district, the nearest address, the place rounded to 10 metres."""
    try:
        lat, lon = _number(request, "lat"), _number(request, "lon")
    except _BadInput as bad:
        return bad.answer
    if not is_place(lat, lon):
        return _refusal(
            _("this is no place on earth"), "lat, lon", _("Latitude −90 to 90, longitude −180 to 180.")
        )
    hit = queries.area_at(lat, lon)
    near = queries.nearest_address(lat, lon)
    round_lat, round_lon = grid(lat, lon)
    answer: dict[str, Any] = {
        "lat": round_lat,
        "lon": round_lon,
        "inside": queries.inside(lat, lon),
        "area": {"key": hit.key, "name": hit.name} if hit else None,
        "address": {"id": near[0].id, "label": near[0].label, "metres": round(near[1])} if near else None,
    }
    # Where somebody stands is nobody else's business, not even a cache's.
    return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})
