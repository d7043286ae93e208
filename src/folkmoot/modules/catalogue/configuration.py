"""Datasets as a share of the one configuration file: their descriptions and tables, without data."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from folkmoot.modules.catalogue import events, queries, services
from folkmoot.modules.catalogue.models import Dataset
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
    tables: tuple[DatasetTableModel, ...] = ()


class CatalogueModel(Strict):
    """What datasets there are. What is not named stays as it is; nothing is published by loading this."""

    datasets: tuple[DatasetModel, ...] = ()


def export() -> CatalogueModel:
    """Every dataset by its key, as it was last described."""
    return CatalogueModel(datasets=tuple(_exported(row) for row in Dataset.objects.order_by("key")))


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
    """Describe each dataset and table that is not as wanted. Raises ConfigurationError."""
    told = []
    for number, one in enumerate(wanted.datasets):
        given = one.model_dump(exclude={"key", "contact", "further", "tables"})
        name = {"name": queries.in_words(one.title)}
        try:
            description = events.Description(**given)
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
