"""What moderators decided, from counts that are kept: as many rows however many matters there were."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from folkmoot.talk import rules
from folkmoot.talk.models import Case, Pace, Tally

FIGURE_DAYS = 90
MONTHS = 24
"""Months of the table that is published."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The last 90 days. Counts may be shown: None stands for those that may not.

    ``holds`` are (published, removed) by the reason for waiting. ``half_within`` are minutes; ``in_time`` and ``reversed``
    are shares from 0 to 1; each is None of too few.
    """

    decided: int | None
    outcomes: Mapping[str, int | None]
    removed: Mapping[str, int | None]
    holds: Mapping[str, tuple[int | None, int | None]]
    half_within: int | None
    in_time: float | None
    reversed: float | None
    waiting: int


def _since(now: datetime) -> date:
    return now.astimezone(UTC).date() - timedelta(days=FIGURE_DAYS)


def _counted(since: date, *names: str) -> dict[tuple[str, ...], int]:
    rows = (
        Tally.objects.filter(day__gte=since).values_list(*names).annotate(sum=Sum("count")).order_by(*names)
    )
    return {tuple(one[:-1]): one[-1] for one in rows}


def paces(now: datetime) -> dict[int, int]:
    """Matters of the last 90 days by the time within which they were decided; one statement."""
    rows = Pace.objects.filter(day__gte=_since(now)).values_list("within").annotate(sum=Sum("count"))
    return dict(rows.order_by("within"))


def outcomes(now: datetime) -> dict[str, int]:
    """Matters of the last 90 days by how they ended; one statement. Not for showing as it is."""
    return {outcome: count for (outcome,), count in _counted(_since(now), "outcome").items()}


def figures(now: datetime) -> Figures:
    """Counts of decisions by outcome and reason, and how fast they were made; three statements."""
    counts = _counted(_since(now), "sort", "reason", "outcome", "removed_for")
    every = rules.published(
        _added(((f"{sort}:{why}", end), n) for (sort, why, end, _for), n in counts.items())
    )
    removed = rules.published(
        _added(((reason, end), n) for (_sort, _why, end, reason), n in counts.items() if end == "removed")
    )
    total = _added(((end, ""), n) for (_sort, _why, end, _for), n in counts.items())
    pace = paces(now)
    return Figures(
        decided=every.get(),
        outcomes={end: every.get(column=end) for end in every.columns},
        removed={reason: removed.get(reason, "removed") for reason in removed.rows},
        holds={
            why: (every.get(row, "released"), every.get(row, "removed"))
            for row in every.rows
            for sort, _colon, why in (row.partition(":"),)
            if sort == "held"
        },
        half_within=rules.half_within(pace),
        in_time=rules.in_time(pace),
        reversed=rules.reversed_share({end: n for (end, _), n in total.items()}),
        waiting=Case.objects.filter(open=1).aggregate(n=Count("pk", filter=Q(open=1)))["n"],
    )


def _added(parts: Iterable[tuple[tuple[str, str], int]]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for cell, count in parts:
        found[cell] = found.get(cell, 0) + count
    return found


def months(now: datetime) -> list[tuple[date, rules.Table]]:
    """What was decided in each month by sort of subject and outcome, the newest first; one statement.

    Each month is a table of its own, and no total over months is told, so that none can be worked out from another.
    """
    first = (now.astimezone(UTC).date().replace(day=1) - timedelta(days=31 * (MONTHS - 1))).replace(day=1)
    rows = (
        Tally.objects.filter(day__gte=first)
        .annotate(month=TruncMonth("day"))
        .values_list("month", "topic", "outcome")
        .annotate(sum=Sum("count"))
        .order_by("-month", "topic", "outcome")
    )
    by_month: dict[date, dict[tuple[str, str], int]] = {}
    for month, topic, outcome, count in rows:
        by_month.setdefault(month, {})[topic, outcome] = count
    return [(month, rules.published(counts)) for month, counts in by_month.items()]
