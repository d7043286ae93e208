"""Reading rounds and projects: lists, a round, its projects with a map, one project from its idea to the ribbon."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.modules.budgeting import links, page, queries, told, words
from folkmoot.modules.budgeting.models import Project, Round
from folkmoot.modules.budgeting.money import shown as money
from folkmoot.modules.budgeting.permits import COST, DELIVER, SORT
from folkmoot.modules.budgeting.rules import ideas
from folkmoot.people import access
from folkmoot.people.models import Person
from folkmoot.record import clock
from folkmoot.record.queries import indexes_of
from folkmoot.talk.section import section
from folkmoot.web.maps import geojson, movable

ROUNDS = 50
NEAR = 900.0
"""Metres that the map of one project is wide."""


def account(request: HttpRequest) -> Person | None:
    """The signed-in account, or None."""
    return request.user if isinstance(request.user, Person) else None


def found_round(number: int) -> Round:
    """The round with this number. Raises Http404."""
    row = queries.round_of(number) if number < 2**31 else None
    if row is None:
        raise Http404(_("There is no round with this number."))
    return row


def found_project(number: int) -> Project:
    """The project with this number. Raises Http404."""
    row = queries.project(number)
    if row is None:
        raise Http404(_("There is no project with this number."))
    return row


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every round, the newest first."""
    rows = list(queries.rounds()[:ROUNDS])
    now = clock.now()
    context = {
        "items": [
            (
                row,
                words.phase(row.phase),
                page.total(row),
                next((step for step in page.steps(row, now) if step.now), None),
            )
            for row in rows
        ]
    }
    return render(request, "budgeting/list.html", context)


@require_safe
def round_page(request: HttpRequest, number: int) -> HttpResponse:
    """A round: where it is, what comes next, its money, who votes, and how it is counted."""
    row, now = found_round(number), clock.now()
    counts = queries.counts(number)
    won, spent = queries.money_of(number) if row.published else (0, 0)
    entries = indexes_of([row.fact_id, row.newest_fact])
    part = "won" if row.published else "on_ballot" if row.frozen else "all"
    newest = list(queries.matching(number, queries.Filter(state=part))[:6])
    context = {
        "row": row,
        "steps": page.steps(row, now),
        "current": next((one for one in page.steps(row, now) if one.now), None),
        "phase": words.phase(row.phase),
        "pots": page.pots(row),
        "total": page.total(row),
        "limits": told.limits(row),
        "counts": counts,
        "parts": [
            (key, name, counts[key]) for key, name in words.PARTS.items() if key != "all" and counts[key]
        ],
        "items": page.items(queries.shown(newest, titles_only=True), row),
        "takes_ideas": queries.is_on(row, "ideas", now),
        "votes": queries.is_on(row, "voting", now),
        "vote_url": page.link("vote", number),
        "results_url": page.link("results", number) if row.counted else "",
        "late": row.phase and row.next_due is not None and row.next_due <= now and not row.frozen,
        "frozen": told.frozen(number, row),
        "won": money(won, row.currency) if won else "",
        "spent": money(spent, row.currency) if won else "",
        "office": page.office(row.office),
        "entry": entries.get(row.fact_id),
        "newest_entry": entries.get(row.newest_fact),
        "trail": [(_("Participatory budgets"), reverse("budgeting:list"))],
        "desk": bool(account(request)) and access.can(request.user, SORT),
    }
    return render(request, "budgeting/round.html", context)


def asked(request: HttpRequest, row: Round) -> tuple[dict[str, str], queries.Filter]:
    """What a list was asked for: as an address has it, and as a filter."""
    given = {
        name: request.GET.get(name, "").replace("\x00", "")[:100]
        for name in ("q", "category", "pot", "state", "order")
    }
    given["state"] = given["state"] if given["state"] in words.PARTS else "all"
    given["order"] = given["order"] if given["order"] in words.ORDERS else "newest"
    for name, known in (("category", row.categories), ("pot", row.pots)):
        if given[name] not in {one["code"] for one in known}:
            given[name] = ""
    wanted = queries.Filter(
        words=given["q"].strip(),
        category=given["category"],
        pot=given["pot"],
        state=given["state"],
        order=given["order"],
    )
    return given, wanted


@require_safe
def projects(request: HttpRequest, number: int) -> HttpResponse:
    """Ideas and projects of a round with words, filters and a map; pages follow by key."""
    row = found_round(number)
    given, wanted = asked(request, row)
    place = request.GET.get("after", "")
    matching = queries.matching(number, wanted)
    found = list((queries.after(matching, wanted.order, place) if place else matching)[: queries.PAGE + 1])
    rows = queries.shown(found[: queries.PAGE])
    pins = page.pins(rows)
    more = len(found) > queries.PAGE
    kept = {key: value for key, value in given.items() if value}
    context = {
        "row": row,
        "items": page.items(rows, row),
        "given": given,
        "filtered": bool(kept.keys() - {"state", "order"}) or given["state"] != "all",
        "parts": words.PARTS.items(),
        "orders": words.ORDERS.items(),
        "categories": row.categories,
        "pots": row.pots if len(row.pots) > 1 else [],
        "map": movable(
            page.town(),
            label=_("Where the projects of this page are"),
            pins=pins,
            pins_url=f"{reverse('budgeting:pins', args=[number])}?{urlencode({**kept, 'after': place})}",
        )
        if pins
        else "",
        "next": f"?{urlencode({**kept, 'after': queries.place(found[queries.PAGE - 1])})}" if more else "",
        "first": f"?{urlencode(kept)}" if place else "",
        "takes_ideas": queries.is_on(row, "ideas", clock.now()),
        "feed": urlencode(kept),
        "trail": trail(row),
    }
    return render(request, "budgeting/projects.html", context)


