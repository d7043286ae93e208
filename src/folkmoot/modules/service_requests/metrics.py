"""Numbers that other parts may ask for; each is defined in the manifest and counted as on the page of statistics."""

from datetime import timedelta

from folkmoot.modules.service_requests.statistics import page
from folkmoot.modules.service_requests.statistics.choosing import Choice
from folkmoot.modules.service_requests.statistics.publishing import DAYS, FIGURES, Published, publish, total
from folkmoot.modules.service_requests.statistics.results import moment, results
from folkmoot.places import queries as places
from folkmoot.record.manifest import Measured

WINDOW = timedelta(days=90)
_FIGURES = {"in_time": "on_time"}
"""Metrics whose name is older than the figure's."""


def _recent() -> Choice:
    return Choice(after=int((moment() - WINDOW).timestamp()))


def _value(figure: str) -> float | None:
    found = total(results(_recent()).total).values[figure]
    if found is None or found.value is None:
        return None
    return found.value if figure in DAYS else 100 * found.value


def median_days() -> float | None:
    """Median days from report to closing, open ones censored; None when unknown or of fewer than 5."""
    return _value("median_days")


def p90_days() -> float | None:
    """Days within which nine in ten were closed; None when unknown or of fewer than 5."""
    return _value("p90_days")


def closed_on_time() -> float | None:
    """Per cent of closed reports with a promise that were closed by it; None of fewer than 5."""
    return _value("closed_on_time")


def in_time() -> float | None:
    """Per cent of decided promises that were kept, late open reports counted as missed; None of fewer than 5."""
    return _value("on_time")


def reopened() -> float | None:
    """Per cent of reports first closed 30 days ago or more that were opened again within 30 days."""
    return _value("reopened")


def satisfied() -> float | None:
    """Per cent of rated reports that were rated as solved; None while nobody is asked."""
    return _value("satisfied")


def measure(name: str, by: str = "") -> list[Measured]:
    """A metric with its counts and interval, for all reports or for each group of a breakdown. Raises KeyError."""
    figure = name.rpartition(".")[2]
    figure = _FIGURES.get(figure, figure)
    if figure not in FIGURES:
        raise KeyError(f"{name!r} is not a metric of reports; there are {', '.join(FIGURES)}")
    found = results(_recent(), by=(by,) if by else ())
    if not by:
        return [_measured(total(found.total), figure, "")]
    named = page.names(places.areas(), [key for key, _group in found.by["month"]] if by == "month" else [])
    return [_measured(row, figure, page.name_of(named[by], row.key)) for row in publish(found.by[by])]


def _measured(row: Published, figure: str, name: str) -> Measured:
    found, scale = row.values[figure], 1 if figure in DAYS else 100
    if found is None:
        return Measured(key=row.key, name=name)
    value, low, high = (None if one is None else scale * one for one in (found.value, found.low, found.high))
    return Measured(key=row.key, name=name, value=value, low=low, high=high, counted=found.k, of=found.n)
