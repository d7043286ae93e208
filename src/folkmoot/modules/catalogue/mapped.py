"""Rows of a table on a map: pins where they are few, else counted in cells; each leads to the rows that lie there."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.catalogue import engines
from folkmoot.modules.catalogue.asking import MOST, Asked
from folkmoot.modules.catalogue.asking import Condition as Written
from folkmoot.modules.catalogue.engine.query.dialects import own
from folkmoot.modules.catalogue.engine.query.tree import AllOf, Compare, Condition, Measure, Query, both
from folkmoot.places.geo import Bounds
from folkmoot.web.maps import Cell, MapView, Outline, Pin, draw, movable
from folkmoot.web.words import number

PINS = 200
"""Above this number rows are counted in cells."""
COLUMNS, ROWS = 12, 8
"""The most cells across and up: on a phone a cell is still wide enough to press."""

MOST_LAT, MOST_LON = 90.0, 180.0
_DRAWN_LAT = 85.0
_LEAST_M, _WORLD_M = 400.0, 80_000_000.0
MOVES_UP_TO_M = 300_000.0
"""How wide a map may be that can be moved."""
_FINEST, _COARSEST, _NARROW_FROM = -14, 6, 45.0
_SHADES = 3
NAMED, NAME = 3, 80
"""Columns of text that name a row on the map, and signs of such a name."""
_LATITUDES = {"lat", "latitude", "breite", "breitengrad", "geobreite", "geolat"}
_LONGITUDES = {"lon", "lng", "long", "longitude", "länge", "laenge", "längengrad", "laengengrad", "geolänge", "geolaenge",
               "geolon", "geolng"}  # fmt: skip
_SAYS_DEGREES = {"wgs", "wgs84", "84", "4326", "epsg4326"}
_DEGREES = {"°", "deg", "degree", "degrees", "grad"}
_LOW, _HIGH = ("ge",), ("lt", "le")


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of the columns with the latitude and the longitude, in degrees of WGS 84."""

    lat: str
    lon: str


@dataclass(slots=True)
class Mapped:
    """A map with what it shows in words; ``cells`` are (where, rows, address), empty where there are pins.

    ``degrees`` is the width of a pixel. ``waits`` says that a worker has to prepare it first. ``faults`` are what is wrong
    with places, its name, and some rows that have it with their addresses.
    """

    drawing: SafeString = field(default_factory=SafeString)
    text: str = ""
    missing: str = ""
    cells: list[tuple[str, int, str]] = field(default_factory=list)
    only: str = ""
    whole: str = ""
    pins: list[Pin] = field(default_factory=list)
    outlines: list[Outline] = field(default_factory=list)
    degrees: float = 1e-5
    waits: bool = False
    faults: list[tuple[str, str, list[tuple[int, str]]]] = field(default_factory=list)


def columns_of(fields: Sequence[Mapping[str, Any]]) -> Columns | None:
    """The first pair of columns that is a latitude and a longitude by name, type, unit and range.

    Both names have the same words beside ("start_lat", "start_lon"). x and y are taken only where the name says WGS 84
    or the unit says degrees. A column without any value in range, as of projected coordinates, is none.
    """
    lats: dict[tuple[str, ...], str] = {}
    lons: dict[tuple[str, ...], str] = {}
    for one in fields:
        if one["type"] not in {"int", "number"}:
            continue
        words = re.findall(r"[^\W\d_]+\d*|\d+", one["name"].lower())
        beside = tuple(word for word in words if word not in _SAYS_DEGREES and word != "geo")
        sure = len(_SAYS_DEGREES.intersection(words)) > 0 or str(one.get("unit", "")).lower() in _DEGREES
        for names, letter, most, found in (
            (_LATITUDES, "y", MOST_LAT, lats),
            (_LONGITUDES, "x", MOST_LON, lons),
        ):
            told = [word for word in beside if word in names or (sure and word == letter)]
            if told and _reaches(one, most):
                found.setdefault(tuple(word for word in beside if word not in told), one["name"])
    both_of = [Columns(name, lons[words]) for words, name in lats.items() if words in lons]
    return both_of[0] if both_of else None


def _reaches(one: Mapping[str, Any], most: float) -> bool:
    if one.get("min") is None or one.get("max") is None:
        return False
    # A comparison with "not a number" is never true; such a column may still hold places.
    return not (float(one["min"]) > most or float(one["max"]) < -most)


