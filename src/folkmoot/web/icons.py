"""Icons and marks as inline drawings, so that they follow the text colour and need no request.

Icons share one grid: 24 units, strokes of 1.75, no fill (see ``.fm-i`` in css/05-base.css). The marks are the ring of
stones: nine for the brand with one lit, ten with a tick for the record, dashed for an empty place.
"""

from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from folkmoot.web.stones import BRAND, DOORS, PROOF, SMALL

ICONS: Final[dict[str, str]] = {
    "bell": '<path d="M6 17h12c-1.5-2-2-4-2-7a4 4 0 0 0-8 0c0 3-.5 5-2 7zM10.5 19.5h3"/>',
    "bench": '<path d="M4 9h16M4 13h16M6 13v6M18 13v6M6 9V6M18 9V6"/>',
    "bike": '<circle cx="6.5" cy="16" r="3.5"/><circle cx="17.5" cy="16" r="3.5"/><path d="M6.5 16 10 9h5l2.5 7M10 9l3.5 7M9 9h2.5M14 6h2.5"/>',
    "boardwalk": '<path d="M4 8h16M4 12h16M4 16h16M7 8v11M17 8v11"/>',
    "broadcast": '<circle cx="12" cy="12" r="2"/><path d="M8 16a5.7 5.7 0 0 1 0-8M16 8a5.7 5.7 0 0 1 0 8M5.2 18.8a9.6 9.6 0 0 1 0-13.6M18.8 5.2a9.6 9.6 0 0 1 0 13.6"/>',
    "building": '<path d="M4 11.5 12 4.5l8 7V20h-5.5v-5.5h-5V20H4z"/>',
    "bus": '<path d="M5 5h14v12H5zM5 11.5h14M8 17v2.5M16 17v2.5M8 14.3v.1M16 14.3v.1"/>',
    "calendar": '<path d="M4.5 6h15v14h-15zM4.5 10.5h15M8.5 3.5v4M15.5 3.5v4"/>',
    "camera": '<path d="M3.5 8h4l1.5-2.5h6L16.5 8h4v11h-17z"/><circle cx="12" cy="13" r="3.5"/>',
    "chart": '<path d="M4 20h16M7 20v-6M12 20V8M17 20V4.5"/>',
    "chat": '<path d="M4 5.5h16v10.5h-8.5L7 20v-4H4z"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
    "close": '<path d="M6 6l12 12M18 6 6 18"/>',
    "code": '<path d="m8.5 7-5 5 5 5M15.5 7l5 5-5 5"/>',
    "coins": '<ellipse cx="12" cy="6.5" rx="7" ry="2.75"/><path d="M5 6.5v5.5c0 1.5 3.1 2.75 7 2.75s7-1.25 7-2.75V6.5M5 12v5.5c0 1.5 3.1 2.75 7 2.75s7-1.25 7-2.75V12"/>',
    "copy": '<path d="M9 9h11v11H9zM15 9V4H4v11h5"/>',
    "crossing": '<path d="M4 6h16M4 10.5h16M4 15h16M4 19.5h16" stroke-width="2.5"/>',
    "database": '<ellipse cx="12" cy="6.5" rx="7" ry="2.75"/><path d="M5 6.5v5.5c0 1.5 3.1 2.75 7 2.75s7-1.25 7-2.75V6.5M5 12v5.5c0 1.5 3.1 2.75 7 2.75s7-1.25 7-2.75V12"/>',
    "doc": '<path d="M6 3.5h8l4 4V20.5H6zM14 3.5V8h4M9 12.5h6M9 16h6"/>',
    "dog": '<path d="M4 8l3-3 3 2h5l4 3v3h-3v6h-2.5v-4H9v4H6.5v-7L4 11z"/>',
    "down": '<path d="m6 9 6 6 6-6"/>',
    "download": '<path d="M12 4v11m-5-4.5 5 5 5-5M4.5 20h15"/>',
    "entry": '<path d="M5 4.5h14v15H5zM8.5 9h7M8.5 12.5h7M8.5 16h4"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="2.75"/>',
    "filter": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "flag": '<path d="M6 21V4h12l-3 4 3 4H6"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c2.5 2.5 3.6 5.3 3.6 8.5s-1.1 6-3.6 8.5c-2.5-2.5-3.6-5.3-3.6-8.5S9.5 6 12 3.5z"/>',
    "hand": '<path d="M4 13l4 5h7l5-7-2-1.500-3.500 3M4 13l3-1 3 2.500h4"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 7.8v.1"/>',
    "key": '<circle cx="8" cy="14.5" r="4"/><path d="m11 11.5 8-8M16 6.5l2.5 2.5M13.5 9l2 2"/>',
    "kitchen": '<path d="M5 10h14v5a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zM3 12h2M19 12h2M9 7V5M12 7V4.5M15 7V5"/>',
    "lamp": '<path d="M9 18h6M10 21h4M8.5 14.5A5.5 5.5 0 1 1 15.5 14.5c-.7.6-1 1.3-1 2.2v1.3h-5v-1.3c0-.9-.3-1.6-1-2.2z"/>',
    "left": '<path d="m14 6-6 6 6 6"/>',
    "link": '<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1"/>',
    "locate": '<circle cx="12" cy="12" r="6.5"/><circle cx="12" cy="12" r="1.5"/><path d="M12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3"/>',
    "lock": '<path d="M5.5 10.5h13v9.5h-13zM8.5 10.5V7.5a3.5 3.5 0 0 1 7 0v3"/>',
    "mail": '<path d="M3.5 5.5h17v13h-17zM3.5 7l8.5 6.5L20.5 7"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "minus": '<path d="M6 12h12"/>',
    "moon": '<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>',
    "music": '<circle cx="8" cy="17" r="2.5"/><circle cx="17" cy="15" r="2.5"/><path d="M10.5 17V6l9-2v11"/>',
    "path": '<path d="M6 20c0-6 12-5 12-10 0-3.5-6-3-6-6M4 20h4"/>',
    "pencil": '<path d="M4 20l1-4L16.5 4.5l3 3L8 19z"/><path d="M13 20h7"/>',
    "people": '<circle cx="9" cy="8.5" r="3.25"/><path d="M2.8 19.5c.7-3.5 3.2-5.2 6.2-5.2s5.5 1.7 6.2 5.2M16 5.7a3.2 3.2 0 0 1 0 5.8M17.8 14.6c1.8.8 3 2.4 3.5 4.9"/>',
    "phone": '<path d="M6 3.5h4l1.5 5-2.5 2c1 2 2.5 3.5 4.5 4.5l2-2.5 5 1.5v4c0 1-1 2-2 2C10.500 20 4 13.500 4 5.500c0-1 1-2 2-2z"/>',
    "pin": '<path d="M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.5C5 14.8 12 21 12 21z"/><circle cx="12" cy="9.5" r="2.5"/>',
    "plus": '<path d="M12 6v12M6 12h12"/>',
    "reload": '<path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4v5h-5"/>',
    "right": '<path d="m9 6 6 6-6 6"/>',
    "road": '<path d="M4 20 8 4h8l4 16M8 4v10.5h7.5V4M6.5 14.5h10"/>',
    "robot": '<path d="M5 9h14v10H5zM12 9V5.5M9.5 13.5v.1M14.5 13.5v.1M9.5 16.5h5"/><circle cx="12" cy="4.5" r="1"/>',
    "scale": '<path d="M12 4v16M7.5 20h9M5 7h14M5 7l-2.5 6a3 3 0 0 0 5 0zM19 7l-2.5 6a3 3 0 0 0 5 0z"/>',
    "screen": '<path d="M3.5 5h17v11h-17zM9 20h6M12 16v4"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m20 20-4.7-4.7"/>',
    "sensor": '<circle cx="12" cy="12" r="2"/><path d="M8 16a5.7 5.7 0 0 1 0-8M16 8a5.7 5.7 0 0 1 0 8"/>',
    "shield": '<path d="M12 3.5 5 6v5.5c0 4.4 2.9 7.6 7 9 4.1-1.4 7-4.6 7-9V6z"/>',
    "skate": '<path d="M3 9c1.5 2.5 3 3 5 3h8c2 0 3.5-.5 5-3"/><circle cx="8" cy="16" r="1.75"/><circle cx="16" cy="16" r="1.75"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4"/>',
    "swim": '<path d="M3 18c2 0 2-1.5 4.5-1.5S10 18 12 18s2-1.5 4.5-1.5S19 18 21 18M7 13l4-3.5L8 7l4-2.5 5 6.5"/>',
    "tap": '<path d="M5 10h9a4 4 0 0 1 4 4v1h-4.5v-1H5zM9 10V6.5M6.5 6.5h5M16 18v2"/>',
    "trash": '<path d="M5 7h14M9 7V4.5h6V7M7 7l1 13h8l1-13M10.5 11v5.5M13.5 11v5.5"/>',
    "tree": '<path d="M12 21v-7M12 14c-4 0-6-2.3-6-5s2.5-5.5 6-5.5 6 2.8 6 5.5-2 5-6 5zM12 11l2.5-2.5"/>',
    "up": '<path d="m6 15 6-6 6 6"/>',
    "upload": '<path d="M12 15.5v-11m-5 4.5 5-5 5 5M4.5 20h15"/>',
    "user": '<circle cx="12" cy="8" r="3.75"/><path d="M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6"/>',
    "vote": '<path d="M5 11h14v9H5zM8.5 15.5h7M9 11V5h6v6"/>',
    "warning": '<path d="M12 4 2.8 20h18.4z"/><path d="M12 10v4.5M12 17.2v.1"/>',
    "wrench": '<path d="M14.5 6.5a4 4 0 0 1 5-2.5l-2.7 2.7 1.5 2 2.2.3L21 8a4 4 0 0 1-5.5 4.5L8 20a2.1 2.1 0 0 1-3-3l7.5-7.5a4 4 0 0 1 2-3z"/>',
}

