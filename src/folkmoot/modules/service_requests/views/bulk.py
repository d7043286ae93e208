"""One act on several reports of the desk. Each report is its own transaction, and the page tells each one's outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from folkmoot.modules.service_requests import queries, services
from folkmoot.modules.service_requests.forms import FORMS
from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.modules.service_requests.permits import WORK
from folkmoot.modules.service_requests.refusals import said
from folkmoot.modules.service_requests.views.acting import choices_of, do
from folkmoot.modules.service_requests.views.officer import officer_of
from folkmoot.people import access

MOST = 100
"""Reports at once: as many as one can have looked at, and few enough to be answered in a few seconds."""
ACTS = {
    "acknowledge": gettext_lazy("Take on"),
    "take": gettext_lazy("Take myself"),
    "assign": gettext_lazy("Pass to a team"),
    "move": gettext_lazy("Change category"),
    "urgency": gettext_lazy("Set priority"),
    "update": gettext_lazy("Tell the public"),
    "close": gettext_lazy("Close"),
}
"""What makes sense for several reports; questions, notes and duplicates are about one."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one report: ``refused`` says why nothing was done, empty when it was."""

    shown: queries.Shown
    refused: str


@access.required(WORK)
@never_cache
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Ask what is needed for the act; with ``sure`` do it and tell what became of each report.

    Doing it again is harmless: what was done already is refused for each report by the rules.
    """
    asked = list(dict.fromkeys(request.POST.getlist("number")))
    rows = [
        row
        for row in queries.requests(one for one in asked[:MOST] if "\x00" not in one)
        if access.can(request.user, WORK, office=row.office)
    ]
    act, sure = request.POST.get("act", ""), bool(request.POST.get("sure"))
    problem = _problem(act, asked, rows)
    context: dict[str, Any] = {"act": act, "name": ACTS.get(act, ""), "problem": problem}
    form = None
    if not problem:
        form = FORMS[act](request.POST if sure else None, auto_id="bulk-%s", choices=choices_of())
        # A photo shows one place, and a suggestion was made for one report.
        for name in ("photos", "suggested"):
            form.fields.pop(name, None)
        if form.is_valid():
            outcomes = _do_each(request, form.cleaned_data | {"act": act}, rows)
            context |= {"outcomes": outcomes, "done": sum(not one.refused for one in outcomes)}
            return render(request, "service_requests/bulk_done.html", context)
    context |= {"form": form, "rows": queries.shown(rows, titles_only=True)}
    failed = form is None or (sure and not form.is_valid())
    return render(request, "service_requests/bulk.html", context, status=400 if failed else 200)


def _problem(act: str, asked: Sequence[str], rows: Sequence[ServiceRequest]) -> str:
    if act not in ACTS:
        return _("Choose what to do with the reports.")
    if len(asked) > MOST:
        return _("Choose at most %(most)s reports at once; these are %(n)s.") % {
            "most": MOST,
            "n": len(asked),
        }
    return "" if rows else _("Choose the reports first.")


def _do_each(request: HttpRequest, data: dict[str, Any], rows: Sequence[ServiceRequest]) -> list[Outcome]:
    person, refusals = officer_of(request), {}
    for row in rows:
        try:
            do(data, number=row.pk, office=row.office, person=person)
        except (services.Refused, services.NotFound) as error:
            refusals[row.pk] = ". ".join(said(one) for one in error.refusals)
    shown = queries.shown(queries.requests(row.pk for row in rows), titles_only=True)
    return [Outcome(one, refusals.get(one.row.pk, "")) for one in shown]
