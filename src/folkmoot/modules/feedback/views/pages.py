"""Reading surveys: the list, the results of an edition, and what people wrote."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.modules.feedback import page, queries, services, words
from folkmoot.modules.feedback.forms import RemoveForm
from folkmoot.modules.feedback.models import Edition, Survey
from folkmoot.modules.feedback.permits import MODERATE, WRITE
from folkmoot.modules.feedback.results import results
from folkmoot.people import access
from folkmoot.places import queries as places
from folkmoot.record import clock
from folkmoot.record.counted import FEWEST
from folkmoot.record.queries import indexes_of

PAGE = 50


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Surveys that are open, and those that are over, with how many answered."""
    after = request.GET.get("after", "")[:40]
    rows = queries.surveys()
    if after:
        rows = rows.order_by("key").filter(key__gt=after)
    found = list(rows.order_by("key")[: PAGE + 1])
    context = {
        "items": queries.listed(found[:PAGE]),
        "states": words.STATES,
        "kinds": words.KINDS,
        "next": f"?after={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "first": bool(after),
        "writes": access.can(request.user, WRITE),
    }
    return render(request, "feedback/list.html", context)


def _found(key: str, number: int) -> tuple[Survey, Edition]:
    """A survey and one of its editions. Raises Http404."""
    row, edition = queries.survey(key), queries.edition(key, number) if number < 2**31 else None
    if row is None or edition is None:
        raise Http404(_("There is no such survey."))
    return row, edition


@require_safe
def newest(request: HttpRequest, key: str) -> HttpResponse:
    """The results of the newest edition."""
    row = queries.survey(key)
    if row is None or not row.edition:
        raise Http404(_("There is no such survey."))
    return edition(request, key, row.edition)


@require_safe
def edition(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The results of an edition, and everything that one needs to judge them."""
    row, one = _found(key, number)
    entries = indexes_of([one.fact_id, one.newest_fact])
    plan = queries.plan_of(one)
    context = {
        **_numbers(one),
        "survey": row,
        "title": queries.in_words(plan.title),
        "why": queries.in_words(plan.why),
        "office": next(
            (it.name for it in places.departments(closed=True) if it.slug == plan.office), plan.office
        ),
        "state": words.STATES["open" if one.closed is None else "closed"],
        "kind": words.KINDS["open" if one.closed is None else "closed"],
        "until": words.until(one, clock.now()),
        "asked": words.asked(plan),
        "plan": plan,
        "editions": [it for it in queries.editions(key) if it.pk != one.pk] if row.edition > 1 else [],
        "opened": entries.get(one.fact_id),
        "counted_to": entries.get(one.newest_fact),
        "trail": [(_("Surveys"), reverse("feedback:list"))],
        "quiet_days": queries.quiet_days(),
    }
    return render(request, "feedback/survey.html", context)


def _numbers(one: Edition) -> dict[str, Any]:
    """What changes while people answer."""
    found = results(one)
    return {
        "row": one,
        "response": found.response,
        "answered": words.answered(found.response) if found.response else "",
        "parts": page.parts(found),
        "grouped": page.grouped(found),
        "published": found.published,
        "drawn": found.drawn,
        "fewest": FEWEST,
    }


@require_safe
def numbers(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The part of the page that changes while people answer; an open page asks for it again."""
    _row, one = _found(key, number)
    response = render(request, "feedback/_numbers.html", _numbers(one))
    response.headers["Cache-Control"] = "public, max-age=5"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def remarks(request: HttpRequest, key: str, number: int, code: str) -> HttpResponse:
    """What people wrote, newest first; moderators can take it off."""
    _row, one = _found(key, number)
    plan = queries.plan_of(one)
    question = next((it for it in plan.questions if it.code == code and it.sort == "text"), None)
    if question is None:
        raise Http404(_("There is no such question."))
    moderates = access.can(request.user, MODERATE)
    if request.method == "POST":
        return _remove(request, key, moderates=moderates)
    said, after = queries.remarks(one.pk, code, after=request.GET.get("after", "")[:64])
    context = {
        "row": one,
        "title": queries.in_words(question.words),
        "survey_title": queries.in_words(plan.title),
        "said": [(it, words.REASONS.get(it.removed, "")) for it in said],
        "next": f"?after={after}" if after else "",
        "first": bool(request.GET.get("after")),
        "form": RemoveForm() if moderates else None,
        "trail": [
            (_("Surveys"), reverse("feedback:list")),
            (queries.in_words(plan.title), reverse("feedback:edition", args=[key, number])),
        ],
    }
    return render(request, "feedback/remarks.html", context)


def _remove(request: HttpRequest, key: str, *, moderates: bool) -> HttpResponse:
    if not moderates:
        raise PermissionDenied(MODERATE)
    form = RemoveForm(request.POST)
    if form.is_valid():
        try:
            services.remove_words(
                key=key, commitments=[form.cleaned_data["words"]], reason=form.cleaned_data["reason"]
            )
            messages.success(request, _("The words were taken off. That is on the record."))
        except services.Refused:
            messages.error(request, _("These words are not shown any more."))
    return redirect(request.path)
