"""The report beside the queue of the desk."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from folkmoot.modules.service_requests import desk_words, queries, rules, words
from folkmoot.modules.service_requests.permits import WORK
from folkmoot.modules.service_requests.triage import queries as triage
from folkmoot.modules.service_requests.views.suggesting import token
from folkmoot.people import access
from folkmoot.people.models import Person
from folkmoot.web.maps import MapView, Pin, draw


def pane(request: HttpRequest, number: str, now: datetime) -> dict[str, Any]:
    """The chosen report: what it says, where, what it looks like and what the sorting helper suggests."""
    row = queries.request(number) if number and "\x00" not in number else None
    if row is None or not access.can(request.user, WORK, office=row.office):
        return {"pane": None, "gone": number[:60].replace("\x00", "")}
    [shown] = queries.shown([row])
    offers = triage.for_case(shown)
    place = ""
    if row.lat is not None and row.long is not None:
        pin = Pin(lat=row.lat, lon=row.long, state=words.kind_now(row, now))
        place = draw(MapView(row.lat, row.long, 300, 340, 220), label=_("Map of the place"), pins=[pin])
    holder, still_open = queries.holders([row.pk]).get(row.pk), row.state in rules.OPEN_STATES
    back = request.GET.copy()
    back.pop("part", None)
    return {
        "pane": shown,
        "pane_state": desk_words.state(row, now),
        "pane_kind": desk_words.kind(row, now),
        "pane_due": desk_words.due(row, now),
        "pane_map": place,
        "pane_holder": holder,
        "holding": _holding(holder, request.user) if still_open else "",
        "back": back.urlencode(),
        "offers": offers,
        "suggested": token(offers),
        "alike": triage.alike_to(row) if still_open else [],
        "open": still_open,
    }


def _holding(holder: Person | None, me: object) -> str:
    """The act by which I take the report or give it back; none where a colleague has it."""
    if holder is None:
        return "take"
    return "leave" if holder == me else ""
