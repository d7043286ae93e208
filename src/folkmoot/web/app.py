"""The site as an app on a phone: its manifest, its icons, and the worker that keeps pages for when there is no network."""

import hashlib
import io
import json
import re
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw

from folkmoot.places.queries import institution
from folkmoot.record import registry
from folkmoot.web.stones import BRAND

HERE = Path(__file__).resolve().parent
BUILD = HERE / "static" / "build"
SIZES = (180, 192, 512)
LIT = 4
FINER = 4
"""Icons are drawn so much larger and then made smaller, which makes their edges smooth."""
CURVE = 8
"""Straight pieces for one curve; a stone of an icon is a few pixels wide."""
SAFE = 0.62
"""Share of a maskable icon that its mark may fill (W3C App Manifest: the safe zone is a circle of 80%)."""


@cache
def colours() -> dict[str, str]:
    """The light colours of the style sheet by name, so that a town's own accent is the app's too."""
    text = (HERE / "css" / "00-tokens.css").read_text()
    found: dict[str, str] = {}
    for name, value in re.findall(r"--fm-([a-z0-9-]+):\s*(#[0-9A-Fa-f]{6})", text):
        found.setdefault(name, value)
    return found


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """The W3C web app manifest."""
    here = institution()
    icons = [
        {
            "src": reverse("web:icon", args=[kind, size]),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": kind,
        }
        for kind in ("any", "maskable")
        for size in SIZES[1:]
    ]
    document = {
        "id": "/",
        "name": _("%(town)s on Folkmoot") % {"town": here.short},
        "short_name": here.short,
        "lang": get_language(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": colours()["yew"],
        "background_color": colours()["page"],
        "icons": icons,
        "shortcuts": [
            {"name": str(one.name), "url": reverse(one.url_name)} for one in registry.offline_pages()
        ],
    }
    response = JsonResponse(document, content_type="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def icon(_request: HttpRequest, kind: str, size: int) -> HttpResponse:
    """The mark as PNG: ``any`` on nothing, ``maskable`` on the page's colour with room around it."""
    if size not in SIZES or kind not in {"any", "maskable"}:
        raise Http404
    response = HttpResponse(_drawn(size, maskable=kind == "maskable"), content_type="image/png")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@cache
def _drawn(size: int, *, maskable: bool) -> bytes:
    side = size * FINER
    picture = Image.new("RGBA", (side, side), colours()["page"] if maskable else (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    share = SAFE if maskable else 1.0
    scale, edge = side * share / 100, side * (1 - share) / 2
    for at, path in enumerate(BRAND):
        points = [(edge + x * scale, edge + y * scale) for x, y in _outline(path)]
        draw.polygon(points, fill=colours()["lichen" if at == LIT else "yew"])
    out = io.BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _outline(path: str) -> list[tuple[float, float]]:
    """The corners of a stone, from the M, L and Q of its SVG path with absolute coordinates."""
    points: list[tuple[float, float]] = []
    for command, rest in re.findall(r"([MLQ])([^MLQZ]+)", path):
        numbers = [float(one) for one in rest.split()]
        if command != "Q":
            points.append((numbers[0], numbers[1]))
            continue
        (x0, y0), (x1, y1, x2, y2) = points[-1], numbers
        for step in range(1, CURVE + 1):
            t = step / CURVE
            points.append(
                (
                    (1 - t) ** 2 * x0 + 2 * t * (1 - t) * x1 + t * t * x2,
                    (1 - t) ** 2 * y0 + 2 * t * (1 - t) * y1 + t * t * y2,
                )
            )
    return points


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What the worker shows without a network for a page that it does not keep."""
    pages = [(one.name, reverse(one.url_name)) for one in registry.offline_pages()]
    return render(request, "web/offline.html", {"pages": pages})


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, with the list of what it keeps. It changes with the build and the reader's language.

    It keeps the style sheet, scripts and fonts, and pages that are the same for everybody, which it asks for without
    cookies: nothing that belongs to a person is ever kept.
    """
    parts = _parts()
    plain = [static(f"build/{one}") for one in parts["files"]] + [static("marks/mark-small.svg")]
    # A script asks for the chunks it imports by their built names, which static files with fingerprints have, too.
    plain += [static("build/shell.js").rpartition("build/")[0] + f"build/{one}" for one in parts["chunks"]]
    settings = {
        "language": get_language(),
        "assets": plain,
        "fallback": reverse("web:offline"),
        "pages": [
            {"url": reverse(one.url_name), "instead": one.instead_of} for one in registry.offline_pages()
        ],
    }
    listed = json.dumps(settings, sort_keys=True)
    version = hashlib.sha256(f"{_fingerprint()}{listed}".encode()).hexdigest()[:16]
    script = (BUILD / "workers" / "app.js").read_text()
    response = HttpResponse(
        f'self.FOLKMOOT={{...{listed},version:"{version}"}};\n{script}',
        content_type="text/javascript; charset=utf-8",
    )
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@cache
def _parts() -> dict[str, list[str]]:
    """What the build says belongs to a page that works without a network."""
    found: dict[str, list[str]] = json.loads((BUILD / "workers" / "app.json").read_text())
    return found


@cache
def _fingerprint() -> str:
    """Changes with the bytes of anything that the worker keeps."""
    total = hashlib.sha256((BUILD / "workers" / "app.js").read_bytes())
    for name in (*_parts()["files"], *_parts()["chunks"]):
        total.update((BUILD / name).read_bytes())
    return total.hexdigest()
