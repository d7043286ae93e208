"""The officers' desk: a queue by promise, and everything one can do to a report."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from folkmoot.files.services import RefusedFile, keep_photo
from folkmoot.modules.service_requests import events, life, queries, rules, services, words
from folkmoot.modules.service_requests.forms import ActForm
from folkmoot.modules.service_requests.triage import queries as triage
from folkmoot.modules.service_requests.views.asking import panel
from folkmoot.modules.service_requests.views.officer import WORK, mine
from folkmoot.modules.service_requests.views.suggesting import opened, token
from folkmoot.people import access
from folkmoot.places import queries as places
from folkmoot.record import clock

VIEWS = ("due", "all", "closed")


def _offices(request: HttpRequest) -> list[str] | None:
    """Offices the officer works for; None means all."""
    offices = access.offices_with(request.user, WORK)
    return None if "" in offices else sorted(offices)


@access.required(WORK)
@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Reports of my offices: by promise with the late ones first, all open ones, or those closed."""
    offices, view = _offices(request), request.GET.get("view", "due")
    view = view if view in VIEWS else "due"
    after, now = queries.place_after(request.GET.get("after", "")), clock.now()
    asked = request.GET.get("q", "").strip().replace("\x00", "")[:100]
    if asked:
        rows = queries.matching(queries.Filter(words=asked, after=after))
    elif view == "due":
        rows = queries.queue(offices=offices, after=after)
    else:
        rows = queries.matching(queries.Filter(status="open" if view == "all" else "closed", after=after))
    if asked or view != "due":
        rows = queries.of_offices(rows, offices)
    found = list(rows[: queries.PAGE + 1])
    more, last = len(found) > queries.PAGE, found[min(len(found), queries.PAGE) - 1] if found else None
    key = ""
    if more and last:
        at = last.expected if view == "due" and not asked else last.requested
        key = f"{at.isoformat() if at else ''},{last.pk}"
    shown = queries.shown(found[: queries.PAGE])
    hints = triage.hints(shown)
    items = [
        (
            one,
            words.STATES[one.row.state],
            words.KINDS[one.row.state],
            words.due_words(one.row, now),
            _late(one.row, now),
            hints.get(one.row.pk),
        )
        for one in shown
    ]
    context = {
        "items": items,
        "view": view,
        "q": asked,
        "tallies": _tallies(offices),
        "next": key,
        "now": now,
    }
    return render(request, "service_requests/desk.html", context)


def _tallies(offices: list[str] | None) -> list[tuple[str, int]]:
    """How many reports stand where, in words and in the order of their life; empty states are left out."""
    counts = queries.tallies(offices=offices)
    return [(str(name), counts[state]) for state, name in words.STATES.items() if counts.get(state)]


def _late(row: Any, now: Any) -> bool:
    return rules.is_late(state=row.state, expected=row.expected, closed=row.closed, now=now)


@access.required(WORK)
@never_cache
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One report with its private side and the actions that the rules allow now."""
    row = mine(request, number)
    [shown] = queries.shown([row])
    offers = triage.for_case(shown)
    context = {
        "one": shown,
        "offers": offers,
        "suggested": token(offers),
        "alike": triage.alike_to(row),
        "state": words.STATES[row.state],
        "kind": words.KINDS[row.state],
        "due": words.due_words(row, clock.now()),
        "clock": words.CLOCKS[row.clock],
        "late": _late(row, clock.now()),
        "steps": life.steps(shown),
        "notes": queries.notes(number),
        "contact": queries.contact(number),
        "open": row.state in rules.OPEN_STATES,
        "new": row.state == "new",
        "offices": [one for one in places.departments() if one.slug != row.office],
        "services": [one for one in queries.services() if one.pk != row.service_code],
        "reasons": words.REASONS.items(),
        **panel(row),
    }
    return render(request, "service_requests/case.html", context)


@access.required(WORK)
@require_POST
def act(request: HttpRequest, number: str) -> HttpResponse:
    """Do one thing to a report, in the name of its office."""
    row = mine(request, number)
    form = ActForm(request.POST, request.FILES)
    if not form.is_valid():
        field, problems = next(iter(form.errors.items()))
        messages.error(request, f"{field}: {problems[0]}")
        return redirect("service_requests:case", number)
    try:
        _do(form.cleaned_data, number=number, office=row.office, person_id=request.user.pk)
    except (services.NotFound, RefusedFile) as error:
        messages.error(request, str(error))
    except services.Refused as error:
        for one in error.refusals:
            messages.error(request, one.why)
    else:
        messages.success(request, _("Done. It is on the record in the name of your team."))
    changed = queries.request(number)
    still = changed is not None and access.can(request.user, WORK, office=changed.office)
    return redirect("service_requests:case", number) if still else redirect("service_requests:desk")


def _do(data: dict[str, Any], *, number: str, office: str, person_id: Any) -> None:
    said = data["words"]
    kept = [keep_photo(one, subject=f"requests/{number}") for one in data["photos"]]
    photos = [events.Photo(file=one.pk, commitment=one.commitment) for one in kept]
    match data["act"]:
        case "acknowledge":
            services.acknowledge(number=number, office=office, words=said)
        case "assign":
            services.assign(number=number, office=office, to=data["office"], words=said)
        case "move":
            services.recategorise(
                number=number,
                office=office,
                service_code=data["service_code"],
                words=said,
                suggested=opened(data["suggested"]),
            )
        case "keep":
            services.keep_category(number=number, office=office, suggested=opened(data["suggested"]))
        case "update":
            services.update(number=number, office=office, words=said, photos=photos)
        case "close":
            services.close(
                number=number,
                office=office,
                reason=data["reason"],
                words=said,
                responsible=data["responsible"],
                duplicate_of=data["duplicate_of"].strip(),
                photos=photos,
            )
        case "reopen":
            services.reopen(number=number, actor=f"office:{office}", words=said)
        case _:
            services.note(number=number, office=office, words=said, person_id=person_id)
