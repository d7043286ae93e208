"""Numbers about petitions that other parts may ask for."""

from datetime import timedelta

from folkmoot.modules.petitions import queries
from folkmoot.record import clock

YEAR = timedelta(days=365)


def open_petitions() -> float:
    """How many petitions can be signed now."""
    return float(queries.counts().get("open", 0))


def in_time() -> float | None:
    """Per cent of what fell due in the last year that was done by its day; None while nothing fell due."""
    now = clock.now()
    kept, due = queries.kept(since=now - YEAR, until=now)
    return 100 * kept / due if due else None
