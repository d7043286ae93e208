"""How changes are put together for their reader. Pure: no clock, no database."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

STAYS_NEW = timedelta(minutes=10)
"""How long a change still counts as new after its page was made: an answer that never arrived, or a page that is loaded
again, loses nothing."""
MOST_GROUPS = 20
"""Subjects on a page of changes."""
WINDOW = 200
"""Notices that a page of changes looks at, at most, whatever one follows."""

Row = TypeVar("Row")


def is_new(read: datetime | None, now: datetime) -> bool:
    """Whether a change is new for its reader: not looked at before, or only just."""
    return read is None or now - read < STAYS_NEW


def grouped(
    rows: Sequence[Row], *, key: Callable[[Row], str], most: int = MOST_GROUPS
) -> tuple[list[tuple[str, list[Row]]], int]:
    """Rows, newest first, put together by ``key`` in the order of each one's newest; and how many of them were used.

    It stops where one more group than ``most`` would begin, so that the next page goes on there and nothing is left out
    or told twice.
    """
    found: dict[str, list[Row]] = {}
    for used, row in enumerate(rows):
        name = key(row)
        if name not in found and len(found) == most:
            return list(found.items()), used
        found.setdefault(name, []).append(row)
    return list(found.items()), len(rows)
