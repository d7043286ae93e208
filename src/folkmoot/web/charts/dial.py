"""A ring with the days that are left in it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

_AROUND = 276.5  # The circumference of a circle with a radius of 44.
_SOON, _NEAR = 7, 14


def dial(days: int, *, of: int, unit: str) -> SafeString:
    """``days`` of ``of`` as an arc, with the number and its unit inside. Clay in the last week, lichen in the one before."""
    share = min(max(days / of, 0.0), 1.0) if of > 0 else 0.0
    colour = "clay" if days <= _SOON else "lichen-line" if days <= _NEAR else "yew"
    return format_html(
        '<div class="fm-dial"><svg viewBox="0 0 100 100" aria-hidden="true">'
        '<circle cx="50" cy="50" r="44" fill="none" stroke="var(--fm-line)" stroke-width="7"/>'
        '<circle cx="50" cy="50" r="44" fill="none" stroke="var(--fm-{})" stroke-width="7" stroke-linecap="round"'
        ' stroke-dasharray="{} {}" transform="rotate(-90 50 50)"/></svg><div><b>{}</b><span>{}</span></div></div>',
        colour,
        f"{_AROUND * share:.1f}",
        _AROUND,
        max(days, 0),
        unit,
    )
