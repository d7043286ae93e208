"""Values of a column of points or geometries as shapes on earth; what cannot be one is told and never fatal."""

import json
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from folkmoot.modules.catalogue.engine.export.geometry import geometry_of

UNREADABLE, OUTSIDE, CROSSING, TOO_LARGE = "unreadable", "outside", "crossing", "too_large"
"""Why a value is no place, or one with a fault: not understood, not on earth, its edges cross, more than is drawn."""
LONGEST = 4_000_000
"""Signs of one value that are read."""
_DEEPEST = 8
_EAST, _NORTH = 180.0, 90.0
_SRID = re.compile(r"^\s*SRID=4326;")
_DEEP = re.compile(r"\[\s*\[\s*\[\s*\[\s*\[")
Wrong = tuple[int, str]
"""The place of a value among those given, and why it is none."""


def shapes_of(values: Sequence[Any]) -> tuple[list[Any], list[Wrong]]:
    """A shapely geometry for each value, None where there is no place; and what is wrong, by the place of the value."""
    found: list[Any] = [None] * len(values)
    wrong: list[Wrong] = []
    wkt: list[tuple[int, str]] = []
    tree: list[tuple[int, str]] = []
    for at, value in enumerate(values):
        if value is None:
            continue
        text = value if isinstance(value, str) else ""
        if len(text) > LONGEST:
            wrong.append((at, TOO_LARGE))
        elif _too_deep(text):
            wrong.append((at, UNREADABLE))
        elif (text.lstrip()[:1] == "{" and '"coordinates"' in text) or '"geometries"' in text:
            tree.append((at, text))
        elif text.lstrip()[:1].isalpha():
            wkt.append((at, _SRID.sub("", text)))
        else:
            found[at] = _single(value)
            if found[at] is None:
                wrong.append((at, UNREADABLE))
    for some, read in ((wkt, shapely.from_wkt), (tree, shapely.from_geojson)):
        if not some:
            continue
        texts = [text for _at, text in some]
        with np.errstate(all="ignore"):
            shapes = read(texts, on_invalid="ignore")
        for (at, _text), one in zip(some, shapes, strict=True):
            found[at] = one
            if one is None:
                wrong.append((at, UNREADABLE))
    # What is not a number makes the processor complain, which is no news here.
    with np.errstate(all="ignore"):
        _on_earth(found, wrong)
    return found, wrong


def _too_deep(text: str) -> bool:
    """Whether parts lie in each other deeper than any geometry has them: a parser would lose its stack over them."""
    low = text.count('"geometries"') + text.upper().count("GEOMETRYCOLLECTION") if "eo" in text.lower() else 0
    return low > 2 * _DEEPEST or _DEEP.search(text) is not None


def _single(value: Any) -> Any:
    """A pair of numbers, an object with lat and lon, or bytes."""
    try:
        told = geometry_of(value)
        return shape(told) if told else None
    except (ValueError, TypeError, OverflowError, shapely.errors.ShapelyError, json.JSONDecodeError):
        return None


def _on_earth(found: list[Any], wrong: list[Wrong]) -> None:
    """Take away what is empty or not on earth; bring what reaches over the 180th meridian to both its sides."""
    there = [at for at, one in enumerate(found) if one is not None]
    if not there:
        return
    array = np.array([found[at] for at in there], dtype=object)
    bounds = shapely.bounds(array)
    finite = np.isfinite(bounds).all(axis=1)
    inside = finite & (np.abs(bounds[:, [1, 3]]) <= _NORTH).all(axis=1)
    east = np.abs(bounds[:, [0, 2]])
    plain = inside & (east <= _EAST).all(axis=1)
    over = inside & ~plain & (east <= 2 * _EAST).all(axis=1) & (bounds[:, 2] - bounds[:, 0] <= 2 * _EAST)
    valid = np.ones(len(there), dtype=bool)
    valid[plain | over] = shapely.is_valid(array[plain | over])
    empty = shapely.is_empty(array)
    for place, at in enumerate(there):
        if plain[place]:
            if not valid[place]:
                wrong.append((at, CROSSING))
                found[at] = _mended(array[place])
        elif over[place] and (cut := _wrapped(array[place])) is not None:
            found[at] = cut
        else:
            found[at] = None
            if not empty[place]:
                wrong.append((at, OUTSIDE))


def _mended(one: Any) -> Any:
    """A shape whose edges cross as shapes that can be drawn, such as two triangles for a bow; itself where that fails."""
    try:
        whole = shapely.make_valid(one)
    except shapely.errors.GEOSException:
        return one
    return one if shapely.is_empty(whole) else whole


def _wrapped(one: Any) -> Any:
    """A shape whose longitudes go on beyond 180°, as pieces on both sides of the meridian (RFC 7946, section 3.1.9)."""
    try:
        whole = shapely.make_valid(one)
        parts = []
        for turn in (-2, 0, 2):
            west = turn * _EAST - _EAST
            piece = shapely.intersection(whole, shapely.box(west, -_NORTH, west + 2 * _EAST, _NORTH))
            if not shapely.is_empty(piece):
                parts.append(shapely.transform(piece, lambda it, by=turn * _EAST: it - [by, 0]))
        return shapely.union_all(parts) if parts else None
    except shapely.errors.GEOSException:
        return None
