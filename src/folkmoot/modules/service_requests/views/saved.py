"""Keeping and forgetting views of the desk."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from folkmoot.modules.service_requests import services
from folkmoot.modules.service_requests.permits import WORK
from folkmoot.modules.service_requests.refusals import said
from folkmoot.modules.service_requests.views.officer import officer_of
from folkmoot.people import access


@access.required(WORK)
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep what is chosen under a name, for oneself or for one's team, and come back to it."""
    query = request.POST.get("query", "").replace("\x00", "")
    office = request.POST.get("office", "")
    if office and not access.can(request.user, WORK, office=office):
        office = ""
    try:
        name = request.POST.get("name", "").replace("\x00", "")
        view = services.save_view(person=officer_of(request), name=name, query=query, office=office)
    except services.Refused as error:
        messages.error(request, ". ".join(said(one) for one in error.refusals))
        return redirect(f"{reverse('service_requests:desk')}?{query}")
    messages.success(request, _("The view is kept."))
    return redirect(f"{reverse('service_requests:desk')}?{view.query}")


@access.required(WORK)
@require_POST
def delete(request: HttpRequest, view_id: int) -> HttpResponse:
    """Forget a view of one's own."""
    try:
        services.delete_view(person=officer_of(request), view_id=view_id)
    except services.NotFound as error:
        for one in error.refusals:
            messages.error(request, said(one))
    else:
        messages.success(request, _("The view is deleted."))
    return redirect("service_requests:desk")
