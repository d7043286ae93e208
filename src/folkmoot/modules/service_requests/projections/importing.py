"""Reports of another system."""

import json
from datetime import datetime

from folkmoot.modules.service_requests import events, rules
from folkmoot.modules.service_requests.models import (
    ServiceRequest,
)
from folkmoot.modules.service_requests.projections.base import tally
from folkmoot.record import store
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@projects(events.Imported)
def imported(fact: Fact[events.Imported]) -> None:
    rows = [json.loads(line) for line in store.get_segment(fact.event.segment).splitlines()]
    made = []
    counts: dict[tuple[str, str, str], int] = {}
    for row in rows:
        requested, expected = datetime.fromisoformat(row["requested"]), _time(row["expected"])
        made.append(
            ServiceRequest(
                **row
                | {
                    "requested": requested,
                    "updated": _time(row["updated"]),
                    "expected": expected,
                    "closed": _time(row["closed"]),
                },
                due=rules.due_by(requested=requested, expected=expected),
                fact_id=fact.id,
                imported=True,
                late_from_start=rules.late_from_start(imported=True, expected=expected, at=fact.accepted),
            )
        )
        key = (row["office"], row["service_code"], row["state"])
        counts[key] = counts.get(key, 0) + 1
    ServiceRequest.objects.bulk_create(made, batch_size=500)
    for key, count in sorted(counts.items()):
        tally(*key, count)
