"""Pages that say how the site treats people: accessibility, privacy, and what developers can build on."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from folkmoot.record import registry
from folkmoot.web.context import address


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement that the EU directive 2016/2102 and the UK regulations of 2018 ask for."""
    return render(request, "web/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is held about whom: the part that every installation has in common, and the way to one's own data."""
    return render(
        request, "web/privacy.html", {"own_data_url": address("people:data") or address("people:account")}
    )


@require_safe
def developers(request: HttpRequest) -> HttpResponse:
    """The open interfaces of this installation: those that its parts declare, and the record's own."""
    interfaces = [(str(one.name), f"/api/{one.slug}/") for one in registry.manifests() if one.api]
    context = {
        "interfaces": interfaces,
        "reference_url": address("api-1.0.0:openapi-view") or address("api:openapi-view"),
        "record_origin": settings.FOLKMOOT_RECORD_ORIGIN,
        "source_url": settings.FOLKMOOT_SOURCE,
    }
    return render(request, "web/developers.html", context)
