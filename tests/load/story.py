"""The file as a list of acts in time: who reports what when, and what the bureau does about it."""

import csv
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Los_Angeles")
OUTCOMES = {
    "Closed": "resolved",
    "Cancelled": "could_not_verify",
    "Referred Out": "declined",
    "Open": "acknowledged",
    "Pending": "in_progress",
}


@dataclass(frozen=True, slots=True)
class Life:
    """One row: its report, and what became of it. ``ended`` is None while nothing was done about it."""

    key: str
    service: str
    name: str
    reported: datetime
    outcome: str
    ended: datetime | None
    lat: str
    long: str
    address: str


def code(kind: str) -> str:
    """A service code of a kind's name."""
    return re.sub(r"[^a-z0-9]+", "-", kind.lower()).strip("-")[:40]


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE) if text else None


def lives(path: Path, *, rows: int | None = None, hours: float | None = None) -> list[Life]:
    """Rows in the order of their reports: the first ``rows``, or evenly spread ones of the first ``hours``."""
    found = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            reported = _moment(row["createddate"])
            assert reported is not None
            ended = _moment(row["closeddate"])
            outcome = OUTCOMES[row["status"]]
            if ended is None and outcome in {"acknowledged", "in_progress"}:
                ended = reported + timedelta(hours=1)
            found.append(
                Life(
                    key=row["srnumber"],
                    service=code(row["requesttype"]),
                    name=row["requesttype"],
                    reported=reported,
                    outcome=outcome,
                    ended=ended,
                    lat=row["latitude"],
                    long=row["longitude"],
                    address=row["address"],
                )
            )
    found.sort(key=lambda one: (one.reported, one.key))
    if hours is not None:
        until = found[0].reported + timedelta(hours=hours)
        found = [one for one in found if one.reported <= until]
    if rows is not None and rows < len(found):
        found = [found[at * len(found) // rows] for at in range(rows)]
    return found


def state_at(life: Life, now: datetime) -> str:
    """The state in which a report must be at a moment of the story."""
    return life.outcome if life.ended is not None and life.ended <= now else "new"
