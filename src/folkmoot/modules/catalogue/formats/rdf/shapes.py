"""Boxes from the ways that geometries are written in: WKT, GeoJSON, or four numbers."""

import json
import re

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_FOUR = 4
Box = tuple[float, float, float, float]


def box_of(given: str) -> Box | None:
    """(west, south, east, north) of WKT, GeoJSON or "west,south,east,north"; None for anything else.

    An SRID before WKT is passed over: coordinates are read as longitude and latitude.
    """
    told = given.strip()[:100_000]
    if told.startswith("{"):
        try:
            shape = json.loads(told)
        except (ValueError, RecursionError):
            return None
        if not isinstance(shape, dict):
            return None
        told = json.dumps(shape.get("coordinates", shape.get("bbox", "")))
        return _around([float(one) for one in _NUMBER.findall(told)])
    told = re.sub(r"^<[^>]*>|^SRID=\d+;", "", told).strip()
    if re.match(r"(?i)(multi)?(point|polygon|linestring)|envelope", told):
        return _around([float(one) for one in _NUMBER.findall(told.partition("(")[2])])
    numbers = [float(one) for one in _NUMBER.findall(told)]
    if len(numbers) == _FOUR and re.fullmatch(r"[-\d.,\seE+]+", told):
        west, south, east, north = numbers
        return (west, south, east, north)
    return None


def _around(numbers: list[float]) -> Box | None:
    if not numbers or len(numbers) % 2:
        return None
    across, up = numbers[::2], numbers[1::2]
    return (min(across), min(up), max(across), max(up))
