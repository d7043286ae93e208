"""The areas by how much is reported there: a rate for each 1,000 residents where their number is known, else a count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from folkmoot.modules.service_requests.statistics.publishing import Published
from folkmoot.places.geo import Bounds
from folkmoot.places.models import Area
from folkmoot.web.charts.svg import nice_ticks
from folkmoot.web.maps import MapView, draw
from folkmoot.web.words import number

_CLASSES = 4
"""More would need shades on which the words of the map cannot be read."""


@dataclass(frozen=True, slots=True)
class Heat:
    """The map, the classes of its legend as (shade, words), its unit, and what it shows as (area, words)."""

    picture: SafeString
    legend: Sequence[tuple[int, str]]
    unit: str
    rows: Sequence[tuple[str, str]]


def heat(areas: Sequence[Area], rows: Sequence[Published]) -> Heat | None:
    """The map of areas; None when there are no areas. What is too few is neither shaded nor written."""
    if not areas:
        return None
    counts: Mapping[str, int | None] = {row.key: row.reports for row in rows}
    rated = all(area.population for area in areas)
    values: dict[str, float] = {}
    for area in areas:
        count = counts.get(area.slug, 0)
        if count is not None:
            values[area.slug] = 1000 * count / area.population if rated and area.population else count
    limits = nice_ticks(max(values.values(), default=0), _CLASSES)
    shades = {slug: _shade(value, limits) for slug, value in values.items() if value > 0}
    places = 1 if rated else 0
    shown = {
        area.slug: number(values[area.slug], places) if area.slug in values else _("too few")
        for area in areas
    }
    box = Bounds(
        min(one.west for one in areas), min(one.south for one in areas),
        max(one.east for one in areas), max(one.north for one in areas),
    )  # fmt: skip
    unit = _("reports for each 1,000 residents") if rated else _("reports")
    label = _("Map of the areas: %(unit)s") % {"unit": unit}
    return Heat(
        draw(MapView.of(box, width=520, height=400), label=label, areas=areas, shades=shades, values=shown),
        [(at, _("%(from)s to %(to)s") % {"from": number(limits[at - 1]), "to": number(limits[at])}) for at in range(1, len(limits))],
        unit,
        [(area.name, shown[area.slug]) for area in areas],
    )  # fmt: skip


def _shade(value: float, limits: Sequence[float]) -> int:
    return next((at for at in range(1, len(limits)) if value <= limits[at]), len(limits) - 1)
