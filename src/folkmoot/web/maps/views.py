"""The map as an image."""

import hashlib

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.places import queries
from folkmoot.places.geo import is_place
from folkmoot.web.maps.draw import COLOURS, Pin, standalone
from folkmoot.web.maps.frame import LEAST_M, MOST_M, MapView

_LEAST_PIXELS, _MOST_PIXELS, _MOST_PINS, _PIN_PARTS = 16, 1600, 20, 4


def _view(request: HttpRequest) -> MapView:
    if "lat" not in request.GET:
        return MapView.of(queries.bounds())
    lat, lon, metres = (float(request.GET.get(name, "nan")) for name in ("lat", "lon", "m"))
    width, height = int(request.GET.get("w", "640")), int(request.GET.get("h", "480"))
    if not is_place(lat, lon) or not LEAST_M <= metres <= MOST_M:
        raise ValueError(f"{lat}, {lon}, {metres}")
    if not all(_LEAST_PIXELS <= one <= _MOST_PIXELS for one in (width, height)):
        raise ValueError(f"{width} × {height}")
    return MapView(lat, lon, metres, width, height)


def _pin(raw: str) -> Pin:
    parts = raw.split(",")
    if len(parts) != _PIN_PARTS or parts[2] not in COLOURS or len(parts[3]) > _PIN_PARTS:
        raise ValueError(raw)
    pin = Pin(lat=float(parts[0]), lon=float(parts[1]), state=parts[2], number=parts[3])
    if not is_place(pin.lat, pin.lon):
        raise ValueError(raw)
    return pin


@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """An SVG image of ``?lat=&lon=&m=&w=&h=``: ``m`` metres wide, with ``here=lat,lon`` and ``pin=lat,lon,state,number``."""
    try:
        view = _view(request)
        pins = [_pin(one) for one in request.GET.getlist("pin")[:_MOST_PINS]]
        here = _pin(request.GET["here"] + ",here,") if "here" in request.GET else None
    except ValueError as error:
        return JsonResponse(
            {
                "error": {
                    "what": _("this view cannot be drawn"),
                    "where": str(error)[:120],
                    "right": _("lat, lon in degrees, m from 60 to 4000000, w and h from 16 to 1600."),
                }
            },
            status=400,
        )
    drawn = standalone(view, label=_("Map"), pins=pins, here=here)
    response = HttpResponse(drawn, content_type="image/svg+xml")
    response["ETag"] = f'"{hashlib.sha256(drawn).hexdigest()[:32]}"'
    response["Cache-Control"] = "private, max-age=300"
    return response
