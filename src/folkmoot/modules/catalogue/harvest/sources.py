"""Sources are laid down and closed, and a harvest is asked for."""

from datetime import timedelta

from django.db.models import OuterRef, Subquery

from folkmoot.modules.catalogue import counting, events, queries, rules
from folkmoot.modules.catalogue.models import Run, Source
from folkmoot.modules.catalogue.services.base import NotFound, demand
from folkmoot.record import clock
from folkmoot.record.api import about
from folkmoot.record.receipt import Receipt
from folkmoot.record.refusal import Refusal

ACTOR = "office:data-review"
"""Sources are laid down by reviewers, who act as one office."""
KEPT = timedelta(days=90)
OPEN = ("waiting", "running", "asks")


def source_of(key: str) -> Source:
    """A source that is not closed. Raises NotFound."""
    row = Source.objects.filter(pk=key, closed__isnull=True).first()
    if row is None:
        raise NotFound("there is no source “%(key)s”", key=key)
    return row


def describe_source(*, key: str, source: events.SourceDescribed, new: bool = False) -> Receipt | None:
    """Lay down a source, anew too; None when it is so already. A closed one is opened again. Raises Refused."""
    demand(rules.may_name("key", key), *rules.may_describe_source(source, queries.known()))
    with about(f"data_sources/{key}", actor=ACTOR) as fact:
        row = Source.objects.filter(pk=key).first()
        demand(Refusal("key", "there is a source with this address already") if new and row else None)
        if row is not None and row.closed is None and described(row) == source:
            return None
        return fact(source)


def described(row: Source) -> events.SourceDescribed:
    """A source as it was laid down."""
    names = ("name", "sort", "address", "office", "every", "tables", "publish", "licence")
    return events.SourceDescribed(**{name: getattr(row, name) for name in names})


def close_source(*, key: str) -> Receipt:
    """Harvest a source no more: an open run is stopped, and its datasets belong to their office. Raises NotFound."""
    with about(f"data_sources/{key}", actor=ACTOR) as fact:
        source_of(key)
        Run.objects.filter(source=key, state__in=OPEN).update(
            state="stopped", token="", lease=None, finished=clock.now()
        )
        return fact(events.SourceClosed())


def ask_for(*, key: str, dry: bool = False) -> Run:
    """Queue a harvest of a source, or a dry one; the run that is open already where there is one. Raises NotFound."""
    source_of(key)
    found, _made = Run.objects.get_or_create(
        source=key, state__in=OPEN, defaults={"state": "waiting", "dry": dry, "created": clock.now()}
    )
    return found


def decide(*, run: Run, go_on: bool) -> None:
    """Answer a run that asks whether its source really lost most of its records. Raises Refused."""
    asking = Run.objects.filter(pk=run.pk, state="asks")
    changes = (
        {"state": "waiting", "confirmed": True, "step": "import", "tries": 0, "begun": None}
        if go_on
        else {"state": "stopped", "finished": clock.now()}
    )
    demand(None if asking.update(**changes) else Refusal("state", "this harvest asks nothing any more"))
    if not go_on:
        counting.count(counting.RUNS, run.source, "stopped")


def stop(*, run: Run) -> None:
    """Stop an open run; what it has brought in stays. Raises Refused."""
    mine = Run.objects.filter(pk=run.pk, state__in=OPEN)
    done = mine.update(state="stopped", token="", lease=None, finished=clock.now())
    demand(None if done else Refusal("state", "this harvest is over already"))
    if not run.dry:
        counting.count(counting.RUNS, run.source, "stopped")


def due() -> int:
    """Queue harvests of sources whose hours are over; how many."""
    now, count = clock.now(), 0
    for row in Source.objects.filter(closed__isnull=True, every__gt=0).order_by("key").iterator():
        last = Run.objects.filter(source=row.pk, dry=False).order_by("-created").first()
        if last is not None and (
            last.state in OPEN or (now - last.created).total_seconds() < row.every * 3600
        ):
            continue
        if not Run.objects.filter(source=row.pk, state__in=OPEN).exists():
            ask_for(key=row.pk)
            count += 1
    return count


def sweep() -> int:
    """Forget reports of harvests that are over for 90 days; how many. The last one of a source stays."""
    newest = Run.objects.filter(source=OuterRef("source")).order_by("-created").values("pk")[:1]
    old = Run.objects.filter(finished__lt=clock.now() - KEPT).exclude(pk=Subquery(newest))
    count = old.count()
    old.delete()
    return count
