"""Reads of sources, of their harvests, and of where datasets come from."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from folkmoot.modules.catalogue.models import Origin, Run, RunRecord, Source
from folkmoot.record import moment
from folkmoot.record.manifest import Card


def source(key: str) -> Source | None:
    """A source, a closed one too, or None."""
    return Source.objects.filter(pk=key).first()


def sources() -> QuerySet[Source]:
    """Sources by key, closed ones too."""
    return Source.objects.order_by("key")


def origin(key: str) -> Origin | None:
    """Where a dataset comes from; None for one of our own."""
    return origins([key]).get(key)


def origins(keys: Iterable[str]) -> dict[str, Origin]:
    """Where some datasets come from, in one query, or none for what this page has asked before."""
    return moment.answers(
        "catalogue.origins",
        keys,
        lambda missing: {one.pk: one for one in Origin.objects.filter(pk__in=missing)},
    )


def files_of(key: str) -> list[dict[str, Any]]:
    """The files of a harvested dataset at its source; none for one of our own."""
    found = Origin.objects.filter(pk=key).values_list("files", flat=True).first()
    return list(found or [])


def harvested(keys: Iterable[str]) -> dict[str, int]:
    """How many datasets some sources bring, without those that are gone."""
    rows = Origin.objects.filter(source__in=list(keys), gone__isnull=True).values("source")
    return {one["source"]: one["n"] for one in rows.annotate(n=Count("key"))}


def newest_runs(keys: Iterable[str]) -> dict[str, Run]:
    """The newest run of some sources; a source has few runs, since old ones are forgotten."""
    found: dict[str, Run] = {}
    for key in keys:
        if run := Run.objects.filter(source=key).order_by("-created").first():
            found[key] = run
    return found


def runs(key: str, *, limit: int = 10) -> list[Run]:
    """The newest runs of a source."""
    return list(Run.objects.filter(source=key).order_by("-created")[:limit])


def run(pk: uuid.UUID) -> Run | None:
    """One run, or None."""
    return Run.objects.filter(pk=pk).first()


def records(pk: uuid.UUID, *, state: str = "", after: int = 0) -> QuerySet[RunRecord]:
    """The report of a run, record by record, without what is to be brought in."""
    rows = RunRecord.objects.filter(run=pk, id__gt=after).order_by("id").defer("content")
    return rows.filter(state=state) if state else rows


def source_cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of sources, for every other part of the house."""
    keys = [one.partition("/")[2] for one in subjects]
    return {
        row.subject: Card(
            subject=row.subject,
            title=row.name,
            url=reverse("catalogue:source", args=[row.pk]),
            state="closed" if row.closed else "open",
            at=row.created,
        )
        for row in Source.objects.filter(pk__in=keys)
    }
