"""The desk: what waits in every round, and every act on a project."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.modules.budgeting import page, queries, services, told, words
from folkmoot.modules.budgeting.forms import ACTS, ActForm
from folkmoot.modules.budgeting.forms.desk import offices
from folkmoot.modules.budgeting.models import Project, Round
from folkmoot.modules.budgeting.money import shown as money
from folkmoot.modules.budgeting.permits import COST, DELIVER, SORT
from folkmoot.modules.budgeting.queries import desk as waiting
from folkmoot.modules.budgeting.rules import delivery, ideas
from folkmoot.modules.budgeting.views.pages import found_project, found_round
from folkmoot.people import access
from folkmoot.people.models import Person
from folkmoot.record.saying import said

SORTING: Mapping[str, str] = {
    "sort": "sorted",
    "merge": "merge",
    "turn_down": "turned_down",
    "take_up": "taken_up",
}
"""What a form does, by the name under which the rules know it."""
BUILDING = ("plan", "reach", "spend", "deliver")


def person_of(request: HttpRequest) -> Person:
    """The account of somebody who works here. Raises PermissionDenied."""
    if not isinstance(request.user, Person) or not any(
        access.can(request.user, one) for one in (SORT, COST, DELIVER)
    ):
        raise PermissionDenied(SORT)
    return request.user


@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits: ideas to sort, sheets to write, projects to build; and rounds whose vote waits for its ballot."""
    if not request.user.is_authenticated:
        return redirect(f"/account/login/?next={request.path}")
    person = person_of(request)
    mine = access.offices_with(person, COST)
    everywhere = access.EVERYWHERE in mine
    sort = waiting.to_sort() if access.can(person, SORT) else []
    cost = waiting.to_cost(None if everywhere else mine)
    build = waiting.to_build() if access.can(person, DELIVER) else []
    rounds = {
        one.number: one
        for one in queries.rounds().filter(pk__in={row.round for row in (*sort, *cost, *build)})
    }
    context = {
        "sort": _lines(sort, rounds),
        "cost": _lines(cost, rounds),
        "build": _lines(build, rounds),
        "unfrozen": waiting.waits_for_freezing(),
        "trail": [(_("Participatory budgets"), reverse("budgeting:list"))],
    }
    return render(request, "budgeting/desk.html", context)


def _lines(rows: list[Project], rounds: Mapping[int, Round]) -> list[tuple[queries.Shown, Round, str, str]]:
    return [
        (
            one,
            rounds[one.row.round],
            words.state(one.row.state, one.row.outcome),
            words.kind(one.row.state, one.row.outcome),
        )
        for one in queries.shown(rows, titles_only=True)
    ]


def _offered(person: Person, row: Project, around: Round) -> list[str]:
    """The acts that this person may do now, in the order in which they are usual."""
    names = []
    costs = access.can(person, COST) and bool(_offices(person, row))
    if costs and ideas.may("costed", row.state, frozen=bool(around.frozen)) is None:
        names.append("cost")
    if access.can(person, SORT):
        names += [
            act
            for act, known in SORTING.items()
            if ideas.may(known, row.state, frozen=bool(around.frozen)) is None
        ]
    if access.can(person, DELIVER) and delivery.may_build(row.state, row.outcome) is None:
        names += BUILDING
    return names


def _offices(person: Person, row: Project) -> list[tuple[str, str]]:
    """The departments that were asked about a project and for which somebody works."""
    mine = access.offices_with(person, COST)
    return [(one, page.office(one)) for one in row.offices if one in mine or access.EVERYWHERE in mine]


