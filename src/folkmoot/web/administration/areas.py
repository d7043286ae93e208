"""Areas: a file is read and checked, then what would change is shown, then it is published."""

import secrets
import zlib
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.people import access
from folkmoot.places import queries, services
from folkmoot.places.rules import Refused
from folkmoot.places.rules.geojson import MOST_BYTES
from folkmoot.web.administration.area_changes import change_of
from folkmoot.web.administration.forms import AreasForm
from folkmoot.web.administration.frame import PLACES, done, show, trail

_KEPT = 3600
"""Seconds that a checked file waits for its confirmation."""


@access.required(PLACES, everywhere=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def areas(request: HttpRequest) -> HttpResponse:
    """The sets there are; a POST checks a file, a second one publishes what was checked."""
    if request.POST.get("draft"):
        return _publish(request)
    posted = request.method == "POST"
    initial = {
        "set": queries.DISTRICT,
        "name": _("Districts"),
        "name_property": "name",
        "valid_from": queries.today(),
    }
    form = AreasForm(request.POST if posted else None, request.FILES if posted else None, initial=initial)
    if posted and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "file"}
        try:
            checked = services.publish_areas(
                geojson=form.cleaned_data["file"].read(MOST_BYTES + 1),
                actor=services.ADMINISTRATION,
                dry_run=True,
                **given,
            )
            return _preview(request, given, checked)
        except Refused as error:
            show(form, error.problems, ("file",))
    return _show(request, form)


def _show(request: HttpRequest, form: AreasForm) -> HttpResponse:
    context = {
        "form": form,
        "sets": [(one, queries.areas(one.set)) for one in queries.area_sets()],
        "trail": trail(),
    }
    return render(request, "administration/areas.html", context, status=400 if form.errors else 200)


def _preview(request: HttpRequest, given: dict[str, Any], checked: services.Published) -> HttpResponse:
    # The draft waits on the server: a browser could send back another document than the one that was checked.
    draft = secrets.token_urlsafe(24)
    kept = {"given": given, "document": zlib.compress(checked.document), "person": str(request.user.pk)}
    cache.set(f"areas/{draft}", kept, _KEPT)
    context = {
        "draft": draft,
        "given": given,
        "count": checked.count,
        "change": change_of(given["set"], checked.document, on=given["valid_from"]),
        "trail": trail((_("Areas"), reverse("administration:areas"))),
    }
    return render(request, "administration/areas_preview.html", context)


def _publish(request: HttpRequest) -> HttpResponse:
    key = f"areas/{request.POST['draft'][:64]}"
    kept = cache.get(key)
    form = AreasForm({})
    form.errors.clear()
    if not kept or kept["person"] != str(request.user.pk):
        form.add_error(None, _("The file waited too long. Send it again."))
        return _show(request, form)
    given = {**kept["given"], "name_property": "name", "slug_property": "slug"}
    try:
        services.publish_areas(
            geojson=zlib.decompress(kept["document"]), actor=services.ADMINISTRATION, **given
        )
    except Refused as error:
        show(form, error.problems, ("file",))
        return _show(request, form)
    cache.delete(key)
    return done(
        request, _("The areas are published. They are on the public record."), to="administration:areas"
    )
