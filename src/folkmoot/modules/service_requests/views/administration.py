"""Services: what can be reported, who answers and how fast."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.modules.service_requests import events, queries, services, words
from folkmoot.modules.service_requests.views.administration_frame import (
    ADMINISTER,
    service_of,
    services_trail,
    show,
)
from folkmoot.modules.service_requests.views.service_form import ServiceForm
from folkmoot.people import access
from folkmoot.places import queries as places
from folkmoot.places.services import ADMINISTRATION
from folkmoot.web.administration.frame import in_setup, trail


@access.required(ADMINISTER, everywhere=True)
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every service by group, closed ones marked."""
    offices = {one.slug: one.name for one in places.departments(closed=True)}
    every = queries.services(closed=True)
    context = {
        "items": [(one, offices.get(one.office, one.office), words.promise_words(one)) for one in every],
        "departments": any(not one.closed for one in places.departments()),
        "setup": in_setup(request),
        "trail": trail(),
    }
    return render(request, "service_requests/services.html", context)


@access.required(ADMINISTER, everywhere=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A service that can be reported from now on."""
    form = ServiceForm(request.POST if request.method == "POST" else None, offices=_offices())
    if request.method == "POST" and form.is_valid():
        description = events.ServiceDescribed(**form.described())
        try:
            services.add_service(description=description, actor=ADMINISTRATION)
        except services.Refused as error:
            show(form, error)
        else:
            messages.success(
                request, _("Saved. It can be reported now. Add questions below if you need answers.")
            )
            return redirect("service_requests:service", description.service_code)
    context = {"form": form, "title": _("New service"), "trail": trail(services_trail())}
    return render(request, "service_requests/service.html", context, status=400 if form.errors else 200)


@access.required(ADMINISTER, everywhere=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """One service with its questions; it can be closed and opened again."""
    row = service_of(code)
    posted = request.method == "POST"
    form = ServiceForm(request.POST if posted else None, offices=_offices(row.office), service=row)
    if posted and form.is_valid():
        act = request.POST.get("act", "")
        changes = form.described() | ({"closed": act == "close"} if act in {"close", "open"} else {})
        changes.pop("service_code")
        try:
            services.change_service(code=code, actor=ADMINISTRATION, **changes)
        except services.Refused as error:
            show(form, error)
        else:
            messages.success(request, _("Saved. It is on the public record."))
            return redirect("service_requests:services")
    context = {
        "form": form,
        "title": row.service_name,
        "service": row,
        "questions": queries.questions_of(row),
        "trail": trail(services_trail()),
    }
    return render(request, "service_requests/service.html", context, status=400 if form.errors else 200)


def _offices(kept: str = "") -> list[tuple[str, str]]:
    """Departments to choose from; one that is closed only where it answers already."""
    every = places.departments(closed=True)
    return [(one.slug, one.name) for one in every if not one.closed or one.slug == kept]
