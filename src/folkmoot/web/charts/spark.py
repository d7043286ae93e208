"""A small line beside a number: its shape over time, without axes."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from folkmoot.web.charts.svg import drawing, element, units

_WIDTH, _HEIGHT = 92, 30
_LEFT, _RIGHT, _TOP, _BOTTOM = 2, 86, 4, 26


def sparkline(values: Sequence[float], *, label: str, colour: str = "c1") -> SafeString:
    """The shape of a series, oldest first, lowest value at the bottom; nothing for fewer than two values.

    ``label`` says the finding ("Falls from 6.3 to 4.1 days over twelve months"); ``colour`` is c1 to c6.
    """
    if len(values) < 2:  # noqa: PLR2004 - one value has no shape.
        return SafeString("")
    low, high = min(values), max(values)
    spread = (high - low) or 1.0
    step = (_RIGHT - _LEFT) / (len(values) - 1)
    points = [
        (_LEFT + step * i, _BOTTOM - (_BOTTOM - _TOP) * (value - low) / spread)
        for i, value in enumerate(values)
    ]
    if high == low:
        points = [(x, (_TOP + _BOTTOM) / 2) for x, _ in points]
    line = "M" + "L".join(f"{units(x)} {units(y)}" for x, y in points)
    ink = f"var(--fm-{colour})"
    return drawing(
        _WIDTH,
        _HEIGHT,
        label,
        [
            element("path", d=f"{line}L{_RIGHT} {_HEIGHT}L{_LEFT} {_HEIGHT}Z", fill=ink, opacity=".1"),
            element(
                "path",
                d=line,
                fill="none",
                stroke=ink,
                stroke_width=2,
                stroke_linejoin="round",
                stroke_linecap="round",
            ),
            element("circle", cx=points[-1][0], cy=points[-1][1], r="3.5", fill=ink),
        ],
        class_="fm-spark",
    )
