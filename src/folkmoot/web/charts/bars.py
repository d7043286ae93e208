"""Horizontal bars with their values printed beside them. They start at zero."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from folkmoot.web.charts.svg import drawing, element, text, two_widths

_ROW = 30.0
_SHAPES = ((680.0, 200.0, 90.0), (340.0, 128.0, 70.0))
"""Width of the drawing, of the names, of the values: wide screens and phones."""
_LONGEST = 18


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its name, its value (zero or more), the value as people read it, and a colour c1 to c6 if not the first."""

    name: str
    value: float
    shown: str
    colour: str = "c1"


def bars(rows: Sequence[Bar], *, label: str) -> SafeString:
    """Bars in the order given. Long names wrap to their first words on phones; the table beside the chart has them whole."""
    wide, narrow = (_draw(rows, label, *shape) for shape in _SHAPES)
    return two_widths(wide, narrow)


def _draw(rows: Sequence[Bar], label: str, width: float, names: float, values: float) -> SafeString:
    most = max((row.value for row in rows), default=0.0) or 1.0
    room = width - names - values
    letters = int(names / 6.6)
    parts: list[SafeString] = []
    for i, row in enumerate(rows):
        y = _ROW * i
        long = max(room * max(row.value, 0.0) / most, 1.0)
        name = row.name if len(row.name) <= letters else row.name[: letters - 1].rstrip() + "…"
        parts += [
            text(0, y + 19.5, name),
            element("rect", x=names, y=y + 6, width=long, height=18, rx=3, fill=f"var(--fm-{row.colour})"),
            text(names + long + 7, y + 19.5, row.shown, class_="val"),
        ]
    return drawing(width, max(_ROW * len(rows), _ROW), label, parts)
