"""Promises that are about to break or broke: those who answer for the office are told, once for each."""

from datetime import datetime

from django.db.models import Q

from folkmoot.modules.service_requests import events, rules
from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.modules.service_requests.services.base import on

CLOCK = "system:clock"
BATCH = 200
MOST = 2000
"""How many reports one turn passes up; the next turn goes on."""


def escalate(now: datetime) -> int:
    """Pass up every open report whose promise is at stake. Returns how many were.

    Reports of an import whose promise had passed when they got it stay in the view of what is late and are left alone.

    Safe to run twice at once and to be killed: each report is looked at again under its lock and is one transaction.
    """
    done, after = 0, None
    while done < MOST:
        rows = _candidates(now, after)
        if not rows:
            break
        for row in rows:
            if _due(row, now):
                done += _escalate(row.pk, now)
        after = (rows[-1].due, rows[-1].pk)
    return done


def _candidates(now: datetime, after: tuple[datetime, str] | None) -> list[ServiceRequest]:
    """The next open reports in the order of their promises, of which some may have a while left."""
    # What the desk sorts by is the promise where there is one, so that this reads the beginning of one index.
    rows = ServiceRequest.objects.filter(
        ~Q(escalated="missed"),
        open=1,
        due__lte=now + rules.SOON_AT_MOST,
        expected__isnull=False,
        late_from_start=False,
    )
    if after:
        at, number = after
        rows = rows.filter(due__gte=at).filter(Q(due__gt=at) | Q(service_request_id__gt=number))
    return list(rows.order_by("due", "service_request_id")[:BATCH])


def _level(row: ServiceRequest, now: datetime) -> str:
    return rules.escalation(requested=row.requested, expected=row.expected, now=now)


def _due(row: ServiceRequest, now: datetime) -> bool:
    return rules.must_escalate(state=row.state, level=_level(row, now), before=row.escalated)


def _escalate(number: str, now: datetime) -> int:
    with on(number, CLOCK) as (fact, row, _subject):
        if not _due(row, now):
            # Another worker was here first, or the report was closed meanwhile.
            return 0
        fact(events.Escalated(level=_level(row, now), office=row.office))
        return 1
