"""Geometry without a database: distances, rounding for privacy, coordinate systems, which area holds a point."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyproj
import shapely
from shapely import STRtree
from shapely.geometry import shape

EARTH = 6_371_008.8
"""Mean radius of the earth in metres (IUGG)."""

METRES_PER_DEGREE = math.pi * EARTH / 180
_CRS_NAME = re.compile(r"(?:urn:ogc:def:crs:)?(EPSG|OGC):(?:[0-9.]*:)?([A-Za-z0-9]{1,10})\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bounds:
    """A box in degrees (WGS 84). It never crosses the 180th meridian."""

    west: float
    south: float
    east: float
    north: float

    @property
    def centre(self) -> tuple[float, float]:
        """Latitude and longitude of the middle."""
        return (self.south + self.north) / 2, (self.west + self.east) / 2

    def holds(self, lat: float, lon: float) -> bool:
        """Whether the point lies in the box or on its edge."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


def is_place(lat: float, lon: float) -> bool:
    """Whether both are finite numbers in the range of latitudes and longitudes."""
    return math.isfinite(lat) and math.isfinite(lon) and -90 <= lat <= 90 and -180 <= lon <= 180  # noqa: PLR2004


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in metres (haversine), right to about 0.5% of the ellipsoid's."""
    a, b = math.radians(lat1), math.radians(lat2)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(h)))


def bounding_box(lat: float, lon: float, metres: float) -> Bounds:
    """A box that holds every point within ``metres`` of the place, cut off at the poles and the 180th meridian."""
    high = metres / METRES_PER_DEGREE
    # A circle is widest a little poleward of its middle, so the cosine is taken at its far edge.
    narrow = math.cos(math.radians(min(90.0, abs(lat) + high)))
    wide = high / narrow if narrow > 1e-9 else 360.0  # noqa: PLR2004
    return Bounds(
        max(-180.0, lon - wide), max(-90.0, lat - high), min(180.0, lon + wide), min(90.0, lat + high)
    )


def grid(lat: float, lon: float, metres: float = 10) -> tuple[float, float]:
    """The place rounded to a grid of about ``metres``, so that a report from home does not point at a door.

    Rounding twice changes nothing: the step in longitude depends on the rounded latitude only.
    """
    step = metres / METRES_PER_DEGREE
    row = round(lat / step)
    narrow = max(0.01, math.cos(math.radians(row * step)))
    wide = step / narrow
    return max(-90.0, min(90.0, round(row * step, 6))), max(
        -180.0, min(180.0, round(round(lon / wide) * wide, 6))
    )


class UnknownCrs(ValueError):
    """The name of a coordinate system that we do not know."""


@lru_cache(maxsize=16)
def to_wgs84(name: str) -> pyproj.Transformer | None:
    """A transformer from the named coordinate system (``EPSG:25832``, also as an OGC URN) to longitude, latitude.

    None when it already is WGS 84. Only names of the EPSG and OGC registries are taken: anything else that PROJ
    understands (files, pipelines) is refused as UnknownCrs, because the name comes from an uploaded file.
    """
    match = _CRS_NAME.match(name.strip())
    if match is None:
        raise UnknownCrs(
            f"{name[:60]!r} is not the name of a coordinate system: write for example EPSG:25832"
        )
    authority, code = match[1].upper(), match[2].upper()
    if (authority, code) in {("EPSG", "4326"), ("OGC", "CRS84")}:
        return None
    try:
        source = pyproj.CRS.from_authority(authority, code)
        return pyproj.Transformer.from_crs(source, "EPSG:4326", always_xy=True)
    except pyproj.exceptions.ProjError as error:
        raise UnknownCrs(f"{authority}:{code} is not a coordinate system that we know") from error


def reprojected(geometry: Any, transformer: pyproj.Transformer) -> Any:
    """The shapely geometry in longitude and latitude."""
    return shapely.transform(geometry, transformer.transform, interleaved=False)


class AreaIndex:
    """Which of some areas holds a point. A point on a border belongs to the area that comes first."""

    def __init__(self, areas: Sequence[tuple[str, dict[str, Any]]]) -> None:
        """``areas`` are pairs of key and GeoJSON geometry."""
        self.keys = [key for key, _ in areas]
        self._shapes = [shape(geometry) for _, geometry in areas]
        shapely.prepare(self._shapes)
        self._tree = STRtree(self._shapes)

    def __len__(self) -> int:
        """How many areas there are."""
        return len(self.keys)

    @property
    def bounds(self) -> Bounds:
        """The box of all areas."""
        return Bounds(*(float(one) for one in shapely.total_bounds(self._shapes)))

    def at(self, lat: float, lon: float) -> str | None:
        """The key of the area that holds the point, or None."""
        if not is_place(lat, lon):
            return None
        found = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
        return self.keys[min(found)] if len(found) else None
