"""Datasets as a share of the one configuration file: their descriptions and tables, without data."""

import dataclasses
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from folkmoot.modules.catalogue import events, queries, services
from folkmoot.modules.catalogue.harvest import sources
from folkmoot.modules.catalogue.models import Dataset, Origin, Source
from folkmoot.record.configuration import Strict
from folkmoot.record.manifest import ConfigurationError

Pairs = tuple[tuple[str, str], ...]


class DatasetTableModel(Strict):
    """A table of a dataset; sort is upload or link (fact catalogue.table_described)."""

    table: str
    name: Pairs
    sort: str = "upload"
    url: str = ""
    every: int = 0


class ServiceModel(Strict):
    """An API (see the shape Service of fact catalogue.described)."""

    endpoint: str
    description: str = ""
    terms: str = ""
    standards: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()


class DatasetModel(Strict):
    """A dataset as it was last described (fact catalogue.described); contact is the mailbox of its office.

    ``further`` is the JSON of what came through CKAN's API and has no field here; without it that stays as it is.
    """

    key: str
    title: Pairs
    summary: Pairs
    office: str
    licence: str
    themes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    begins: date | None = None
    ends: date | None = None
    frequency: str = "UNKNOWN"
    contact: str = ""
    landing: str = ""
    further: str | None = None
    service: ServiceModel | None = None
    tables: tuple[DatasetTableModel, ...] = ()


class SourceModel(Strict):
    """A source that datasets are harvested from (fact catalogue.source_described)."""

    key: str
    name: str
    sort: str
    address: str
    office: str
    every: int = 0
    tables: str = "link"
    publish: str = "review"
    licence: str = ""


class CatalogueModel(Strict):
    """What datasets and sources there are. What is not named stays as it is; nothing is published by loading this."""

    datasets: tuple[DatasetModel, ...] = ()
    sources: tuple[SourceModel, ...] = ()


def export() -> CatalogueModel:
    """Every dataset of our own by its key, as it was last described, and every open source."""
    harvested = Origin.objects.filter(source__in=Source.objects.filter(closed__isnull=True).values("key"))
    own = Dataset.objects.exclude(pk__in=harvested.values("key")).order_by("key")
    open_sources = Source.objects.filter(closed__isnull=True).order_by("key")
    return CatalogueModel(
        datasets=tuple(_exported(row) for row in own),
        sources=tuple(
            SourceModel(key=row.pk, **dataclasses.asdict(sources.described(row))) for row in open_sources
        ),
    )


def _exported(row: Dataset) -> DatasetModel:
    given: dict[str, Any] = row.draft | {
        "contact": queries.words_behind(row.draft["contact"]),
        "further": queries.words_behind(row.draft.get("further", "")) or None,
    }
    tables = [
        DatasetTableModel(
            table=one.name,
            name=tuple((code, words) for code, words in one.words),
            sort=one.sort,
            url=one.url,
            every=one.every,
        )
        for one in queries.tables(row.pk)
    ]
    return DatasetModel.model_validate({"key": row.pk, **given, "tables": tables})


def load(wanted: CatalogueModel, at: str) -> list[str]:
    """Describe each dataset, table and source that is not as wanted. Raises ConfigurationError."""
    told = [
        it for number, one in enumerate(wanted.sources) for it in _load_source(one, f"{at}/sources/{number}")
    ]
    for number, one in enumerate(wanted.datasets):
        given = one.model_dump(exclude={"key", "contact", "further", "service", "tables"})
        service = events.Service(**one.service.model_dump()) if one.service else None
        name = {"name": queries.in_words(one.title)}
        try:
            description = events.Description(**given, service=service)
            if services.describe(
                key=one.key,
                description=description,
                contact=one.contact,
                actor=f"office:{one.office}",
                further=one.further,
            ):
                told.append(_("The dataset %(name)s is described") % name)
            for it in one.tables:
                if services.describe_table(key=one.key, table=events.TableDescribed(**it.model_dump())):
                    told.append(_("A table of %(name)s is described") % name)
        except services.Refused as error:
            raise ConfigurationError(
                (f"{at}/datasets/{number}/{it.field}", it.why) for it in error.refusals
            ) from error
    return told


def _load_source(one: SourceModel, at: str) -> list[str]:
    try:
        given = events.SourceDescribed(**one.model_dump(exclude={"key"}))
        done = sources.describe_source(key=one.key, source=given)
    except services.Refused as error:
        raise ConfigurationError((f"{at}/{it.field}", it.why) for it in error.refusals) from error
    return [_("The source %(name)s is laid down") % {"name": one.name}] if done else []
