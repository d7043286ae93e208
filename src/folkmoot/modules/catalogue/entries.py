"""Datasets as the standards' shape has them (formats/entry.py): from here every standard description is written."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.urls import reverse

from folkmoot.modules.catalogue import engines, queries, words
from folkmoot.modules.catalogue.asking import encoded
from folkmoot.modules.catalogue.engine.running.generations import Gone
from folkmoot.modules.catalogue.formats import vocabulary
from folkmoot.modules.catalogue.formats.entry import (
    Agent,
    Catalogue,
    Contact,
    DataService,
    Dataset,
    Distribution,
    Field,
    Period,
    Place,
    Version,
    distributions_of,
)
from folkmoot.modules.catalogue.formats.words import Text, moment, text
from folkmoot.modules.catalogue.models import Dataset as Row
from folkmoot.modules.catalogue.models import Origin, Table
from folkmoot.modules.catalogue.models import Version as Made
from folkmoot.places import queries as places
from folkmoot.places.queries import present
from folkmoot.record import registry
from folkmoot.record import text as texts

__all__ = ["absolute", "catalogue", "datasets", "encoded", "with_service"]

KINDS = {"point": "geopoint"}
"""The engine's types of columns under other names in the standards."""
VERSIONS = 20


def absolute(name: str, *args: object) -> str:
    """The public address of a page."""
    return settings.ORIGIN.rstrip("/") + reverse(name, args=args)


def _by_language(pairs: list[list[str]]) -> Text:
    return text({code: said for code, said in pairs})  # noqa: C416 - pairs come as lists from JSON.


def catalogue() -> Catalogue:
    """The catalogue of this institution."""
    here = places.institution()
    home = absolute("catalogue:list")
    publisher = Agent(
        text(here.name), iri=f"{settings.ORIGIN.rstrip('/')}/#institution", homepage=settings.ORIGIN
    )
    return Catalogue(
        iri=home,
        title=text({"en": f"Open data of {here.name}", "de": f"Offene Daten: {here.name}"}),
        description=text(
            {
                "en": f"Tables that {here.name} publishes for everybody, each version on a public record.",
                "de": f"Tabellen, die {here.name} für alle veröffentlicht, jede Fassung in einem öffentlichen Protokoll.",
            }
        ),
        publisher=publisher,
        homepage=home,
        languages=tuple(present().languages),
    )


def with_service(one: Catalogue, shown: list[Dataset]) -> Catalogue:
    """The catalogue with the APIs that answer for every table, where one of these datasets has some."""
    if not any(it.queryable for entry in shown for it in entry.distributions):
        return one
    every = [key for key, it in registry.interfaces().items() if queries.EVERYTHING in it.serves]
    services = tuple(
        replace(it.service, publisher=it.publisher, licence=it.licence, contact=next(iter(it.contacts), None))
        for it in datasets(queries.interfaces(every))
        if it.service is not None
    )
    return replace(one, answering=services)


def datasets(rows: list[Row]) -> list[Dataset]:
    """Published datasets in the standards' shape, in a constant number of queries."""
    tables = queries.tables_of(rows)
    made = queries.newest_versions([it for every in tables.values() for it in every])
    offices = queries.office_names()
    areas = {one.slug: one.name for one in places.areas()}
    mailboxes = texts.private_words_of([row.shown["contact"] for row in rows])
    origins = queries.origins([row.pk for row in rows])
    apis = [row for row in rows if row.service]
    served = queries.served(apis) if apis else {}
    return [
        _dataset(
            row,
            [(it, _shown(it, made[it.pk])) for it in tables[row.pk]],
            made[tables[row.pk][0].pk][:VERSIONS] if len(tables[row.pk]) == 1 else [],
            offices,
            areas,
            mailboxes,
            origins.get(row.pk),
            [absolute("catalogue:dataset", it.pk) for it in served.get(row.pk, ())],
        )
        for row in rows
    ]


def _shown(table: Table, versions: list[Made]) -> Made:
    """The version of a table that is shown, among its newest ones."""
    return next(one for one in versions if one.number == table.number)


