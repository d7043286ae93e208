"""Rows with points, lines and areas of their own on a map: drawn where they are few, else counted in pieces to step into."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from numpy.typing import NDArray

from folkmoot.modules.catalogue import engines, placing
from folkmoot.modules.catalogue.asking import MOST, Asked
from folkmoot.modules.catalogue.engine.query.columns import ID
from folkmoot.modules.catalogue.engine.query.dialects import own
from folkmoot.modules.catalogue.engine.query.tree import OneOf, Query
from folkmoot.modules.catalogue.mapped import (
    MOST_LAT,
    MOST_LON,
    MOVES_UP_TO_M,
    NAME,
    NAMED,
    PINS,
    Mapped,
    degrees,
    drawn_of,
    shade_of,
    sizes,
    view_of,
)
from folkmoot.modules.catalogue.placing.reading import (
    CROSSING,
    OUTSIDE,
    TOO_LARGE,
    UNREADABLE,
    shapes_of,
)
from folkmoot.places.geo import Bounds
from folkmoot.web.maps import Cell, Outline, Pin, draw, movable
from folkmoot.web.words import number

SHAPES = 1_500
"""Lines and areas that are drawn together, without leading anywhere where they are more than pins may be."""
LISTED = 12
WRONG: Mapping[str, Any] = {
    UNREADABLE: gettext_lazy("no geometry that could be read"),
    OUTSIDE: gettext_lazy(
        "a place that is not on earth: degrees of longitude and latitude are meant (WGS 84)"
    ),
    CROSSING: gettext_lazy("edges that cross each other; it is drawn nevertheless"),
    TOO_LARGE: gettext_lazy("a geometry that is too large to be drawn"),
}


def shaped(
    generation: str, asked: Asked, fields: Sequence[Mapping[str, Any]], found: int, path: str
) -> Mapped | None:
    """The rows that a page asks for on a map, by their column of points or geometries; None where there is none.

    ``found`` is the number of all these rows, ``path`` the address of the page. Raises what the engine raises.
    """
    column = placing.column_of(fields)
    if not column:
        return None
    index = placing.ready(generation, column)
    if index is None:
        return Mapped(waits=True)
    made = Mapped(faults=_faults(index, asked, path), whole=asked.address(box="") if asked.box else "")
    chosen = _chosen(generation, asked, index)
    if missing := found - len(chosen):
        made.missing = ngettext(
            "%(n)s row has no place, or none on earth, and is not on the map.",
            "%(n)s rows have no place, or none on earth, and are not on the map.",
            missing,
        ) % {"n": number(missing)}
    if box := box_of(asked.box):
        chosen = chosen[_touching(index.boxes[chosen], box)]
    if not len(chosen):
        return made if made.whole or made.faults or len(index.ids) else None
    if len(chosen) <= PINS:
        _drawn(made, generation, column, asked, fields, index, chosen, path)
    else:
        _counted(made, generation, column, asked, index, chosen, box)
    return made


def box_of(given: str) -> Bounds | None:
    """A box as an address has it; None where it is none."""
    try:
        west, south, east, north = (float(one) for one in given.split(","))
    except ValueError:
        return None
    inside = -MOST_LON <= west < east <= MOST_LON and -MOST_LAT <= south < north <= MOST_LAT
    return Bounds(west, south, east, north) if inside else None


def _written(box: Bounds) -> str:
    sides = (
        max(-MOST_LON, box.west),
        max(-MOST_LAT, box.south),
        min(MOST_LON, box.east),
        min(MOST_LAT, box.north),
    )
    return ",".join(f"{one:.9g}" for one in sides)


def _chosen(generation: str, asked: Asked, index: placing.Index) -> NDArray[np.int64]:
    """The places in the index of the rows that the page asks for."""
    query = own.from_address(asked.pairs())
    if query.where is None:
        return np.arange(len(index.ids))
    ids = engines.engine().numbers(generation, query.where)
    if not len(index.ids):
        return np.arange(0)
    # Both are in order, so that each number is looked up and nothing has to be sorted.
    at = np.minimum(np.searchsorted(index.ids, ids), len(index.ids) - 1)
    there: NDArray[np.int64] = at[index.ids[at] == ids]
    return there


def _touching(boxes: NDArray[np.float64], box: Bounds) -> NDArray[np.bool_]:
    west, south, east, north = boxes.T
    found: NDArray[np.bool_] = (
        (west < box.east) & (east >= box.west) & (south < box.north) & (north >= box.south)
    )
    return found


def _bounds(boxes: NDArray[np.float64]) -> Bounds:
    low, high = boxes.min(axis=0), boxes.max(axis=0)
    return Bounds(float(low[0]), float(low[1]), float(high[2]), float(high[3]))


def _at(asked: Asked, row: int) -> str:
    """The page with this row alone."""
    if len(asked.conditions) >= MOST:
        return ""
    return asked.address(conditions=(*asked.conditions, (ID, "eq", str(row))), box="")


def _faults(index: placing.Index, asked: Asked, path: str) -> list[tuple[str, str, list[tuple[int, str]]]]:
    """What is wrong with places, how many rows have it, and some of them with their addresses."""
    return [
        (
            ngettext("%(n)s row has %(what)s", "%(n)s rows have %(what)s", count)
            % {"n": number(count), "what": WRONG[why]},
            why,
            [
                (
                    row,
                    f"{path}{replace(asked, conditions=()).address(conditions=((ID, 'eq', str(row)),), box='')}",
                )
                for row, told in index.examples
                if told == why
            ][:LISTED],
        )
        for why, count in sorted(index.wrong.items())
        if why in WRONG
    ]


def _read(
    generation: str, column: str, named: Sequence[str], ids: Sequence[int]
) -> list[tuple[int, str, Any]]:
    """Number, name and shape of rows."""
    query = Query(
        where=OneOf(ID, tuple(int(one) for one in ids)), select=(ID, column, *named), limit=len(ids)
    )
    rows = engines.engine().ask(generation, query).rows
    found, _wrong = shapes_of([row[1] for row in rows])
    told = []
    for (row, _value, *words), one in zip(rows, found, strict=True):
        name = ", ".join(str(it) for it in words if it not in {None, ""}) or _("Row %(n)s") % {"n": row}
        told.append((int(row), name if len(name) <= NAME else name[: NAME - 1] + "…", one))
    return told


def _drawn(
    made: Mapped,
    generation: str,
    column: str,
    asked: Asked,
    fields: Sequence[Mapping[str, Any]],
    index: placing.Index,
    chosen: NDArray[np.int64],
    path: str,
) -> None:
    """Every row as a pin, a line or an area that leads to it."""
    named = [one["name"] for one in fields if one["type"] == "text"][:NAMED]
    for row, name, shape in _read(generation, column, named, index.ids[chosen].tolist()):
        if shape is None:
            continue
        address = _at(asked, row)
        url = f"{path}{address}#explore" if address else ""
        if index.kinds[np.searchsorted(index.ids, row)] == placing.POINT:
            place = shape.centroid
            made.pins.append(Pin(lat=place.y, lon=place.x, state="progress", name=name, url=url))
        else:
            made.outlines.append(Outline(shape=shape, name=name, url=url))
    count = len(chosen)
    label = ngettext("Map with %(n)s row", "Map with %(n)s rows", count) % {"n": count}
    made.text = (
        ngettext(
            "%(n)s row, drawn where it lies. It leads to its row in the table.",
            "%(n)s rows, drawn where they lie. Each leads to its row in the table.",
            count,
        )
        if made.outlines
        else ngettext(
            "%(n)s row, each as a pin. A pin leads to its row in the table.",
            "%(n)s rows, each as a pin. A pin leads to its row in the table.",
            count,
        )
    ) % {"n": number(count)}
    view = view_of(drawn_of([_bounds(index.boxes[chosen])]))
    made.degrees = view.metres / 111_000 / view.width
    if view.metres > MOVES_UP_TO_M:
        made.drawing = draw(view, label=label, pins=made.pins, outlines=made.outlines)
        return
    address = asked.address()
    more = f"{path}{address}{'&' if address != '?' else ''}part=pins"
    made.drawing = movable(view, label=label, pins=made.pins, outlines=made.outlines, pins_url=more)


def _counted(
    made: Mapped,
    generation: str,
    column: str,
    asked: Asked,
    index: placing.Index,
    chosen: NDArray[np.int64],
    box: Bounds | None,
) -> None:
    """Rows counted by their middles in pieces; below them, where they are not too many, lines and areas themselves."""
    boxes = index.boxes if len(chosen) == len(index.ids) else index.boxes[chosen]
    lon, lat = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    around = Bounds(float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))
    up, across = sizes(around)
    found = _pieces(np.floor(lat / up).astype(np.int64), np.floor(lon / across).astype(np.int64))
    most = max(rows for _row, _at, rows in found)
    cells = []
    for row, at, rows in found:
        piece = Bounds(at * across, row * up, (at + 1) * across, (row + 1) * up)
        place = _("%(south)s to %(north)s north, %(west)s to %(east)s east") % {
            name: degrees(getattr(piece, name), limit)
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
        further = _written(piece)
        # A piece that is all that is shown leads nowhere.
        url = f"{asked.address(box=further)}#map" if further != asked.box and len(found) > 1 else ""
        made.cells.append((place, rows, url))
        cells.append(
            Cell(bounds=drawn_of([piece]), shade=shade_of(rows, most), words=number(rows), url=url, name=told)
        )
    count = len(chosen)
    label = ngettext("Map with %(n)s row", "Map with %(n)s rows", count) % {"n": number(count)}
    outlines: list[Outline] = []
    if count <= SHAPES and index.kinds[chosen].any():
        rows_ = _read(generation, column, (), index.ids[chosen].tolist())
        outlines = [Outline(shape=one) for _row, _name, one in rows_ if one is not None]
        # The largest first: what no longer fits into the picture is what would hardly be seen.
        outlines.sort(key=lambda one: -_size(one.shape))
    made.text = (
        ngettext(
            "%(n)s row, drawn where it lies. Pieces of the map to step into stand below.",
            "%(n)s rows, drawn where they lie. Pieces of the map to step into stand below.",
            count,
        )
        if outlines
        else ngettext(
            "%(n)s row, counted in pieces of the map. Step into a piece to see more of it.",
            "%(n)s rows, counted in pieces of the map. Step into a piece to see more of it.",
            count,
        )
    ) % {"n": number(count)}
    where = [_bounds(boxes)] if outlines else [one.bounds for one in cells]
    view = view_of(drawn_of([box] if box else where))
    made.drawing = draw(view, label=label, outlines=outlines, cells=() if outlines else cells)


def _pieces(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """The pieces that are not empty, from the highest row down, with how many lie in each; there are few of them."""
    low, left = int(rows.min()), int(columns.min())
    wide = int(columns.max()) - left + 1
    counts = np.bincount((rows - low) * wide + (columns - left))
    there = np.nonzero(counts)[0]
    found = [(low + int(one) // wide, left + int(one) % wide, int(counts[one])) for one in there]
    return sorted(found, key=lambda one: (-one[0], one[1]))


def _size(shape: Any) -> float:
    west, south, east, north = shape.bounds
    return math.hypot(east - west, north - south)