def _acting(person: Person, row: Project, around: Round, permission: str) -> str:
    """For which office somebody acts on a project: one that was asked, or else that of the round."""
    mine = access.offices_with(person, permission)
    for one in (*row.offices, around.office):
        if one in mine or access.EVERYWHERE in mine:
            return f"office:{one}"
    return f"office:{min(mine)}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, number: int) -> HttpResponse:
    """A project with everything that officers may do."""
    if not request.user.is_authenticated:
        return redirect(f"/account/login/?next={request.path}")
    person, row = person_of(request), found_project(number)
    around = found_round(row.round)
    act = request.POST.get("act", "")
    choices = _choices(person, row, around)
    initial = {"pot": row.pot or around.pots[0]["code"], "category": row.category, "offices": row.offices}
    forms = {
        name: ACTS[name](
            request.POST if name == act else None,
            act=name,
            choices=choices,
            initial=initial,
            currency=around.currency,
        )
        for name in _offered(person, row, around)
    }
    if request.method == "POST":
        if act == "take_back" and (proposal := request.POST.get("proposal", "")):
            return _take_back(request, number, proposal, _acting(person, row, around, SORT))
        if act not in forms:
            raise Http404(_("This act is not possible now."))
        if forms[act].is_valid() and _done(forms[act], row, around, person):
            messages.success(request, _("Done. It is on the record."))
            return redirect("budgeting:desk_one", number)
    return _page(request, row, around, forms, act)


def _choices(person: Person, row: Project, around: Round) -> dict[str, Any]:
    return {
        "pot": [(one["code"], one["title"]) for one in around.pots],
        "category": [("", _("None")), *((one["code"], one["title"]) for one in around.categories)],
        "offices": offices(),
        "office": _offices(person, row),
        "code": [
            (one.code, title) for one, title, _why, _said in queries.milestones(row.number) if not one.reached
        ]
        if row.outcome == "won"
        else list(words.CODES.items()),
    }


def _page(
    request: HttpRequest, row: Project, around: Round, forms: Mapping[str, ActForm], act: str
) -> HttpResponse:
    [shown] = queries.shown([row], private=True)
    context = {
        "one": shown,
        "row": around,
        "state": words.state(row.state, row.outcome),
        "kind": words.kind(row.state, row.outcome),
        "cost": money(row.cost, around.currency) if row.cost is not None else "",
        "forms": [(name, form, name == act) for name, form in forms.items()],
        "form": forms.get(act),
        "like": [
            other for other in queries.similar(around.number, shown.title) if other.row.number != row.number
        ],
        "merges": told.merges(row.number, None, author=False),
        "sheets": told.sheets(row.number, around),
        "milestones": told.milestones(row.number),
        "pictures": queries.pictures(row),
    }
    return render(request, "budgeting/desk_one.html", context, status=422 if act else 200)


def _take_back(request: HttpRequest, number: int, proposal: str, actor: str) -> HttpResponse:
    try:
        services.decline_merge(proposal=proposal, office=actor.partition(":")[2])
    except services.NotFound as error:
        raise Http404(_("There is no such proposal.")) from error
    except services.Refused as error:
        for refusal in error.refusals:
            messages.error(request, said(refusal))
    return redirect("budgeting:desk_one", number)


def _done(form: ActForm, row: Project, around: Round, person: Person) -> bool:
    """Do it. A refusal is told at the field that it is about."""
    try:
        _do(form, row, around, person)
    except services.Refused as error:
        for refusal in error.refusals:
            form.add_error(refusal.field if refusal.field in form.fields else None, said(refusal))
        return False
    return True


def _do(form: ActForm, row: Project, around: Round, person: Person) -> None:
    data, number = form.cleaned_data, row.number
    actor = (
        _acting(person, row, around, DELIVER if form.act in BUILDING else SORT) if form.act != "cost" else ""
    )
    match form.act:
        case "cost":
            services.cost_project(number=number, **data | {"feasible": data["feasible"] == "yes"})
        case "sort":
            services.sort_idea(number=number, actor=actor, **data)
        case "merge":
            services.propose_merge(number=number, actor=actor, **data)
        case "turn_down":
            services.turn_down(number=number, actor=actor, **data)
        case "take_up":
            services.take_up(number=number, actor=actor)
        case "plan":
            services.plan_milestone(number=number, actor=actor, **data)
        case "reach":
            services.reach_milestone(number=number, actor=actor, **data)
        case "spend":
            services.spend(number=number, actor=actor, **data)
        case _:
            services.deliver(number=number, actor=actor, **data)
