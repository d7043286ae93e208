"""Which reports are counted: by kind, area, team, channel and the month in which they were made. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from folkmoot.modules.service_requests.statistics.columns import Column, Columns, month_name

BREAKDOWNS = ("service", "area", "department", "channel", "month")
_COLUMN = {"service": "service", "area": "area", "department": "office", "channel": "channel"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Empty fields do not restrict. Months are numbers (columns.month_number), both included; ``after`` is in seconds."""

    service: str = ""
    area: str = ""
    department: str = ""
    channel: str = ""
    since: int | None = None
    until: int | None = None
    after: int = 0
    offices: tuple[str, ...] | None = None
    """Only these offices, for their own officers; None means all of them."""


def choose(columns: Columns, wanted: Choice) -> Columns:
    """The reports that a choice lets through."""
    of = columns.of
    masks: list[Column] = []
    for name, column in _COLUMN.items():
        if word := getattr(wanted, name):
            masks.append(of[column] == _code(columns, column, word))
    if wanted.since is not None:
        masks.append(of["month"] >= wanted.since)
    if wanted.until is not None:
        masks.append(of["month"] <= wanted.until)
    if wanted.after:
        masks.append(of["requested"] >= wanted.after)
    if wanted.offices is not None:
        masks.append(np.isin(of["office"], [_code(columns, "office", one) for one in wanted.offices]))
    return columns.where(np.flatnonzero(np.logical_and.reduce(masks))) if masks else columns


def _code(columns: Columns, column: str, word: str) -> int:
    words = columns.words[column]
    # A word that no report has: no number is that large.
    return words.index(word) if word in words else 2**16 - 1


def codes(columns: Columns, by: str) -> tuple[Column, list[str]]:
    """For every report the number of its group, and the keys of the groups; months in order without a hole."""
    if by != "month":
        return columns.of[_COLUMN[by]], list(columns.words[_COLUMN[by]])
    months = columns.of["month"]
    if not len(months):
        return months, []
    first, last = int(months.min()), int(months.max())
    return months - np.uint16(first), [month_name(number) for number in range(first, last + 1)]


def extent(columns: Columns) -> Mapping[str, int] | None:
    """The first and the last month with a report; None without any."""
    months = columns.of["month"]
    return {"first": int(months.min()), "last": int(months.max())} if len(months) else None
