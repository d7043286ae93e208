"""What a map shows, and how degrees become points of a drawing: Mercator's projection, true to size in its middle."""

import math
from dataclasses import dataclass, replace

from folkmoot.places.geo import EARTH, Bounds

DECIMETRES = 10.0
"""Drawings count in decimetres, so that coordinates are whole numbers."""

_MOST_LAT = 85.0
LEAST_M, MOST_M = 60.0, 4_000_000.0
"""How wide a map may be in metres."""

MOVES = {"north": (0, 0.4), "south": (0, -0.4), "west": (-0.4, 0), "east": (0.4, 0)}
ZOOMS = {"in": 0.5, "out": 2.0}


def _mercator(lat: float) -> float:
    """Mercator's northing on a sphere of radius 1."""
    return math.asinh(math.tan(math.radians(max(-_MOST_LAT, min(_MOST_LAT, lat)))))


@dataclass(frozen=True, slots=True)
class Frame:
    """A projection around a point. x grows to the east, y to the south, in decimetres on the ground there."""

    lat: float
    lon: float

    @property
    def scale(self) -> float:
        """Decimetres for each unit of Mercator's projection."""
        return EARTH * math.cos(math.radians(self.lat)) * DECIMETRES

    def point(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a place lies in the drawing."""
        return math.radians(lon - self.lon) * self.scale, (_mercator(self.lat) - _mercator(lat)) * self.scale

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Latitude and longitude of a point of the drawing."""
        lat = math.degrees(math.atan(math.sinh(_mercator(self.lat) - y / self.scale)))
        return lat, (self.lon + math.degrees(x / self.scale) + 180) % 360 - 180


@dataclass(frozen=True, slots=True)
class MapView:
    """A picture of ``width`` × ``height`` pixels around a place, ``metres`` wide on the ground."""

    lat: float
    lon: float
    metres: float
    width: int = 640
    height: int = 480

    @classmethod
    def of(
        cls,
        bounds: Bounds,
        *,
        width: int = 640,
        height: int = 480,
        margin: float = 1.04,
        least: float = LEAST_M,
        most: float = MOST_M,
    ) -> "MapView":
        """The view in which the box just fits, but from ``least`` to ``most`` metres wide."""
        lat, lon = bounds.centre
        frame = Frame(lat, lon)
        left, top = frame.point(bounds.north, bounds.west)
        right, bottom = frame.point(bounds.south, bounds.east)
        wide = max(right - left, (bottom - top) * width / height) / DECIMETRES * margin
        lat, lon = frame.place((left + right) / 2, (top + bottom) / 2)
        return cls(lat, lon, max(least, min(most, wide)), width, height)

    @property
    def unit(self) -> float:
        """Decimetres for each pixel."""
        return self.metres * DECIMETRES / self.width

    @property
    def frame(self) -> Frame:
        """The projection around the view's own middle."""
        return Frame(self.lat, self.lon)

    def sized(self, width: int, height: int) -> "MapView":
        """The same scale in a picture of another size."""
        return replace(self, width=width, height=height, metres=self.metres * width / self.width)

    def moved(self, move: str) -> "MapView":
        """The view after a step: north, south, west, east, in or out. Other words change nothing."""
        if move in ZOOMS:
            return replace(self, metres=max(LEAST_M, min(MOST_M, self.metres * ZOOMS[move])))
        if move not in MOVES:
            return self
        right, up = MOVES[move]
        lat, lon = self.frame.place(right * self.width * self.unit, -up * self.height * self.unit)
        return replace(self, lat=lat, lon=lon)

    def around(self, lat: float, lon: float) -> "MapView":
        """The same picture around another place."""
        return replace(self, lat=lat, lon=lon)


def point_of_click(view: MapView, x: float, y: float) -> tuple[float, float]:
    """Latitude and longitude of a pixel, counted from the picture's upper left corner."""
    return view.frame.place((x - view.width / 2) * view.unit, (y - view.height / 2) * view.unit)
