"""The desk of a vote: the roll, letters with codes, the counter. For officers of the office that runs the round."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from folkmoot.modules.budgeting import queries, vote_words
from folkmoot.modules.budgeting.forms.voting import AdmitForm, RollForm, SerialForm, StrikeForm
from folkmoot.modules.budgeting.models import Round, Voter
from folkmoot.modules.budgeting.permits import BALLOTS
from folkmoot.modules.budgeting.queries import ballots, voters
from folkmoot.modules.budgeting.rules import calendar
from folkmoot.modules.budgeting.rules.roll import spaced
from folkmoot.modules.budgeting.services import NotFound, Refused, rolling
from folkmoot.modules.budgeting.views.voting import who
from folkmoot.people import access
from folkmoot.people.models import Person
from folkmoot.places import queries as places
from folkmoot.record import clock
from folkmoot.record.saying import said
from folkmoot.web.words import number as shown_number

BAD, CONFLICT = 422, 409


def kept(request: HttpRequest, number: int) -> tuple[Round, Person]:
    """The round and the officer who keeps its roll. Raises Http404 or PermissionDenied."""
    row = who.found(number)
    officer = who.account(request)
    if officer is None or not who.may_keep(request, row):
        raise PermissionDenied(BALLOTS)
    return row, officer


def _names() -> dict[str, str]:
    return {one.slug: one.name for one in places.areas()}


@access.required(BALLOTS)
@never_cache
@require_http_methods(["GET", "HEAD"])
def index(request: HttpRequest, number: int) -> HttpResponse:
    """What stands: roll, ballots, papers, and what officers did."""
    row, _officer = kept(request, number)
    papers = ballots.paper_counts(number)
    voting_days = calendar.phase(queries.calendar_of(row), "voting")
    context = {
        "row": row,
        "on": queries.is_on(row, "voting", clock.now()),
        "closes": voting_days.closes if voting_days else None,
        "cast": ballots.ballots_cast(number),
        "roll": voters.roll_counts(number),
        "letters": voters.without_code(number).count(),
        "handed": voters.handed_out(number),
        "papers": papers,
        "unsettled": papers["once"] + papers["differs"],
        "acts": [
            (one.at, str(vote_words.ACTS[one.act]) % {"words": one.words}, one.officer, one.voter)
            for one in voters.counter_acts(number)
        ],
    }
    return render(request, "budgeting/voting/desk.html", context)


@access.required(BALLOTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def roll(request: HttpRequest, number: int) -> HttpResponse:
    """Upload the roll; a file with faults is refused whole, with the lines."""
    row, officer = kept(request, number)
    form = RollForm(request.POST, request.FILES) if request.method == "POST" else RollForm()
    wrong: list[tuple[int, str]] = []
    if form.is_bound and form.is_valid():
        try:
            done = rolling.upload_roll(
                number=number, content=form.cleaned_data["roll"].read(), officer=officer
            )
        except rolling.BadRoll as error:
            wrong = [(one.line, _(one.pattern) % one.params) for one in error.lines]
            form.add_error(
                "roll", _("Nothing was taken from this file. Put these lines right and upload it again.")
            )
        except Refused as error:
            form.add_error(None, said(error.refusals[0]))
        else:
            told = ngettext(
                "%(n)s person is new on the roll.", "%(n)s people are new on the roll.", done.added
            )
            messages.success(request, told % {"n": shown_number(done.added)})
            if done.known:
                again = ngettext("%(n)s stood on it before.", "%(n)s stood on it before.", done.known)
                messages.info(request, again % {"n": shown_number(done.known)})
            return redirect("budgeting:vote_desk", number)
    context = {"row": row, "form": form, "wrong": wrong, "areas": sorted(_names().values())}
    return render(request, "budgeting/voting/roll.html", context, status=BAD if form.errors else 200)


@access.required(BALLOTS)
@never_cache
@require_POST
def letters(request: HttpRequest, number: int) -> HttpResponse:
    """Letters with new codes, to print. This page is the only place where the codes are ever seen."""
    row, officer = kept(request, number)
    only = request.POST.get("voter", "")
    try:
        made = rolling.write_codes(number=number, officer=officer, only=_key(only) if only else None)
    except Refused as error:
        messages.error(request, said(error.refusals[0]))
        return redirect("budgeting:vote_desk", number)
    except NotFound as error:
        raise Http404 from error
    if not made:
        messages.info(request, _("Everybody on the roll has a code, an account or a ballot."))
        return redirect("budgeting:vote_desk", number)
    voting_days = calendar.phase(queries.calendar_of(row), "voting")
    context = {
        "row": row,
        "letters": [(one, spaced(code)) for one, code in made],
        "url": request.build_absolute_uri(f"/budgets/{number}/vote"),
        "closes": voting_days.closes if voting_days else None,
    }
    return render(request, "budgeting/voting/letters.html", context)


def _key(words: str) -> UUID:
    try:
        return UUID(words)
    except ValueError as error:
        raise Http404 from error


@access.required(BALLOTS)
@never_cache
@require_http_methods(["GET", "HEAD"])
def counter(request: HttpRequest, number: int) -> HttpResponse:
    """Find somebody on the roll by name or number."""
    row, _officer = kept(request, number)
    q = request.GET.get("q", "")[:100]
    names = _names()
    found = list(voters.voters(number, q)[: voters.FOUND_AT_ONCE + 1]) if q.strip() else []
    context = {
        "row": row,
        "q": q,
        "asked": bool(q.strip()),
        "more": len(found) > voters.FOUND_AT_ONCE,
        "found": [(one, names.get(one.area, ""), _used(one)) for one in found[: voters.FOUND_AT_ONCE]],
    }
    return render(request, "budgeting/voting/counter.html", context)


def _used(one: Voter) -> str:
    return _("Struck off the roll") if one.struck else str(vote_words.USED[one.channel])


@access.required(BALLOTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def admit(request: HttpRequest, number: int) -> HttpResponse:
    """Put somebody on the roll who came with their papers."""
    row, officer = kept(request, number)
    areas = tuple(row.who.get("areas", ()))
    form = AdmitForm(request.POST if request.method == "POST" else None, areas=areas)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            made = rolling.admit(
                number=number,
                name=data["name"],
                born=data["born"],
                area=data.get("area", ""),
                officer=officer,
            )
            return redirect("budgeting:vote_counter_one", number, made.pk)
        except Refused as error:
            for one in error.refusals:
                form.add_error(one.field if one.field in form.fields else None, said(one))
    context = {"row": row, "form": form}
    return render(request, "budgeting/voting/admit.html", context, status=BAD if form.errors else 200)


@access.required(BALLOTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def counter_one(request: HttpRequest, number: int, voter: UUID) -> HttpResponse:
    """Somebody at the counter: help them vote, hand out paper or take it back, a new code, strike them off."""
    row, officer = kept(request, number)
    one = voters.voter(voter)
    if one is None or one.round != number:
        raise Http404(_("There is no such person on the roll."))
    strike, status = StrikeForm(), 200
    if request.method == "POST":
        act = request.POST.get("do", "")
        if act == "assist":
            who.remember(request, one, assisted=True)
            return redirect("budgeting:vote", number)
        if act == "strike":
            strike = StrikeForm(request.POST)
        if act != "strike" or strike.is_valid():
            try:
                messages.success(request, _act(act, one, officer, row, request))
                return redirect("budgeting:vote_counter_one", number, voter)
            except Refused as error:
                messages.error(request, said(error.refusals[0]))
                one, status = voters.voter(voter) or one, CONFLICT
        else:
            status = BAD
    context = {
        "row": row,
        "one": one,
        "area": _names().get(one.area, ""),
        "used": _used(one),
        "source": vote_words.SOURCES[one.source],
        "on": queries.is_on(row, "voting", clock.now()),
        "strike": strike,
        "form": strike if strike.is_bound else None,
    }
    return render(request, "budgeting/voting/counter_one.html", context, status=status)


def _act(act: str, one: Voter, officer: Person, row: Round, request: HttpRequest) -> str:
    if act == "paper":
        rolling.hand_out_paper(
            voter=one.pk, officer=officer, office=row.office, take_ballot_back=bool(request.POST.get("back"))
        )
        return _("Hand out one ballot on paper now. This person cannot vote in another way any more.")
    if act == "return":
        rolling.return_paper(voter=one.pk, officer=officer, office=row.office)
        return _("The ballot on paper is back. This person can vote in another way.")
    if act == "strike":
        rolling.strike(
            voter=one.pk, reason=request.POST.get("reason", ""), officer=officer, office=row.office
        )
        return _("This person is struck off the roll.")
    raise Http404


def serial_form(request: HttpRequest) -> SerialForm:
    """The number of a ballot on paper."""
    return SerialForm(request.POST if request.method == "POST" else None)
