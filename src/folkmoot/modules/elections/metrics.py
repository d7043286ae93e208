"""Numbers about polls that other parts may ask for."""

from datetime import timedelta

from folkmoot.modules.elections import queries
from folkmoot.record import clock

YEAR = timedelta(days=365)


def open_polls() -> float:
    """How many polls take votes now."""
    return float(queries.counts()[0])


def answered() -> float | None:
    """Per cent of the polls that closed in the last year which their office answered; None while none closed."""
    done, closed = queries.answered_share(clock.now() - YEAR)
    return 100 * done / closed if closed else None
