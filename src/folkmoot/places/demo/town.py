"""The geography of the demo town, made by rules: coast, river, eight areas, parks, streets, blocks and buildings.

Everything is drawn in units of six metres (x east, y south, as on the design's map) and turned into degrees at the
end. The same seed gives the same town.
"""

import math
import random
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely import LineString, MultiPoint, Point, Polygon, STRtree
from shapely.ops import linemerge, polygonize, split, unary_union

from folkmoot.places.demo.names import AREAS, KNOWN, MAINS, PARKS, street_names
from folkmoot.places.geo import METRES_PER_DEGREE

LAT, LON = 52.48, 1.70
UNIT_M = 6.0
_MIDDLE = (500.0, 360.0)
_COAST = (
    (-80, 668),
    (60, 652),
    (150, 664),
    (260, 638),
    (352, 650),
    (440, 654),
    (520, 642),
    (640, 662),
    (720, 644),
)
_COAST_EAST = ((800, 656), (900, 630), (1080, 652))
_RIVER = (
    (735, -60),
    (706, 80),
    (646, 165),
    (604, 250),
    (596, 330),
    (566, 420),
    (578, 500),
    (606, 580),
    (598, 720),
)
_EDGE = ((52, 60), (230, 38), (430, 46), (650, 34), (860, 44), (952, 110), (938, 300), (958, 480), (940, 700))
_EDGE_WEST = ((60, 700), (44, 520), (58, 330), (40, 190))
_ACROSS = range(29, 1000, 50)
_DOWN = range(21, 680, 33)
_TOUCHES, _PASSES, _LEAST_BLOCK = 1e-3, 3, 20
_STREET, _MAIN, _RIVER_HALF = 0.95, 1.6, 6.5


def _smooth(points: tuple[tuple[float, float], ...], steps: int = 10) -> list[tuple[float, float]]:
    """A Catmull-Rom curve through the points."""
    p = np.array([points[0], *points, points[-1]], dtype=float)
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False)
    ]
    return [(float(x), float(y)) for x, y in np.vstack([*parts, p[-1:]])]


def _bend(x: float, y: float) -> tuple[float, float]:
    """Bend the grid a little, so that no street is straight."""
    return x + 13 * math.sin(y / 110) + 5 * math.sin(x / 70 + y / 120), y + 11 * math.sin(
        x / 140
    ) + 4 * math.sin(y / 80)


def degrees(shape: Any) -> Any:
    """A shape in units of the drawing as longitude and latitude, to a tenth of a metre."""
    narrow = math.cos(math.radians(LAT))

    def turn(points: Any) -> Any:
        lon = LON + (points[:, 0] - _MIDDLE[0]) * UNIT_M / (METRES_PER_DEGREE * narrow)
        lat = LAT - (points[:, 1] - _MIDDLE[1]) * UNIT_M / METRES_PER_DEGREE
        return np.column_stack([lon, lat]).round(6)

    return shapely.transform(shape, turn)


@dataclass(slots=True)
class Street:
    """A named street: its lines, its area and its postcode."""

    name: str
    area: int
    main: bool
    postcode: str
    lines: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Door:
    """An address with its building."""

    street: Street
    number: int
    building: Any
    at: Any


@dataclass(frozen=True, slots=True)
class Town:
    """Everything that is drawn, in units of the drawing."""

    areas: list[Any]
    sea: Any
    river: Any
    parks: list[tuple[str, Any]]
    quays: Any
    streets: list[Street]
    blocks: list[Any]
    doors: list[Door]


def _areas(town: Any, rng: random.Random) -> list[Any]:
    """Voronoi cells clipped to the town, with wandering borders that neighbours share point by point."""
    seeds = MultiPoint([(x, y) for _, x, y, _ in AREAS])
    cells = [
        cell.intersection(town) for cell in shapely.voronoi_polygons(seeds, extend_to=town.buffer(200)).geoms
    ]
    outer = town.exterior
    inner = linemerge(unary_union([cell.exterior for cell in cells]).difference(outer.buffer(1e-6)))
    lines = [outer]
    for line in getattr(inner, "geoms", [inner]):
        (ax, ay), (bx, by) = line.coords[0], line.coords[-1]
        length = math.hypot(bx - ax, by - ay)
        steps = max(2, int(length / 18))
        nx, ny = (ay - by) / length, (bx - ax) / length
        sway = 0.0
        points = []
        for step in range(1, steps):
            sway = 0.6 * sway + rng.uniform(-5, 5)
            fade = math.sin(math.pi * step / steps) * sway
            points.append(
                (ax + (bx - ax) * step / steps + nx * fade, ay + (by - ay) * step / steps + ny * fade)
            )
        # A hair's breadth beyond the town's edge, so that the border surely meets it.
        ends = [Point(one).distance(outer) < _TOUCHES for one in (line.coords[0], line.coords[-1])]
        start = (2 * ax - points[0][0], 2 * ay - points[0][1]) if ends[0] else (ax, ay)
        end = (2 * bx - points[-1][0], 2 * by - points[-1][1]) if ends[1] else (bx, by)
        lines.append(
            LineString([start, (ax, ay), *points, (bx, by), end] if any(ends) else [start, *points, end])
        )
    found = [one for one in polygonize(unary_union(lines)) if town.contains(one.representative_point())]
    return [next(one for one in found if one.contains(Point(x, y))) for _, x, y, _ in AREAS]


