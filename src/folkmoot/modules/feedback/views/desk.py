"""The desk: an office's surveys, one of them with what can be done, and how it will look."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from folkmoot.modules.feedback import queries, services, words
from folkmoot.modules.feedback.forms import AnswerForm, QuietForm
from folkmoot.modules.feedback.models import Survey
from folkmoot.modules.feedback.permits import ADMINISTER, WRITE
from folkmoot.people import access
from folkmoot.people.models import Person
from folkmoot.record.saying import said

PAGE = 100


def offices_of(request: HttpRequest) -> list[str] | None:
    """The offices for which somebody may write surveys; None for all. Raises PermissionDenied."""
    found = access.offices_with(request.user, WRITE) if isinstance(request.user, Person) else frozenset()
    if not found:
        raise PermissionDenied(WRITE)
    return None if access.EVERYWHERE in found else sorted(found)


def found(request: HttpRequest, key: str) -> Survey:
    """A survey that this person may change. Raises Http404 or PermissionDenied."""
    row = queries.survey(key)
    if row is None:
        raise Http404(_("There is no such survey."))
    if not isinstance(request.user, Person) or not access.can(request.user, WRITE, office=row.office):
        raise PermissionDenied(WRITE)
    return row


@never_cache
@require_safe
@access.required(WRITE)
def surveys(request: HttpRequest) -> HttpResponse:
    """Surveys of this person's offices, drafts too."""
    after = request.GET.get("after", "")[:40]
    rows = queries.surveys(offices=offices_of(request), drafts=True).order_by("key")
    some = list((rows.filter(key__gt=after) if after else rows)[: PAGE + 1])
    context = {
        "items": [
            (one, queries.in_words(one.plan["title"]), words.state_of(one), words.KINDS[one.state])
            for one in some[:PAGE]
        ],
        "next": f"?after={some[PAGE - 1].pk}" if len(some) > PAGE else "",
        "quiet_days": queries.quiet_days(),
        "form": QuietForm(initial={"days": queries.quiet_days()})
        if access.can_everywhere(request.user, ADMINISTER)
        else None,
    }
    return render(request, "feedback/desk.html", context)


@require_POST
@access.required(ADMINISTER, everywhere=True)
def quiet(request: HttpRequest) -> HttpResponse:
    """Say for how many days people are left in peace."""
    form = QuietForm(request.POST)
    if form.is_valid():
        services.describe_quiet(days=form.cleaned_data["days"], actor="office:administration")
        messages.success(request, _("Done. It is on the record."))
    else:
        messages.error(request, _("Give a number of days from 0 to 730."))
    return redirect("feedback:desk")


ACTS: dict[str, Callable[..., object]] = {
    "open": services.open_survey,
    "close": services.close_survey,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(WRITE)
def one(request: HttpRequest, key: str) -> HttpResponse:
    """A survey as it was last written, its questions, and opening and closing it."""
    row = found(request, key)
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404(_("This act is not possible now."))
        try:
            act(key=key, actor=f"office:{row.office}")
            messages.success(request, _("Done. It is on the record."))
        except services.Refused as error:
            for refusal in error.refusals:
                messages.error(request, said(refusal))
        return redirect("feedback:desk_one", key)
    plan = queries.plan_of(row)
    context = {
        "row": row,
        "title": queries.in_words(plan.title),
        "why": queries.in_words(plan.why),
        "state": words.state_of(row),
        "kind": words.KINDS[row.state],
        "asked": words.asked(plan),
        "plan": plan,
        "questions": [
            (one, queries.in_words(one.words), words.SORTS[one.sort], list(words.choice_words(one).values()))
            for one in plan.questions
        ],
        "open": queries.open_edition(row),
    }
    return render(request, "feedback/desk_one.html", context)


@never_cache
@require_safe
@access.required(WRITE)
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """The draft as people will see it; nothing can be sent."""
    row = found(request, key)
    plan = queries.plan_of(row)
    context = {
        "row": row,
        "title": queries.in_words(plan.title),
        "why": queries.in_words(plan.why),
        "form": AnswerForm(plan=plan),
        "asked": words.asked(plan),
    }
    return render(request, "feedback/preview.html", context)
