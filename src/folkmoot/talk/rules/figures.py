"""What is published of moderators' decisions: how many, how fast, how often reversed. Pure.

Counts below rules.LEAST are not shown, and neither is what they could be worked out from (record/suppression.py).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from folkmoot.record.suppression import LEAST, TOTAL, hidden_cells, with_totals

PACES = (15, 30, 60, 120, 240, 480, 720, 1440, 2880, 4320, 10_080)
"""Upper ends, in minutes, of the classes in which the time to decide is counted: a quarter of an hour to a week."""
OUTCOMES = ("released", "removed", "restored", "kept", "lifted", "withdrawn")
REVERSED = ("restored", "lifted")
APPEALED = ("restored", "kept", "lifted")
DAY = 1440

__all__ = [
    "DAY",
    "LEAST",
    "OUTCOMES",
    "PACES",
    "TOTAL",
    "Table",
    "half_within",
    "in_time",
    "pace",
    "published",
    "reversed_share",
]


@dataclass(frozen=True, slots=True)
class Table:
    """Counts as they may be shown, by (row, column), where TOTAL stands for all; a hidden one is None."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str | None, str | None], int | None]

    def get(self, row: str | None = TOTAL, column: str | None = TOTAL) -> int | None:
        """A count; 0 where nothing was counted, None where it is hidden."""
        return self.cells.get((row, column), 0)


def published(counts: Mapping[tuple[str, str], int]) -> Table:
    """A table with its totals of which no small count can be read or worked out."""
    counts = {cell: count for cell, count in counts.items() if count}
    hidden = hidden_cells(counts)
    table = with_totals(counts)
    return Table(
        tuple(sorted({row for row, _column in counts})),
        tuple(sorted({column for _row, column in counts})),
        {cell: None if cell in hidden else count for cell, count in table.items()},
    )


def pace(minutes: int) -> int:
    """The class of a time: its upper end in minutes, or 0 for more than a week."""
    return next((one for one in PACES if minutes <= one), 0)


def half_within(counts: Mapping[int, int]) -> int | None:
    """The class within which half were decided, by class; None of fewer than LEAST, or when it took more than a week."""
    total = sum(counts.values())
    if total < LEAST:
        return None
    seen = 0
    for one in PACES:
        seen += counts.get(one, 0)
        if 2 * seen >= total:
            return one
    return None


def in_time(counts: Mapping[int, int]) -> float | None:
    """The share, from 0 to 1, that was decided within a day; None of fewer than LEAST."""
    total = sum(counts.values())
    return sum(count for one, count in counts.items() if 0 < one <= DAY) / total if total >= LEAST else None


def reversed_share(outcomes: Mapping[str, int]) -> float | None:
    """The share, from 0 to 1, of decided appeals in which the first decision fell; None of fewer than LEAST."""
    total = sum(outcomes.get(one, 0) for one in APPEALED)
    return sum(outcomes.get(one, 0) for one in REVERSED) / total if total >= LEAST else None


def by_month(tallies: Iterator[tuple[date, str, str, int]]) -> Iterator[tuple[str, str, str, int | None]]:
    """Decisions (day, reason, outcome, count), given by day, as (month, reason, outcome, count); None where one is hidden."""
    for month, some in groupby(tallies, key=lambda one: one[0].isoformat()[:7]):
        counts: Counter[tuple[str, str]] = Counter()
        for _day, reason, outcome, count in some:
            counts[reason, outcome] += count
        table = published(counts)
        for reason, outcome in sorted(one for one, count in counts.items() if count):
            yield month, reason, outcome, table.get(reason, outcome)
