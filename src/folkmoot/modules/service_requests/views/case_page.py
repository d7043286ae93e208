"""The page of a report at the desk: what is known of it, and a form for everything that one can do to it now."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from folkmoot.modules.service_requests import desk_words, inquiries, life, queries, rules, words
from folkmoot.modules.service_requests.forms import FORMS, AskForm, CaseForm
from folkmoot.modules.service_requests.models import CannedAnswer, ServiceRequest
from folkmoot.modules.service_requests.standing import Standing, standing
from folkmoot.modules.service_requests.triage import queries as triage
from folkmoot.modules.service_requests.views.acting import choices_of
from folkmoot.modules.service_requests.views.suggesting import token
from folkmoot.record import clock
from folkmoot.web.maps import MapView, Pin, draw

FILLED = ("update", "close")
"""Acts whose words may come from a canned answer."""


def page(
    request: HttpRequest,
    row: ServiceRequest,
    *,
    failed: CaseForm | None = None,
    chosen: str = "",
    kept: str = "",
) -> HttpResponse:
    """The page of a report; with what was refused as its ``chosen`` act left it, where it is corrected."""
    facts = life.facts_of(row)
    [shown] = queries.shown([row])
    offers, now, still_open = triage.for_case(shown), clock.now(), row.state in rules.OPEN_STATES
    answers = _answers(shown)
    answer, into = _chosen_answer(request, answers)
    told = life.life(shown, facts)
    stands = standing(row, facts)
    forms = _forms(row, suggested=token(offers))
    if answer and into:
        forms[into] = FORMS[into](auto_id=f"{into}-%s", initial={"words": answer.words})
    if failed is not None:
        forms[chosen] = failed
    context = {
        "one": shown,
        "offers": offers,
        "suggested": token(offers),
        "alike": triage.alike_to(row) if still_open else [],
        "state": desk_words.state(row, now),
        "kind": desk_words.kind(row, now),
        "due": words.due_words(row, now),
        "clock": words.CLOCKS[row.clock],
        "late": words.is_late(row, now),
        "promise": words.promise_heading(row, now),
        "reached": now if still_open else row.closed,
        "bar_words": _("Now") if still_open else words.STATES[row.state],
        "map": _map(row, kind=words.kind_now(row, now)),
        "steps": told.steps,
        "notes": queries.notes(row.pk),
        "contact": queries.contact(row.pk),
        "open": still_open,
        "new": row.state == "new",
        "standing": stands,
        "forms": forms,
        "failed": failed,
        "stray": failed if failed is not None and chosen not in _on_page(row, stands) else None,
        "chosen": chosen or into,
        "kept": kept,
        "answers": answers,
        "filled_from": answer.pk if answer else "",
        "urgency": desk_words.PRIORITIES[row.priority],
        "holder": queries.holders([row.pk]).get(row.pk),
        **_questions(row),
    }
    return render(request, "service_requests/case.html", context, status=400 if failed is not None else 200)


def _on_page(row: ServiceRequest, stands: Standing) -> set[str]:
    """Acts that have a form on the page of a report as it stands now."""
    if stands.followed_at:
        return {"unmerge", "note"}
    if row.state not in rules.OPEN_STATES:
        return {"reopen", "note"}
    found = {"note", "update", "close", "assign", "wait", "order", "urgency", "move"}
    found |= {"resume"} if row.waiting_for else set()
    return found | {"ask"} if inquiries.reachable(row.pk) else found


def _forms(row: ServiceRequest, *, suggested: str) -> dict[str, CaseForm]:
    """An empty form for each act, with what is known filled in."""
    initial: Mapping[str, dict[str, Any]] = {
        "move": {"suggested": suggested},
        "keep": {"suggested": suggested},
        "urgency": {"priority": row.priority},
        "wait": {"whom": row.waiting_for, "until": row.waiting_until},
        "order": {"system": row.order_system, "order": row.order_number, "url": row.order_url},
    }
    choices = choices_of(row)
    every: Mapping[str, type[CaseForm]] = {**FORMS, "ask": AskForm}
    return {
        key: form(auto_id=f"{key}-%s", initial=initial.get(key), choices=choices)
        for key, form in every.items()
    }


def _answers(shown: queries.Shown) -> list[CannedAnswer]:
    """The canned answers of the report's team, filled in for this report."""
    known = {
        "number": shown.row.pk,
        "title": shown.title,
        "service": shown.service_name,
        "team": shown.office_name,
    }
    rows = queries.answers([shown.row.office])
    for row in rows:
        row.words = rules.filled(row.words, known)
    return rows


def _chosen_answer(request: HttpRequest, answers: list[CannedAnswer]) -> tuple[CannedAnswer | None, str]:
    """The canned answer that the address names and the act for which it is, or (None, "")."""
    into = request.GET.get("for", "update")
    found = [one for one in answers if str(one.pk) == request.GET.get("answer", "")]
    return (found[0], into) if found and into in FILLED else (None, "")


def _map(row: ServiceRequest, *, kind: str) -> str:
    if row.lat is None or row.long is None:
        return ""
    pin = Pin(lat=row.lat, lon=row.long, state=kind)
    return draw(MapView(row.lat, row.long, 300, 340, 220), label=_("Map of the place"), pins=[pin])


def _questions(row: ServiceRequest) -> dict[str, Any]:
    """What a case page shows of questions and of what people said about closings."""
    return {
        "asked": [
            (one, words.INQUIRIES[one.row.state], words.OTHERWISE[one.row.otherwise])
            for one in inquiries.inquiries(row.pk, private=True)
        ],
        "reachable": inquiries.reachable(row.pk),
        "feedback": inquiries.feedback(row.pk),
    }
