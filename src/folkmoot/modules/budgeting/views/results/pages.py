"""The result of a round for everybody. What is the same for everybody is made once and kept."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.modules.budgeting import people_drawing, queries, result_page, words
from folkmoot.modules.budgeting.models import PotResult, Round
from folkmoot.modules.budgeting.queries import results as known
from folkmoot.modules.budgeting.queries.result_titles import titles_of
from folkmoot.record import queries as record
from folkmoot.web.kept import Shelf

KEPT = 8_000_000
"""Bytes of made pages that a process keeps."""
OFFERED = 25
"""Projects that the choice of explanations offers."""
_shelf = Shelf(KEPT, 2**20)


def found_round(number: int) -> Round:
    """The round with this number. Raises Http404."""
    row = queries.round_of(number) if number < 2**31 else None
    if row is None:
        raise Http404(_("There is no round with this number."))
    return row


def shown_results(row: Round) -> list[PotResult]:
    """The counted pots, once they may be shown."""
    return known.results(row.number) if row.published else []


@require_safe
def result(request: HttpRequest, number: int, pot: str = "") -> HttpResponse:
    """The result of a round: the first pot, or the one that is named; ``why`` names a project that lost."""
    row = found_round(number)
    results = shown_results(row)
    trail = trail_of(row)
    if not results:
        context = {
            "row": row,
            "trail": trail,
            "work": known.counting(number),
            "phase": words.phase(row.phase),
        }
        return render(request, "budgeting/results/not_yet.html", context)
    one = next((each for each in results if each.pot == pot), None) if pot else results[0]
    if one is None:
        raise Http404(_("There is no pot with this name in this round."))
    told = known.document(one.digest)
    titles = titles_of(number)
    asked = request.GET.get("why", "")
    lost = result_page.losers(told)
    chosen = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in lost else (lost or [0])[0]
    entries = record.indexes_of([one.fact_id])
    key = (
        one.digest,
        chosen,
        row.newest_fact,
        tuple(titles.items()),
        tuple(each.pot for each in results),
        entries.get(one.fact_id),
        get_language(),
        get_current_timezone_name(),
    )
    kept = _shelf.get(key)
    if kept is None:
        kept = (
            render_to_string(
                "budgeting/results/_body.html", _body(row, one, results, told, titles, chosen, entries)
            ),
        )
        _shelf.put(key, kept)
    context = {
        "row": row,
        "trail": trail,
        "body": SafeString(kept[0]),
        "headline": result_page.headline(told),
        "pot": _pot_title(row, one.pot) if len(results) > 1 else "",
    }
    return render(request, "budgeting/results/result.html", context)


def trail_of(row: Round) -> list[tuple[str, str]]:
    """The way to the pages of a result."""
    return [
        (_("Participatory budgeting"), reverse("budgeting:list")),
        (row.title, reverse("budgeting:round", args=[row.number])),
    ]


def _pot_title(row: Round, code: str) -> str:
    pot = row.pot(code)
    return str(pot["title"]) if pot else code


def _body(
    row: Round,
    one: PotResult,
    results: list[PotResult],
    told: Any,
    titles: Any,
    chosen: int,
    entries: dict[str, int],
) -> dict[str, Any]:
    names = result_page.Names(titles, told["currency"])
    here = reverse("budgeting:result", args=[row.number, one.pot])
    steps = result_page.steps(told, names)
    lost = result_page.losers(told)
    parts = known.opened_parts(row.number)
    first = next(iter(parts.values()), None)
    return {
        "row": row,
        "told": told,
        "one": one,
        "here": here,
        "headline": result_page.headline(told),
        "lead": result_page.lead(told, names),
        "pots": [
            (
                _pot_title(row, each.pot),
                reverse("budgeting:result", args=[row.number, each.pot]),
                each.pot == one.pot,
            )
            for each in results
        ],
        "entry": entries.get(one.fact_id),
        "steps": list(zip(people_drawing.drawings(), steps, strict=True)) if steps else [],
        "winners": result_page.winners(told, names),
        "paid": "payments" in told and not told.get("comparison", {}).get("greedy_stands"),
        "filled": names.several(told.get("filled", ())) if told.get("filled") else "",
        "cost": names.money(told["cost"]),
        "left": names.money(told["left"]),
        "why": result_page.why(told, chosen, names) if lost else None,
        "lost": [(number, names.title(number)) for number in _offered(lost, chosen)],
        "compared": result_page.compared(told, names),
        "stands": told.get("comparison"),
        "rows": result_page.rows(told, names),
        "pointed": told["ballot"] in {"cumulative", "scoring", "ordinal"},
        "ties": result_page.ties(told, names),
        "raised": result_page.raised(told, names),
        "imported": first if first and first.imported else None,
        "frozen_url": reverse("budgeting:round", args=[row.number]) + "#frozen",
        "document": reverse("record:segment", args=[one.digest]),
        "pb": reverse("budgeting:result_pb", args=[row.number, one.pot]),
        "mine": reverse("budgeting:result_mine", args=[row.number]),
        "check": reverse("budgeting:result_check", args=[row.number]),
    }


def _offered(lost: list[int], chosen: int) -> list[int]:
    """Losers that the choice offers: those with most votes, and the one that is explained. The table leads to all."""
    return [one for at, one in enumerate(lost) if at < OFFERED or one == chosen]


@require_safe
def check(request: HttpRequest, number: int) -> HttpResponse:
    """How anybody counts again, with the commands for this site and this round."""
    row = found_round(number)
    site = request.build_absolute_uri("/").rstrip("/")
    results = shown_results(row)
    context = {
        "row": row,
        "trail": [*trail_of(row), (_("Result"), reverse("budgeting:results", args=[number]))],
        "verify": f"folkmoot budgeting verify {site} {number}",
        "files": [
            (
                _pot_title(row, one.pot),
                one.pot,
                request.build_absolute_uri(reverse("budgeting:result_pb", args=[number, one.pot])),
                one.digest,
                request.build_absolute_uri(reverse("record:segment", args=[one.digest])),
            )
            for one in results
        ],
        "facts": [one for one in record.entries_about(row.subject) if one.index is not None][:20],
    }
    return render(request, "budgeting/results/check.html", context)
