"""The proof of an entry as people see it: which neighbours it is joined with on the way up, as rows and as a drawing."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from folkmoot.web.charts import svg
from folkmoot.web.stones import PROOF
from folkmoot.web.words import day, number

_ROW, _TOP, _FOOT = 31.0, 58.0, 34.0
_WIDE_NUMBER = 8
"""Characters of a number that need smaller type to fit into the stamp."""


@dataclass(frozen=True, slots=True)
class Step:
    """One hash of an inclusion path: the fingerprint of entries ``first`` to ``last`` (both included), on one side."""

    place: int
    right: bool
    first: int
    last: int
    digest: str

    @property
    def covers(self) -> str:
        """The entries in words."""
        if self.first == self.last:
            return gettext("entry %(n)s") % {"n": number(self.first)}
        return gettext("%(first)s to %(last)s") % {"first": number(self.first), "last": number(self.last)}


def _ranges(index: int, size: int) -> list[tuple[bool, int, int]]:
    """Siblings on the way from a leaf to the root, as in merkle.inclusion_path: (right, start, end)."""
    start, end, found = 0, size, []
    while end - start > 1:
        middle = start + (1 << ((end - start - 1).bit_length() - 1))
        if index < middle:
            found.append((True, middle, end))
            end = middle
        else:
            found.append((False, start, middle))
            start = middle
    return found[::-1]


def steps_of(index: int, size: int, path: Sequence[bytes]) -> list[Step]:
    """The path with what each hash covers; ``path`` is queries.path_of(index, size)."""
    ranges = _ranges(index, size)
    return [
        Step(place, right, first, end - 1, digest.hex())
        for place, ((right, first, end), digest) in enumerate(zip(ranges, path, strict=True), start=1)
    ]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Measures of one of the two drawings."""

    width: float
    middle: float
    arm: float
    bar: float
    per_doubling: float


_WIDE = _Sheet(780, 390, 46, 26, 13)
_NARROW = _Sheet(346, 173, 22, 10, 3)


def _arm(sheet: _Sheet, step: Step, y: float) -> Iterator[SafeString]:
    way = 1 if step.right else -1
    near = sheet.middle + way * sheet.arm
    bar = sheet.bar + sheet.per_doubling * math.log2(step.last - step.first + 1)
    yield svg.element(
        "path", d=f"M{sheet.middle:g} {y:g}H{near:g}", stroke="var(--fm-record-line)", stroke_width="2"
    )
    yield svg.element(
        "circle",
        cx=sheet.middle,
        cy=y,
        r="5",
        fill="var(--fm-surface)",
        stroke="var(--fm-record)",
        stroke_width="2.5",
    )
    left = near if step.right else near - bar
    yield svg.element("rect", x=left, y=y - 9, width=bar, height="18", rx="8", fill="var(--fm-record-line)")
    yield svg.text(near + way * (bar + 7), y + 4.5, step.covers, anchor="start" if step.right else "end")


def _ring(x: float, y: float, scale: float) -> SafeString:
    stones = mark_safe("".join(f'<path d="{d}" fill="currentColor"/>' for d in PROOF))  # noqa: S308 - of stones.py.
    place = f"translate({x:g} {y:g}) scale({scale:g})"
    return format_html('<g transform="{}" style="color:var(--fm-record)">{}</g>', place, stones)


def _stair(sheet: _Sheet, index: int, steps: Sequence[Step], root: str, label: str) -> SafeString:
    foot = _TOP + _ROW * len(steps)
    parts = [
        svg.element(
            "path",
            d=f"M{sheet.middle:g} {foot:g}V34",
            stroke="var(--fm-record)",
            stroke_width="2.5",
            stroke_dasharray="1 6",
            stroke_linecap="round",
        )
    ]
    for step in steps:
        parts += _arm(sheet, step, foot - _ROW * step.place)
    here = gettext("Entry %(n)s, this one") % {"n": number(index)}
    parts += [
        svg.element(
            "rect",
            x=sheet.middle - 15,
            y=foot - 15,
            width="30",
            height="30",
            rx="12",
            fill="var(--fm-lichen)",
        ),
        svg.text(sheet.middle + 26, foot + 5, here, class_="lab", style="font-size:15px"),
        _ring(sheet.middle - 26, 2, 0.52),
        svg.text(sheet.middle + 38, 26, gettext("Top fingerprint"), class_="lab", style="font-size:15px"),
        svg.text(sheet.middle + 38, 44, f"{root[:12]}…", style="font-family:var(--fm-mono)"),
    ]
    return svg.drawing(sheet.width, foot + _FOOT, label, parts)


def stair(index: int, steps: Sequence[Step], root: str) -> SafeString:
    """The way from the entry at the foot to the top fingerprint, once for desks and once for phones."""
    label = ngettext(
        "A stair of %(steps)s step from entry %(n)s up to the top fingerprint. The table below has the details.",
        "A stair of %(steps)s steps from entry %(n)s up to the top fingerprint. The table below has the details.",
        len(steps),
    ) % {"steps": len(steps), "n": number(index)}
    return svg.two_widths(
        _stair(_WIDE, index, steps, root, label), _stair(_NARROW, index, steps, root, label)
    )


def stamp(index: int, at: datetime) -> SafeString:
    """The stamp of an entry: the ring of stones around its number and its day."""
    stones = mark_safe("".join(f'<path d="{d}" fill="currentColor"/>' for d in PROOF))  # noqa: S308 - of stones.py.
    label = gettext("Stamp: recorded %(day)s, entry %(n)s") % {"day": day(at), "n": number(index)}
    shown = number(index)
    size, spacing = (38, "-.02em") if len(shown) < _WIDE_NUMBER else (26, "0")
    large = f"font:650 {size}px var(--fm-display);letter-spacing:{spacing}"
    parts = (
        svg.text(120, 94, gettext("Recorded"), anchor="middle", style="font-size:16px;font-weight:600"),
        svg.text(120, 134, shown, anchor="middle", style=large),
        svg.text(120, 160, day(at), anchor="middle", style="font-size:14px;font-weight:600"),
    )
    return format_html(
        '<svg class="fm-stamp" viewBox="0 0 240 240" role="img" aria-label="{}">'
        '<g transform="rotate(-7 120 120)"><g transform="scale(2.4)">{}</g>{}</g></svg>',
        label,
        stones,
        svg.join(parts),
    )
