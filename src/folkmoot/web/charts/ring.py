"""The ring of the last 24 hours: one stone for each public act, the newest lit, time running clockwise to "now"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians, sin

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from folkmoot.web.charts.svg import element, join, text

SLOTS = 48
COLOURS = {"reports": "#F3F6F0", "fixes": "#7CC3A0", "say": "#F2A489", "money": "#8AC5E8", "other": "#BFD3C7"}
"""The groups of an act. The ring stands on deep yew in both schemes, so these do not change between them."""
_CENTRE, _STACK = 215.0, 4
_MARK, _LABEL = 113.0, 96.0


@dataclass(frozen=True, slots=True)
class RingAct:
    """When an act happened and its group: reports, fixes, say, money or other."""

    at: datetime
    group: str


def ring(
    acts: Sequence[RingAct], *, now: datetime, total: str, caption: tuple[str, str], label: str
) -> SafeString:
    """The acts of the 24 hours before ``now`` (older and later ones are left out).

    Each half hour has room for four stones; on a busy day one stone stands for several acts of its half hour.
    ``total`` and the two lines of ``caption`` stand in the middle; ``label`` is the finding in words.
    """
    slots: list[list[str]] = [[] for _ in range(SLOTS)]
    for act in sorted(acts, key=lambda one: one.at, reverse=True):
        back = int((now - act.at) / timedelta(minutes=30))
        if 0 <= back < SLOTS:
            slots[back].append(act.group)
    each = stones_each(slots)
    parts = [_lit()] if acts else []
    for back, groups in enumerate(slots):
        angle = -360 / SLOTS * back
        if not groups and back:
            x, y = _point(121, angle)
            parts.append(element("circle", cx=x, cy=y, r=2, fill="var(--fm-on-deep-2)", opacity=".5"))
        for level, group in enumerate(groups[::each][:_STACK]):
            # The slot under the lit stone starts one place further out.
            parts.append(
                _stone(level, angle, COLOURS.get(group, COLOURS["other"]), lift=1 if back == 0 else 0)
            )
    parts += [text(_CENTRE, 119.5, gettext("now"), anchor="middle", style="font-size:12.5px"), *_hours(now)]
    parts += [
        text(_CENTRE, 222, total, anchor="middle", class_="big"),
        text(_CENTRE, 245, caption[0], anchor="middle", style="font-size:14px"),
        text(_CENTRE, 262, caption[1], anchor="middle", style="font-size:14px"),
    ]
    return format_html(
        '<svg class="fm-ring" viewBox="{}" role="img" aria-label="{}">{}</svg>',
        _box(slots, each),
        label,
        join(parts),
    )


def stones_each(slots: Sequence[Sequence[str]]) -> int:
    """How many acts one stone stands for, so that the busiest half hour fits in four stones."""
    busiest = max((len(groups) for groups in slots), default=0)
    return max(-(-busiest // _STACK), 1)


def _box(slots: Sequence[Sequence[str]], each: int) -> str:
    """The part of the plane that the stones reach into: quiet hours leave no empty space behind them."""
    xs, ys = [_CENTRE - 139, _CENTRE + 139], [_CENTRE - 145, _CENTRE + 139]
    for back, groups in enumerate(slots):
        level = min(-(-len(groups) // each), _STACK) - 1
        x, y = _point(157 + 18.2 * level + (30 if back == 0 and groups else 0), -360 / SLOTS * back)
        if groups:
            xs.append(x)
            ys.append(y)
    left, top = min(xs), min(ys)
    return f"{left:.0f} {top:.0f} {max(xs) - left:.0f} {max(ys) - top:.0f}"


def _lit() -> SafeString:
    return element(
        "rect",
        x=-8,
        y=-142,
        width=16,
        height=27,
        rx="7.5",
        fill="var(--fm-lichen)",
        transform="translate(215 215)",
    )


def _stone(level: int, angle: float, colour: str, *, lift: int) -> SafeString:
    width = 11 + 1.1 * level
    place = f"translate(215 215) rotate({angle:g})"
    y = -131 - 18.2 * level - 30 * lift
    return element("rect", x=-width / 2, y=y, width=width, height=15, rx=5, fill=colour, transform=place)


def _point(radius: float, angle: float) -> tuple[float, float]:
    turn = radians(angle)
    return _CENTRE + radius * sin(turn), _CENTRE - radius * cos(turn)


def _hours(now: datetime) -> list[SafeString]:
    """Marks at midnight, six, noon and eighteen hours; one that would touch "now" is left out."""
    local = timezone.localtime(now)
    parts: list[SafeString] = []
    for hour in (0, 6, 12, 18):
        back = ((local.hour - hour) % 24) + local.minute / 60
        if back < 1.5 or back > 22.5:  # noqa: PLR2004 - hours, the width of the word "now".
            continue
        angle = -15 * back
        (x1, y1), (x2, y2), (x, y) = _point(_MARK, angle), _point(_MARK - 7, angle), _point(_LABEL, angle)
        words = gettext("midnight") if hour == 0 else date_format(local.replace(hour=hour, minute=0), "H:i")
        parts += [
            element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke="var(--fm-on-deep-2)", stroke_width="1.5"),
            text(x, y + 4.5, words, anchor="middle", style="font-size:12.5px"),
        ]
    return parts
