"""Language and light or dark, kept in a cookie by an ordinary form.

The two forms carry no CSRF token on purpose: they change nothing but how pages look, and a token would set a cookie for
everybody who only reads.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from folkmoot.places.queries import present
from folkmoot.web.context import SCHEME_COOKIE, SCHEMES

_YEAR = 365 * 24 * 60 * 60


@csrf_exempt
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember a language that the site has, and go back to the page."""
    chosen = request.POST.get("language", "")
    if chosen not in present().languages:
        return HttpResponseBadRequest(_("This site has no such language."))
    return _remember(request, settings.LANGUAGE_COOKIE_NAME, chosen)


@csrf_exempt
@require_POST
def scheme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or "as my device", and go back to the page."""
    chosen = request.POST.get("scheme", "")
    if chosen not in SCHEMES:
        return HttpResponseBadRequest(_("Choose light, dark or as your device."))
    return _remember(request, SCHEME_COOKIE, chosen)


def _remember(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        cookie, value, max_age=_YEAR, secure=request.is_secure(), httponly=True, samesite="Lax"
    )
    return response
