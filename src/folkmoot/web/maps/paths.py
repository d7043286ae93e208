"""Paths of the base map, written once and joined for each picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from shapely import STRtree

from folkmoot.places import base
from folkmoot.web.maps.frame import Frame

_EARTH_DEGREE = np.pi / 180


@dataclass(frozen=True, slots=True)
class Level:
    """How finely a map of some scale is drawn: lengths in decimetres, kinds that are left out."""

    name: str
    tolerance: float
    step: int
    without: frozenset[str]


LEVELS = (
    Level("near", 2, 1, frozenset()),
    Level("middle", 25, 10, frozenset({"building"})),
    Level("town", 60, 20, frozenset({"building", "path"})),
    Level("country", 800, 200, frozenset({"building", "block", "street", "path", "quay"})),
)


def level_of(unit: float) -> Level:
    """The level for a number of decimetres for each pixel."""
    return LEVELS[0] if unit < 20 else LEVELS[1] if unit < 55 else LEVELS[2] if unit < 300 else LEVELS[3]  # noqa: PLR2004


def projected(shape: Any, frame: Frame) -> Any:
    """A shape in degrees as a shape of the drawing."""

    def turn(points: Any) -> Any:
        x = (points[:, 0] - frame.lon) * _EARTH_DEGREE * frame.scale
        middle = np.arcsinh(np.tan(frame.lat * _EARTH_DEGREE))
        y = (middle - np.arcsinh(np.tan(points[:, 1].clip(-85, 85) * _EARTH_DEGREE))) * frame.scale
        return np.column_stack([x, y])

    return shapely.transform(shape, turn)


def path_of(shape: Any, step: int = 1) -> str:
    """The ``d`` of a path in whole numbers, each point counted from the one before to keep it short."""
    parts = []
    for part in getattr(shape, "geoms", [shape]):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            points = (np.asarray(ring.coords)[:, :2] / step).round().astype(int) * step
            steps = np.diff(points, axis=0)
            steps = steps[(steps != 0).any(axis=1)]
            if len(steps):
                walk = " ".join(map(str, steps.ravel().tolist())).replace(" -", "-")
                parts.append(
                    f"M{points[0][0]} {points[0][1]}l{walk}" + ("z" if part.geom_type == "Polygon" else "")
                )
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A feature as it is drawn at one level."""

    kind: str
    name: str
    path: str
    shape: Any


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole base map at one level, in one frame."""

    features: tuple[Drawn, ...]
    tree: STRtree

    def within(self, left: float, top: float, right: float, bottom: float) -> Mapping[str, list[Drawn]]:
        """What touches a box, by kind, in the order of the document."""
        found: dict[str, list[Drawn]] = {}
        for number in sorted(self.tree.query(shapely.box(left, top, right, bottom)).tolist()):
            one = self.features[number]
            found.setdefault(one.kind, []).append(one)
        return found


@lru_cache(maxsize=8)
def sheet(segment: str, frame: Frame, level: Level) -> Sheet:
    """The base map of a published document; made once for each level."""
    kept = [one for one in base.features(segment).features if one.kind not in level.without]
    shapes = shapely.simplify([projected(one.shape, frame) for one in kept], level.tolerance)
    drawn = tuple(
        Drawn(one.kind, one.name, path_of(shape, level.step), shape)
        for one, shape in zip(kept, shapes, strict=True)
    )
    return Sheet(drawn, STRtree(shapes))
