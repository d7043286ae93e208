"""Ballots on paper: entered by two officers who do not see each other's entry, settled by a third where they differ."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.modules.budgeting import ballot_page
from folkmoot.modules.budgeting.forms.voting import SerialForm
from folkmoot.modules.budgeting.models import Round
from folkmoot.modules.budgeting.permits import BALLOTS
from folkmoot.modules.budgeting.queries import ballots as known
from folkmoot.modules.budgeting.rules import ballots, marks
from folkmoot.modules.budgeting.rules.ballots import BallotPaper
from folkmoot.modules.budgeting.services import Refused, papers
from folkmoot.modules.budgeting.views.voting.desk import kept, serial_form
from folkmoot.people import access
from folkmoot.people.models import Person
from folkmoot.record import moment
from folkmoot.record.saying import said

BAD = 422


@access.required(BALLOTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, number: int) -> HttpResponse:
    """Type one ballot; what another officer typed for it is not shown."""
    row, officer = kept(request, number)
    return _page(request, row, officer, settles=None)


@access.required(BALLOTS)
@never_cache
@require_http_methods(["GET", "HEAD"])
def differences(request: HttpRequest, number: int) -> HttpResponse:
    """Ballots that wait: for a second entry, or for a third look."""
    row, _officer = kept(request, number)
    context = {"row": row, "once": known.papers(number, "once"), "differs": known.papers(number, "differs")}
    return render(request, "budgeting/voting/differences.html", context)


@access.required(BALLOTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, number: int, serial: int) -> HttpResponse:
    """Look at a ballot that two read differently, with both readings beside each other, and say what stands on it."""
    row, officer = kept(request, number)
    one = known.paper(number, serial)
    if one is None:
        raise Http404(_("Nobody has entered a ballot with this number."))
    if one.state != "differs":
        messages.info(request, _("This ballot needs no third look any more."))
        return redirect("budgeting:vote_differences", number)
    return _page(request, row, officer, settles=serial)


def _page(request: HttpRequest, row: Round, officer: Person, *, settles: int | None) -> HttpResponse:
    paper = known.paper_of(row)
    if paper is None:
        raise Http404(_("This round has no ballot yet."))
    form = serial_form(request) if settles is None else SerialForm()
    typed = {code: request.POST.get(f"pot-{code}", "") for code in paper.pots}
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        serial = settles or (form.cleaned_data["serial"] if form.is_valid() else None)
        found, wrong = marks.typed(typed, paper)
        spoiled = bool(request.POST.get("spoiled"))
        titles = {one["code"]: one["title"] for one in row.pots}
        wrong = [] if spoiled else wrong or ballots.problems(found, paper)
        errors = [(words, "pots") for words, _target in ballot_page.errors(wrong, row.currency, titles)]
        if serial and not errors:
            try:
                return _done(request, row, officer, serial, None if spoiled else found, settles)
            except Refused as error:
                errors = [(said(one), "pots" if settles else "id_serial") for one in error.refusals]
    with moment.one_moment():
        lines = _lines(row, paper)
    context = {
        "row": row,
        "form": form,
        "settles": settles,
        "readings": _readings(row, paper, settles),
        "errors": errors,
        "invalid": any(target == "pots" for _words, target in errors) and settles is None,
        "pots": [
            (
                one["code"],
                one["title"],
                typed[one["code"]],
                ballot_page.how(paper, one["code"]),
                lines[one["code"]],
            )
            for one in row.pots
            if one["code"] in paper.pots
        ],
        "pointed": {code: paper.pots[code].type in ballots.POINTED for code in paper.pots},
    }
    bad = bool(errors or form.errors)
    return render(request, "budgeting/voting/paper.html", context, status=BAD if bad else 200)


def _lines(row: Round, paper: BallotPaper) -> dict[str, list[ballot_page.Row]]:
    shown = ballot_page.page(
        row, paper, {}, wanted=ballot_page.Wanted(order="name"), seed="", problems=(), compare=()
    )
    found: dict[str, list[ballot_page.Row]] = {code: [] for code in paper.pots}
    for one in sorted(shown.rows, key=lambda line: line.number):
        found[one.pot].append(one)
    return found


def _readings(row: Round, paper: BallotPaper, settles: int | None) -> list[list[str]]:
    """What two officers read, pot by pot, in the order of their entries and without their names."""
    one = known.paper(row.number, settles) if settles is not None else None
    if one is None:
        return []
    titles = {pot["code"]: pot["title"] for pot in row.pots}
    told = []
    for entry in sorted(one.entries.all(), key=lambda entry: entry.place):
        typed = marks.retyped(ballots.read(entry.choice), paper) if entry.choice else {}
        told.append([f"{titles.get(code, code)}: {words}" for code, words in typed.items()] or [_("Spoiled")])
    return told


def _done(
    request: HttpRequest,
    row: Round,
    officer: Person,
    serial: int,
    found: marks.Marks | None,
    settles: int | None,
) -> HttpResponse:
    act = papers.enter_paper if settles is None else papers.settle_paper
    one = act(number=row.number, serial=serial, choice=found, officer=officer, office=row.office)
    told = {
        "once": _("Ballot %(serial)s is entered once. Another officer enters it now."),
        "differs": _("Ballot %(serial)s was read differently before. A third officer looks at it."),
        "counted": _("Ballot %(serial)s is counted: both entries are the same.")
        if settles is None
        else _("Ballot %(serial)s is settled and counted."),
        "spoiled": _("Ballot %(serial)s is spoiled and counts for nothing."),
    }
    messages.success(request, told[one.state] % {"serial": serial})
    return redirect("budgeting:vote_paper" if settles is None else "budgeting:vote_differences", row.number)
