"""Where opening and counting stands, for administrators, who may also decide not to wait."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from folkmoot.modules.budgeting import words
from folkmoot.modules.budgeting.queries import ballots as cast
from folkmoot.modules.budgeting.queries import results as known
from folkmoot.modules.budgeting.queries import voters
from folkmoot.modules.budgeting.rules.results import OVER
from folkmoot.modules.budgeting.services import Refused, counting
from folkmoot.modules.budgeting.views.administration.frame import administration, below
from folkmoot.modules.budgeting.views.results.pages import found_round
from folkmoot.places.services import ADMINISTRATION
from folkmoot.record.saying import said


@administration
def work(request: HttpRequest, number: int) -> HttpResponse:
    """Paper that is missing, the steps that are done, and two decisions: open now, publish now."""
    row = found_round(number)
    if request.method == "POST":
        try:
            if request.POST.get("act") == "publish":
                counting.publish(number=number, asked=True, actor=ADMINISTRATION)
                messages.success(request, _("The result is published."))
            else:
                counting.ask_to_count(number=number, actor=ADMINISTRATION)
                messages.success(request, _("The ballots are opened and counted in the background."))
        except Refused as error:
            messages.error(request, said(error.refusals[0]))
        return redirect("budgeting:counting", number)
    papers = cast.paper_counts(number)
    parts = known.opened_parts(number)
    context = {
        "row": row,
        "trail": below(),
        "phase": words.phase(row.phase),
        "over": row.phase in OVER,
        "ballots": cast.ballots_cast(number),
        "handed": voters.handed_out(number),
        "papers": papers,
        "opened": len(parts),
        "of": next((one.of for one in parts.values()), 0),
        "counted": len(known.results(number)),
        "pots": len(row.pots),
        "work": known.counting(number),
    }
    return render(request, "budgeting/results/work.html", context)
