"""Reports on their way to other systems: what was handed over, what waits, what is stuck and why."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.modules.service_requests import queries
from folkmoot.modules.service_requests.forwarding.sending import retry
from folkmoot.people import access

ADMINISTER = "service_requests.administer"


@access.required(ADMINISTER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forwarding(request: HttpRequest) -> HttpResponse:
    """Every forwarded service with its counts, and what is stuck; a POST sends one again."""
    if request.method == "POST":
        if retry(request.POST.get("number", "")[:60]):
            messages.success(request, _("It is sent again. We look first whether it arrived."))
        else:
            messages.error(request, _("This report is not stuck any more."))
        return redirect("service_requests:forwarding")
    context = {"services": queries.forwardings(), "stuck": queries.stuck()}
    return render(request, "service_requests/forwarding.html", context)
