"""What happened to a queue of the desk since it was drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from folkmoot.modules.service_requests import events
from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.modules.service_requests.queries.desk import Wanted, at_desk
from folkmoot.record.api import tail

MOST_ACTS = 500
"""Acts that are looked at, the oldest of them first: more than a night brings. A number that is too small does no harm."""
_ALWAYS: Sequence[type[Any]] = (events.Reported, events.Reopened, events.Unmerged, events.Assigned)
_INTO_VIEW: Mapping[str, Sequence[type[Any]]] = {
    "up": (events.Escalated,),
    "waiting": (events.Waiting,),
    "fixed": (events.Closed,),
    "closed": (events.Closed, events.Merged),
}


def _kinds(wanted: Wanted) -> list[str]:
    """Kinds of acts by which a report comes into a queue; others happen to what stands in it, perhaps on another page."""
    found: list[type[Any]] = [*_ALWAYS, *_INTO_VIEW.get(wanted.view, ())]
    found += [events.Recategorised] if wanted.services else []
    found += [events.Prioritised] if wanted.priority else []
    return [one.kind for one in found]


def arrived(wanted: Wanted, *, since: int, shown: Sequence[str]) -> int:
    """How many reports that are not ``shown`` came into the queue by acts from entry ``since`` on. Two queries.

    Reports of an import are not told of, nor those that come in because time passed.
    """
    acts = tail(after=since - 1, limit=MOST_ACTS, kinds=_kinds(wanted))
    numbers = {one.subject.partition("/")[2] for one in acts} - set(shown)
    return at_desk(replace(wanted, numbers=sorted(numbers), after=None)).count() if numbers else 0


def changed(shown: Sequence[str], *, since: datetime) -> dict[str, datetime]:
    """Which of the reports that are shown had something done to them after a moment, and when last. One query."""
    rows = ServiceRequest.objects.filter(pk__in=shown, updated__gt=since)
    return dict(rows.values_list("pk", "updated"))
