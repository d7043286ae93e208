"""What the mail queue and the queue of webhooks have in common: claiming rows for a while.

A claim moves ``due`` ahead by a lease and counts an attempt, in one short transaction. Whoever dies with a claim loses
it when the lease is over, and somebody else tries again: nothing is lost, and what was sent but not yet marked is sent
twice. Two workers never hold one row: PostgreSQL skips rows that are locked, SQLite has one writer.
"""

from datetime import timedelta
from typing import TypeVar

from django.db import connection, models, transaction
from django.db.models import F

from folkmoot.record import clock

WAITING, SENT, PARKED = "waiting", "sent", "parked"

Row = TypeVar("Row", bound=models.Model)


def claim(rows: models.QuerySet[Row], *, limit: int, lease: timedelta) -> list[Row]:
    """Up to ``limit`` waiting rows that are due, the longest due first, as they are once claimed."""
    now = clock.now()
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        due = rows.filter(state=WAITING, due__lte=now).order_by("due", "id")
        found = [row.pk for row in due[:limit]]
        if not found:
            return []
        mine = rows.model._default_manager.filter(pk__in=found)
        mine.update(due=now + lease, attempts=F("attempts") + 1)
    return list(rows.model._default_manager.filter(pk__in=found).order_by("id"))


def wake(rows: models.QuerySet[Row]) -> int:
    """Put parked rows back into the queue with all their attempts before them. How many there were."""
    return rows.filter(state=PARKED).update(state=WAITING, due=clock.now(), attempts=0)
