"""Who the institution is, how it speaks, when it is open, how it looks."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.people import access
from folkmoot.places import queries, services
from folkmoot.places.events import Holiday, InstitutionDescribed
from folkmoot.places.rules import Refused
from folkmoot.web.administration import forms
from folkmoot.web.administration.frame import PLACES, done, show, trail

ACTOR = services.ADMINISTRATION
_page = require_http_methods(["GET", "HEAD", "POST"])


@access.required(PLACES, everywhere=True)
@never_cache
@_page
def institution(request: HttpRequest) -> HttpResponse:
    """Name, numbers, telephones, place."""
    before = queries.description()
    initial = {**asdict(before), "number_prefix": before.prefix} if before else {}
    form = forms.InstitutionForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "population": form.cleaned_data["population"] or 0}
        given["prefix"] = given.pop("number_prefix").upper()
        try:
            if before:
                services.change_institution(actor=ACTOR, **given)
            else:
                zone = queries.present().zone.key
                services.describe_institution(InstitutionDescribed(**given, time_zone=zone), actor=ACTOR)
            return done(request)
        except Refused as error:
            show(form, error.problems, named={"prefix": "number_prefix"})
    return _render(request, form, _("The institution"), lead=_("Everybody can read what you say here."))


@access.required(PLACES, everywhere=True)
@never_cache
@_page
def languages(request: HttpRequest) -> HttpResponse:
    """Languages and time zone; they count from the next page on."""
    now = queries.present()
    initial = {"languages": now.languages, "usual": now.languages[0], "time_zone": now.zone.key}
    form = forms.LanguagesForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            zone = form.cleaned_data["time_zone"]
            services.change_institution(actor=ACTOR, languages=form.ordered(), time_zone=zone)
            return done(request)
        except Refused as error:
            show(form, error.problems)
    return _render(request, form, _("Languages and time zone"))


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


@access.required(PLACES, everywhere=True)
@never_cache
@_page
def look(request: HttpRequest) -> HttpResponse:
    """Logo and three colours."""
    here = queries.institution()
    initial = {"action": here.action, "deep": here.deep, "highlight": here.highlight}
    posted = request.method == "POST"
    form = forms.LookForm(
        request.POST if posted else None, request.FILES if posted else None, initial=initial
    )
    if posted and form.is_valid():
        given = form.cleaned_data
        logo = b"" if given["no_logo"] else given["logo"].read() if given["logo"] else None
        try:
            services.describe_look(
                actor=ACTOR,
                action=given["action"],
                deep=given["deep"],
                highlight=given["highlight"],
                logo=logo,
            )
            return done(request, to="administration:look")
        except Refused as error:
            show(form, error.problems)
    colours = [
        (_("Links and buttons"), here.action or "#1f5a41"),
        (_("Dark surfaces"), here.deep or "#12382a"),
        (_("Highlight"), here.highlight or "#e2b021"),
    ]
    more = {"colours": colours, "logo": here.logo}
    return _render(request, form, _("Look"), template="administration/look.html", **more)


def _render(
    request: HttpRequest, form: Any, title: str, *, template: str = "administration/form.html", **more: Any
) -> HttpResponse:
    context = {"form": form, "title": title, "trail": trail(), **more}
    return render(request, template, context, status=400 if form.errors else 200)
