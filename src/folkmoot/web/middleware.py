"""What happens around every request: headers, the institution's time zone and languages, the first set-up."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from folkmoot.places.queries import present
from folkmoot.record import clock, moment
from folkmoot.web.catalogues import flatten
from folkmoot.web.hearing import BEGAN

_POLICY = "camera=(), microphone=(), payment=(), usb=(), geolocation=(self), interest-cohort=()"
_OPEN_BEFORE = (
    "/setup",
    "/administration",
    "/account",
    "/record",
    "/look",
    "/language",
    "/appearance",
    "/live",
    "/healthz",
    "/readyz",
    "/metrics",
)
"""What can be reached while no institution is described."""


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Add what Django and the content security policy do not set (OWASP ASVS V14.4)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", _POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def institution(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let the institution's time zone and languages count, whatever the settings say (after LocaleMiddleware).

    A reader who asked for a language that it does not offer gets the best of those it does.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path in {"/healthz", "/metrics"}:
            return get_response(request)
        now = present()
        timezone.activate(now.zone)
        chosen = translation.get_language()
        unoffered = chosen not in now.languages
        if unoffered:
            language = _best(request, now.languages)
            translation.activate(language)
            request.LANGUAGE_CODE = language
        flatten(translation.get_language() or settings.LANGUAGE_CODE)
        try:
            response = get_response(request)
        finally:
            timezone.deactivate()
        if unoffered:
            response.headers["Content-Language"] = translation.get_language() or now.languages[0]
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    return middleware


def _best(request: HttpRequest, offered: tuple[str, ...]) -> str:
    """The offered language that the browser likes best, or the usual one."""
    for asked, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        for one in offered:
            if one == asked or one.partition("-")[0] == asked.partition("-")[0]:
                return one
    return offered[0]


def one_moment(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let everything that a page reads several times be read once; whoever may change something reads as it goes."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return get_response(request)
        request.META[BEGAN] = clock.now()
        with moment.one_moment():
            return get_response(request)

    return middleware


def first_run(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send readers of pages to /setup while no institution is described; programs get their usual answers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if (
            settings.FOLKMOOT_FIRST_RUN
            and request.method in {"GET", "HEAD"}
            and "text/html" in request.headers.get("Accept", "")
            and not request.path.startswith(_OPEN_BEFORE)
            and not present().described
        ):
            return redirect("administration:setup")
        return get_response(request)

    return middleware
