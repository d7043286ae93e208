"""A grid over the earth for finding what lies near: acts near a point, and circles that hold an act.

A cell is ``<size>/<row>/<column>``. Rows are ``size`` metres high; columns are about as wide, measured in the middle of
their row, so that a cell has the same size in every latitude but next to the poles.
"""

import math
from collections.abc import Iterator

from folkmoot.places.geo import METRES_PER_DEGREE, bounding_box, distance_m

SMALL, LARGE = 1_000, 5_000
"""Sizes of cells in metres."""
LEAST_RADIUS, MOST_RADIUS = 100, 5_000
"""Metres around a point that can be followed."""
_NARROWEST = 0.01


def cell(lat: float, long: float, size: int = SMALL) -> str:
    """The cell that holds a place."""
    row = math.floor(lat / _high(size))
    return f"{size}/{row}/{math.floor(long / _wide(row, size))}"


def covering(lat: float, long: float, metres: float, size: int = SMALL) -> list[str]:
    """Every cell that a circle around a place can touch."""
    return list(_covering(lat, long, metres, size))


def lies_inside(name: str, lat: float, long: float, metres: float) -> bool:
    """Whether a whole cell lies in a circle around a place, so that nothing in it need be measured."""
    size, row, column = (int(one) for one in name.split("/"))
    high, wide = _high(size), _wide(row, size)
    corners = ((row + up, column + right) for up in (0, 1) for right in (0, 1))
    # A circle bulges out between two corners that it holds, so the four corners are enough.
    return all(distance_m(lat, long, up * high, right * wide) <= metres for up, right in corners)


def _covering(lat: float, long: float, metres: float, size: int) -> Iterator[str]:
    box = bounding_box(lat, long, metres)
    for row in range(math.floor(box.south / _high(size)), math.floor(box.north / _high(size)) + 1):
        wide = _wide(row, size)
        for column in range(math.floor(box.west / wide), math.floor(box.east / wide) + 1):
            yield f"{size}/{row}/{column}"


def _high(size: int) -> float:
    return size / METRES_PER_DEGREE


def _wide(row: int, size: int) -> float:
    middle = math.radians((row + 0.5) * _high(size))
    return _high(size) / max(_NARROWEST, math.cos(middle))
