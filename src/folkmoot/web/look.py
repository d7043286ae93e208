"""The institution's colours as a style sheet of their own, and its logo.

Three colours are chosen (places/rules/look.py); what else a page needs, in light and in dark, is mixed from them.
"""

import hashlib
from collections.abc import Mapping
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from folkmoot.places.models import Institution
from folkmoot.places.queries import institution
from folkmoot.places.rules.look import AA_TEXT, ACTION, DARK_PAGES, Pair, mixed, nearest
from folkmoot.record import store

_FOREVER = "public, max-age=31536000, immutable"
_WHITE, _BLACK = "#ffffff", "#000000"
_CARD_DARK = "#181e1a"
_ON_DARK_BUTTON = "#0c1511"

Colours = Mapping[str, str]


def digest(here: Institution) -> str:
    """The name of an institution's style sheet, which changes with its colours; nothing without any."""
    if not (here.action or here.deep or here.highlight):
        return ""
    return _named(here.action, here.deep, here.highlight)


@lru_cache(maxsize=64)
def _named(action: str, deep: str, highlight: str) -> str:
    return hashlib.sha256(css(action, deep, highlight).encode()).hexdigest()[:16]


@lru_cache(maxsize=64)
def css(action: str, deep: str, highlight: str) -> str:
    """The style sheet of three colours (``#rrggbb`` or nothing), for light, dark and "as my device"."""
    light = _block(light_colours(action, deep, highlight))
    dark = _block(dark_colours(action, deep, highlight))
    return (
        f':root, [data-color-scheme="light"], [data-color-scheme="auto"] {{\n{light}}}\n'
        f'[data-color-scheme="dark"] {{\n{dark}}}\n'
        f'@media (prefers-color-scheme: dark) {{\n[data-color-scheme="auto"] {{\n{dark}}}\n}}\n'
    )


def light_colours(action: str, deep: str, highlight: str) -> Colours:
    """Custom properties of light pages."""
    found: dict[str, str] = {}
    if action:
        tint = mixed(action, _WHITE, 0.12)
        ink = nearest(mixed(action, _BLACK, 0.85), (*ACTION, Pair(tint, "tints", AA_TEXT)))
        found |= _accent(action, ink, tint, contrast=_WHITE, towards=_BLACK)
    return found | _dark_surfaces(deep, highlight, mixed_with=_WHITE)


def dark_colours(action: str, deep: str, highlight: str) -> Colours:
    """Custom properties of dark pages: the same hues, light enough to be read there."""
    found: dict[str, str] = {}
    if action:
        lifted = nearest(action, DARK_PAGES)
        tint = mixed(lifted, _CARD_DARK, 0.15)
        ink = nearest(mixed(lifted, _WHITE, 0.7), (*DARK_PAGES, Pair(tint, "tints", AA_TEXT)))
        found |= _accent(lifted, ink, tint, contrast=_ON_DARK_BUTTON, towards=_WHITE)
    return found | _dark_surfaces(mixed(deep, _BLACK, 0.85) if deep else "", highlight, mixed_with=_WHITE)


def _accent(action: str, ink: str, tint: str, *, contrast: str, towards: str) -> dict[str, str]:
    return {
        "--fm-yew": action,
        "--fm-yew-tint": tint,
        "--fm-yew-ink": ink,
        "--ds-color-accent-base-default": action,
        "--ds-color-accent-base-hover": mixed(action, towards, 0.88),
        "--ds-color-accent-base-active": mixed(action, towards, 0.76),
        "--ds-color-accent-base-contrast-default": contrast,
        "--ds-color-accent-text-default": ink,
        "--ds-color-accent-text-subtle": ink,
        "--ds-color-accent-border-default": action,
        "--ds-color-accent-border-strong": action,
        "--ds-color-accent-surface-tinted": tint,
        "--ds-color-accent-surface-hover": tint,
        "--ds-color-accent-surface-active": tint,
        "--ds-color-accent-background-tinted": tint,
    }


def _dark_surfaces(deep: str, highlight: str, *, mixed_with: str) -> dict[str, str]:
    found: dict[str, str] = {}
    if deep:
        found |= {"--fm-deep": deep, "--fm-deep-2": mixed(deep, mixed_with, 0.86)}
    if highlight:
        found["--fm-lichen"] = highlight
    return found


def _block(colours: Colours) -> str:
    return "".join(f"  {name}: {value};\n" for name, value in colours.items())


@require_safe
def stylesheet(_request: HttpRequest, digest: str) -> HttpResponse:
    """The style sheet as it is now; under its own name it never changes, under an older one it is not kept."""
    here = institution()
    name = _named(here.action, here.deep, here.highlight)
    response = HttpResponse(
        css(here.action, here.deep, here.highlight), content_type="text/css; charset=utf-8"
    )
    response.headers["Cache-Control"] = _FOREVER if digest == name else "no-store"
    return response


@require_safe
def logo(_request: HttpRequest, digest: str) -> HttpResponse:
    """The logo that pages show, and no other document."""
    here = institution()
    if not here.logo or digest != here.logo:
        raise Http404
    response = HttpResponse(store.get_segment(here.logo), content_type=here.logo_type)
    response.headers["Cache-Control"] = _FOREVER
    # It is only ever an image; opened as a page of its own it may load and run nothing.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
