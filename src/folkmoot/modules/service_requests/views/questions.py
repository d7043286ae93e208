"""Questions of a service: ask one more, change one, ask it no longer."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.modules.service_requests import queries, services
from folkmoot.modules.service_requests.views.administration_frame import (
    ADMINISTER,
    service_of,
    services_trail,
    show,
)
from folkmoot.modules.service_requests.views.question_form import QuestionForm
from folkmoot.people import access
from folkmoot.places.services import ADMINISTRATION
from folkmoot.web.administration.frame import trail


@access.required(ADMINISTER, everywhere=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, code: str, asked: str = "") -> HttpResponse:
    """Add a question to a service, change one, or ask it no longer."""
    row = service_of(code)
    every = queries.questions_of(row)
    before = next((one for one in every if one.code == asked), None)
    if asked and before is None:
        raise Http404(_("There is no such question."))
    if asked and request.POST.get("act") == "drop":
        services.drop_question(code=code, question=asked, actor=ADMINISTRATION)
        messages.success(request, _("It is asked no longer. Answers that were given stay."))
        return redirect("service_requests:service", code)
    following = max((one.order for one in every), default=0) + 1
    form = QuestionForm(request.POST if request.method == "POST" else None, question=before, order=following)
    if request.method == "POST" and form.is_valid():
        try:
            services.put_question(code=code, question=form.question(), replacing=asked, actor=ADMINISTRATION)
        except services.Refused as error:
            show(form, error)
        else:
            messages.success(request, _("Saved. It is on the public record."))
            return redirect("service_requests:service", code)
    here = (row.service_name, reverse("service_requests:service", args=[code]))
    context = {
        "form": form,
        "title": before.description if before else _("New question"),
        "question": before,
        "trail": trail(services_trail(), here),
    }
    return render(request, "service_requests/question.html", context, status=400 if form.errors else 200)
