"""A petition on other people's pages: a counter to embed, and a picture for when its address is shared."""

import io
import textwrap
from functools import lru_cache

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw, ImageFont

from folkmoot.modules.petitions import queries, rules, words
from folkmoot.modules.petitions.models import Petition
from folkmoot.modules.petitions.views.pages import found
from folkmoot.places import queries as places
from folkmoot.web.words import number as shown_number

SIZE, EDGE = (1200, 630), 80
PAPER, INK, YEW, MUTED = "#FAFAF7", "#1A201C", "#1F5A41", "#4A544D"
SECONDS = 300


def _public(number: int) -> Petition:
    row = found(number)
    if row.state not in rules.PUBLISHED:
        raise Http404(_("There is no petition with this number."))
    return row


# The stubs of csp know no views with arguments.
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]
@xframe_options_exempt
@require_safe
def embed(request: HttpRequest, number: int) -> HttpResponse:
    """A small page for a frame: title, count and a link. It asks for itself again every minute, without scripts."""
    row = _public(number)
    [shown] = queries.shown([row], titles_only=True)
    context = {
        "one": shown,
        "people": words.people(row.count),
        "url": request.build_absolute_uri(shown.url),
        "open": row.state == "open",
    }
    response = render(request, "petitions/embed.html", context)
    response.headers["Cache-Control"] = "public, max-age=30"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def card(_request: HttpRequest, number: int) -> HttpResponse:
    """The picture that messengers show beside the address."""
    row = _public(number)
    [shown] = queries.shown([row], titles_only=True)
    count = f"{shown_number(row.count)} {words.people(row.count)}"
    response = HttpResponse(_drawn(shown.title, count, places.institution().short), content_type="image/png")
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@lru_cache(maxsize=64)
def _drawn(title: str, count: str, town: str) -> bytes:
    """The picture as PNG, in the colours of the design."""
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 24, SIZE[1]), fill=YEW)
    y = EDGE
    for line in textwrap.wrap(title, 30)[:3]:
        draw.text((EDGE, y), line, fill=INK, font=ImageFont.load_default(68))
        y += 86
    draw.text((EDGE, SIZE[1] - 230), count, fill=YEW, font=ImageFont.load_default(60))
    draw.text((EDGE, SIZE[1] - 120), town, fill=MUTED, font=ImageFont.load_default(38))
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
