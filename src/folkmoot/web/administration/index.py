"""The list of everything that can be set up, and the first run that leads through it."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.people.accounts import sign_in
from folkmoot.people.claiming import claim, is_claimed
from folkmoot.people.limits import Limit, limited
from folkmoot.people.roles import Refused
from folkmoot.places.queries import description
from folkmoot.web.administration.forms import ClaimForm
from folkmoot.web.navigation import items_for

CLAIMS = Limit("administration.claims", 10, 3600)


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every page of the administration that the reader may open."""
    items = items_for(request)
    if not items:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied("administration")
    return render(
        request, "administration/index.html", {"items": [(one, reverse(one.url_name)) for one in items]}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(CLAIMS)
def setup(request: HttpRequest) -> HttpResponse:
    """The first run: claim the installation with the code, then do the steps in any order, as often as needed."""
    if not is_claimed():
        return _claim(request)
    steps = [one for one in items_for(request) if one.done]
    if not steps:
        return redirect("home") if description() else render(request, "administration/being_set_up.html")
    shown = [(one, f"{reverse(one.url_name)}?from=setup", bool(import_string(one.done)())) for one in steps]
    here = description()
    context = {
        "steps": shown,
        "next": next((url for _one, url, is_done in shown if not is_done), ""),
        "left": sum(not is_done for _one, _url, is_done in shown),
        "described": here is not None,
    }
    return render(request, "administration/setup.html", context)


def _claim(request: HttpRequest) -> HttpResponse:
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            person = claim(code=form.cleaned_data["code"], email=form.cleaned_data["email"])
        except Refused as error:
            for one in error.refusals:
                form.add_error(one.field, one.why[:1].upper() + one.why[1:])
        else:
            sign_in(request, person)
            return redirect("administration:setup")
    return render(request, "administration/claim.html", {"form": form}, status=400 if form.errors else 200)
