"""The administration's page of keys with which programs write: made, shown once, revoked."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.modules.catalogue import page, services
from folkmoot.modules.catalogue.ckan.shapes import absolute
from folkmoot.modules.catalogue.forms.keys import KeyForm
from folkmoot.modules.catalogue.models import ApiKey
from folkmoot.modules.catalogue.permits import REVIEW
from folkmoot.modules.catalogue.views.writing import INVALID, kept
from folkmoot.people import access
from folkmoot.web.administration.frame import trail

SHOWN = 300
LONGEST = 9


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(REVIEW, everywhere=True)
def keys(request: HttpRequest) -> HttpResponse:
    """All keys, the newest first, with a form for another one. A new key is in this one answer and nowhere else."""
    if request.method == "POST" and "revoke" in request.POST:
        return _revoke(request)
    form = KeyForm(request.POST if request.method == "POST" else None)
    made: list[str] = []
    if form.is_bound and form.is_valid():
        given = form.cleaned_data

        def act() -> object:
            made.append(services.make_key(**given, person=request.user))  # type: ignore[arg-type]
            return made

        if kept(form, act):
            form = KeyForm()
    rows = ApiKey.objects.order_by("-created")[:SHOWN]
    context = {
        "form": form,
        "made": made[0] if made else "",
        "address": absolute("ckan_action", "package_create").removesuffix("/action/package_create"),
        "trail": trail(),
        "items": [(one, page.office_name(one.office)) for one in rows],
    }
    return render(request, "catalogue/keys.html", context, status=INVALID if form.errors else 200)


def _revoke(request: HttpRequest) -> HttpResponse:
    given = request.POST["revoke"]
    if not (given.isascii() and given.isdigit() and len(given) <= LONGEST):
        raise Http404(_("There is no such key."))
    try:
        done = services.revoke_key(pk=int(given))
    except services.NotFound:
        raise Http404(_("There is no such key.")) from None
    if done:
        messages.success(request, _("The key is revoked. Programs that use it write nothing any more."))
    return redirect("catalogue:keys")