def mapped(
    generation: str, asked: Asked, fields: Sequence[Mapping[str, Any]], found: int, path: str
) -> Mapped | None:
    """The rows that a page asks for on a map; None where the table has no places, or none of these rows has one.

    ``found`` is the number of all these rows, ``path`` the address of the page. Raises what the engine raises. Two
    questions are computed, however many rows there are.
    """
    columns = columns_of(fields)
    if columns is None:
        return None
    where = both(own.from_address(asked.pairs()).where, _on_earth(columns))
    ends = [Measure(what, name, f"{what}_{at}") for at, name in enumerate((columns.lat, columns.lon)) for what in ("min", "max")]  # fmt: skip
    answer = engines.engine().ask(generation, Query(where=where, measures=(Measure("count"), *ends)))
    placed = int(answer.rows[0][0])
    made = Mapped(whole=_whole(asked, columns))
    if not placed:
        return made if made.whole else None
    south, north, west, east = (float(one) for one in answer.rows[0][1:])
    bounds = Bounds(west, south, east, north)
    if missing := found - placed:
        made.missing = ngettext(
            "%(n)s row has no place, or none on earth, and is not on the map.",
            "%(n)s rows have no place, or none on earth, and are not on the map.",
            missing,
        ) % {"n": number(missing)}
        made.only = _address(narrowed(asked, columns, bounds, closed=True))
    if placed <= PINS:
        _with_pins(made, generation, asked, where, columns, fields, bounds, path)
    else:
        _with_cells(made, generation, asked, where, columns, bounds, placed)
    return made


def _on_earth(columns: Columns) -> Condition:
    return AllOf(
        tuple(
            Compare(name, way, end)
            for name, most in ((columns.lat, MOST_LAT), (columns.lon, MOST_LON))
            for way, end in (("ge", -most), ("le", most))
        )
    )


def narrowed(asked: Asked, columns: Columns, bounds: Bounds, *, closed: bool = False) -> Asked | None:
    """The same with only the rows in a box; its north and east edges belong to it where it is ``closed``.

    What was asked of both columns before is kept where it is narrower, so that a step into a cell does not add to the
    list of conditions. None where there would be too many.
    """
    upper = "le" if closed else "lt"
    rest = list(asked.conditions)
    for name, low, high, most in (
        (columns.lat, bounds.south, bounds.north, MOST_LAT),
        (columns.lon, bounds.west, bounds.east, MOST_LON),
    ):
        # The outermost cells reach beyond the earth, where rows have no place; its very end belongs to them.
        last = ("le", most) if high > most else (upper, high)
        for way, value, ways, sign in (("ge", max(-most, low), _LOW, 1), (*last, _HIGH, -1)):
            before = [
                one for one in rest if one[0] == name and one[1] in ways and _number(one[2]) is not None
            ]
            new: Written = (name, way, _written(value))
            # Of two borders at the same value the one that leaves its value out is the narrower.
            kept = max(
                [*before, new], key=lambda one: (sign * (_number(one[2]) or 0.0), one[1] == "lt")
            )  # fmt: skip
            rest = [one for one in rest if one not in before] + [kept]
    rest = list(dict.fromkeys(rest))
    return replace(asked, conditions=tuple(rest)) if len(rest) <= MOST else None


def _unbound(asked: Asked, columns: Columns) -> tuple[Written, ...]:
    """The conditions that set no borders in either column."""
    bound = (*_LOW, *_HIGH, "eq")
    return tuple(
        one for one in asked.conditions if one[0] not in {columns.lat, columns.lon} or one[1] not in bound
    )


def _at(asked: Asked, columns: Columns, lat: float, lon: float) -> Asked | None:
    """The same with only the rows at a place, which lies within the borders that are asked for; None as above."""
    exactly = ((columns.lat, "eq", _written(lat)), (columns.lon, "eq", _written(lon)))
    rest = (*_unbound(asked, columns), *exactly)
    return replace(asked, conditions=rest) if len(rest) <= MOST else None


def _whole(asked: Asked, columns: Columns) -> str:
    """The page without borders in both columns; empty where it has none."""
    rest = _unbound(asked, columns)
    return asked.address(conditions=rest) if len(rest) < len(asked.conditions) else ""


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _written(value: float) -> str:
    """A number from which the very same number is read again."""
    return str(int(value)) if value.is_integer() else repr(value)


def _address(asked: Asked | None) -> str:
    return asked.address() if asked else ""


def drawn_of(bounds: Iterable[Bounds]) -> Bounds:
    """The box of all, as far as a map can show it: Mercator's projection ends before the poles."""
    some = list(bounds)
    south, north = min(one.south for one in some), max(one.north for one in some)
    return Bounds(
        max(-MOST_LON, min(one.west for one in some)),
        max(-_DRAWN_LAT, min(_DRAWN_LAT, south)),
        min(MOST_LON, max(one.east for one in some)),
        max(-_DRAWN_LAT, min(_DRAWN_LAT, north)),
    )


def view_of(bounds: Bounds) -> MapView:
    """The picture of a box."""
    return MapView.of(bounds, margin=1.15, least=_LEAST_M, most=_WORLD_M)


