"""The ballot."""

from django.http import HttpRequest, HttpResponse


def vote(request: HttpRequest, number: int) -> HttpResponse:
    """Placeholder while the services are tested."""
    return HttpResponse(number)
