"""The base map: a drawing of land, water, parks, blocks, buildings and streets as one GeoJSON document."""

import json
from typing import Any

import shapely
from shapely import LineString, MultiLineString, MultiPolygon, Polygon

from folkmoot.places.geo import Bounds, is_place, reprojected
from folkmoot.places.rules.geojson import Reader
from folkmoot.places.rules.problems import RefusedBaseMap

MOST_FEATURES = 200_000
SURFACES = ("land", "water", "park", "block", "building", "quay")
LINES = ("main", "street", "path", "rail")
KINDS = SURFACES + LINES
"""What a feature's property ``kind`` may be."""

_NAME_LENGTH = 120


def read_base_map(data: bytes, *, crs: str = "") -> tuple[bytes, int, Bounds]:
    """The canonical document, the number of features and their box. Raises RefusedBaseMap with every problem.

    Each feature has a property ``kind`` (see KINDS) and may have a ``name``. Surfaces are polygons, streets lines.
    """
    read = Reader(RefusedBaseMap, most_features=MOST_FEATURES)
    document = read.document(data)
    transformer = read.transformer(document, crs)
    kept: list[dict[str, Any]] = []
    shapes: list[Any] = []
    for number, feature in enumerate(read.features(document), start=1):
        properties = feature.get("properties") or {}
        kind = properties.get("kind")
        where = f"feature {number}"
        if kind not in KINDS:
            read.wrong(f"its kind is {str(kind)[:40]!r}", where, f"The kind is one of {', '.join(KINDS)}.")
            continue
        name = properties.get("name") or ""
        if not isinstance(name, str) or len(name) > _NAME_LENGTH:
            read.wrong("its name is not a short text", where, f"At most {_NAME_LENGTH} characters, or none.")
            continue
        shape = (
            _surface(read, feature["geometry"], where)
            if kind in SURFACES
            else _line(read, feature["geometry"], where)
        )
        if shape is None:
            continue
        if transformer is not None:
            shape = reprojected(shape, transformer)
        west, south, east, north = shape.bounds
        if not (is_place(south, west) and is_place(north, east)):
            read.wrong(
                f"its coordinates reach from {west:.6g}, {south:.6g} to {east:.6g}, {north:.6g}",
                where,
                "Longitude −180 to 180 first, then latitude −90 to 90.",
            )
            continue
        shape = shapely.transform(shape, lambda points: points.round(6))
        shapes.append(shape)
        kept.append(
            {
                "type": "Feature",
                "properties": {"kind": kind, "name": name} if name else {"kind": kind},
                "geometry": json.loads(shapely.to_geojson(shape)),
            }
        )
    if read.problems:
        raise RefusedBaseMap(read.problems)
    written = json.dumps(
        {"type": "FeatureCollection", "features": kept}, ensure_ascii=False, separators=(",", ":")
    )
    return written.encode(), len(kept), Bounds(*(float(one) for one in shapely.total_bounds(shapes)))


def _surface(read: Reader, geometry: dict[str, Any], where: str) -> Any | None:
    polygons = read.rings(geometry, where)
    if polygons is None:
        return None
    parts = [Polygon(rings[0], rings[1:]) for rings in polygons]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _line(read: Reader, geometry: dict[str, Any], where: str) -> Any | None:
    kind, raw = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("LineString", "MultiLineString") or not isinstance(raw, list) or not raw:
        read.wrong(
            f"its geometry is {str(kind)[:40]!r}", where, "Streets are a LineString or a MultiLineString."
        )
        return None
    lines = [read.line(one, where) for one in ([raw] if kind == "LineString" else raw)]
    if any(one is None or len(one) < 2 for one in lines):  # noqa: PLR2004
        read.wrong("a line has fewer than two points", where, "Give at least two positions.")
        return None
    parts = [LineString(one) for one in lines if one is not None]
    return parts[0] if len(parts) == 1 else MultiLineString(parts)
