"""How loading, harvesting and asking in SQL run, for the operator's /metrics."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Min, Q

from folkmoot.modules.catalogue import queries
from folkmoot.modules.catalogue.counting import LOADS, READ, RECORDS, ROWS, RUNS, SQL, SUCCESS, counted
from folkmoot.modules.catalogue.harvest.links import BROKEN
from folkmoot.modules.catalogue.models import Link, Load, Run, Source
from folkmoot.record import clock
from folkmoot.record.manifest import Measure


def measures() -> list[Measure]:
    """Counters since the beginning, and how much waits now; a constant number of queries."""
    done = counted()
    totals = [
        ("catalogue_harvest_runs_total", "Harvests that ended, by how.", RUNS, ("source", "state")),
        ("catalogue_harvest_read_total", "Records that sources gave.", READ, ("source",)),
        (
            "catalogue_harvest_records_total",
            "Records, by what became of them.",
            RECORDS,
            ("source", "outcome"),
        ),
        (
            "catalogue_loads_total",
            "Loads of files that ended, by where from and how.",
            LOADS,
            ("from", "state"),
        ),
        ("catalogue_loaded_rows_total", "Rows of the versions that were made.", ROWS, ()),
        ("catalogue_sql_total", "Statements of SQL, by what became of them.", SQL, ("outcome",)),
    ]
    found = [
        Measure(
            name,
            words,
            [(dict(zip(labels, key, strict=True)), n) for key, n in done.get(counter, {}).items()],
        )
        for name, words, counter, labels in totals
    ]
    return [*found, *_success(done.get(SUCCESS, {})), *_waiting(), *_standing()]


def _success(moments: dict[tuple[str, ...], int]) -> list[Measure]:
    """How old the last harvest of each open source is that read everything; a source without one counts from its first day."""
    now, values = clock.now(), []
    for key, created in (
        Source.objects.filter(closed__isnull=True).order_by("key").values_list("key", "created")
    ):
        at = moments.get((key,))
        age = now.timestamp() - (created.timestamp() if at is None else at)
        values.append(({"source": key}, max(0.0, age)))
    words = "Seconds since a harvest of the source last read everything."
    return [Measure("catalogue_harvest_success_age_seconds", words, values)]


def _waiting() -> list[Measure]:
    loads = Load.objects.filter(state__in=("waiting", "running")).values_list("state")
    runs = Run.objects.filter(state__in=("waiting", "running", "asks")).values_list("state")
    some = {state: (n, since) for state, n, since in loads.annotate(n=Count("id"), since=Min("created"))}
    open_ = dict(runs.annotate(n=Count("id")))
    oldest = min((since for _n, since in some.values()), default=None)
    return [
        Measure(
            "catalogue_loads_open",
            "Files that wait, or are being read.",
            [({"state": one}, some.get(one, (0,))[0]) for one in ("waiting", "running")],
        ),
        Measure("catalogue_loads_oldest_seconds", "How long the oldest of them waits.", [({}, _age(oldest))]),
        Measure(
            "catalogue_harvests_open",
            "Harvests that wait, run, or ask whether to go on.",
            [({"state": one}, open_.get(one, 0)) for one in ("waiting", "running", "asks")],
        ),
    ]


def _age(since: datetime | None) -> float:
    return max(0.0, (clock.now() - since).total_seconds()) if since else 0.0


def _standing() -> Sequence[Measure]:
    broken = Link.objects.aggregate(n=Count("digest", filter=Q(misses__gte=BROKEN)))["n"]
    return [
        Measure("catalogue_datasets", "Published datasets.", [({}, queries.published())]),
        Measure("catalogue_links_broken", "Addresses of datasets that do not answer.", [({}, broken)]),
    ]
