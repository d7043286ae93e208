"""What is counted: each figure over any choice of reports, for all of them or by a column. Pure.

Every figure is about reports made in a period, and what had become of them by one moment.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.statistics.columns import Column, Columns
from folkmoot.modules.service_requests.statistics.survival import (
    Flags,
    Quantile,
    Seconds,
    Times,
    in_order,
    times,
)
from folkmoot.record.counted import Share

DAY = 86_400
REOPEN_DAYS = 30
"""A report is watched so long after its first closing: opened again within it counts, and until then nothing does."""
_OPEN = [at for at, state in enumerate(rules.STATES) if state in rules.OPEN_STATES]
_BITS = ("open", "overdue", "undated", "promised", "kept", "watched", "back", "rated", "satisfied")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Every figure of some reports. ``undated`` were closed on a day that nobody wrote down."""

    reports: int
    open: int
    overdue: int
    undated: int
    times: Times
    closed_on_time: Share
    on_time: Share
    reopened: Share
    satisfied: Share


@dataclass(frozen=True, slots=True)
class Prepared:
    """Reports at one moment: sorted by how long they took once, then grouped as often as wanted."""

    columns: Columns
    marks: npt.NDArray[np.int16]
    seconds: Seconds
    closed: Flags
    order: npt.NDArray[np.intp]


def is_open(columns: Columns) -> Flags:
    """Which reports are open."""
    return np.isin(columns.of["state"], _OPEN)


def prepare(columns: Columns, *, now: int) -> Prepared:
    """The reports as they stand at ``now``, in seconds since 1970."""
    of, still = columns.of, is_open(columns)
    dated = ~still & (of["closed"] > 0)
    promised, due = of["due"] > 0, of["due"]
    first, again = of["first_closed"], of["first_reopened"]
    watched = (first > 0) & (first <= now - REOPEN_DAYS * DAY)
    flags = {
        "open": still,
        "overdue": still & promised & (due < now),
        "undated": ~still & ~dated,
        "promised": dated & promised,
        "kept": dated & promised & (of["in_time"] > 0),
        "watched": watched,
        "back": watched & (again >= first) & (again - first <= REOPEN_DAYS * DAY),
        "rated": of["satisfied"] > 0,
        "satisfied": of["satisfied"] > 1,
    }
    marks = np.zeros(len(columns), dtype=np.int16)
    for bit, name in enumerate(_BITS):
        marks |= flags[name].astype(np.int16) << np.int16(bit)
    known = still | dated
    places = np.flatnonzero(known)
    end = np.where(dated, of["closed"], np.uint32(now))
    # What is reported for later than now has not waited yet.
    took = np.where(end > of["requested"], end - of["requested"], np.uint32(0))[known]
    closed = dated[known]
    order = in_order(took, closed)
    return Prepared(columns, marks, took[order], closed[order], places[order])


def everything(prepared: Prepared) -> Group:
    """The figures of all of them."""
    counts = np.bincount(prepared.marks, minlength=1 << len(_BITS))
    return _group(counts, times(prepared.seconds, prepared.closed))


def by(prepared: Prepared, codes: Column, size: int, *, timed: bool = True) -> list[Group]:
    """The figures of each group; ``codes`` says for every report which, from 0 to ``size`` − 1.

    Without ``timed`` the times stay unknown, which costs a tenth.
    """
    wide = 1 << len(_BITS)
    marks = codes.astype(np.int64) * wide + prepared.marks
    counts = np.bincount(marks, minlength=size * wide).reshape(size, wide)
    if not timed:
        unknown = Quantile(None, None, None)
        return [_group(one, Times(0, 0, unknown, unknown)) for one in counts]
    placed = codes[prepared.order]
    # Stable, so that each group stays in the order of its times; on so few bits it is a radix sort.
    narrow = np.uint8 if size <= 256 else np.uint16  # noqa: PLR2004 - what eight bits hold.
    gathered = np.argsort(placed.astype(narrow), kind="stable")
    seconds, closed = prepared.seconds[gathered], prepared.closed[gathered]
    ends = np.cumsum(np.bincount(placed, minlength=size))
    return [
        _group(counts[at], times(seconds[start:end], closed[start:end]))
        for at, (start, end) in enumerate(pairwise([0, *ends]))
    ]


def _group(counts: npt.NDArray[np.int64], found: Times) -> Group:
    places = np.arange(len(counts))
    n = {name: int(counts[places >> bit & 1 == 1].sum()) for bit, name in enumerate(_BITS)}
    return Group(
        reports=int(counts.sum()),
        open=n["open"],
        overdue=n["overdue"],
        undated=n["undated"],
        times=found,
        closed_on_time=Share(n["kept"], n["promised"]),
        on_time=Share(n["kept"], n["promised"] + n["overdue"]),
        reopened=Share(n["back"], n["watched"]),
        satisfied=Share(n["satisfied"], n["rated"]),
    )
