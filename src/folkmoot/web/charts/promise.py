"""The promise bar: when something was asked for, by when it was promised, and where it stands."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from folkmoot.web.charts.svg import drawing, element, text, two_widths

_PAD, _HEIGHT = 20.0, 90.0
_WIDE, _NARROW = 680.0, 340.0
_TICKS_WIDE, _TICKS_NARROW = 9, 6


def promise_bar(
    *, start: datetime, due: datetime, reached: datetime, done: bool, state: str, label: str
) -> SafeString:
    """A bar from ``start`` to ``due`` and beyond, filled to ``reached`` (the end when ``done``, otherwise now).

    Green while inside the promise, brick after it. ``state`` stands over the stone ("Fixed", "Now"), ``label`` is the
    finding in words. Two drawings come back, one for wide screens and one for phones.
    """
    draw = {
        "start": start,
        "due": due,
        "reached": max(reached, start),
        "done": done,
        "state": state,
        "label": label,
    }
    return two_widths(_draw(_WIDE, _TICKS_WIDE, **draw), _draw(_NARROW, _TICKS_NARROW, **draw))  # type: ignore[arg-type]


def _draw(
    width: float,
    most: int,
    *,
    start: datetime,
    due: datetime,
    reached: datetime,
    done: bool,
    state: str,
    label: str,
) -> SafeString:
    end = max(due + (due - start) * 0.2, reached + (due - start) * 0.04, start + timedelta(hours=1))
    scale = (width - 2 * _PAD) / (end - start).total_seconds()

    def at(moment: datetime) -> float:
        return _PAD + (moment - start).total_seconds() * scale

    late = reached > due
    left, limit, stone = at(start), at(due), at(reached)
    parts = [
        element("rect", x=left, y=40, width=limit - left, height=16, rx=8, fill="var(--fm-moss-tint)"),
        element("rect", x=limit, y=40, width=at(end) - limit, height=16, rx=8, fill="var(--fm-clay-tint)"),
        element(
            "rect",
            x=left,
            y=40,
            width=max(min(stone, limit) - left, 0.0),
            height=16,
            rx=8,
            fill="var(--fm-moss)",
        ),
    ]
    if late:
        parts.append(
            element("rect", x=limit, y=40, width=stone - limit, height=16, rx=4, fill="var(--fm-clay)")
        )
    parts += _days(start, end, at, most)
    # Two labels over one bar: when they would touch, each leans away from the other.
    close = abs(stone - limit) < 90  # noqa: PLR2004 - about the width of both words.
    lean = ("end", "start") if stone <= limit else ("start", "end")
    parts += [
        element("line", x1=limit, x2=limit, y1=30, y2=66, stroke="var(--fm-ink)", stroke_width=2),
        element(
            "rect",
            x=stone - 8,
            y=32,
            width=16,
            height=32,
            rx=7,
            stroke="var(--fm-surface)",
            stroke_width=2,
            fill="var(--fm-lichen)" if done or not late else "var(--fm-clay)",
        ),
        text(_inside(stone, width), 22, state, anchor=lean[0] if close else "middle", class_="lab"),
        text(
            _inside(limit, width), 22, gettext("Promise"), anchor=lean[1] if close else "middle", class_="lab"
        ),
    ]
    return drawing(width, _HEIGHT, label, parts)


def _inside(x: float, width: float) -> float:
    return min(max(x, 30.0), width - 30.0)


def _days(start: datetime, end: datetime, at: object, most: int) -> list[SafeString]:
    """Marks under the bar: whole days (or hours for short promises), at most ``most`` of them."""
    total = end - start
    hours = total <= timedelta(days=2)
    count = int(total.total_seconds() // (3600 if hours else 86_400))
    every = max(-(-count // most), 1)
    unit = timedelta(hours=1) if hours else timedelta(days=1)
    parts: list[SafeString] = []
    before = ""
    for i in range(0, count + 1, every):
        moment = start + unit * i
        x = at(moment)  # type: ignore[operator]
        local = timezone.localtime(moment)
        month = date_format(local, "M")
        words = (
            date_format(local, "H:i")
            if hours
            else date_format(local, gettext("j M"))
            if month != before
            else date_format(local, "j")
        )
        before = month
        parts += [
            element("line", class_="axis", x1=x, x2=x, y1=60, y2=66),
            text(x, 82, words, anchor="middle"),
        ]
    return parts
