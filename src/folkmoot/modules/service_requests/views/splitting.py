"""Making a report of a part of another one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.modules.service_requests import queries, services
from folkmoot.modules.service_requests.forms import SplitForm
from folkmoot.modules.service_requests.forms.questions import question_fields
from folkmoot.modules.service_requests.models import Service
from folkmoot.modules.service_requests.permits import WORK
from folkmoot.modules.service_requests.views.officer import mine
from folkmoot.people import access


@access.required(WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, number: str) -> HttpResponse:
    """Say what the part is and answer what its category asks; what is refused comes back with everything that was typed."""
    row = mine(request, number)
    [shown] = queries.shown([row])
    code = request.POST.get("service_code", row.service_code)
    service = queries.service(code) if "\x00" not in code else None
    # Questions of another category come first when it is chosen; what was typed until then stays.
    more = request.method == "POST" and request.POST.get("asked") != code and _asks(service)
    form = SplitForm(
        request.POST if request.method == "POST" and not more else None,
        choices={"service_code": [(one.pk, one.service_name) for one in queries.services()]},
        initial={"service_code": code} | request.POST.dict(),
        service=service,
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = services.split(
                number=number,
                office=row.office,
                title=data["title"],
                description=data["description"],
                service_code=data["service_code"],
                words=data["words"],
                answers=form.answers(),
            )
        except (services.Refused, services.NotFound) as error:
            form.refuse(error.refusals)
        else:
            told = _("The part is report %(number)s. Whoever reported this one is told.")
            messages.success(request, told % {"number": made.service_request_id})
            return redirect("service_requests:case", number)
    context = {
        "one": shown,
        "form": form,
        "asked": code,
        "more": more,
        "trail": [
            (_("Desk"), reverse("service_requests:desk")),
            (row.pk, reverse("service_requests:case", args=[number])),
        ],
    }
    return render(request, "service_requests/split.html", context, status=400 if form.errors else 200)


def _asks(service: Service | None) -> bool:
    return service is not None and bool(question_fields(service))
