"""Choosing a place on a map inside a form, with or without JavaScript.

Without it the map is an ``<input type="image">``: a press sends the pixel, buttons send a step, and the server draws
the next view. With it ``<fm-map>`` replaces the picture and writes the same hidden fields.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from folkmoot.places.geo import is_place
from folkmoot.web.maps.draw import Pin
from folkmoot.web.maps.frame import LEAST_M, MOST_M, MOVES, ZOOMS, MapView, point_of_click

SIZES = ((288, 288), (640, 480))
"""A picture for phones and one for wider windows; a style sheet shows one of them."""

_CLICK = re.compile(r"at_(\d{2,4})x(\d{2,4})\.x\Z")
_MOST_PIXELS = 1600


@dataclass(frozen=True, slots=True)
class Choice:
    """What a form said: the view, the chosen place or None, and whether it was only about the map.

    ``map_only`` means: show the form again, nothing was meant to be sent yet.
    """

    view: MapView
    lat: float | None = None
    lon: float | None = None
    map_only: bool = False


def _number(data: Mapping[str, str], name: str) -> float | None:
    try:
        found = float(data.get(name) or "")
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def read_choice(data: Mapping[str, str], *, default: MapView) -> Choice:
    """The choice in a form's data (POST or GET). What cannot be read is taken as absent, never as an error.

    A keyboard presses an image at 0, 0 in browsers, so that point means the middle: move the map until the
    place is in its middle, then press Enter.
    """
    lat, lon, metres = _number(data, "map_lat"), _number(data, "map_lon"), _number(data, "map_m")
    view = default
    if lat is not None and lon is not None and is_place(lat, lon):
        view = view.around(lat, lon)
    if metres is not None:
        view = replace(view, metres=max(LEAST_M, min(MOST_M, metres)))
    chosen_lat, chosen_lon = _number(data, "lat"), _number(data, "lon")
    if chosen_lat is None or chosen_lon is None or not is_place(chosen_lat, chosen_lon):
        chosen_lat = chosen_lon = None
    move = data.get("map_move", "")
    if move in MOVES or move in ZOOMS:
        return Choice(view.moved(move), chosen_lat, chosen_lon, map_only=True)
    for name in data:
        if not (match := _CLICK.match(name)):
            continue
        width, height = min(_MOST_PIXELS, int(match[1])), min(_MOST_PIXELS, int(match[2]))
        x, y = _number(data, name), _number(data, f"{name[:-2]}.y")
        if x is None or y is None:
            continue
        if x == 0 and y == 0:
            x, y = width / 2, height / 2
        x, y = max(0.0, min(float(width), x)), max(0.0, min(float(height), y))
        at = point_of_click(view.sized(width, height), x, y)
        return Choice(view.around(*at), round(at[0], 6), round(at[1], 6), map_only=True)
    if chosen_lat is not None and chosen_lon is not None and lat is None:
        view = view.around(chosen_lat, chosen_lon)
    return Choice(view, chosen_lat, chosen_lon)


def picture_url(view: MapView, *, pins: Sequence[Pin] = (), here: tuple[float, float] | None = None) -> str:
    """The address of the view as an image; at most 20 pins."""
    query: list[tuple[str, str]] = [
        ("lat", f"{view.lat:.6f}"),
        ("lon", f"{view.lon:.6f}"),
        ("m", f"{view.metres:.0f}"),
        ("w", str(view.width)),
        ("h", str(view.height)),
    ]
    if here:
        query.append(("here", f"{here[0]:.6f},{here[1]:.6f}"))
    query += [("pin", f"{one.lat:.5f},{one.lon:.5f},{one.state},{one.number}") for one in pins[:20]]
    return f"{reverse('maps:picture')}?{urlencode(query)}"


def chooser(
    choice: Choice,
    *,
    label: str,
    pins: Sequence[Pin] = (),
    pins_url: str = "",
    words: str = "",
    says: str = "address",
) -> SafeString:
    """The map as part of a form: hidden fields ``lat`` and ``lon``, pictures to press, steps, and the island.

    ``label`` says what to do, ``words`` names the place that is chosen, ``pins_url`` gives GeoJSON points.
    ``says`` is what a map that moves calls a place by: its nearest address, or only its area.
    """
    view = choice.view
    here = (choice.lat, choice.lon) if choice.lat is not None and choice.lon is not None else None
    images = format_html_join(
        "",
        '<input type="image" class="fm-choose__image fm-choose__image--{}" name="at_{}x{}" src="{}" width="{}" height="{}"'
        ' alt="{}" formnovalidate>',
        (
            (size, w, h, picture_url(view.sized(w, h), pins=pins, here=here), w, h, label)
            for size, (w, h) in zip(("narrow", "wide"), SIZES, strict=True)
        ),
    )
    steps = (
        ("in", _("Zoom in"), "+"),
        ("out", _("Zoom out"), "−"),
        ("north", _("Move north"), "↑"),
        ("south", _("Move south"), "↓"),
        ("west", _("Move west"), "←"),
        ("east", _("Move east"), "→"),
    )
    buttons = format_html_join(
        "",
        '<button type="submit" name="map_move" value="{}" aria-label="{}" formnovalidate>{}</button>',
        steps,
    )
    return format_html(
        '<fm-map class="fm-choose" mode="choose" data-lat="{}" data-lon="{}" data-metres="{}" data-base="{}" data-at="{}"'
        ' data-pins="{}" data-label="{}" data-words="{}" data-in="{}" data-out="{}" data-locate="{}" data-nowhere="{}"'
        ' data-middle="{}" data-attrib="{}" data-says="{}">'
        '<input type="hidden" name="lat" value="{}"><input type="hidden" name="lon" value="{}">'
        '<input type="hidden" name="map_lat" value="{}"><input type="hidden" name="map_lon" value="{}">'
        '<input type="hidden" name="map_m" value="{}">'
        '<div class="fm-map fm-choose__still">{}<div class="fm-choose__steps">{}</div></div>'
        '<p class="fm-choose__said fm-small" role="status">{}</p></fm-map>',
        *(f"{view.lat:.6f}", f"{view.lon:.6f}", f"{view.metres:.0f}"),
        *(reverse("places:base_geojson"), reverse("places:at_json"), pins_url, label, words),
        *(_("Zoom in"), _("Zoom out"), _("Use my location"), _("Your location could not be found")),
        _("Choose the place in the middle of the map"),
        _("Map: open base map of the institution"),
        says,
        *(("", "") if here is None else (f"{here[0]:.6f}", f"{here[1]:.6f}")),
        *(f"{view.lat:.6f}", f"{view.lon:.6f}", f"{view.metres:.0f}"),
        images,
        buttons,
        words,
    )
