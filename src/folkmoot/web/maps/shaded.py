"""The areas by how much there is in each: a rate for each 1,000 residents where their number is known, else a count."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from folkmoot.places.geo import Bounds
from folkmoot.places.models import Area
from folkmoot.web.charts.svg import nice_ticks
from folkmoot.web.maps.draw import draw
from folkmoot.web.maps.frame import MapView
from folkmoot.web.words import number

_CLASSES = 4
"""More would need shades on which the words of the map cannot be read."""


@dataclass(frozen=True, slots=True)
class Shaded:
    """The map, the classes of its legend as (shade, words), its unit, and what it shows as (area, words)."""

    picture: SafeString
    legend: Sequence[tuple[int, str]]
    unit: str
    rows: Sequence[tuple[str, str]]


def shaded(
    areas: Sequence[Area], counts: Mapping[str, int | None], *, rate: str, count: str
) -> Shaded | None:
    """The map of areas; None when there are no areas. What is None is neither shaded nor written.

    ``rate`` and ``count`` are the unit in words, with and without known numbers of residents.
    """
    if not areas:
        return None
    rated = all(area.population for area in areas)
    values: dict[str, float] = {}
    for area in areas:
        found = counts.get(area.slug, 0)
        if found is not None:
            values[area.slug] = 1000 * found / area.population if rated and area.population else found
    limits = class_limits(list(values.values()))
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
    unit = rate if rated else count
    label = _("Map of the areas: %(unit)s") % {"unit": unit}
    return Shaded(
        draw(MapView.of(box, width=520, height=400), label=label, areas=areas, shades=shades, values=shown),
        [
            (at, _("%(from)s to %(to)s") % {"from": _bound(limits[at - 1]), "to": _bound(limits[at])})
            for at in range(1, len(limits))
        ],
        unit,
        [(area.name, shown[area.slug]) for area in areas],
    )


def class_limits(values: Sequence[float]) -> list[float]:
    """Bounds of at most four classes, from zero to at least the largest value.

    As many areas are in each class as in the others, so that one area far ahead does not paint all the rest alike; the
    bounds have two digits that count. With few areas the classes are equally wide.
    """
    some = sorted(value for value in values if value > 0)
    if len(set(some)) <= _CLASSES:
        return nice_ticks(max(some, default=0), _CLASSES)
    cuts = [_up(some[len(some) * at // _CLASSES - 1]) for at in range(1, _CLASSES + 1)]
    return [0.0, *sorted(set(cuts))]


def _up(value: float) -> float:
    """A value rounded up to two digits that count."""
    power = 10.0 ** (math.floor(math.log10(value)) - 1)
    return round(math.ceil(round(value / power, 9)) * power, 10)


def _bound(value: float) -> str:
    return number(value, 0 if value == int(value) else 1)


def _shade(value: float, limits: Sequence[float]) -> int:
    return next((at for at in range(1, len(limits)) if value <= limits[at]), len(limits) - 1)
