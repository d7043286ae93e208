"""What people see when something goes wrong: what happened in plain words, and one way forward.

Programs that ask for JSON get the same as ``{"error": …, "detail": …}``. Site's ``urls.py`` names these functions as
its handlers; ``too_many`` is for whoever limits rates.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error page: its status, its heading, a sentence, and the way forward as an address and words."""

    status: int
    title: str | Promise
    words: str | Promise
    href: str
    action: str | Promise


_BAD = Trouble(
    400,
    _("We could not read that request"),
    _(
        "Something in the address or the form was not as we expected it. Go back, check what you typed and send it again."
    ),
    "/",
    _("Go to the home page"),
)
_FORBIDDEN = Trouble(
    403,
    _("You may not open this page"),
    _("It is for people with a certain task, or your form was open for too long. Sign in and try again."),
    "/account/login/",
    _("Sign in"),
)
_MISSING = Trouble(
    404,
    _("There is no page at this address"),
    _(
        "It may have moved, or the address has a typing mistake. Nothing that was on the public record has gone."
    ),
    "/",
    _("Go to the home page"),
)
_TOO_MANY = Trouble(
    429,
    _("That was too often in a short time"),
    _(
        "We limit how often one connection may do this, so that the site stays up for everybody. Wait a minute and try again."
    ),
    "/",
    _("Go to the home page"),
)


def wants_json(request: HttpRequest) -> bool:
    """True for programs: they accept JSON and do not accept HTML, or they ask an address that only speaks JSON."""
    accept = request.headers.get("Accept", "")
    return ("json" in accept and "html" not in accept) or request.path.startswith("/api/")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature.
    return _answer(request, _BAD)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature.
    return _answer(request, _FORBIDDEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature.
    return _answer(request, _FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature.
    return _answer(request, _MISSING)


def too_many(request: HttpRequest, exception: Exception | None = None, *, seconds: int = 60) -> HttpResponse:  # noqa: ARG001 - allauth's signature.
    response = _answer(request, _TOO_MANY)
    response.headers["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for our own faults. It asks neither the database nor the session: they may be what failed."""
    if wants_json(request):
        return JsonResponse(
            {"error": "server_error", "detail": str(_("Something broke on our side."))}, status=500
        )
    scheme = request.COOKIES.get("scheme", "auto")
    page = loader.render_to_string("500.html", {"scheme": scheme if scheme in {"light", "dark"} else "auto"})
    return HttpResponse(page, status=500)


def _answer(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    if wants_json(request):
        name = {400: "bad_request", 403: "forbidden", 404: "not_found", 429: "too_many_requests"}[
            trouble.status
        ]
        return JsonResponse(
            {"error": name, "detail": f"{trouble.title}. {trouble.words}"}, status=trouble.status
        )
    return render(request, "error.html", {"trouble": trouble}, status=trouble.status)
