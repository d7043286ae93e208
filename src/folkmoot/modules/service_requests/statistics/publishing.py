"""Figures as they may be published: with their intervals, and without what is too few. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from folkmoot.modules.service_requests.statistics.figures import DAY, Group
from folkmoot.modules.service_requests.statistics.survival import Quantile, Times
from folkmoot.record.counted import FEWEST, Share, hidden, wilson


@dataclass(frozen=True, slots=True)
class Value:
    """A figure of ``n`` reports, ``k`` of which are what is counted. Days or a share from 0 to 1; None is not known."""

    value: float | None
    low: float | None
    high: float | None
    k: int
    n: int


def _days(times: Times, quantile: Quantile) -> Value:
    value, low, high = (
        None if one is None else one / DAY for one in (quantile.value, quantile.low, quantile.high)
    )
    return Value(value, low, high, times.closed, times.n)


def _share(share: Share) -> Value:
    low, high = wilson(share)
    known = share.value is not None
    return Value(share.value, low if known else None, high if known else None, share.k, share.n)


FIGURES: Mapping[str, Callable[[Group], Value]] = {
    "median_days": lambda group: _days(group.times, group.times.median),
    "p90_days": lambda group: _days(group.times, group.times.p90),
    "closed_on_time": lambda group: _share(group.closed_on_time),
    "on_time": lambda group: _share(group.on_time),
    "reopened": lambda group: _share(group.reopened),
    "satisfied": lambda group: _share(group.satisfied),
}
DAYS = frozenset({"median_days", "p90_days"})
"""Figures in days; the others are shares."""


@dataclass(frozen=True, slots=True)
class Published:
    """A row of a table. ``reports`` and each value are None where they are hidden."""

    key: str
    reports: int | None
    values: Mapping[str, Value | None]


def publish(groups: Sequence[tuple[str, Group]]) -> list[Published]:
    """The rows that have any report, with small counts and what would give them away hidden, figure by figure."""
    some = [(key, group) for key, group in groups if group.reports]
    every = frozenset(range(len(some)))

    def out(counts: list[int]) -> frozenset[int]:
        found = hidden(counts)
        return every if found is None else found

    no_reports = out([group.reports for _key, group in some])
    values = {name: [figure(group) for _key, group in some] for name, figure in FIGURES.items()}
    no_value = {name: out([one.n for one in row]) | no_reports for name, row in values.items()}
    return [
        Published(
            key,
            None if at in no_reports else group.reports,
            {name: None if at in no_value[name] else row[at] for name, row in values.items()},
        )
        for at, (key, group) in enumerate(some)
    ]


def total(group: Group) -> Published:
    """All of them as one row."""
    few = 0 < group.reports < FEWEST
    values = {name: figure(group) for name, figure in FIGURES.items()}
    return Published(
        "",
        None if few else group.reports,
        {name: None if few or 0 < one.n < FEWEST else one for name, one in values.items()},
    )
