"""Lines over time, labelled at their ends."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from folkmoot.web.charts.svg import drawing, element, nice_ticks, text, two_widths, units
from folkmoot.web.words import number

_HEIGHT, _FLOOR, _CEILING = 220.0, 190.0, 22.0
_SHAPES = ((740.0, 46.0, 92.0), (350.0, 40.0, 80.0))
"""Width, room for the values on the left, room for the names on the right: wide screens and phones."""
_GAP = 17.0


@dataclass(frozen=True, slots=True)
class Line:
    """A series: its name, one value for each place on the x axis (None where nothing is known), a colour c1 to c6."""

    name: str
    values: Sequence[float | None]
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at a place on the x axis: a dashed lichen line with words."""

    at: int
    words: str


@dataclass(slots=True)
class _Frame:
    width: float
    left: float
    right: float
    count: int
    ticks: list[float] = field(default_factory=list)
    area: bool = False

    def x(self, i: int) -> float:
        return self.left + (self.right - self.left) * (i / (self.count - 1) if self.count > 1 else 0.5)

    def y(self, value: float) -> float:
        return _FLOOR - (_FLOOR - _CEILING) * value / self.ticks[-1]


def lines(
    series: Sequence[Line],
    *,
    places: Sequence[str],
    label: str,
    events: Sequence[Event] = (),
    area: bool = False,
) -> SafeString:
    """Up to six lines from zero up. ``places`` names the x axis; an empty name leaves a place without words.

    ``area`` fills below a single line. Values below zero are not for this chart and raise ValueError.
    """
    known = [value for line in series for value in line.values if value is not None]
    if any(value < 0 for value in known):
        raise ValueError("lines() starts at zero; these series have values below it")
    wide, narrow = (
        _draw(
            series,
            places,
            label,
            events,
            _Frame(w, left, w - right, len(places), nice_ticks(max(known, default=0)), area),
        )
        for w, left, right in _SHAPES
    )
    return two_widths(wide, narrow)


_LETTER = 6.9
"""Pixels that a figure of an axis takes."""


def _draw(
    series: Sequence[Line],
    places: Sequence[str],
    label: str,
    events: Sequence[Event],
    frame: _Frame,
) -> SafeString:
    parts: list[SafeString] = []
    for tick in frame.ticks:
        y = frame.y(tick)
        parts.append(
            element("line", class_="grid" if tick else "axis", x1=frame.left, x2=frame.right, y1=y, y2=y)
        )
        parts.append(text(frame.left - 8, y + 4.5, number(tick), anchor="end"))
    named = [i for i, words in enumerate(places) if words]
    # The first label begins at its point and the second stands around its own, so one and a half must fit between them.
    wide = max(62.0, 1.5 * _LETTER * max((len(words) for words in places), default=0))
    room = max(int((frame.right - frame.left) // wide), 2)
    every = -(-len(named) // room) if named else 1
    for i in named[::every]:
        anchor = "start" if i == 0 else "end" if i == len(places) - 1 else "middle"
        parts.append(text(frame.x(i), 211, places[i], anchor=anchor))
    for event in events:
        x = frame.x(event.at)
        parts.append(
            element(
                "line",
                x1=x,
                x2=x,
                y1=14,
                y2=_FLOOR,
                stroke="var(--fm-lichen-line)",
                stroke_width="1.5",
                stroke_dasharray="4 3",
            )
        )
        parts.append(
            text(
                x + 6 if x < frame.width / 2 else x - 6,
                12,
                event.words,
                anchor="start" if x < frame.width / 2 else "end",
            )
        )
    ends: list[tuple[float, str]] = []
    for i, line in enumerate(series):
        ink = f"var(--fm-{line.colour or f'c{i % 6 + 1}'})"
        path, last = _path(line.values, frame)
        if last is None:
            continue
        if frame.area and len(series) == 1:
            fill = f"{path}L{units(last[0])} {units(_FLOOR)}L{units(frame.left)} {units(_FLOOR)}Z"
            parts.append(element("path", d=fill, fill=ink, opacity=".12"))
        parts.append(
            element(
                "path",
                d=path,
                fill="none",
                stroke=ink,
                stroke_width="2.5",
                stroke_linejoin="round",
                stroke_linecap="round",
            )
        )
        parts.append(element("circle", cx=last[0], cy=last[1], r=4, fill=ink))
        ends.append((last[1], line.name))
    parts += _names(ends, frame.right + 10)
    return drawing(frame.width, _HEIGHT, label, parts)


def _path(values: Sequence[float | None], frame: _Frame) -> tuple[str, tuple[float, float] | None]:
    """The path of a series; a gap in the data is a gap in the line."""
    path, last, pen = "", None, "M"
    for i, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        last = (frame.x(i), frame.y(value))
        path += f"{pen}{units(last[0])} {units(last[1])}"
        pen = "L"
    return path, last


def _names(ends: list[tuple[float, str]], x: float) -> list[SafeString]:
    """Names at the ends of the lines, pushed apart where they would overlap."""
    below = float("-inf")
    parts: list[SafeString] = []
    for y, name in sorted(ends):
        below = max(y + 4.5, below + _GAP)
        parts.append(text(x, below, name, class_="lab"))
    return parts
