"""What an officer asks the person who reported, and the private answer."""

from datetime import datetime, time, timedelta

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
from folkmoot.modules.service_requests import services
from folkmoot.modules.service_requests.forms import AskForm
from folkmoot.modules.service_requests.models import Reply
from folkmoot.modules.service_requests.permits import WORK
from folkmoot.modules.service_requests.views.case_page import page
from folkmoot.modules.service_requests.views.officer import mine
from folkmoot.people import access
from folkmoot.record import clock


def end_of(days: int) -> datetime:
    """The last moment of the day that is so many days from today, where the institution is."""
    last = timezone.localtime(clock.now()).date() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(last, time(23, 59, 59)))


@access.required(WORK)
@never_cache
@require_POST
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask; what is refused comes back on the case page with everything that was typed."""
    row = mine(request, number)
    form = AskForm(request.POST, auto_id="ask-%s")
    if form.is_valid():
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
            form.refuse(error.refusals)
    if not form.is_valid():
        return page(request, mine(request, number), failed=form, chosen="ask")
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
