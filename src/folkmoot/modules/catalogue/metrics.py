"""Numbers about the catalogue that other parts may ask for by name."""

from datetime import timedelta

from folkmoot.modules.catalogue.models import Dataset, Keeping, Table
from folkmoot.record import clock

LATE = timedelta(hours=1)
"""How long after its hours a stale table may wait for the worker before it counts as late."""


def kept_current() -> float | None:
    """Share in per cent of the tables of the record that are not late; None where there are none."""
    offered = Dataset.objects.filter(state="published").values("key")
    rows = {
        one.pk: one.every for one in Table.objects.filter(sort="record", removed=None, dataset__in=offered)
    }
    if not rows:
        return None
    now = clock.now()
    stale = {one.pk: one.stale for one in Keeping.objects.filter(pk__in=list(rows), stale__isnull=False)}
    late = sum(
        1
        for key, since in stale.items()
        if since is not None and since + timedelta(hours=rows[key]) + LATE < now
    )
    return 100 * (len(rows) - late) / len(rows)
