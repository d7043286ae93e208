"""The question below a page: shown to whoever reads the page, answered once by each account or browser."""

from django.http import HttpRequest

from folkmoot.modules.feedback import queries
from folkmoot.modules.feedback.forms import AnswerForm
from folkmoot.modules.feedback.queries import OnPages
from folkmoot.modules.feedback.who import pseudonym_of
from folkmoot.record import clock, registry
from folkmoot.web.below import Below

NEVER = ("/account", "/administration", "/setup", "/surveys")
"""Where nobody is asked anything, whatever addresses a survey names: people are in the middle of something there."""


def question(request: HttpRequest) -> Below | None:
    """The newest survey that asks on this page. A reader costs one query more, and only where something is asked."""
    match = request.resolver_match
    if match is None or request.method not in {"GET", "HEAD"} or request.path.startswith(NEVER):
        return None
    if "/desk" in request.path or match.view_name in {one.url_name for one in registry.offline_pages()}:
        # A page that phones keep is the same for everybody, and a desk is where people work.
        return None
    now, found = clock.now(), None
    for one in queries.on_pages():
        if now < one.closes and one.asks_at(view=match.view_name, path=request.path):
            found = one
    if found is None:
        return None
    mine = queries.answer(f"{found.survey}/{found.number}", pseudonym_of(request, f"surveys/{found.survey}"))
    return Below("feedback/below.html", _shown(found, answered=mine is not None and mine.state == "counted"))


def _shown(one: OnPages, *, answered: bool) -> dict[str, object]:
    single = len(one.plan.questions) == 1
    return {
        "survey": one.survey,
        "edition": one.number,
        "title": queries.in_words(one.plan.title),
        "why": queries.in_words(one.plan.why),
        "count": len(one.plan.questions),
        "form": AnswerForm(plan=one.plan) if single and not answered else None,
        "answered": answered,
    }
