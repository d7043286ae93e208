"""Before the ballot: who somebody is, by account, by saying so, or by the code of a letter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from folkmoot.modules.budgeting import queries
from folkmoot.modules.budgeting.forms.voting import CodeForm, WhoForm
from folkmoot.modules.budgeting.models import Round
from folkmoot.modules.budgeting.queries import voters
from folkmoot.modules.budgeting.rules import calendar
from folkmoot.modules.budgeting.services import Refused, rolling
from folkmoot.modules.budgeting.views.voting import who
from folkmoot.people.limits import TooMany, client_key, demand, too_many
from folkmoot.places import queries as places
from folkmoot.record.saying import said

BAD = 422


def enter(
    request: HttpRequest, row: Round, *, code: CodeForm | None = None, about: WhoForm | None = None
) -> HttpResponse:
    """The page that asks who votes: what applies to this reader, and nothing else."""
    person, verified = who.account(request), row.who.get("verified", True)
    if person is not None and not verified and about is None:
        about = WhoForm(initial={"name": person.name}, areas=tuple(row.who.get("areas", ())))
    has_roll = (
        verified or voters.without_code(row.number).exists() or voters.roll_counts(row.number)["roll"] > 0
    )
    voting_days = calendar.phase(queries.calendar_of(row), "voting")
    department = places.department(row.office)
    context = {
        "row": row,
        "person": person,
        "verified": verified,
        "has_roll": has_roll,
        "code": code or CodeForm(),
        "about": about,
        "office": department.name if department else row.office,
        "closes": voting_days.closes if voting_days else None,
        "form": code if code is not None else about,
        "trail": [(row.title, reverse("budgeting:round", args=[row.number]))],
    }
    wrong = any(one is not None and one.is_bound for one in (code, about))
    return render(request, "budgeting/voting/enter.html", context, status=BAD if wrong else 200)


@never_cache
@require_POST
def by_code(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody gives the code of their letter."""
    row = who.found(number)
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            demand(who.CODES, client_key(request))
        except TooMany as error:
            return too_many(request, error.verdict)
        one = voters.voter_with(number, form.cleaned_data["code"])
        if one is not None:
            who.remember(request, one)
            return redirect("budgeting:vote", number)
        form.add_error(
            "code",
            _(
                "There is no such code for this vote. Look at the letter again: it has no letter O, I, L or U."
            ),
        )
    return enter(request, row, code=form)


@never_cache
@require_POST
def declare(request: HttpRequest, number: int) -> HttpResponse:
    """A signed-in person says who they are."""
    row = who.found(number)
    person = who.account(request)
    if person is None:
        return redirect("budgeting:vote", number)
    form = WhoForm(request.POST, areas=tuple(row.who.get("areas", ())))
    if form.is_valid():
        data = form.cleaned_data
        try:
            demand(who.ACTS, client_key(request))
            rolling.declare(
                number=number, person=person, name=data["name"], born=data["born"], area=data.get("area", "")
            )
            return redirect("budgeting:vote", number)
        except TooMany as error:
            return too_many(request, error.verdict)
        except Refused as error:
            for one in error.refusals:
                form.add_error(one.field if one.field in form.fields else None, said(one))
    return enter(request, row, about=form)


@never_cache
@require_POST
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """Let this browser forget who votes in it: others may use the computer."""
    who.forget(request, number)
    return redirect("budgeting:round", number)
