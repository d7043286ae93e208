"""When the institution is open."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.people import access
from folkmoot.places import queries, services
from folkmoot.places.events import Holiday
from folkmoot.places.rules import Refused
from folkmoot.web.administration import forms
from folkmoot.web.administration.frame import PLACES, done, show, trail

ACTOR = services.ADMINISTRATION


_page = require_http_methods(["GET", "HEAD", "POST"])


@access.required(PLACES, everywhere=True)
@never_cache
@_page
def hours(request: HttpRequest) -> HttpResponse:
    """Opening hours, and the days on which nobody is there."""
    before = queries.hours_of(queries.institution())
    what = request.POST.get("what", "")
    week = forms.WeekForm(
        request.POST if what == "week" else None,
        week=[[one.weekday, one.opens, one.closes] for one in before.week],
    )
    holiday = forms.HolidayForm(request.POST if what == "add" else None, initial={"yearly": True})
    form: Any = {"week": week, "add": holiday}.get(what)
    try:
        if what == "week" and week.is_valid():
            services.change_hours(actor=ACTOR, week=week.openings())
            return done(request)
        if what == "add" and holiday.is_valid():
            services.change_hours(actor=ACTOR, add=[Holiday(**holiday.cleaned_data)])
            return done(request, to="administration:hours")
        if what == "remove":
            gone = [one for one in before.holidays if key_of(one) == request.POST.get("key")]
            services.change_hours(actor=ACTOR, remove=gone)
            return done(request, to="administration:hours")
    except Refused as error:
        if form is not None:
            show(form, error.problems)
        else:
            holiday = form = forms.HolidayForm({})
            form.errors.clear()
            show(form, error.problems)
    context = {
        "form": form,
        "week": week,
        "holiday": holiday,
        "holidays": [(one, key_of(one)) for one in before.holidays],
        "trail": trail(),
    }
    return render(request, "administration/hours.html", context)


def key_of(holiday: Holiday) -> str:
    """What names a holiday in a form."""
    return f"{holiday.day.isoformat()}/{int(holiday.yearly)}"
