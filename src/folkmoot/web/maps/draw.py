"""Drawing a map as SVG: base, areas, labels, pins. Colours are the design's ``--fm-m-`` variables."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import shapely
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from shapely.geometry import shape
from shapely.ops import linemerge

from folkmoot.places import queries
from folkmoot.places.geo import Bounds
from folkmoot.places.models import Area
from folkmoot.web.maps.frame import DECIMETRES, Frame, MapView
from folkmoot.web.maps.outlines import Outline
from folkmoot.web.maps.outlines import drawn as outlines_drawn
from folkmoot.web.maps.paths import Drawn, level_of, path_of, projected, sheet
from folkmoot.web.maps.tokens import STYLE

MOST_BYTES = 160_000
"""Above this a picture goes without its finest kinds; packed it then stays below 60 KB."""

COLOURS = {
    "reported": "--fm-ink",
    "progress": "--fm-tide",
    "late": "--fm-clay",
    "waiting": "--fm-lichen-line",
    "fixed": "--fm-moss",
    "here": "--fm-yew",
}
_PIN = "M0 0C-4-7-13-12-13-22.5A13 13 0 0 1 13-22.5C13-12 4-7 0 0Z"
_MOST_LABELS = 14
_LETTER_PX = 6.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A place on the map: ``number`` matches a list beside it, ``state`` gives the colour (see COLOURS).

    With a ``url`` it is a link, which ``name`` tells to those who do not see it; ``chosen`` says that it is open.
    """

    lat: float
    lon: float
    state: str = "reported"
    number: str = ""
    url: str = ""
    name: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A piece of the map with how many things lie in it: ``words`` are written there, ``shade`` (1 to 4) fills it.

    With a ``url`` it is a link, which ``name`` tells to those who do not see it.
    """

    bounds: Bounds
    shade: int
    words: str
    url: str = ""
    name: str = ""


def _stroke(paths: Sequence[Drawn], colour: str, pixels: float, *, least: float, unit: float) -> str:
    wide = max(pixels * unit, least * DECIMETRES)
    drawn = "".join(one.path for one in paths)
    return (
        f'<path d="{drawn}" fill="none" stroke="var({colour})" stroke-width="{wide:.0f}" stroke-linecap="round"'
        f' stroke-linejoin="round"/>'
    )


def _fill(paths: Sequence[Drawn], colour: str, extra: str = "") -> str:
    return f'<path d="{"".join(one.path for one in paths)}" fill="var({colour})"{extra}/>'


def _label(
    colour: str = "--fm-m-text", halo: str = "--fm-m-halo", *, size: float, unit: float, weight: int
) -> str:
    return (
        f'style="font:{weight} {size * unit:.0f}px var(--fm-text,sans-serif);fill:var({colour});paint-order:stroke;'
        f'stroke:var({halo});stroke-linejoin:round;stroke-width:{size * 0.29 * unit:.0f}px"'
    )


def _street_labels(
    lines: Sequence[Drawn], box: tuple[float, float, float, float], unit: float, key: str
) -> str:
    """Names along the streets that are long enough for theirs, each name once, none too near another."""
    left, top, right, bottom = box
    frame = shapely.box(left + 8 * unit, top + 12 * unit, right - 8 * unit, bottom - 8 * unit)
    best: dict[str, tuple[float, object]] = {}
    for one in lines:
        if not one.name:
            continue
        inside = one.shape.intersection(frame)
        merged = linemerge(inside) if inside.geom_type == "MultiLineString" else inside
        for part in getattr(merged, "geoms", [merged]):
            if part.geom_type == "LineString" and part.length > best.get(one.name, (0.0,))[0]:
                best[one.name] = (part.length, part)
    out: list[str] = []
    taken: list[shapely.Point] = []
    for name, (length, part) in sorted(best.items(), key=lambda item: (-item[1][0], item[0])):
        need = (len(name) * _LETTER_PX + 10) * unit
        if length < need or len(out) >= _MOST_LABELS:
            continue
        middle = part.interpolate(length / 2)  # type: ignore[attr-defined]
        if any(middle.distance(one) < max(34 * unit, need * 0.55) for one in taken):
            continue
        taken.append(middle)
        line = shapely.ops.substring(part, (length - need) / 2, (length + need) / 2).simplify(unit)
        points = list(line.coords)
        if points[-1][0] < points[0][0]:
            line = shapely.LineString(points[::-1])
        mark = f"{key}-{len(out)}"
        out.append(
            f'<path id="{mark}" d="{path_of(line)}" fill="none"/><text dy="{4 * unit:.0f}" '
            f'{_label(size=12, unit=unit, weight=400)}><textPath href="#{mark}" startOffset="50%" text-anchor="middle">'
            f"{escape(name)}</textPath></text>"
        )
    return "".join(out)


def _box(view: MapView, frame: Frame) -> tuple[float, float, float, float]:
    x, y = frame.point(view.lat, view.lon)
    # Mercator stretches away from the frame's middle; a view keeps its own scale.
    stretch = math.cos(math.radians(frame.lat)) / math.cos(math.radians(view.lat))
    wide, high = view.width * view.unit * stretch / 2, view.height * view.unit * stretch / 2
    return x - wide, y - high, x + wide, y + high


@lru_cache(maxsize=256)
def _base(segment: str, frame: Frame, view: MapView, *, names: bool) -> str:
    """The base map of a view. Equal views come from memory, as a town's home page asks for the same again."""
    box = _box(view, frame)
    unit = (box[2] - box[0]) / view.width
    found = dict(sheet(segment, frame, level_of(unit)).within(*box))
    for fine in ("building", "block", "path", "street"):
        if sum(len(one.path) for some in found.values() for one in some) > MOST_BYTES:
            found.pop(fine, None)
    streets, mains, water = found.get("street", []), found.get("main", []), found.get("water", [])
    out = [_fill(found.get("land", []), "--fm-m-land"), _fill(found.get("block", []), "--fm-m-block")]
    out.append(_fill(found.get("building", []), "--fm-m-bldg"))
    out.append(_stroke(found.get("path", []), "--fm-m-case", 1, least=1.2, unit=unit))
    out.append(_stroke(streets, "--fm-m-case", 3.4, least=12.4, unit=unit))
    out.append(_stroke(streets, "--fm-m-road", 2, least=10, unit=unit))
    out.append(_fill(found.get("park", []), "--fm-m-park"))
    out.append(_fill(water, "--fm-m-water", f' stroke="var(--fm-m-shore)" stroke-width="{1.5 * unit:.0f}"'))
    out.append(_fill(found.get("quay", []), "--fm-m-block"))
    out.append(_stroke(mains, "--fm-m-maincase", 5.2, least=19, unit=unit))
    out.append(_stroke(mains, "--fm-m-main", 3.6, least=16, unit=unit))
    out.append(_stroke(found.get("rail", []), "--fm-m-case", 2.4, least=3, unit=unit))
    if names and unit < 30:  # noqa: PLR2004 - farther away names of streets would be too many to read.
        key = f"st{hash((view.lat, view.lon, view.metres, view.width)) & 0xFFFFFF:x}"
        out.append(_street_labels([*mains, *streets], box, unit, key))
    return "".join(one for one in out if ' d=""' not in one)


