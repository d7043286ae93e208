"""Figures of moderation that other parts may ask for by name; each is None of too few."""

from folkmoot.record import clock
from folkmoot.talk import queries, rules


def half_hours() -> float | None:
    """Hours within which half of all matters were decided, last 90 days: the upper end of a class of times."""
    found = rules.half_within(queries.paces(clock.now()))
    return None if found is None else found / 60


def in_time() -> float | None:
    """Per cent of matters decided within a day, last 90 days."""
    return _per_cent(rules.in_time(queries.paces(clock.now())))


def overturned() -> float | None:
    """Per cent of decided appeals in which the first decision fell, last 90 days."""
    return _per_cent(rules.reversed_share(queries.outcomes(clock.now())))


def _per_cent(share: float | None) -> float | None:
    return None if share is None else 100 * share
