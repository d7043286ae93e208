"""After the ballot: that it is counted, its proof and receipt, a mail, and taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from folkmoot.modules.budgeting import queries, vote_links
from folkmoot.modules.budgeting.models import Round, Voter
from folkmoot.modules.budgeting.queries import ballots, voters
from folkmoot.modules.budgeting.rules import calendar, voting
from folkmoot.modules.budgeting.services import NotFound, Refused, casting, vote_mails
from folkmoot.modules.budgeting.views.voting import who
from folkmoot.people.limits import TooMany, client_key, demand, too_many
from folkmoot.people.links import LinkError
from folkmoot.record import clock
from folkmoot.record.queries import indexes_of
from folkmoot.record.saying import said

FORGED = 400


def _mine(request: HttpRequest, row: Round) -> tuple[Voter | None, bool]:
    """Who asks, and whether they came by a link, which shows and changes nothing. Raises LinkError."""
    if key := request.GET.get("key", ""):
        one = voters.voter(vote_links.opened(key))
        return (one if one is not None and one.round == row.number else None), True
    now = who.voting(request, row)
    return (now.voter if now is not None and not now.assisted else None), False


@never_cache
@require_http_methods(["GET", "HEAD"])
def mine(request: HttpRequest, number: int) -> HttpResponse:
    """Whether one's ballot is counted. It never says what was chosen: somebody may look over the shoulder."""
    row = who.found(number)
    trail = [(row.title, reverse("budgeting:round", args=[number]))]
    try:
        voter, linked = _mine(request, row)
    except LinkError as error:
        context = {"row": row, "why": str(error), "trail": trail}
        return render(request, "budgeting/voting/stopped.html", context, status=FORGED)
    if voter is None:
        return redirect("budgeting:vote", number)
    name = voters.pseudonym_of(voter.pk, number)
    ballot = ballots.ballot(number, name)
    voting_days = calendar.phase(queries.calendar_of(row), "voting")
    person = who.account(request)
    context = {
        "row": row,
        "voter": voter,
        "name": name,
        "ballot": ballot,
        "counts": ballot is not None and ballot.state == "cast",
        "index": indexes_of([ballot.fact_id]).get(ballot.fact_id) if ballot else None,
        "closes": voting_days.closes if voting_days else None,
        "open": voting.may_cast(phase=row.phase, on=queries.is_on(row, "voting", clock.now())) is None
        and not linked
        and voter.channel != "paper",
        "new": bool(request.GET.get("new")),
        "linked": linked,
        "by_code": person is None,
        "email": voter.email or (person.email if person else ""),
        "trail": trail,
    }
    return render(request, "budgeting/voting/mine.html", context)


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take one's ballot back."""
    row = who.found(number)
    now = who.voting(request, row)
    if now is None or now.assisted:
        return redirect("budgeting:vote", number)
    try:
        demand(who.ACTS, client_key(request))
        casting.withdraw(voter=now.voter.pk)
    except TooMany as error:
        return too_many(request, error.verdict)
    except Refused as error:
        messages.error(request, said(error.refusals[0]))
    except NotFound:
        who.forget(request, number)
    else:
        messages.success(request, _("Your ballot was taken back. Nothing of yours is counted now."))
    return redirect("budgeting:my_vote", number)


@require_POST
def mail(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for a confirmation by mail."""
    row = who.found(number)
    now = who.voting(request, row)
    if now is None or now.assisted:
        return redirect("budgeting:vote", number)
    try:
        demand(who.ACTS, client_key(request))
        vote_mails.ask_for_mail(
            voter=now.voter, email=str(request.POST.get("email", "")), language=get_language() or ""
        )
    except TooMany as error:
        return too_many(request, error.verdict)
    except Refused as error:
        messages.error(request, said(error.refusals[0]))
    else:
        messages.success(request, _("We send you a mail that says so, and not what you chose."))
    return redirect("budgeting:my_vote", number)
