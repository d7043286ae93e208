"""Reads of reports that were merged, kept apart or split."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from folkmoot.modules.service_requests import events
from folkmoot.modules.service_requests.models import Apart, ServiceRequest
from folkmoot.modules.service_requests.rules import pair
from folkmoot.record.api import find, timeline
from folkmoot.record.event import Fact

DEEPEST = 20
"""How many merges are followed from report to report before it is taken for a circle, which cannot be."""
MOST = 100


def merging(row: ServiceRequest) -> Fact[Any] | None:
    """The fact that merged a report, None when it was not or when it was closed as reported before."""
    found = find(row.closing) if row.duplicate_of and row.closing else None
    return found if found and isinstance(found.event, events.Merged) else None


def merged_into(row: ServiceRequest) -> str:
    """The number of the report where this one is followed, empty when it was not merged. One query at most."""
    return row.duplicate_of if merging(row) else ""


def survivor(row: ServiceRequest) -> ServiceRequest:
    """Where a report is followed in the end, after every merge: itself when it was not merged."""
    for _step in range(DEEPEST):
        into = merged_into(row)
        following = ServiceRequest.objects.filter(pk=into).first() if into else None
        if following is None:
            return row
        row = following
    return row


def repeating(numbers: Iterable[str]) -> dict[str, str]:
    """The numbers of reports that repeat some others, directly or through another, each with which. Few queries."""
    found: dict[str, str] = {}
    asked = {one: one for one in numbers}
    seen = set(asked)
    for _step in range(DEEPEST):
        rows = ServiceRequest.objects.filter(duplicate_of__in=list(asked)).exclude(duplicate_of="")
        asked = {
            number: asked[other]
            for number, other in rows.values_list("pk", "duplicate_of")
            if number not in seen
        }
        if not asked:
            break
        seen |= set(asked)
        found |= asked
    return found


def taken_in(number: str) -> list[ServiceRequest]:
    """Reports that were merged into this one or closed as repeating it, oldest first. One query."""
    rows = ServiceRequest.objects.filter(duplicate_of=number).exclude(duplicate_of="")
    return list(rows.order_by("requested", "service_request_id")[:MOST])


def parts(number: str) -> list[str]:
    """The numbers of reports that were split off from this one, oldest first."""
    facts = timeline(f"requests/{number}")
    return [one.event.into.partition("/")[2] for one in facts if isinstance(one.event, events.SplitOff)]


def kept_apart(number: str, others: Sequence[str]) -> set[str]:
    """Those of some reports that were told from this one."""
    keys: Mapping[str, str] = {pair(number, one): one for one in others}
    return {keys[one] for one in Apart.objects.filter(pk__in=list(keys)).values_list("pk", flat=True)}
