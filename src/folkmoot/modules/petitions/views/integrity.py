"""Striking off signatures that break the rules: conditions, a look at how many, the act, and undoing it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from folkmoot.modules.petitions import queries, services, words
from folkmoot.modules.petitions.forms import ReasonForm, StrikeForm
from folkmoot.modules.petitions.permits import MODERATE
from folkmoot.modules.petitions.rules.writing import whole
from folkmoot.modules.petitions.views.pages import found
from folkmoot.people import access
from folkmoot.record.saying import said
from folkmoot.web.words import number as shown_number


@access.required(MODERATE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def strike(request: HttpRequest, number: int) -> HttpResponse:
    """The conditions stand in the address: the look is a GET, and what was looked at is what is struck off."""
    row = found(number)
    asked = any(request.GET.get(name) for name in StrikeForm.base_fields)
    conditions = StrikeForm(request.GET if asked else None)
    reason = ReasonForm(request.POST if request.method == "POST" else None)
    look = wanted = None
    if asked and conditions.is_valid():
        wanted = services.Conditions(**conditions.cleaned_data)
        try:
            look = services.preview(number=number, wanted=wanted)
        except services.Refused as error:
            _tell(conditions, error)
    if request.method == "POST" and wanted and look and reason.is_valid():
        expected = whole(request.POST.get("expected", ""))
        try:
            receipt = services.invalidate(
                number=number,
                wanted=wanted,
                expected=-1 if expected is None else expected,
                **reason.cleaned_data,
            )
        except services.Refused as error:
            _tell(reason, error)
        else:
            count = look.counted if receipt else 0
            told = ngettext("%(n)s signature was struck off.", "%(n)s signatures were struck off.", count)
            messages.success(request, told % {"n": shown_number(count)})
            return redirect("petitions:strike", number)
    [shown] = queries.shown([row], private=True)
    context = {
        "one": shown,
        "conditions": conditions,
        "reason": reason,
        "form": reason if reason.errors else conditions,
        "look": look,
        "act": f"{reverse('petitions:strike', args=[number])}?{urlencode(request.GET)}",
        "struck": [(one, words.INVALIDATIONS[one.reason]) for one in queries.invalidations(number)],
    }
    return render(request, "petitions/strike.html", context, status=422 if reason.errors else 200)


def _tell(form: Any, error: services.Refused) -> None:
    for one in error.refusals:
        form.add_error(one.field if one.field in form.fields else None, said(one))


@access.required(MODERATE)
@require_POST
def restore(request: HttpRequest, number: int, batch: str) -> HttpResponse:
    """Undo it."""
    found(number)
    try:
        services.restore(number=number, batch=batch)
    except services.NotFound as error:
        raise Http404(_("There is no such invalidation.")) from error
    except services.Refused as error:
        messages.error(request, said(error.refusals[0]))
    else:
        messages.success(request, _("These signatures count again."))
    return redirect("petitions:strike", number)