def _with_pins(
    made: Mapped,
    generation: str,
    asked: Asked,
    where: Condition | None,
    columns: Columns,
    fields: Sequence[Mapping[str, Any]],
    bounds: Bounds,
    path: str,
) -> None:
    named = [one["name"] for one in fields if one["type"] == "text"][:NAMED]
    wanted = Query(where=where, select=(columns.lat, columns.lon, *named), limit=PINS)
    for lat, lon, *words in engines.engine().ask(generation, wanted).rows:
        name = ", ".join(str(one) for one in words if one not in {None, ""}) or f"{lat}, {lon}"
        address = _address(_at(asked, columns, float(lat), float(lon)))
        made.pins.append(
            Pin(
                lat=float(lat),
                lon=float(lon),
                state="progress",
                name=name if len(name) <= NAME else name[: NAME - 1] + "…",
                url=f"{path}{address}#explore" if address else "",
            )
        )
    count = len(made.pins)
    made.text = ngettext(
        "%(n)s row, each as a pin. A pin leads to the rows at its place.",
        "%(n)s rows, each as a pin. A pin leads to the rows at its place.",
        count,
    ) % {"n": number(count)}
    view, label = (
        view_of(drawn_of([bounds])),
        ngettext("Map with %(n)s row", "Map with %(n)s rows", count) % {"n": count},
    )
    if view.metres > MOVES_UP_TO_M:
        # The movable map does not go that far out.
        made.drawing = draw(view, label=label, pins=made.pins)
        return
    address = asked.address()
    more = f"{path}{address}{'&' if address != '?' else ''}part=pins"
    made.drawing = movable(view, label=label, pins=made.pins, pins_url=more)


def sizes(bounds: Bounds) -> tuple[float, float]:
    """How high and wide the cells over a box are, in degrees: powers of two, so that borders are exact in binary.

    There are at most COLUMNS of them across and ROWS up. Away from the equator they are twice as wide as high, since a
    degree of longitude is shorter there.
    """
    wide = 2.0 if abs(bounds.centre[0]) > _NARROW_FROM else 1.0
    for power in range(_FINEST, _COARSEST):
        up, across = 2.0**power, 2.0**power * wide
        many = math.floor(bounds.east / across) - math.floor(bounds.west / across) + 1
        high = math.floor(bounds.north / up) - math.floor(bounds.south / up) + 1
        if many <= COLUMNS and high <= ROWS:
            return up, across
    return 2.0**_COARSEST, 2.0**_COARSEST


def _with_cells(
    made: Mapped,
    generation: str,
    asked: Asked,
    where: Condition | None,
    columns: Columns,
    bounds: Bounds,
    placed: int,
) -> None:
    up, across = sizes(bounds)
    counted = engines.engine().grid(generation, where, (columns.lat, up), (columns.lon, across))
    most = max(rows for _up, _across, rows in counted)
    cells = []
    for at_up, at_across, rows in counted:
        box = Bounds(at_across * across, at_up * up, (at_across + 1) * across, (at_up + 1) * up)
        shown = drawn_of([box])
        address = _address(narrowed(asked, columns, box))
        place = _("%(south)s to %(north)s north, %(west)s to %(east)s east") % {
            name: degrees(getattr(box, name), limit)
            for name, limit in (
                ("south", MOST_LAT),
                ("north", MOST_LAT),
                ("west", MOST_LON),
                ("east", MOST_LON),
            )
        }
        told = ngettext("%(n)s row: %(place)s", "%(n)s rows: %(place)s", rows) % {
            "n": number(rows),
            "place": place,
        }
        url = f"{address}#explore" if address else ""
        cells.append(Cell(bounds=shown, shade=shade_of(rows, most), words=number(rows), url=url, name=told))
        made.cells.append((place, rows, url))
    label = ngettext("Map with %(n)s row", "Map with %(n)s rows", placed) % {"n": number(placed)}
    made.text = ngettext(
        "%(n)s row, counted in pieces of the map. A piece leads to the rows that lie in it.",
        "%(n)s rows, counted in pieces of the map. A piece leads to the rows that lie in it.",
        placed,
    ) % {"n": number(placed)}
    made.drawing = draw(view_of(drawn_of(one.bounds for one in cells)), label=label, cells=cells)


def shade_of(rows: int, most: int) -> int:
    """How dark a piece with so many rows is, where the fullest has ``most``."""
    return 1 + min(_SHADES - 1, int(_SHADES * math.log(rows) / math.log(most + 1)))


def degrees(value: float, limit: float) -> str:
    """A border in degrees, in so many digits as it needs up to six."""
    shown = round(max(-limit, min(limit, value)), 6)
    digits = len(repr(shown).partition(".")[2]) if shown != int(shown) else 0
    return f"{number(shown, min(6, digits))}°"
