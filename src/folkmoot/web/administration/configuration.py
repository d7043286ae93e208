"""The configuration as one file: taking it along, bringing one in."""

import secrets
import zlib

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.people import access
from folkmoot.record import configuration
from folkmoot.record.manifest import ConfigurationError
from folkmoot.web.administration.forms import ConfigurationForm
from folkmoot.web.administration.frame import PLACES, done, trail

_KEPT = 3600


@access.required(PLACES, everywhere=True)
@never_cache
@require_safe
def download(_request: HttpRequest) -> HttpResponse:
    """The whole set-up as a file."""
    response = HttpResponse(configuration.export(), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="folkmoot-configuration.json"'
    return response


@access.required(PLACES, everywhere=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Check a file and say what would change; a second POST makes the changes that were shown."""
    context = {"form": ConfigurationForm(), "trail": trail()}
    if request.POST.get("draft"):
        return _load(request, context)
    if request.method != "POST":
        return render(request, "administration/configuration.html", context)
    form = ConfigurationForm(request.POST, request.FILES)
    context["form"] = form
    if form.is_valid():
        data = form.cleaned_data["file"].read(configuration.MOST_BYTES + 1)
        try:
            context["changes"] = configuration.load(data, dry_run=True)
        except ConfigurationError as error:
            context["problems"] = error.problems
            return render(request, "administration/configuration.html", context, status=400)
        draft = secrets.token_urlsafe(24)
        cache.set(f"configuration/{draft}", (str(request.user.pk), zlib.compress(data)), _KEPT)
        context["draft"] = draft
    return render(request, "administration/configuration.html", context, status=400 if form.errors else 200)


def _load(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    key = f"configuration/{request.POST['draft'][:64]}"
    person, packed = cache.get(key) or ("", b"")
    if person != str(request.user.pk):
        context["problems"] = [("/", _("The file waited too long. Send it again."))]
        return render(request, "administration/configuration.html", context, status=400)
    try:
        configuration.load(zlib.decompress(packed))
    except ConfigurationError as error:
        context["problems"] = error.problems
        return render(request, "administration/configuration.html", context, status=400)
    cache.delete(key)
    return done(request, _("Everything is as the file says. The changes are on the public record."))
