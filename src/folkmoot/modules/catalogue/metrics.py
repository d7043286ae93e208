"""Numbers about the catalogue that other parts may ask for by name."""

from datetime import timedelta

from django.db.models import Count, Max, Q

from folkmoot.modules.catalogue.harvest.links import BROKEN
from folkmoot.modules.catalogue.models import DataRequest, Dataset, Keeping, Link, Run, Source, Table
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


def harvested_in_time() -> float | None:
    """Share in per cent of the sources with a schedule whose last whole harvest is not older than two of its turns."""
    rows = dict(Source.objects.filter(closed__isnull=True, every__gt=0).values_list("key", "every"))
    if not rows:
        return None
    ended = dict(
        Run.objects.filter(source__in=list(rows), dry=False, state__in=("done", "same"))
        .values("source")
        .annotate(newest=Max("finished"))
        .values_list("source", "newest")
    )
    now = clock.now()
    fresh = sum(
        1 for key, every in rows.items() if key in ended and now - ended[key] <= 2 * timedelta(hours=every)
    )
    return 100 * fresh / len(rows)


def links_that_answer() -> float | None:
    """Share in per cent of the addresses of published datasets that answered when they were last asked."""
    told = Link.objects.filter(checked__isnull=False).aggregate(
        every=Count("digest"), broken=Count("digest", filter=Q(misses__gte=BROKEN))
    )
    return 100 * (told["every"] - told["broken"]) / told["every"] if told["every"] else None


def requests_answered() -> float | None:
    """Share in per cent of the requests for data whose day to answer is over, or that are answered: those that are."""
    due = DataRequest.objects.filter(opened__isnull=False).exclude(state="taken_down")
    told = due.aggregate(
        every=Count("number", filter=Q(due__lt=clock.now()) | Q(answered__isnull=False)),
        answered=Count("number", filter=Q(answered__isnull=False)),
    )
    return 100 * told["answered"] / told["every"] if told["every"] else None
