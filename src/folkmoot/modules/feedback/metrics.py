"""Numbers about surveys that other parts may ask for."""

from datetime import timedelta

from folkmoot.modules.feedback import queries
from folkmoot.modules.feedback.results import results
from folkmoot.record import clock
from folkmoot.record.counted import FEWEST, Share, wilson
from folkmoot.record.manifest import Measured

YEAR = timedelta(days=365)
MOST = 200
"""Editions that are looked at, the newest."""
CONTENT = ("4", "5")
"""Steps of a scale that count as content."""


def _shares() -> dict[str, Share]:
    """What each metric counts, over editions that were open in the last year; invited people only."""
    content = of = whole = invited = 0
    for row in queries.opened_since(clock.now() - YEAR).order_by("-opened", "key")[:MOST]:
        found = results(row)
        if found.response:
            whole, invited = whole + found.response.whole, invited + found.response.invited
        for question in found.plan.questions:
            share = found.ways["invited"].questions[question.code].share(*CONTENT)
            if question.sort == "scale" and share is not None:
                content, of = content + share.k, of + share.n
    return {"content": Share(content, of), "response_rate": Share(whole, invited)}


def _value(name: str) -> float | None:
    share = _shares()[name]
    return None if share.n < FEWEST or share.value is None else 100 * share.value


def content() -> float | None:
    """Per cent of answers of invited people on scales from 1 to 5 that were 4 or 5; None of too few."""
    return _value("content")


def response_rate() -> float | None:
    """Per cent of invited people who answered completely (AAPOR RR1); None of too few."""
    return _value("response_rate")


def measure(name: str, by: str = "") -> list[Measured]:
    """A metric with its counts and interval. Raises KeyError for what is unknown."""
    share = _shares()[name.rpartition(".")[2]]
    if by:
        raise KeyError(f"{name!r} has no breakdown {by!r}")
    if share.n < FEWEST or share.value is None:
        return [Measured()]
    low, high = wilson(share)
    return [Measured(value=100 * share.value, low=100 * low, high=100 * high, counted=share.k, of=share.n)]
