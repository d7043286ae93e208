"""The addresses of the site, and the peer's: one query, one template, the same server and middleware."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from folkmoot.places.models import Institution
from folkmoot.site.urls import *  # noqa: F403
from folkmoot.site.urls import urlpatterns

_PAGE = engines["django"].from_string(
    "<!doctype html><html><head><title>{{ one.name }}</title></head><body><h1>{{ one.name }}</h1></body></html>"
)


def smallest(request: HttpRequest) -> HttpResponse:
    """A page with one query."""
    return HttpResponse(_PAGE.render({"one": Institution.objects.get(pk="main")}, request))


urlpatterns += [path("smallest", smallest)]
