"""Who the institution is, how it speaks, how it looks."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.people import access
from folkmoot.places import queries, services
from folkmoot.places.events import InstitutionDescribed
from folkmoot.places.rules import Refused
from folkmoot.web.administration import forms
from folkmoot.web.administration.frame import PLACES, done, rendered, show

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
    return rendered(request, form, _("The institution"), lead=_("Everybody can read what you say here."))


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
    return rendered(request, form, _("Languages and time zone"))


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
    return rendered(request, form, _("Look"), template="administration/look.html", **more)
