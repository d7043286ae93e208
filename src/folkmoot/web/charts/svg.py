"""Small pieces that all drawings share."""

from collections.abc import Iterable
from html import escape
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


def units(value: float) -> str:
    """A coordinate with at most one decimal: ``12``, ``12.5``."""
    return f"{value:.1f}".removesuffix(".0")


def escaped(value: object) -> str:
    """What Django's ``conditional_escape`` gives, without what it spends on lazy texts: a drawing has hundreds."""
    return str(value.__html__()) if hasattr(value, "__html__") else escape(str(value))


def element(name: str, content: str = "", **attributes: Any) -> SafeString:
    """An SVG element; every attribute and the content are escaped. ``class_`` and ``stroke_width`` lose or turn their
    underscores into hyphens, numbers are rounded to a tenth.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(units(value) if isinstance(value, float) else value)}"'
        for key, value in attributes.items()
        if value not in (None, "")
    )
    return mark_safe(f"<{name}{written}>{escaped(content)}</{name}>")  # noqa: S308 - everything in it is escaped.


def text(
    x: float, y: float, words: str, *, anchor: str = "", class_: str = "", style: str = ""
) -> SafeString:
    """Words at a point."""
    return element("text", words, class_=class_, x=float(x), y=float(y), text_anchor=anchor, style=style)


def join(parts: Iterable[SafeString]) -> SafeString:
    """Pieces one after the other; each is already safe."""
    return mark_safe("".join(map(escaped, parts)))  # noqa: S308 - everything in it is escaped.


def drawing(
    width: float, height: float, label: str, parts: Iterable[SafeString], *, class_: str = "fm-chart"
) -> SafeString:
    """The SVG around its parts, with the finding as its accessible name."""
    box = f"0 0 {units(width)} {units(height)}"
    return format_html(
        '<svg class="{}" viewBox="{}" role="img" aria-label="{}">{}</svg>', class_, box, label, join(parts)
    )


def two_widths(wide: SafeString, narrow: SafeString) -> SafeString:
    """One drawing for screens from 640 px and one for phones: a small drawing of its own, not a shrunken one."""
    return format_html('<div class="fm-only-wide">{}</div><div class="fm-only-narrow">{}</div>', wide, narrow)


def nice_ticks(top: float, wanted: int = 4) -> list[float]:
    """Round steps from zero to at least ``top``: about ``wanted`` of them, each 1, 2, 2.5 or 5 times a power of ten."""
    if top <= 0:
        return [0.0, 1.0]
    power = 10.0 ** (len(str(int(top / wanted))) - 1 if top / wanted >= 1 else -len(str(int(wanted / top))))
    step = next(
        factor * power for factor in (1, 2, 2.5, 5, 10, 20, 25, 50, 100) if factor * power * wanted >= top
    )
    count = int(-(-top // step))
    return [round(step * i, 10) for i in range(count + 1)]