def trail(row: Round) -> list[tuple[str, str]]:
    """Breadcrumbs of a page below a round."""
    return [
        (_("Participatory budgets"), reverse("budgeting:list")),
        (row.title, reverse("budgeting:round", args=[row.number])),
    ]


@require_safe
def pins(request: HttpRequest, number: int) -> HttpResponse:
    """Places of the projects on a page of the list as GeoJSON (RFC 7946), for a map that moves."""
    row = found_round(number)
    _given, wanted = asked(request, row)
    matching, place = queries.matching(number, wanted), request.GET.get("after", "")
    rows = list((queries.after(matching, wanted.order, place) if place else matching)[: queries.PAGE])
    found = page.pins(queries.shown(rows, titles_only=True))
    return JsonResponse(geojson(found), content_type="application/geo+json")


@require_safe
def project(request: HttpRequest, number: int) -> HttpResponse:
    """One project: its idea, what offices worked out, what became of it, how it is built, and its proof."""
    row = found_project(number)
    around = found_round(row.round)
    [shown] = queries.shown([row])
    if row.state not in ideas.SHOWN:
        return _not_shown(request, row, around)
    person = account(request)
    author = queries.is_author(person, number)
    sheets = told.sheets(number, around)
    entries = indexes_of([row.fact_id, row.newest_fact])
    context: dict[str, Any] = {
        "one": shown,
        "row": around,
        "state": words.state(row.state, row.outcome),
        "kind": words.kind(row.state, row.outcome),
        "category": told.title_of(around.categories, row.category),
        "pot": told.title_of(around.pots, row.pot),
        "cost": money(row.cost, around.currency) if row.cost is not None else "",
        "spent": money(row.spent, around.currency),
        "share_spent": min(100, round(100 * row.spent / row.cost)) if row.cost and row.spent > 0 else 0,
        "pictures": queries.pictures(row),
        "map": _map(row, shown),
        "sheets": sheets,
        "code": words.CODES.get(row.code, ""),
        "into": told.into(row),
        "merges": told.merges(number, person, author=author),
        "milestones": told.milestones(number),
        "spending": told.spending(number, around),
        "life": told.life(row, around, clock.now()),
        "author": author,
        "can_edit": author and ideas.may("edited", row.state, frozen=bool(around.frozen)) is None,
        "can_withdraw": queries.first_of(person, number)
        and ideas.may("withdrawn", row.state, frozen=bool(around.frozen)) is None,
        "invite": request.build_absolute_uri(links.invitation(number))
        if author
        and row.authors < ideas.AUTHORS
        and ideas.may("joined", row.state, frozen=bool(around.frozen)) is None
        else "",
        "results_url": page.link("results", around.number) if row.outcome else "",
        "entry": entries.get(row.fact_id),
        "newest_entry": entries.get(row.newest_fact),
        "trail": [*trail(around), (_("Projects"), reverse("budgeting:projects", args=[around.number]))],
        "desk": person is not None
        and (access.can(person, SORT) or access.can(person, COST) or access.can(person, DELIVER)),
        "talk": _talk(request, row, around, shown),
    }
    return render(request, "budgeting/project.html", context)


def _map(row: Project, shown: queries.Shown) -> Any:
    found = page.pins([shown], numbered=False)
    if not found or row.lat is None or row.lon is None:
        return ""
    view = replace(page.town().around(row.lat, row.lon), metres=NEAR)
    return movable(
        view,
        label=_("Where it would be"),
        pins=found,
        pins_url=reverse("budgeting:pin", args=[row.number]),
    )


@require_safe
def pin(_request: HttpRequest, number: int) -> HttpResponse:
    """Where one project is, as GeoJSON, for a map that moves."""
    row = found_project(number)
    rows = queries.shown([row], titles_only=True) if row.state in ideas.SHOWN else []
    return JsonResponse(geojson(page.pins(rows, numbered=False)), content_type="application/geo+json")


def _talk(request: HttpRequest, row: Project, around: Round, shown: queries.Shown) -> Any:
    matter = queries.matter_of(row, around.office)
    return section(request, row.subject, card=told.card(shown), matter=matter) if matter else None


def _not_shown(request: HttpRequest, row: Project, around: Round) -> HttpResponse:
    """The page of an idea whose words nobody may read any more: where it stands, and why."""
    context = {
        "row": around,
        "number": row.number,
        "state": words.state(row.state),
        "code": words.CODES.get(row.code, ""),
        "entry": indexes_of([row.newest_fact]).get(row.newest_fact),
        "trail": trail(around),
    }
    return render(request, "budgeting/not_shown.html", context)
