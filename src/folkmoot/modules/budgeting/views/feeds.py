"""Feeds: of each round's list, with its filters, and of each project."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.modules.budgeting import news, queries
from folkmoot.modules.budgeting.rules import ideas
from folkmoot.modules.budgeting.views.pages import asked, found_project, found_round
from folkmoot.web.feeds import respond


@require_safe
def of_round(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """The newest ideas and projects of a round: ``?q=&category=&pot=&state=`` as its page has them."""
    row = found_round(int(number))
    given, wanted = asked(request, row)
    kept = {key: value for key, value in given.items() if value and key != "order"}
    query = f"?{urlencode(kept)}" if kept else ""
    newest = queries.Filter(
        words=wanted.words, category=wanted.category, pot=wanted.pot, state=wanted.state, order="newest"
    )
    rows = list(queries.matching(row.number, newest)[: news.LENGTH])
    return respond(
        request,
        name=f"budgets/{row.number}/{urlencode(kept)}",
        title=_("Projects: %(title)s") % {"title": row.title},
        page=f"{reverse('budgeting:projects', args=[row.number])}{query}",
        form=form,
        items=news.of_list(queries.shown(rows), row, request.build_absolute_uri),
        query=query,
    )


@require_safe
def of_project(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """Everything that happened to a project, with its public words."""
    row = found_project(int(number))
    if row.state not in ideas.SHOWN:
        raise Http404(_("There is no project with this number."))
    [shown] = queries.shown([row])
    return respond(
        request,
        name=f"budgets/projects/{row.number}",
        title=shown.title,
        page=shown.url,
        form=form,
        items=news.of_project(shown, request.build_absolute_uri),
    )
