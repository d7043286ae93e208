"""Keeping the columns of each month true to the reports: a follower that computes anew what a fact touched.

Facts only mark months as stale. When no sealed fact is left to read, the stale months are computed: so reading a long
record again costs one computing of each month, and in daily life one or two months follow within a second or two.
"""

import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from folkmoot.modules.service_requests import events
from folkmoot.modules.service_requests.models import ServiceRequest, StatisticsMonth
from folkmoot.modules.service_requests.statistics.columns import Line, pack
from folkmoot.modules.service_requests.statistics.satisfaction import satisfaction
from folkmoot.places import queries as places
from folkmoot.places.events import InstitutionDescribed
from folkmoot.record import clock, store
from folkmoot.record.event import Fact
from folkmoot.record.follow import Follower

_FIELDS = (
    "pk", "requested", "closed", "expected", "answered", "first_closed", "first_reopened",
    "service_code", "area", "office", "channel", "state",
)  # fmt: skip


def handle(facts: Sequence[Fact[Any]]) -> None:
    """Mark what the facts touched; compute it when these are the newest. Seeing a fact again changes nothing."""
    mark(_months(facts))
    if any(fact.kind == InstitutionDescribed.kind for fact in facts):
        # Its time zone may be another, and with it the month of every report.
        StatisticsMonth.objects.update(stale=True)
    if not store.sealed(start=(facts[-1].index or 0) + 1, limit=1):
        refresh()


FOLLOWER = Follower(name="service_requests.statistics", handle=handle)


def _months(facts: Iterable[Fact[Any]]) -> set[str]:
    """Months of the reports that facts are about."""
    numbers, found = set(), set()
    for fact in facts:
        if isinstance(fact.event, events.Imported):
            lines = store.get_segment(fact.event.segment).splitlines()
            found |= {_month(datetime.fromisoformat(json.loads(line)["requested"])) for line in lines}
        elif fact.kind.startswith("service_requests.") and fact.subject.startswith("requests/"):
            numbers.add(fact.subject.partition("/")[2])
    times = ServiceRequest.objects.filter(pk__in=numbers).values_list("requested", flat=True)
    return found | {_month(at) for at in times}


def _month(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m}"


def mark(months: Iterable[str]) -> None:
    """Let the next computing count these months anew."""
    rows = [StatisticsMonth(month=month, stale=True) for month in sorted(months)]
    StatisticsMonth.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["month"], update_fields=["stale"]
    )


def refresh() -> int:
    """Compute every stale month, each in a transaction of its own. Returns how many."""
    zone = ZoneInfo(places.institution().time_zone)
    months = list(
        StatisticsMonth.objects.filter(stale=True).order_by("month").values_list("month", flat=True)
    )
    for month in months:
        with transaction.atomic():
            _compute(month, zone)
    return len(months)


def _compute(month: str, zone: ZoneInfo) -> None:
    year, number = int(month[:4]), int(month[5:])
    start = datetime(year, number, 1, tzinfo=UTC)
    end = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)
    # Not stale before reading: what changes meanwhile marks the month again and is not lost.
    StatisticsMonth.objects.filter(month=month).update(stale=False)
    rows = ServiceRequest.objects.filter(requested__gte=start, requested__lt=end).order_by("requested", "pk")
    found = list(rows.values_list(*_FIELDS))
    said = satisfaction([row[0] for row in found])
    data, words = pack(
        (
            Line(
                requested=row[1], closed=row[2], due=row[3], answered=row[4], first_closed=row[5],
                first_reopened=row[6], service=row[7], area=row[8], office=row[9], channel=row[10],
                state=row[11], satisfied=said.get(row[0]),
            )
            for row in found
        ),
        here=lambda at: at.astimezone(zone),
    )  # fmt: skip
    StatisticsMonth.objects.filter(month=month).update(
        version=secrets.token_hex(8), words=words, data=data, computed=clock.now()
    )
