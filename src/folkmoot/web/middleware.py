"""Headers that every response carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_POLICY = "camera=(), microphone=(), payment=(), usb=(), geolocation=(self), interest-cohort=()"


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