def _dataset(
    row: Row,
    tables: list[tuple[Table, Made]],
    history: list[Made],
    offices: Mapping[str, str],
    areas: Mapping[str, str],
    mailboxes: Mapping[str, str],
    origin: Origin | None,
    served: list[str],
) -> Dataset:
    given = row.shown
    office = offices.get(row.office, row.office)
    name, url = words.licence(given["licence"])
    mail = mailboxes.get(given["contact"], "")
    page = absolute("catalogue:dataset", row.pk)
    known = vocabulary.licence_of(id=given["licence"], url=url, title=name)
    service = _service(row, page, served) if row.service else None
    return Dataset(
        id=row.pk,
        name=row.pk,
        iri=page,
        title=_by_language(given["title"]),
        description=_by_language(given["summary"]),
        publisher=Agent(
            text(office), iri=f"{settings.ORIGIN.rstrip('/')}/data?office={row.office}", slug=row.office
        ),
        contacts=(Contact(office, email=mail),) if mail else (),
        keywords=tuple(it for one in given["keywords"] for it in text(one)),
        themes=tuple(vocabulary.THEMES[one] for one in given["themes"] if one in vocabulary.THEMES),
        licence=known,
        frequency=given["frequency"] if given["frequency"] in vocabulary.FREQUENCIES else "",
        issued=moment(row.published),
        modified=moment(row.updated),
        created=moment(row.created),
        changed=moment(row.published),
        periods=(Period(given["begins"] or "", given["ends"] or ""),)
        if given["begins"] or given["ends"]
        else (),
        places=tuple(Place(name=text(areas[one])) for one in given["areas"] if one in areas),
        languages=tuple(code for code, _said in given["title"]),
        landing_page=given["landing"] or page,
        access="PUBLIC",
        version=str(max((it.number for it, _made in tables), default=0)) if len(tables) == 1 else "",
        versions=_versions(history),
        distributions=(
            *(it for table, made in tables for it in _distributions(row, table, made)),
            *_linked(row, origin, {table.url for table, _made in tables}),
            *(distributions_of(service, row.pk, known) if service else ()),
        ),
        service=service,
        source=origin.page if origin else "",
        identifiers=(origin.record,) if origin else (),
    )


def _service(row: Row, page: str, served: list[str]) -> DataService:
    given = row.shown["service"]
    return DataService(
        iri=page,
        title=_by_language(row.shown["title"]),
        description=_by_language(row.shown["summary"]),
        endpoint_url=given["endpoint"],
        endpoint_description=given["description"],
        documentation=row.shown["landing"],
        terms=given["terms"],
        formats=tuple(given["formats"]),
        conforms_to=tuple(given["standards"]),
        serves=tuple(served),
    )


def _linked(row: Row, origin: Origin | None, loaded: set[str]) -> list[Distribution]:
    """The files that stay at the source of a harvested dataset."""
    name, url = words.licence(row.shown["licence"])
    return [
        Distribution(
            id=f"{row.pk}-file-{at}",
            iri=f"{absolute('catalogue:dataset', row.pk)}#file-{at}",
            access_url=one["url"],
            download_url=one["url"],
            title=text(one["name"]),
            format=one["format"],
            size=one["bytes"],
            sha256=one["sha256"],
            licence=vocabulary.licence_of(id=row.shown["licence"], url=url, title=name),
        )
        for at, one in enumerate(origin.files if origin else [], 1)
        if one["url"] not in loaded
    ]


def _versions(rows: list[Made]) -> tuple[Version, ...]:
    """Versions of a dataset of one table: those of several have no order of their own."""
    return tuple(
        Version(
            id=str(one.number),
            made=moment(one.at),
            sha256=one.generation,
            size=one.bytes,
            rows=one.rows,
            url=absolute("catalogue:version", one.dataset, one.table, one.number),
        )
        for one in rows
    )


def _distributions(row: Row, table: Table, made: Made) -> list[Distribution]:
    try:
        told: dict[str, Any] = engines.manifest(made.generation)
    except Gone:
        return []
    fields = tuple(_field(one) for one in told["fields"])
    page = absolute("catalogue:table", row.pk, table.name)
    name, url = words.licence(row.shown["licence"])
    found = []
    for kind, label in (("csv", "CSV"), ("parquet", "Parquet"), ("jsonl", "JSONL")):
        whole = kind == "parquet"
        found.append(
            Distribution(
                id=f"{row.pk}-{table.name}-{kind}",
                iri=f"{page}#{kind}",
                access_url=page,
                download_url=absolute("catalogue:download", row.pk, table.name, kind),
                title=_by_language(table.words),
                format=label,
                size=told["parquet"]["bytes"] if whole else None,
                sha256=made.parquet if whole else "",
                rows=made.rows,
                issued=moment(made.at),
                modified=moment(made.at),
                licence=vocabulary.licence_of(id=row.shown["licence"], url=url, title=name),
                fields=fields,
                queryable=kind == "csv",
                encoding="utf-8" if kind == "csv" else "",
                delimiter="," if kind == "csv" else "",
            )
        )
    return found


def _field(one: Mapping[str, Any]) -> Field:
    return Field(
        name=one["name"],
        type=KINDS.get(one["type"], one["type"]),
        title=text(one.get("label") or one.get("title") or ""),
        description=text(one.get("description", "")),
        unit=one.get("unit", ""),
        source=one.get("source", ""),
        key=bool(one.get("key")),
    )
