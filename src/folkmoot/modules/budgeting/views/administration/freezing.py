"""What is voted on and how it is counted is looked at once more, and frozen."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from folkmoot.modules.budgeting import page, queries, services, told
from folkmoot.modules.budgeting.forms.administration import FreezeForm
from folkmoot.modules.budgeting.views.administration.frame import administration, below, digest, show
from folkmoot.modules.budgeting.views.pages import found_round
from folkmoot.places.services import ADMINISTRATION
from folkmoot.record.refusal import Refusal


@administration
def freeze(request: HttpRequest, number: int) -> HttpResponse:
    """Projects with their costs, the ballot, the rule; then nothing of it changes any more."""
    row = found_round(number)
    rows = list(queries.matching(number, queries.Filter(state="costed", order="oldest")))
    seen = digest([(one.number, one.pot, one.cost) for one in rows])
    form = FreezeForm(request.POST if request.method == "POST" and not row.frozen else None)
    if form.is_valid():
        try:
            if request.POST.get("looked") != seen:
                raise services.Refused([Refusal("", "somebody else changed this meanwhile; look again")])
            services.freeze(
                number=number,
                votes={one["code"]: form.vote() for one in row.pots},
                areas_most=form.cleaned_data["areas_most"],
                actor=ADMINISTRATION,
            )
        except services.Refused as error:
            show(form, error)
        else:
            messages.success(request, _("It is frozen and on the public record. Voting begins on its day."))
            return redirect("budgeting:round", number)
    context = {
        "form": form,
        "row": row,
        "items": page.items(queries.shown(rows, titles_only=True), row),
        "undecided": queries.counts(number)["open"],
        "frozen": told.frozen(number, row),
        "looked": seen,
        "trail": below(),
    }
    return render(
        request, "budgeting/administration/freeze.html", context, status=400 if form.errors else 200
    )
