"""A map that is looked at: a picture with links, which moves where scripts run."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from folkmoot.web.maps.draw import Pin, draw
from folkmoot.web.maps.frame import MapView
from folkmoot.web.maps.outlines import Outline, features


def movable(
    view: MapView, *, label: str, pins: Sequence[Pin], pins_url: str, outlines: Sequence[Outline] = ()
) -> SafeString:
    """The picture inside ``<fm-map>``, whose island offers to make it movable; ``pins_url`` gives it the same pins and outlines."""
    return format_html(
        '<fm-map data-lat="{}" data-lon="{}" data-metres="{}" data-base="{}" data-pins="{}" data-label="{}"'
        ' data-open="{}" data-in="{}" data-out="{}" data-attrib="{}"><div class="fm-map">{}</div></fm-map>',
        *(f"{view.lat:.6f}", f"{view.lon:.6f}", f"{view.metres:.0f}"),
        *(reverse("places:base_geojson"), pins_url, label),
        *(_("Move the map"), _("Zoom in"), _("Zoom out"), _("Map: open base map of the institution")),
        draw(view, label=label, pins=pins, outlines=outlines),
    )


def geojson(
    pins: Iterable[Pin], outlines: Sequence[Outline] = (), *, degrees: float = 1e-5
) -> dict[str, Any]:
    """Pins and outlines as a FeatureCollection (RFC 7946), for an island whose pixels are so many ``degrees`` wide."""
    return {
        "type": "FeatureCollection",
        "features": features(outlines, degrees)
        + [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [one.lon, one.lat]},
                "properties": {
                    "number": one.number,
                    "state": one.state,
                    "title": one.name,
                    "url": one.url,
                    "chosen": one.chosen,
                },
            }
            for one in pins
        ],
    }
