"""Places of rows as GeoJSON geometries (RFC 7946: longitude first, WGS 84)."""

import json
import re
from typing import Any

import shapely
from shapely.geometry import mapping

_PAIR = re.compile(r"\s*\(?\s*([+-]?\d+(?:\.\d+)?)\s*[,; ]\s*([+-]?\d+(?:\.\d+)?)\s*\)?\s*")
_MOST_LATITUDE, _MOST_LONGITUDE = 90.0, 180.0


def geometry_of(value: Any) -> dict[str, Any] | None:
    """The geometry that a value of a column of points or geometries holds; nothing for none and for what cannot be read.

    Taken are "latitude,longitude", WKT, GeoJSON, WKB, and an object with lat and lon.
    """
    if value is None:
        return None
    if isinstance(value, dict):
        return _object(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return _shape(bytes(value))
    if isinstance(value, list | tuple):
        pair = value if all(isinstance(one, int | float) for one in value) else ()
        return _point(*pair) if pair and not pair[2:] and pair[1:] else None
    text = str(value)
    if match := _PAIR.fullmatch(text):
        return _point(float(match[1]), float(match[2]))
    if text.lstrip().startswith("{"):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return None
        return _object(found) if isinstance(found, dict) else None
    # What PostGIS writes before WKT says nothing new: places are WGS 84.
    return _shape(re.sub(r"^\s*SRID=4326;", "", text))


def _object(value: dict[str, Any]) -> dict[str, Any] | None:
    if "coordinates" in value or "geometries" in value:
        try:
            return dict(mapping(shapely.from_geojson(json.dumps(value))))
        except (shapely.errors.ShapelyError, ValueError, TypeError):
            return None
    low = {str(key).lower(): one for key, one in value.items()}
    latitude = low.get("lat", low.get("latitude", low.get("y")))
    longitude = low.get("lon", low.get("lng", low.get("longitude", low.get("x"))))
    if isinstance(latitude, int | float) and isinstance(longitude, int | float):
        return _point(latitude, longitude)
    return None


def _point(latitude: float, longitude: float) -> dict[str, Any] | None:
    if abs(latitude) > _MOST_LATITUDE or abs(longitude) > _MOST_LONGITUDE:
        return None
    return {"type": "Point", "coordinates": [longitude, latitude]}


def _shape(given: str | bytes) -> dict[str, Any] | None:
    try:
        shape = shapely.from_wkb(given) if isinstance(given, bytes) else shapely.from_wkt(given)
    except shapely.errors.ShapelyError:
        return None
    return dict(mapping(shape)) if shape is not None else None
