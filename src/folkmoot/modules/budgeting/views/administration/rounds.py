"""Rounds: a list, a new one, one described anew."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from folkmoot.modules.budgeting import page, queries, services, words
from folkmoot.modules.budgeting.forms.administration import RoundForm
from folkmoot.modules.budgeting.models import Round
from folkmoot.modules.budgeting.views.administration.frame import administration, below, digest, show
from folkmoot.modules.budgeting.views.pages import found_round
from folkmoot.places import queries as places
from folkmoot.places.services import ADMINISTRATION
from folkmoot.record.refusal import Refusal
from folkmoot.web.administration.frame import in_setup, trail


@administration
def index(request: HttpRequest) -> HttpResponse:
    """Every round, with the ways to its words, dates and ballot."""
    rows = list(queries.rounds()[:100])
    context = {
        "items": [(row, words.phase(row.phase), page.total(row)) for row in rows],
        "departments": bool(places.departments()),
        "setup": in_setup(request),
        "trail": trail(),
    }
    return render(request, "budgeting/administration/index.html", context)


@administration
def new(request: HttpRequest) -> HttpResponse:
    """A round that there was not."""
    return _edit(request, None)


@administration
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """A round described anew; once it is frozen only its words change."""
    return _edit(request, found_round(number))


def _edit(request: HttpRequest, row: Round | None) -> HttpResponse:
    now = queries.described(row) if row else None
    data = request.POST if request.method == "POST" else None
    form = RoundForm(data, now=now)
    if form.is_valid():
        try:
            if now is not None and request.POST.get("looked") != digest(now):
                raise services.Refused([Refusal("", "somebody else changed this meanwhile; look again")])
            number = services.describe_round(
                number=row.number if row else None,
                description=form.described(),
                expected=now,
                actor=ADMINISTRATION,
            )
        except services.Refused as error:
            show(form, error)
        else:
            messages.success(request, _("Saved. It is on the public record."))
            return redirect(
                "budgeting:administration" if row else "budgeting:dates", *([] if row else [number])
            )
    context: dict[str, Any] = {
        "form": form,
        "row": row,
        "title": row.title if row else _("New round"),
        "looked": digest(now),
        "trail": below(),
    }
    return render(request, "budgeting/administration/round.html", context, status=400 if form.errors else 200)
