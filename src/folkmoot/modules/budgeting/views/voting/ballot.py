"""The ballot: choosing, checking, casting. Every button works as a plain form; nothing is kept before the last one.

What is marked travels in the form and nowhere else: neither a session nor an address of the page tells it.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.modules.budgeting import ballot_page, money, queries
from folkmoot.modules.budgeting.ballot_page import Wanted
from folkmoot.modules.budgeting.models import Round
from folkmoot.modules.budgeting.queries import ballots as known
from folkmoot.modules.budgeting.queries import voters
from folkmoot.modules.budgeting.rules import ballots, calendar, marks
from folkmoot.modules.budgeting.rules import voting as rules
from folkmoot.modules.budgeting.rules.ballots import BallotPaper, Problem
from folkmoot.modules.budgeting.rules.marks import Marks
from folkmoot.modules.budgeting.services import NotFound, Refused, casting, rolling, vote_mails
from folkmoot.modules.budgeting.views.voting import who
from folkmoot.modules.budgeting.views.voting.entering import enter
from folkmoot.modules.budgeting.views.voting.who import Voting
from folkmoot.people.limits import TooMany, client_key, demand, too_many
from folkmoot.places import queries as places
from folkmoot.record import clock, moment
from folkmoot.record.saying import said
from folkmoot.web.maps import MapView, draw

CONFLICT, BAD = 409, 422
FIELDS = ("q", "pot", "category", "order")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, number: int) -> HttpResponse:
    """The voting page of a round; whoever is not known yet says first who they are."""
    row = who.found(number)
    paper = known.paper_of(row)
    refusal = rules.may_cast(phase=row.phase, on=queries.is_on(row, "voting", clock.now()))
    if refusal is not None or paper is None:
        return _closed(request, row, said(refusal) if refusal else "")
    with moment.one_moment():
        now = who.voting(request, row)
    if now is None:
        return enter(request, row)
    used = "assisted" if now.assisted else "internet"
    barred = rules.may_vote(struck=now.voter.struck, channel=used, used=now.voter.channel)
    if barred is not None:
        return _stopped(request, row, said(barred))
    if request.method != "POST" or request.POST.get("do") not in {
        "show",
        "check",
        "compare",
        "cast",
        "change",
    }:
        return _show(request, row, paper, now, _before(row, now), Wanted())
    return _posted(request, row, paper, now)


def _posted(request: HttpRequest, row: Round, paper: BallotPaper, now: Voting) -> HttpResponse:
    found, wrong = _read(request, paper)
    act, wanted = request.POST["do"], _wanted(request)
    if act in {"check", "cast"}:
        wrong += [] if wrong else ballots.problems(found, paper)
        if wrong:
            # What is wrong may be about projects that a filter hides.
            return _show(request, row, paper, now, found, Wanted(order=wanted.order), wrong)
        return (
            _check(request, row, paper, now, found)
            if act == "check"
            else _cast(request, row, paper, now, found)
        )
    compare = [int(one) for one in request.POST.getlist("c") if one.isascii() and one.isdigit()]
    if act == "compare":
        if ballot_page.LEAST_COMPARED <= len(set(compare)) <= ballot_page.MOST_COMPARED:
            return _compare(request, row, paper, now, found, compare)
        messages.warning(request, _("Tick two or three projects to compare them."))
    return _show(request, row, paper, now, found, wanted, wrong, compare)


def _read(request: HttpRequest, paper: BallotPaper) -> tuple[Marks, list[Problem]]:
    data = request.POST
    single = {code: data.get(f"one-{code}") or data.get(f"keep-{code}", "") for code in paper.pots}
    values = {name[2:]: str(data[name]) for name in data if name.startswith("v-")}
    return marks.from_form(ticked=data.getlist("p"), single=single, values=values, on=paper)


def _wanted(request: HttpRequest) -> Wanted:
    q, pot, category, order = (str(request.POST.get(one, "")) for one in FIELDS)
    return Wanted(
        words=q[:100],
        pot=pot,
        category=category,
        order=order if order in ballot_page.ORDERS else "own",
        chosen=bool(request.POST.get("chosen")),
    )


def _before(row: Round, now: Voting) -> Marks:
    """What the voter's ballot chose; an officer who helps does not see it."""
    if now.assisted:
        return {}
    sealed = known.sealed_choice(row.number, voters.pseudonym_of(now.voter.pk, row.number))
    return ballots.read(sealed.choice) if sealed else {}


def _standing(row: Round, now: Voting) -> str:
    one = known.ballot(row.number, voters.pseudonym_of(now.voter.pk, row.number))
    return one.fact_id if one is not None and one.state == "cast" else ""


