"""A petition on other people's pages: a counter to embed, and a picture for when its address is shared."""

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from folkmoot.modules.petitions import picture, queries, rules, words
from folkmoot.modules.petitions.models import Petition
from folkmoot.modules.petitions.views.pages import found
from folkmoot.places import queries as places
from folkmoot.web.words import number as shown_number

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
    response = HttpResponse(picture.drawn(_told(shown)), content_type="image/png")
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _told(shown: queries.Shown) -> picture.Told:
    row, owed = shown.row, queries.obligations(shown.row.number)
    ahead = next((one for one in owed if one.at > row.count), None) if row.state == "open" else None
    return picture.Told(
        title=shown.title,
        count=shown_number(row.count),
        people=str(words.people(row.count)),
        town=places.institution().short,
        step=f"{shown_number(ahead.at)}: {ahead.label}" if ahead else "",
        share=row.count / ahead.at if ahead else 0.0,
    )