_TICK = '<path d="m36 51 10 10 19-21" fill="none" stroke="currentColor" stroke-width="8" stroke-linecap="round" stroke-linejoin="round"/>'
_LIT = {9: 4, 7: 3}
_SEALED, _PENDING = 1.0, 0.35


def icon(name: str, extra: str = "") -> SafeString:
    """The icon of this name, decorative: the words beside it say what it means. KeyError for an unknown name."""
    if name not in ICONS:
        raise KeyError(f"there is no icon {name!r}; web/icons.py has {', '.join(sorted(ICONS))}")
    drawing = mark_safe(ICONS[name])  # noqa: S308 - drawings of this file.
    return format_html('<svg class="fm-i {}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', extra, drawing)


def mark(size: int = 40, *, one_colour: bool = False) -> SafeString:
    """The brand mark: nine stones, seven at 24 pixels and below."""
    stones = SMALL if size <= 24 else BRAND  # noqa: PLR2004 - below 24 pixels nine stones run together.
    lit = _LIT[len(stones)]
    colours = [
        "currentColor" if one_colour else f"var(--fm-{'lichen' if i == lit else 'yew'})"
        for i in range(len(stones))
    ]
    return _ring([f'<path d="{d}" fill="{fill}"/>' for d, fill in zip(stones, colours, strict=True)], size)


