"""Lines and areas on a map: drawn as paths, told as GeoJSON, both no finer than can be seen and within a number of bytes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from django.utils.html import escape

from folkmoot.web.maps.frame import Frame
from folkmoot.web.maps.paths import path_of, projected

MOST_BYTES = 120_000
"""Of all paths of one picture, and of all coordinates of one document."""
_FINEST_PX = 0.7
_COARSER, _TURNS = 2.0, 5
_KEPT_WHOLE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A line or an area in degrees (WGS 84). With a ``url`` it is a link, which ``name`` tells to those who do not see it."""

    shape: Any
    url: str = ""
    name: str = ""


def simple_parts(shape: Any) -> list[Any]:
    """The lines and areas of a shape, without its points; collections are opened."""
    found, waiting = [], [shape]
    while waiting:
        one = waiting.pop()
        if hasattr(one, "geoms"):
            waiting += list(one.geoms)[::-1]
        elif one.geom_type != "Point" and not one.is_empty:
            found.append(one)
    return found


def _joined(parts: Sequence[Any]) -> Any:
    return parts[0] if len(parts) == 1 else shapely.GeometryCollection(list(parts))


def _coarser(shape: Any, tolerance: float) -> Any:
    """The shape with fewer points. Of so many points that keeping rings whole would take long, rings may be lost."""
    try:
        whole = shapely.get_num_coordinates(shape) <= _KEPT_WHOLE
        return shapely.simplify(shape, tolerance, preserve_topology=bool(whole))
    except shapely.errors.GEOSException:
        return shape


def drawn(shapes: Sequence[Outline], frame: Frame, unit: float) -> str:
    """The shapes as paths of a drawing of ``unit`` decimetres a pixel. The largest are kept where there are too many bytes."""
    ready = [(one, projected(_joined(parts), frame)) for one in shapes if (parts := simple_parts(one.shape))]
    found: list[tuple[Outline, str, bool]] = []
    for turn in range(_TURNS):
        found = [_path(one, shape, unit * _FINEST_PX * _COARSER**turn) for one, shape in ready]
        if sum(len(path) for _one, path, _filled in found) <= MOST_BYTES:
            break
    left = MOST_BYTES
    out = []
    for one, path, filled in found:
        left -= len(path)
        if left < 0:
            break
        out.append(_written(one, path, unit, filled=filled))
    return "".join(out)


def _path(one: Outline, shape: Any, tolerance: float) -> tuple[Outline, str, bool]:
    step = max(1, int(tolerance / 3))
    parts = simple_parts(shape)
    told = "".join(path_of(it, step) for part in parts for it in simple_parts(_coarser(part, tolerance)))
    if not told:
        # Too small to be seen in this picture: a spot says that it is there.
        x, y = shape.envelope.centroid.coords[0]
        told = f"M{x:.0f} {y:.0f}h{2 * step}v{2 * step}z"
    return one, told, any(it.geom_type == "Polygon" for it in parts)


def _written(one: Outline, path: str, unit: float, *, filled: bool) -> str:
    fill = 'fill="var(--fm-s2)" fill-opacity=".55" fill-rule="evenodd"' if filled else 'fill="none"'
    told = (
        f'<path d="{path}" {fill} stroke="var(--fm-tide)" stroke-width="{(1.5 if filled else 3) * unit:.0f}"'
        ' stroke-linejoin="round" stroke-linecap="round"/>'
    )
    if not one.url:
        return told
    name = escape(one.name)
    return (
        f'<a class="fm-outline" href="{escape(one.url)}" aria-label="{name}"><title>{name}</title>{told}</a>'
    )


def features(shapes: Sequence[Outline], degrees: float) -> list[dict[str, Any]]:
    """The shapes as features (RFC 7946), where a pixel is so many ``degrees`` wide; the first are kept where it is too much."""
    found: list[tuple[Outline, str]] = []
    ready = [(one, _joined(parts)) for one in shapes if (parts := simple_parts(one.shape))]
    for turn in range(_TURNS):
        tolerance = degrees * _FINEST_PX * _COARSER**turn
        found = [(one, _geojson(shape, tolerance)) for one, shape in ready]
        if sum(len(told) for _one, told in found) <= MOST_BYTES:
            break
    left, out = MOST_BYTES, []
    for one, told in found:
        left -= len(told)
        if left < 0:
            break
        out.append(
            {
                "type": "Feature",
                "geometry": _loaded(told),
                "properties": {"title": one.name, "url": one.url},
            }
        )
    return out


def _geojson(shape: Any, tolerance: float) -> str:
    coarse = shapely.set_precision(_coarser(shape, tolerance), 1e-6, mode="pointwise")
    kept = coarse if not shapely.is_empty(coarse) else shape.envelope
    return str(shapely.to_geojson(kept))


def _loaded(told: str) -> Any:
    return json.loads(told)
