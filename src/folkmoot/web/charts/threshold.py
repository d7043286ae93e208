"""The threshold bar: progress to steps that have consequences."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from folkmoot.web.charts.svg import drawing, element, text, two_widths

_PAD, _HEIGHT = 8.0, 138.0
_WIDE, _NARROW = 700.0, 340.0
_BEYOND = 1.1


@dataclass(frozen=True, slots=True)
class Step:
    """A step: how many it takes, what then happens in one or two short lines, and a note (a date, or how many to go)."""

    at: int
    number: str
    means: tuple[str, ...]
    note: str = ""


def threshold_bar(*, value: int, steps: Sequence[Step], label: str) -> SafeString:
    """``value`` on a bar with ``steps``, reached ones with a tick. Two drawings: wide screens and phones."""
    return two_widths(_draw(_WIDE, value, steps, label), _draw(_NARROW, value, steps, label))


def _draw(width: float, value: int, steps: Sequence[Step], label: str) -> SafeString:
    top = max([step.at for step in steps] + [value, 1]) * _BEYOND
    full = width - 2 * _PAD
    parts = [
        element(
            "rect",
            x=_PAD,
            y=52,
            width=full,
            height=18,
            rx=9,
            fill="var(--fm-sunken)",
            stroke="var(--fm-line-strong)",
        ),
        element(
            "rect", x=_PAD, y=52, width=max(full * value / top, 0.0), height=18, rx=9, fill="var(--fm-c1)"
        ),
    ]
    last = float("-inf")
    for step in steps:
        x = _PAD + full * step.at / top
        reached = value >= step.at
        parts.append(
            element(
                "rect",
                x=x - 9,
                y=42,
                width=18,
                height=38,
                rx=8,
                stroke_width=2,
                fill="var(--fm-lichen)" if reached else "var(--fm-surface)",
                stroke="var(--fm-surface)" if reached else "var(--fm-line-strong)",
            )
        )
        if reached:
            tick = f"m{x - 4:.1f} 61 3 3.5 5.5-7"
            parts.append(
                element(
                    "path", d=tick, fill="none", stroke="#3A2A00", stroke_width="2.2", stroke_linecap="round"
                )
            )
        parts.append(text(x, 32, step.number, anchor="middle", class_="lab", style="font-size:15px"))
        # On a phone steps may stand close together: the words under them then give way, the list beside the bar has them.
        if x - last >= 62 or last < 0:  # noqa: PLR2004 - the width of the words under a step.
            parts += [
                text(_inside(x, width), 99 + 16 * i, line, anchor="middle")
                for i, line in enumerate(step.means[:2])
            ]
            colour = "moss" if reached else "lichen"
            parts.append(
                text(
                    _inside(x, width),
                    132,
                    step.note,
                    anchor="middle",
                    style=f"font-weight:600;fill:var(--fm-{colour}-ink)",
                )
            )
            last = x
    return drawing(width, _HEIGHT, label, parts)


def _inside(x: float, width: float) -> float:
    return min(max(x, 34.0), width - 34.0)
