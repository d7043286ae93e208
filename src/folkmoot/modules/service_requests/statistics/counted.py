"""The reports that a figure counts, as a condition for lists: whoever doubts a number reads its rows."""

from datetime import datetime, timedelta

from django.db.models import Q

from folkmoot.modules.service_requests.statistics.figures import REOPEN_DAYS
from folkmoot.modules.service_requests.statistics.satisfaction import RATED

_OPEN = Q(open=1)
_DATED = Q(open=0, closed__isnull=False)
_PROMISED = Q(expected__isnull=False)
COUNTED = ("median_days", "p90_days", "closed_on_time", "on_time", "reopened", "satisfied", "open", "overdue")


def counted(figure: str, *, now: datetime) -> Q | None:
    """The condition of a figure at a moment; None for a word that is no figure."""
    overdue = _OPEN & Q(expected__lt=now)
    return {
        "median_days": _OPEN | _DATED,
        "p90_days": _OPEN | _DATED,
        "closed_on_time": _DATED & _PROMISED,
        "on_time": (_DATED & _PROMISED) | overdue,
        "reopened": Q(first_closed__lte=now - timedelta(days=REOPEN_DAYS)),
        "satisfied": RATED,
        "open": _OPEN,
        "overdue": overdue,
    }.get(figure)
