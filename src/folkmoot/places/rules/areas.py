"""Areas: valid polygons with unique names that lie beside each other, and versions that follow each other in time."""

import json
import math
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon, STRtree

from folkmoot.places.geo import METRES_PER_DEGREE, Bounds, distance_m, is_place, reprojected
from folkmoot.places.rules.geojson import Reader
from folkmoot.places.rules.problems import Problem, RefusedAreas
from folkmoot.places.rules.words import SLUG, slug_of

MOST_AREAS = 20_000
OVERLAP_M2 = 100.0
"""Slivers below this many square metres come from digitising and are let pass."""

FAR_M = 500_000.0
NAME_LENGTH = 200
_MOST_PEOPLE = 2_000_000_000


@dataclass(frozen=True, slots=True)
class AreaDraft:
    """An area that may be published: geometry in WGS 84 and a point inside it for a label."""

    slug: str
    name: str
    geometry: Any
    population: int | None
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class ReadAreas:
    """The areas of a file and the canonical document that is published."""

    areas: tuple[AreaDraft, ...]
    bounds: Bounds
    document: bytes = field(repr=False)


def read_areas(
    data: bytes,
    *,
    name_property: str = "name",
    slug_property: str = "",
    population_property: str = "population",
    crs: str = "",
    near: tuple[float, float] | None = None,
) -> ReadAreas:
    """The areas in a GeoJSON file. Raises RefusedAreas with every problem that was found.

    Without ``slug_property`` slugs are made of names. ``crs`` overrules what the file states. ``near`` is the
    institution's place: areas far away whose swapped coordinates would lie near it are reported as swapped.
    """
    read = Reader(RefusedAreas, most_features=MOST_AREAS)
    document = read.document(data)
    transformer = read.transformer(document, crs)
    drafts: list[AreaDraft] = []
    names: dict[str, int] = {}
    slugs: dict[str, int] = {}
    for number, feature in enumerate(read.features(document), start=1):
        properties = feature.get("properties") or {}
        name = properties.get(name_property)
        if not isinstance(name, str) or not name.strip() or len(name) > NAME_LENGTH:
            known = ", ".join(sorted(str(one)[:40] for one in properties)[:10]) or "none"
            read.wrong(
                f"it has no text in its property {name_property!r} (its properties: {known})",
                f"feature {number}",
                f"Name each area with 1 to {NAME_LENGTH} characters, or say which property holds the name.",
            )
            continue
        name = " ".join(name.split())
        where = f"feature {number} ({name})"
        slug = str(properties.get(slug_property, "")) if slug_property else slug_of(name)
        if not SLUG.match(slug):
            read.wrong(
                f"its slug {slug[:60]!r} cannot be part of an address",
                where,
                "Use a to z, 0 to 9 and hyphens, at most 60, in a property named as the slug.",
            )
            continue
        for value, seen, word in ((name.casefold(), names, "name"), (slug, slugs, "slug")):
            if value in seen:
                read.wrong(
                    f"it has the {word} of feature {seen[value]}",
                    where,
                    f"Each {word} must be unique in its set.",
                )
            seen.setdefault(value, number)
        population = properties.get(population_property)
        if isinstance(population, float) and population.is_integer():
            population = int(population)
        if population is not None and (type(population) is not int or not 0 <= population <= _MOST_PEOPLE):
            read.wrong(
                f"its population is {str(population)[:40]!r}", where, "Give a whole number, or leave it out."
            )
            continue
        geometry = _geometry(read, feature["geometry"], where, transformer, near)
        if geometry is None:
            continue
        # GEOS may change how it chooses a point inside; it is chosen once and published, so that a replay agrees.
        inside = geometry.representative_point()
        drafts.append(AreaDraft(slug, name, geometry, population, round(inside.y, 7), round(inside.x, 7)))
    if not read.problems:
        _overlaps(read, drafts)
    if read.problems:
        raise RefusedAreas(read.problems)
    west, south, east, north = shapely.total_bounds([one.geometry for one in drafts])
    return ReadAreas(tuple(drafts), Bounds(*map(float, (west, south, east, north))), _document(drafts))


def _geometry(
    read: Reader, raw: dict[str, Any], where: str, transformer: Any, near: tuple[float, float] | None
) -> Any | None:
    polygons = read.rings(raw, where)
    if polygons is None:
        return None
    parts = [Polygon(rings[0], rings[1:]) for rings in polygons]
    geometry = parts[0] if len(parts) == 1 else MultiPolygon(parts)
    if transformer is not None:
        geometry = reprojected(geometry, transformer)
    west, south, east, north = geometry.bounds
    if not (is_place(south, west) and is_place(north, east)):
        swapped = is_place(west, south) and is_place(east, north)
        read.wrong(
            f"its coordinates reach from {west:.6g}, {south:.6g} to {east:.6g}, {north:.6g}",
            where,
            "They look swapped: write longitude first, then latitude."
            if swapped
            else "Degrees go from −180 to 180 and −90 to 90; state the crs when the file uses metres.",
        )
        return None
    lat, lon = (south + north) / 2, (west + east) / 2
    if near and is_place(lon, lat) and distance_m(lat, lon, *near) > FAR_M > distance_m(lon, lat, *near):
        read.wrong(
            f"it lies at latitude {lat:.4f}, longitude {lon:.4f}, far from the institution",
            where,
            "Latitude and longitude look swapped: write longitude first.",
        )
        return None
    geometry = shapely.transform(geometry, lambda points: points.round(7))
    if not geometry.is_valid:
        reason = shapely.is_valid_reason(geometry)
        what, _, place = reason.partition("[")
        at = f"{where}, at longitude and latitude {place.rstrip(']')}" if place else where
        read.wrong(
            f"this polygon is not valid ({what.strip().lower()})", at, "Draw it without crossing itself."
        )
        return None
    if geometry.area == 0:
        read.wrong("it has no surface", where, "Draw an area, not a line.")
        return None
    return geometry


def _overlaps(read: Reader, drafts: list[AreaDraft]) -> None:
    """Report each pair that shares more ground than a sliver."""
    shapes = [one.geometry for one in drafts]
    left, right = STRtree(shapes).query(shapes, predicate="intersects")
    for a, b in sorted((int(a), int(b)) for a, b in zip(left, right, strict=True) if a < b):
        shared = shapes[a].intersection(shapes[b])
        if not shared.area:
            continue
        point = shared.representative_point()
        square = shared.area * METRES_PER_DEGREE**2 * math.cos(math.radians(point.y))
        if square > OVERLAP_M2:
            read.wrong(
                f"{drafts[a].name} and {drafts[b].name} overlap by {square:,.0f} m²",
                f"near longitude and latitude {point.x:.6f} {point.y:.6f}",
                "Areas of one set lie beside each other.",
            )


def _document(drafts: list[AreaDraft]) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {
                "slug": one.slug,
                "name": one.name,
                "population": one.population,
                "lat": one.lat,
                "lon": one.lon,
            },
            "geometry": json.loads(shapely.to_geojson(one.geometry)),
        }
        for one in sorted(drafts, key=lambda one: one.slug)
    ]
    return json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":")
    ).encode()


def may_follow(valid_from: date, newest: date | None) -> Problem | None:
    """None when a version may start then: the first one always, each later one after the one before."""
    if newest is None or valid_from > newest:
        return None
    return Problem(
        f"the new version would hold from {valid_from.isoformat()}, the newest already holds from {newest.isoformat()}",
        "valid_from",
        f"Give a day after {newest.isoformat()}.",
    )
