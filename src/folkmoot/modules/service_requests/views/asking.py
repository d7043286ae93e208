"""What an officer asks the person who reported, and the private answer."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from folkmoot.files.models import StoredFile
from folkmoot.files.services import Missing, open_file
from folkmoot.files.views import as_response
from folkmoot.modules.service_requests import inquiries, services, words
from folkmoot.modules.service_requests.forms import AskForm
from folkmoot.modules.service_requests.models import Reply, ServiceRequest
from folkmoot.modules.service_requests.views.officer import WORK, mine
from folkmoot.people import access
from folkmoot.record import clock


def panel(row: ServiceRequest) -> dict[str, Any]:
    """What a case page shows of questions and of what people said about closings."""
    return {
        "asked": [
            (one, words.INQUIRIES[one.row.state], words.OTHERWISE[one.row.otherwise])
            for one in inquiries.inquiries(row.pk, private=True)
        ],
        "reachable": inquiries.reachable(row.pk),
        "ask_form": AskForm(auto_id="ask-%s"),
        "feedback": inquiries.feedback(row.pk),
    }


def end_of(days: int) -> datetime:
    """The last moment of the day that is so many days from today, where the institution is."""
    last = timezone.localtime(clock.now()).date() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(last, time(23, 59, 59)))


@access.required(WORK)
@require_POST
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask; what is wrong is said on the case page."""
    row = mine(request, number)
    form = AskForm(request.POST)
    if not form.is_valid():
        field, problems = next(iter(form.errors.items()))
        messages.error(request, f"{form.fields[field].label}: {problems[0]}")
        return redirect("service_requests:case", number)
    data = form.cleaned_data
    try:
        services.ask(
            number=number,
            office=row.office,
            words=data["words"],
            public=data["public"],
            until=end_of(data["days"]),
            otherwise=data["otherwise"],
        )
    except services.Refused as error:
        for one in error.refusals:
            messages.error(request, one.why)
    else:
        messages.success(request, _("The question is on its way. The answer will stand here."))
    return redirect("service_requests:case", number)


@access.required(WORK)
@never_cache
@require_safe
def photo(request: HttpRequest, number: str, question: int, file_id: str) -> HttpResponse:
    """A photo of a private answer, for the office that asked."""
    mine(request, number)
    reply = Reply.objects.filter(inquiry=f"{number}/{question}").first()
    row = StoredFile.objects.filter(pk=file_id).first()
    if reply is None or row is None or file_id not in reply.photos:
        raise Http404
    try:
        return as_response(row, open_file(row, "medium").data, "medium")
    except Missing as error:
        raise Http404 from error
