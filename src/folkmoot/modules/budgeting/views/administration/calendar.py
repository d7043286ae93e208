"""The dates of a round: phases begin by themselves on their days."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from folkmoot.modules.budgeting import queries, services, words
from folkmoot.modules.budgeting.forms.administration import DatesForm
from folkmoot.modules.budgeting.views.administration.frame import administration, below, digest, show
from folkmoot.modules.budgeting.views.pages import found_round
from folkmoot.places import queries as places
from folkmoot.places.services import ADMINISTRATION
from folkmoot.record.refusal import Refusal


@administration
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """First and last day of every phase."""
    row = found_round(number)
    phases = queries.calendar_of(row)
    zone = ZoneInfo(places.institution().time_zone)
    form = DatesForm(request.POST if request.method == "POST" else None, phases=phases, zone=zone)
    if form.is_valid():
        try:
            if request.POST.get("looked") != digest(phases):
                raise services.Refused([Refusal("", "somebody else changed this meanwhile; look again")])
            services.set_calendar(number=number, phases=form.phases(), actor=ADMINISTRATION)
        except services.Refused as error:
            show(form, error)
        else:
            messages.success(request, _("Saved. Each phase begins by itself on its first day."))
            return redirect("budgeting:administration")
    context = {
        "form": form,
        "row": row,
        "phase": words.phase(row.phase),
        "looked": digest(phases),
        "trail": below(),
    }
    return render(request, "budgeting/administration/dates.html", context, status=400 if form.errors else 200)
