"""The language a person chose: kept with the account, and in the cookie that Django's middleware reads."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_YEAR = 365 * 24 * 60 * 60


def remember(request: HttpRequest, response: HttpResponse, language: str) -> None:
    """Set the cookie, for a language that the site has."""
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=_YEAR,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
