"""The words that a team uses again and again: reading, adding, changing and deleting them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.modules.service_requests import queries, services
from folkmoot.modules.service_requests.forms import AnswerToKeepForm
from folkmoot.modules.service_requests.models import CannedAnswer
from folkmoot.modules.service_requests.permits import WORK
from folkmoot.people import access
from folkmoot.places import queries as places

ADMINISTER = "service_requests.administer"
EVERY = "*"
"""What the form says for every team, because an empty choice is none."""


def _teams(request: HttpRequest) -> list[tuple[str, Any]]:
    """For whom the reader may keep answers: the own teams, and every team with the right to describe services."""
    held = access.offices_with(request.user, WORK)
    everywhere = access.EVERYWHERE in held
    found = [(one.slug, one.name) for one in places.departments() if everywhere or one.slug in held]
    if access.can_everywhere(request.user, ADMINISTER):
        found.append((EVERY, _("Every team")))
    return found


def _office(chosen: str) -> str:
    return "" if chosen == EVERY else chosen


@access.required(WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """The answers of the reader's teams and of everybody, and a form for a new one."""
    teams = _teams(request)
    form = AnswerToKeepForm(request.POST or None, choices={"office": teams})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.add_answer(office=_office(data["office"]), name=data["name"], words=data["words"])
        except services.Refused as error:
            form.refuse(error.refusals)
        else:
            messages.success(request, _("The answer is kept."))
            return redirect("service_requests:answers")
    names = dict(teams)
    every = {one.slug: one.name for one in places.departments(closed=True)}
    held = access.offices_with(request.user, WORK)
    rows = queries.answers(None if access.EVERYWHERE in held else sorted(held))
    context = {
        "form": form,
        "rows": [
            (one, every.get(one.office, _("Every team")), (one.office or EVERY) in names) for one in rows
        ],
        "trail": [(_("Desk"), reverse("service_requests:desk"))],
    }
    return render(request, "service_requests/answers.html", context, status=400 if form.errors else 200)


def _mine(request: HttpRequest, answer: int) -> CannedAnswer:
    row = CannedAnswer.objects.filter(pk=answer).first()
    if row is None or (row.office or EVERY) not in dict(_teams(request)):
        raise Http404(_("There is no such answer of your team."))
    return row


@access.required(WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, answer: int) -> HttpResponse:
    """Change an answer or delete it; for whom it is stays."""
    row = _mine(request, answer)
    team = [one for one in _teams(request) if _office(one[0]) == row.office]
    initial = {"office": row.office or EVERY, "name": row.name, "words": row.words}
    form = AnswerToKeepForm(request.POST or None, initial=initial, choices={"office": team})
    if request.method == "POST" and request.POST.get("act") == "delete":
        try:
            services.drop_answer(answer=row.pk, office=row.office)
        except services.NotFound as error:
            raise Http404(str(error)) from error
        messages.success(request, _("The answer is deleted."))
        return redirect("service_requests:answers")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.change_answer(answer=row.pk, office=row.office, name=data["name"], words=data["words"])
        except (services.Refused, services.NotFound) as error:
            form.refuse(error.refusals)
        else:
            messages.success(request, _("The answer is kept."))
            return redirect("service_requests:answers")
    context = {
        "row": row,
        "form": form,
        "trail": [
            (_("Desk"), reverse("service_requests:desk")),
            (_("Canned answers"), reverse("service_requests:answers")),
        ],
    }
    return render(request, "service_requests/answer_edit.html", context, status=400 if form.errors else 200)
