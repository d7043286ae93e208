"""Figures of a choice of reports at one moment, kept for the minute in which they are true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from folkmoot.modules.service_requests.statistics import figures
from folkmoot.modules.service_requests.statistics.choosing import Choice, choose, codes, extent
from folkmoot.modules.service_requests.statistics.figures import Group
from folkmoot.modules.service_requests.statistics.table import table
from folkmoot.record import clock

_MOST_KEPT = 64
_kept: dict[Any, "Results"] = {}


@dataclass(frozen=True, slots=True)
class Results:
    """``moment`` is when they were computed: what is open then has waited until then."""

    moment: datetime
    total: Group
    by: Mapping[str, Sequence[tuple[str, Group]]]
    months: Mapping[str, int] | None
    """First and last month with any report at all, whatever was chosen."""


def moment() -> datetime:
    """Now, to the minute: what is computed in a minute is the same for everybody who asks in it."""
    return clock.now().astimezone(UTC).replace(second=0, microsecond=0)


def results(choice: Choice, *, by: Sequence[str] = (), untimed: Sequence[str] = ()) -> Results:
    """The figures of all chosen reports and, for each breakdown named in ``by``, of its groups. At most two queries.

    The groups of ``untimed`` breakdowns come without times, which are what costs.
    """
    held, now = table(), moment()
    key = (frozenset(held.versions.items()), choice, tuple(by), tuple(untimed), now)
    if key not in _kept:
        prepared = figures.prepare(choose(held.columns, choice), now=int(now.timestamp()))
        groups: dict[str, list[tuple[str, Group]]] = {}
        for name in (*by, *untimed):
            numbers, keys = codes(prepared.columns, name)
            found = figures.by(prepared, numbers, len(keys), timed=name not in untimed)
            groups[name] = list(zip(keys, found, strict=True))
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = Results(now, figures.everything(prepared), groups, extent(held.columns))
    return _kept[key]