def record_mark(*, pending: bool = False) -> SafeString:
    """The ring of the record: with its tick when an entry is sealed, fading and open while it is pending."""
    half = len(PROOF) // 2
    stones = [
        f'<path d="{d}" fill="currentColor" opacity="{_PENDING if pending and i >= half else _SEALED}"/>'
        for i, d in enumerate(PROOF)
    ]
    return _ring(stones if pending else [*stones, _TICK])


def empty_mark() -> SafeString:
    """Dashed stones: a place where nothing is yet."""
    dash = 'fill="none" stroke="var(--fm-line-strong)" stroke-width="1.75" stroke-dasharray="3 3"'
    return _ring([f'<path d="{d}" {dash}/>' for d in BRAND], 72)


def door_art(name: str) -> SafeString:
    """The drawing of a door: report, say, money or data."""
    drawing = mark_safe(DOORS[name])  # noqa: S308 - drawings of stones.py.
    return format_html('<svg class="fm-door__art" viewBox="0 0 64 64" aria-hidden="true">{}</svg>', drawing)


def _ring(paths: list[str], size: int = 0) -> SafeString:
    inner = mark_safe("".join(paths))  # noqa: S308 - drawings of stones.py.
    measure = format_html('width="{0}" height="{0}" ', size) if size else ""
    return format_html('<svg viewBox="0 0 100 100" {}aria-hidden="true">{}</svg>', measure, inner)