@lru_cache(maxsize=512)
def _area_path(geometry: str, frame: Frame, tolerance: float) -> str:
    return path_of(
        projected(shape(json.loads(geometry)), frame).simplify(tolerance), max(1, int(tolerance / 3))
    )


def _areas(
    rows: Sequence[Area], shades: Mapping[str, int], values: Mapping[str, str], frame: Frame, unit: float
) -> str:
    out = []
    for row in rows:
        fill = f"var(--fm-s{shades[row.slug]})" if row.slug in shades else "none"
        out.append(
            f'<path d="{_area_path(row.geometry, frame, unit * 0.7)}" fill="{fill}" stroke="var(--fm-m-text)"'
            f' stroke-opacity=".45" stroke-width="{1.2 * unit:.0f}" stroke-dasharray="{4 * unit:.0f} {3 * unit:.0f}"/>'
        )
    for row in rows:
        x, y = frame.point(row.lat, row.lon)
        words = (
            f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="middle" {_label(size=15, unit=unit, weight=600)}>'
        )
        more = ""
        if row.slug in values:
            more = f'<tspan x="{x:.0f}" dy="{17 * unit:.0f}" font-weight="400">{escape(values[row.slug])}</tspan>'
        out.append(f"{words}{escape(row.name)}{more}</text>")
    return "".join(out)


def _pin(pin: Pin, frame: Frame, scale: float) -> str:
    x, y = frame.point(pin.lat, pin.lon)
    inner = '<circle cy="-22" r="5" fill="var(--fm-surface)"/>'
    if pin.number:
        inner = (
            '<text y="-17.5" text-anchor="middle" style="font:700 14px var(--fm-text,sans-serif);'
            f'fill:var(--fm-surface)">{escape(pin.number)}</text>'
        )
    shape_of = (
        '<ellipse rx="6" ry="2.5" fill="rgb(0 0 0 / .25)"/>'
        f'<path d="{_PIN}" fill="var({COLOURS.get(pin.state, "--fm-ink")})" stroke="var(--fm-surface)" '
        f'stroke-width="2"/>{inner}'
    )
    if pin.url:
        current = ' aria-current="true"' if pin.chosen else ""
        shape_of = (
            f'<a class="fm-pin" href="{escape(pin.url)}" aria-label="{escape(pin.name)}"{current}>'
            f"<title>{escape(pin.name)}</title>{shape_of}</a>"
        )
    return f'<g transform="translate({x:.0f} {y:.0f}) scale({scale:.3f})">{shape_of}</g>'