def _blob(x: float, y: float, radius: float, rng: random.Random) -> Any:
    turns = [(k * math.tau / 9, radius * rng.uniform(0.75, 1.2)) for k in range(9)]
    ring = tuple((x + 1.25 * r * math.cos(a), y + 0.85 * r * math.sin(a)) for a, r in turns)
    return Polygon(_smooth((*ring, ring[0]), 6)).buffer(0)


def _postcode(area: int, number: int) -> str:
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    return f"MH{area + 1} {1 + number % 9}{letters[number % 20]}{letters[(number * 7 + 3) % 20]}"


def _streets(areas: list[Any], dry: Any, rng: random.Random) -> list[Street]:
    """The lines of a bent grid, cut by areas and water, each piece with a name."""
    whole = unary_union(areas)
    names = iter(street_names(rng))
    found: dict[tuple[str, int], Street] = {}
    lines = [("v", x, [_bend(x, y) for y in range(0, 701, 12)]) for x in _ACROSS]
    lines += [("h", y, [_bend(x, y) for x in range(0, 1001, 12)]) for y in _DOWN]
    for way, place, points in lines:
        main = (way, place) in MAINS
        line = LineString(points)
        # Only main roads have bridges.
        ground = whole.buffer(-4 if main else -12) if main else whole.buffer(-12).intersection(dry)
        for number, area in enumerate(areas):
            piece = line.intersection(ground).intersection(area)
            parts = [one for one in getattr(piece, "geoms", [piece]) if one.length > (4 if main else 14)]
            if not parts:
                continue
            known = [n for n, w, x, y in KNOWN if w == way and piece.distance(Point(_bend(x, y))) < _PASSES]
            name = MAINS[way, place] if main else known[0] if known else next(names)
            street = found.setdefault(
                (name, number), Street(name, number, main, _postcode(number, len(found)))
            )
            street.lines += parts
    return list(found.values())


def _doors(streets: list[Street], solid: Any, parks: Any) -> list[Door]:
    """Houses on both sides of every street, odd numbers on the left, where there is room."""
    roads = [line.buffer(_MAIN if one.main else _STREET) for one in streets for line in one.lines]
    tree = STRtree(roads)
    shapely.prepare(solid)
    shapely.prepare(parks)
    found = []
    for street in streets:
        odd, even = 1, 2
        away = (_MAIN if street.main else _STREET) + 2.1
        for line in street.lines:
            for step in range(int((line.length - 4) / 6.3)):
                at = 4 + step * 6.3
                a, b = line.interpolate(at - 0.5), line.interpolate(at + 0.5)
                dx, dy = b.x - a.x, b.y - a.y
                long, wide = 2.1 + (step * 7 % 5) * 0.22, 0.85 + (step * 3 % 4) * 0.12
                for side in (-1, 1):
                    x, y = (a.x + b.x) / 2 - side * dy * away, (a.y + b.y) / 2 + side * dx * away
                    house = Polygon(
                        [
                            (x + i * long * dx - j * wide * dy, y + i * long * dy + j * wide * dx)
                            for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1))
                        ]
                    )
                    if (
                        not solid.contains(house)
                        or parks.intersects(house)
                        or len(tree.query(house, "intersects"))
                    ):
                        continue
                    number = odd if side < 0 else even
                    odd, even = (odd + 2, even) if side < 0 else (odd, even + 2)
                    found.append(
                        Door(street, number, house, Point(x - (-side * dy) * 0.6, y - side * dx * 0.6))
                    )
    return found


def make(seed: int = 1206) -> Town:
    """The whole town; takes about two seconds."""
    rng = random.Random(seed)  # noqa: S311 - a drawing, not a secret.
    frame = Polygon([(-80, -60), (1080, -60), (1080, 800), (-80, 800)])
    coast = LineString([(-90, 668), *_smooth(_COAST + _COAST_EAST), (1090, 652)])
    sides = split(frame, coast).geoms
    sea = next(one for one in sides if one.contains(Point(500, 790)))
    edge = (*_EDGE, *_EDGE_WEST)
    town = Polygon(_smooth((*edge, edge[0]))).buffer(0).difference(sea)
    town = max(getattr(town, "geoms", [town]), key=lambda one: one.area)
    river = LineString(_smooth(_RIVER)).buffer(_RIVER_HALF).difference(sea)
    quays = unary_union(
        [
            LineString(one).buffer(2.2, cap_style="flat")
            for one in (((330, 640), (330, 684), (396, 690)), ((452, 645), (452, 692)))
        ]
    )
    water = unary_union([sea, river])
    areas = _areas(town, rng)
    parks = [
        (name, _blob(x, y, r, rng).intersection(town).difference(water.buffer(3))) for name, x, y, r in PARKS
    ]
    green = unary_union([one for _, one in parks])
    dry = town.difference(water.buffer(4)).difference(green)
    streets = _streets(areas, dry, rng)
    ground = town.buffer(-3).difference(water.buffer(2.5))
    paved = unary_union(
        [line.buffer(_MAIN if one.main else _STREET) for one in streets for line in one.lines]
    )
    blocks = [
        one.simplify(0.15)
        for one in ground.difference(green.buffer(1)).difference(paved).geoms
        if one.area > _LEAST_BLOCK
    ]
    return Town(areas, sea, river, parks, quays, streets, blocks, _doors(streets, ground, green))
