"""The public pages of every part for search engines and harvesters (https://www.sitemaps.org/protocol.html).

A part declares ``Manifest.sitemap``, which gives its pages by key. The index leads to files of at most STEP pages, each
of which begins after a key, so that none is ever counted through from the beginning.
"""

from collections.abc import Callable, Sequence
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from folkmoot.record import registry
from folkmoot.record.manifest import Listed

STEP = 10_000
"""Pages of one file; the protocol takes 50,000 and 50 MB."""
MOST_FILES = 50_000
FRESH = 600
"""Seconds for which the index is kept."""
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

Pages = Callable[[str, int], Sequence[Listed]]


def _parts() -> dict[str, Pages]:
    return {one.slug: import_string(one.sitemap) for one in registry.manifests() if one.sitemap}


def _absolute(path: str) -> str:
    return escape(settings.ORIGIN.rstrip("/") + path)


def _sent(text: str) -> HttpResponse:
    answer = HttpResponse(_HEAD + text, content_type="application/xml; charset=utf-8")
    answer["Cache-Control"] = f"public, max-age={FRESH}"
    return answer


@require_safe
def index(_request: HttpRequest) -> HttpResponse:
    """The index of all files."""
    found: str | None = cache.get("sitemap")
    if found is None:
        lines = [
            f"<sitemap><loc>{_absolute(address)}</loc></sitemap>"
            for slug, pages in _parts().items()
            for address in _files(slug, pages)
        ]
        found = f'<sitemapindex xmlns="{_SPACE}">{"".join(lines[:MOST_FILES])}</sitemapindex>'
        cache.set("sitemap", found, FRESH)
    return _sent(found)


def _files(slug: str, pages: Pages) -> list[str]:
    base, after = reverse("web:sitemap_part", args=[slug]), ""
    found: list[str] = []
    while len(found) < MOST_FILES and (some := pages(after, STEP)):
        found.append(base + (f"?{urlencode({'after': after})}" if after else ""))
        after = some[-1].key
    return found


@require_safe
def part(request: HttpRequest, part: str) -> HttpResponse:
    """The pages of one part after a key."""
    pages = _parts().get(part)
    if pages is None:
        raise Http404
    lines = [_line(one) for one in pages(request.GET.get("after", "")[:200], STEP)]
    return _sent(f'<urlset xmlns="{_SPACE}">{"".join(lines)}</urlset>')


def _line(one: Listed) -> str:
    changed = f"<lastmod>{one.changed.isoformat(timespec='seconds')}</lastmod>" if one.changed else ""
    return f"<url><loc>{_absolute(one.path)}</loc>{changed}</url>"


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Where the index is; nothing public is forbidden, and what is not public asks who one is."""
    where = settings.ORIGIN.rstrip("/") + reverse("web:sitemap")
    return HttpResponse(
        f"User-agent: *\nAllow: /\nSitemap: {where}\n", content_type="text/plain; charset=utf-8"
    )