def _cell(one: Cell, frame: Frame, unit: float) -> str:
    left, top = frame.point(one.bounds.north, one.bounds.west)
    right, bottom = frame.point(one.bounds.south, one.bounds.east)
    # Long numbers are written smaller, so that they stay inside.
    size = max(9.0, min(16.0, (right - left) / unit / max(1, len(one.words)) * 1.1))
    y = (top + bottom) / 2 + size * unit * 0.35
    drawn = (
        f'<path d="M{left:.0f} {top:.0f}H{right:.0f}V{bottom:.0f}H{left:.0f}Z" fill="var(--fm-s{one.shade})" fill-opacity=".85"'
        f' stroke="var(--fm-surface)" stroke-width="{2 * unit:.0f}"/>'
        f'<text x="{(left + right) / 2:.0f}" y="{y:.0f}" text-anchor="middle" '
        f"{_label(size=size, unit=unit, weight=600)}>{escape(one.words)}</text>"
    )
    if not one.url:
        return drawn
    name = escape(one.name)
    return f'<a class="fm-cell" href="{escape(one.url)}" aria-label="{name}"><title>{name}</title>{drawn}</a>'


def draw(
    view: MapView,
    *,
    label: str,
    pins: Sequence[Pin] = (),
    cells: Sequence[Cell] = (),
    outlines: Sequence[Outline] = (),
    areas: Sequence[Area] = (),
    shades: Mapping[str, int] | None = None,
    values: Mapping[str, str] | None = None,
    here: Pin | None = None,
    around_m: float = 0,
    names: bool = True,
    attributes: str = "",
    inner: str = "",
) -> SafeString:
    """A map as SVG with ``role="img"``, or ``group`` where pins or cells are links, and a label that says what it shows.

    ``areas`` are outlined and named; ``shades`` (1 to 6 for an area's slug) fill them and ``values`` write a
    line below their names. ``outlines`` lie below the pins. ``here`` is the chosen place, with a circle of ``around_m`` metres. Pins farther south
    lie over those behind them.
    """
    drawn = queries.base_map()
    frame = (
        Frame(round((drawn.south + drawn.north) / 2, 4), round((drawn.west + drawn.east) / 2, 4))
        if drawn
        else view.frame
    )
    left, top, right, bottom = _box(view, frame)
    unit = (right - left) / view.width
    size = f'width="{right - left:.0f}" height="{bottom - top:.0f}"'
    # Nothing inside an image can be reached, so a map with links is none.
    role = (
        "group"
        if any([*(it.url for it in pins), *(it.url for it in cells), *(it.url for it in outlines)])
        else "img"
    )
    out = [
        f'<svg viewBox="{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}" role="{role}"',
        f' aria-label="{escape(label)}"{attributes}>{inner}',
        f'<rect x="{left:.0f}" y="{top:.0f}" {size} fill="var(--fm-m-land)"/>',
    ]
    if drawn:
        out.append(_base(drawn.segment, frame, view, names=names and not areas))
    out += [_cell(one, frame, unit) for one in cells]
    out.append(outlines_drawn(outlines, frame, unit))
    out.append(_areas(areas, shades or {}, values or {}, frame, unit))
    if here is not None and around_m:
        x, y = frame.point(here.lat, here.lon)
        out.append(
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{around_m * DECIMETRES:.0f}" fill="var(--fm-yew)" fill-opacity=".16"'
            f' stroke="var(--fm-yew)" stroke-width="{unit:.0f}"/>'
        )
    out += [_pin(one, frame, unit) for one in sorted(pins, key=lambda one: -one.lat)]
    if here is not None:
        out.append(_pin(here, frame, 1.3 * unit))
    out.append("</svg>")
    return mark_safe("".join(out))  # noqa: S308 - every word went through escape, the rest are numbers.


def standalone(view: MapView, *, label: str, pins: Sequence[Pin] = (), here: Pin | None = None) -> bytes:
    """The map as a document of its own, for ``<input type="image">``; it carries the colours of both schemes."""
    attributes = f' xmlns="http://www.w3.org/2000/svg" width="{view.width}" height="{view.height}"'
    return str(
        draw(view, label=label, pins=pins, here=here, attributes=attributes, inner=f"<style>{STYLE}</style>")
    ).encode()
