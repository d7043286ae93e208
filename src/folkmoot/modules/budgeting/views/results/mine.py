"""What one's own ballot paid for: worked out from the public outcome, and shown to its voter alone."""

from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from folkmoot.modules.budgeting import result_page
from folkmoot.modules.budgeting.queries import results as known
from folkmoot.modules.budgeting.queries import voters
from folkmoot.modules.budgeting.queries.result_titles import titles_of
from folkmoot.modules.budgeting.rules.outcome import own_payments
from folkmoot.modules.budgeting.views.results.pages import found_round, shown_results, trail_of
from folkmoot.people.models import Person


@never_cache
@require_safe
def mine(request: HttpRequest, number: int) -> HttpResponse:
    """The own ballot of whoever is signed in: what it chose, what of that won, and what its share paid."""
    row = found_round(number)
    results = shown_results(row)
    voter = voters.voter_of(number, request.user) if isinstance(request.user, Person) else None
    ballot = known.opened_ballot(number, voters.pseudonym_of(voter.pk, number)) if voter and results else {}
    names = result_page.Names(titles_of(number), row.currency)
    pots = []
    for one in results:
        if one.pot not in ballot:
            continue
        told, lines = known.document(one.digest), ballot[one.pot]
        paid = own_payments(told, {one.pot: lines})
        pot = row.pot(one.pot)
        amounts = dict(paid)
        won = set(told["winners"])
        pots.append(
            {
                "title": pot["title"] if pot else one.pot,
                "share": names.exact(told["endowment"]) if "endowment" in told else "",
                "spent": names.exact(sum(amounts.values(), Fraction(0))) if "endowment" in told else "",
                "lines": [
                    (
                        names.title(line[0]),
                        reverse("budgeting:project", args=[line[0]]),
                        line[0] in won,
                        names.exact(amounts[line[0]]) if line[0] in amounts else "",
                    )
                    for line in lines
                ],
            }
        )
    context = {
        "row": row,
        "trail": [*trail_of(row), (_("Result"), reverse("budgeting:results", args=[number]))],
        "pots": pots,
        "published": bool(results),
        "known": voter is not None,
        "pseudonym": voters.pseudonym_of(voter.pk, number) if pots and voter else "",
    }
    return render(request, "budgeting/results/mine.html", context)
