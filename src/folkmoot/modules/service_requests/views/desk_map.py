"""The queue of the desk on a map. Its pins are links to the reports, as the rows of the list are."""

from collections.abc import Mapping
from typing import Any

from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import ngettext

from folkmoot.modules.service_requests import desk_words, queries, words
from folkmoot.modules.service_requests.views.desk_address import address
from folkmoot.places import queries as places
from folkmoot.web.maps import MapView, Pin, geojson, movable

PINS = 500
"""More than anybody tells apart on a map; the list has them all."""


def picture(wanted: queries.Wanted, asked: Mapping[str, Any], opened: str) -> str:
    """The map of the reports that are wanted, the ``opened`` one marked."""
    found = _pins(wanted, asked, opened)
    label = ngettext("Map with %(n)s report", "Map with %(n)s reports", len(found)) % {"n": len(found)}
    url = reverse("service_requests:desk") + address(asked, part="pins")
    return movable(MapView.of(places.bounds()), label=label, pins=found, pins_url=url)


def pins(wanted: queries.Wanted, asked: Mapping[str, Any]) -> JsonResponse:
    """The same reports for the map that moves."""
    return JsonResponse(geojson(_pins(wanted, asked)), content_type="application/geo+json")


def _pins(wanted: queries.Wanted, asked: Mapping[str, Any], opened: str = "") -> list[Pin]:
    desk = reverse("service_requests:desk")
    found = []
    for one in queries.shown(list(queries.at_desk(wanted, most=PINS)[:PINS]), titles_only=True):
        row = one.row
        if row.lat is None or row.long is None:
            continue
        told = ", ".join(
            (one.title, desk_words.state(row, wanted.now), desk_words.due(row, wanted.now).words)
        )
        found.append(
            Pin(
                lat=row.lat,
                lon=row.long,
                state=words.kind_now(row, wanted.now),
                url=f"{desk}{address(asked, show='map', open=row.pk)}#pane",
                name=told,
                chosen=row.pk == opened,
            )
        )
    return found
