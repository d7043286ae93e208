"""Feeds of petitions: of each list, with its filters, and of each petition."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.modules.petitions import news, queries, rules
from folkmoot.modules.petitions.views.pages import FACETS, asked, found
from folkmoot.web.feeds import respond


@require_safe
def of_list(request: HttpRequest, form: str) -> HttpResponse:
    """The newest petitions of a list: ``?state=&topic=&q=`` as its page has them."""
    given, wanted = asked(request)
    kept = {key: value for key, value in given.items() if value and (key, value) != ("state", "open")}
    query = f"?{urlencode(kept)}" if kept else ""
    rows = queries.newest(wanted, limit=news.LENGTH)
    return respond(
        request,
        name=f"petitions/{urlencode(given)}",
        title=_("Petitions: %(which)s") % {"which": FACETS[given["state"]]},
        page=f"{reverse('petitions:list')}{query}",
        form=form,
        items=news.of_list(rows, request.build_absolute_uri),
        query=query,
    )


@require_safe
def of_petition(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """Everything that happened to a petition, with its words."""
    row = found(int(number))
    if row.state not in rules.LISTED:
        raise Http404(_("There is no petition with this number."))
    [shown] = queries.shown([row])
    return respond(
        request,
        name=f"petitions/{number}",
        title=shown.title,
        page=shown.url,
        form=form,
        items=news.of_petition(shown, request.build_absolute_uri),
    )