def _context(
    request: HttpRequest,
    row: Round,
    paper: BallotPaper,
    now: Voting,
    found: Marks,
    wanted: Wanted,
    wrong: list[Problem],
    compare: list[int],
) -> dict[str, object]:
    with moment.one_moment():
        shown = ballot_page.page(
            row,
            paper,
            found,
            wanted=wanted,
            seed=voters.pseudonym_of(now.voter.pk, row.number),
            problems=wrong,
            compare=compare,
        )
        pins = ballot_page.pins(shown.rows)
    voting_days = calendar.phase(queries.calendar_of(row), "voting")
    standing = request.POST.get("before")
    return {
        "row": row,
        "page": shown,
        "wanted": wanted,
        "now": now,
        "closes": voting_days.closes if voting_days else None,
        "before": standing if standing is not None else _standing(row, now),
        "orders": _orders(),
        "title": _title(row, paper),
        "has_map": bool(pins),
        "map": draw(MapView.of(places.bounds()), label=_("Where the projects are"), pins=pins)
        if pins
        else "",
        "trail": trail(row),
        "digits": money.exponent(row.currency),
        "nofit": _("%s more than you have left. Take something out to add it."),
    }


def trail(row: Round) -> list[tuple[str, str]]:
    """The way to the pages of a round's vote."""
    return [(row.title, reverse("budgeting:round", args=[row.number]))]


def _title(row: Round, paper: BallotPaper) -> str:
    total = money.shown(sum(one.amount for one in paper.pots.values()), row.currency)
    return _("Choose how to share out %(money)s") % {"money": total}


def _orders() -> list[tuple[str, str]]:
    return [
        ("own", _("Surprise me (an order of your own)")),
        ("cheap", _("Lowest cost first")),
        ("dear", _("Highest cost first")),
        ("name", _("By name")),
    ]


def _show(
    request: HttpRequest,
    row: Round,
    paper: BallotPaper,
    now: Voting,
    found: Marks,
    wanted: Wanted,
    wrong: list[Problem] | None = None,
    compare: list[int] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = _context(request, row, paper, now, found, wanted, wrong or [], compare or [])
    return render(request, "budgeting/voting/ballot.html", context, status=BAD if wrong else status)


def _compare(
    request: HttpRequest, row: Round, paper: BallotPaper, now: Voting, found: Marks, compare: list[int]
) -> HttpResponse:
    context = _context(request, row, paper, now, found, _wanted(request), [], compare)
    return render(request, "budgeting/voting/compare.html", _all_carried(context))


def _check(request: HttpRequest, row: Round, paper: BallotPaper, now: Voting, found: Marks) -> HttpResponse:
    context = _all_carried(_context(request, row, paper, now, found, Wanted(), [], []))
    person = who.account(request)
    context["email"] = now.voter.email or (person.email if person else "")
    return render(request, "budgeting/voting/check.html", context)


def _all_carried(context: dict[str, object]) -> dict[str, object]:
    shown = context["page"]
    if isinstance(shown, ballot_page.Page):
        context["carried"] = list(ballot_page.carried(shown.marked))
    return context


def _cast(request: HttpRequest, row: Round, paper: BallotPaper, now: Voting, found: Marks) -> HttpResponse:
    try:
        demand(who.ACTS, client_key(request))
        casting.cast(
            voter=now.voter.pk,
            choice=found,
            channel="assisted" if now.assisted else "internet",
            actor=f"office:{row.office}" if now.assisted else "",
            # An officer sees no ballot, so that none can be replaced unseen; the voter is asked at the counter.
            expected=None if now.assisted else request.POST.get("before"),
        )
    except TooMany as error:
        return too_many(request, error.verdict)
    except NotFound:
        who.forget(request, row.number)
        return redirect("budgeting:vote", row.number)
    except Refused as error:
        for one in error.refusals:
            messages.error(request, said(one))
        again = request.POST.copy()
        again["before"] = _standing(row, now)
        request.POST = again  # type: ignore[assignment]  # what is shown next is compared with what stands now.
        return _show(request, row, paper, now, found, Wanted(), status=CONFLICT)
    if now.assisted:
        rolling.note_assisted(number=row.number, officer=now.officer)
        who.forget_assisted(request, row.number)
        messages.success(request, _("The ballot is counted, and logged as cast with your help."))
        return redirect("budgeting:vote_counter", row.number)
    _mail(request, now)
    return redirect(f"{_mine_url(row)}?new=1")


def _mine_url(row: Round) -> str:
    return reverse("budgeting:my_vote", args=[row.number])


def _mail(request: HttpRequest, now: Voting) -> None:
    if not request.POST.get("mail"):
        return
    try:
        vote_mails.ask_for_mail(
            voter=now.voter, email=str(request.POST.get("email", "")), language=get_language() or ""
        )
    except Refused as error:
        # The ballot counts; only the mail needs another address, which the next page asks for.
        messages.warning(request, said(error.refusals[0]))


def _closed(request: HttpRequest, row: Round, why: str) -> HttpResponse:
    voting_days = calendar.phase(queries.calendar_of(row), "voting")
    context = {
        "row": row,
        "why": why,
        "days": voting_days,
        "trail": trail(row),
        "over": row.phase in rolling.OVER,
    }
    return render(request, "budgeting/voting/closed.html", context)


def _stopped(request: HttpRequest, row: Round, why: str) -> HttpResponse:
    context = {"row": row, "why": why, "trail": trail(row)}
    return render(request, "budgeting/voting/stopped.html", context, status=CONFLICT)
