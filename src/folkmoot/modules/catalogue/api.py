"""Our own API of the catalogue. Mounted at ``/api/catalogue``. Reading needs no key.

Rows are asked for in one small language, in an address or as JSON (engine/query/dialects/own.py): conditions such as
``height.ge=10`` and ``species.in=Oak,Elm``, words as ``q``, and select, group, measure, sort, limit and after.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Body, Query, Router, Schema, Status
from ninja.security import SessionAuth

from folkmoot.modules.catalogue import engines, queries, rules, services, words
from folkmoot.modules.catalogue.api_contributing import router as contributing
from folkmoot.modules.catalogue.engine.query.answer import Answer
from folkmoot.modules.catalogue.engine.query.dialects import own
from folkmoot.modules.catalogue.engine.query.values import plain
from folkmoot.modules.catalogue.engine.running.admission import Busy, TooLong
from folkmoot.modules.catalogue.engine.running.generations import Gone
from folkmoot.modules.catalogue.models import Dataset, Table, Version
from folkmoot.modules.catalogue.permits import WRITE
from folkmoot.people import access
from folkmoot.people.limits import Limit, client_key, spend
from folkmoot.record.queries import indexes_of
from folkmoot.record.refusal import Refused

router = Router(tags=["catalogue"])
router.add_router("", contributing)
MOST, VERSIONS = 100, 50
SQL = Limit("catalogue.sql", count=30, per_seconds=60)
LONGEST_SQL = 10_000


class Wrong(Schema):
    """One thing that is wrong with a request: where, and what would be right."""

    where: str
    why: str


class Problem(Schema):
    """What was wrong with a request."""

    detail: str
    refusals: list[Wrong] = []


class ColumnOut(Schema):
    """A column: its name in queries, one of int, number, text, bool, date, timestamp, time, point, geometry, json."""

    name: str
    type: str
    title: str = ""
    label: str = ""
    unit: str = ""
    description: str = ""
    key: bool = False


class VersionOut(Schema):
    """An immutable version. ``generation`` is the SHA-256 of its table.json; ``entry`` its public number on the record."""

    number: int
    made: datetime
    generation: str
    original: str
    bytes: int
    parquet: str
    rows: int
    rejects: int
    difference: dict[str, Any]
    entry: int | None
    url: str


class TableOut(Schema):
    """A table with its newest version's columns, and its versions, newest first (50 at most)."""

    name: str
    title: str
    rows: int
    columns: list[ColumnOut]
    versions: list[VersionOut]


class ServiceOut(Schema):
    """An API: where it is asked, what describes it to programs, its terms, standards, formats, and datasets it gives."""

    endpoint: str
    description: str
    terms: str
    standards: list[str]
    formats: list[str]
    serves: list[str]


class DatasetOut(Schema):
    """A published dataset, or an API; title and summary by language. ``kind`` is dataset or service."""

    key: str
    kind: str
    title: dict[str, str]
    summary: dict[str, str]
    publisher: str
    licence: str
    licence_url: str
    themes: list[str]
    keywords: list[str]
    areas: list[str]
    begins: str | None
    ends: str | None
    frequency: str
    landing: str
    published: datetime | None
    updated: datetime
    url: str
    service: ServiceOut | None


class DatasetWhole(DatasetOut):
    """A dataset with its tables."""

    tables: list[TableOut]


class Page(Schema):
    """A page of datasets; ``next`` goes into ``after`` for the next page."""

    items: list[DatasetOut]
    next: str | None


class RowsOut(Schema):
    """Rows as objects, in order. ``next`` goes into ``after``; it is null on the last page."""

    version: int
    generation: str
    columns: list[ColumnOut]
    rows: list[dict[str, Any]]
    next: str | None


class FacetOut(Schema):
    """The commonest values of a column with the number of their rows; ``different`` values in all, ``absent`` have none."""

    column: str
    values: list[tuple[Any, int]]
    different: int
    absent: int


class FacetsOut(Schema):
    """Facets of the rows that a condition finds."""

    rows: int
    facets: list[FacetOut]


class SqlIn(Schema):
    """One SELECT over the tables of a dataset; a hyphen in a table's name is an underscore here."""

    sql: str


class SqlOut(Schema):
    """What a statement found; ``truncated`` says that there are more rows than are given."""

    columns: list[ColumnOut]
    rows: list[list[Any]]
    truncated: bool


def _dataset(row: Dataset) -> dict[str, Any]:
    given = row.shown
    same = ("themes", "keywords", "areas", "begins", "ends", "frequency", "landing", "licence")
    return {
        "key": row.pk,
        "kind": rules.kind_in(given),
        "service": given.get("service"),
        "title": dict(given["title"]),
        "summary": dict(given["summary"]),
        "publisher": row.office,
        "licence_url": words.licence(given["licence"])[1],
        "published": row.published,
        "updated": row.updated,
        "url": settings.ORIGIN.rstrip("/") + reverse("catalogue:dataset", args=[row.pk]),
        **{name: given[name] for name in same},
    }


def _found(key: str) -> Dataset | None:
    row = queries.dataset(key)
    return row if row is not None and row.state == "published" else None


NOT_THERE = Problem(detail="there is no such dataset, table or version")


@router.get("/datasets", response=Page, summary="Datasets")
def datasets(
    request: HttpRequest,
    q: str = "",
    theme: str = "",
    keyword: str = "",
    area: str = "",
    publisher: str = "",
    licence: str = "",
    kind: Literal["", "dataset", "service"] = "",
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 25,
) -> Any:
    """Published datasets and APIs, those with the newest data first; ``kind`` leaves one of both. Pages follow by key."""
    wanted = queries.Filter(
        words=q[:200],
        theme=theme,
        keyword=keyword,
        area=area,
        office=publisher,
        licence=licence,
        kind=kind,
    )
    rows = queries.matching(wanted)
    some = list((queries.after(rows, after) if after else rows)[: limit + 1])
    return {
        "items": [_dataset(one) for one in some[:limit]],
        "next": queries.place(some[limit - 1]) if len(some) > limit else None,
    }


@router.get("/datasets/{key}", response={200: DatasetWhole, 404: Problem}, summary="One dataset")
def dataset(request: HttpRequest, key: str) -> Any:
    """A published dataset with its tables, their columns and versions."""
    row = _found(key)
    if row is None:
        return Status(404, NOT_THERE)
    tables = [one for one in queries.tables(key) if one.number]
    history = {one.name: queries.versions(key, one.name, limit=VERSIONS) for one in tables}
    entries = indexes_of([it.fact_id for some in history.values() for it in some])
    return _dataset(row) | {
        "tables": [
            {
                "name": one.name,
                "title": queries.in_words(one.words),
                "rows": one.rows,
                "columns": _columns(one.generation),
                "versions": [_version(it, entries) for it in history[one.name]],
            }
            for one in tables
        ]
    }


def _columns(generation: str) -> list[dict[str, Any]]:
    names = set(ColumnOut.model_fields)
    try:
        fields = engines.manifest(generation)["fields"]
    except Gone:
        return []
    return [{name: value for name, value in one.items() if name in names} for one in fields]


def _version(one: Version, entries: dict[str, int]) -> dict[str, Any]:
    same = ("number", "generation", "original", "bytes", "parquet", "rows", "rejects", "difference")
    url = reverse("catalogue:version", args=[one.dataset, one.table, one.number])
    return {name: getattr(one, name) for name in same} | {
        "made": one.at,
        "entry": entries.get(one.fact_id),
        "url": settings.ORIGIN.rstrip("/") + url,
    }


ANSWERS: dict[int, Any] = {400: Problem, 404: Problem, 503: Problem}


def _asked(key: str, name: str, version: int, act: Callable[[int, str], Any]) -> Any:
    """Do something with a version of a table of a published dataset, and say what is wrong in one way."""
    table = Table.objects.filter(pk=f"{key}/{name}", removed__isnull=True, number__gt=0).first()
    if _found(key) is None or table is None or not 0 <= version < 2**31:
        return Status(404, NOT_THERE)
    number, generation = table.number, table.generation
    if version:
        one = queries.version(key, name, version)
        if one is None:
            return Status(404, NOT_THERE)
        number, generation = one.number, one.generation
    try:
        return act(number, generation)
    except Refused as error:
        return Status(400, _problem(error))
    except (Busy, TooLong) as error:
        return Status(503, Problem(detail=str(error)))
    except Gone as error:
        return Status(404, Problem(detail=str(error)))


def _problem(error: Refused) -> Problem:
    return Problem(
        detail="; ".join(f"{one.field}: {one.why}" if one.field else one.why for one in error.refusals),
        refusals=[Wrong(where=one.field, why=one.why) for one in error.refusals],
    )


def _pairs(request: HttpRequest, *without: str) -> list[tuple[str, str]]:
    return [(name, one) for name, values in request.GET.lists() if name not in without for one in values]


def _rows(number: int, generation: str, answer: Answer) -> dict[str, Any]:
    return {
        "version": number,
        "generation": generation,
        "columns": [{"name": one.name, "type": one.type, "title": one.title} for one in answer.columns],
        "rows": [dict(zip(answer.names, map(plain, row), strict=True)) for row in answer.rows],
        "next": answer.next or None,
    }


@router.get(
    "/datasets/{key}/tables/{name}/rows", response={200: RowsOut, **ANSWERS}, summary="Rows of a table"
)
def rows(request: HttpRequest, key: str, name: str, version: int = 0) -> Any:
    """Rows that fit the conditions in the address; without ``version`` of the newest one.

    ``height.ge=10&species.in=Oak,Elm&q=mill&select=species,height&sort=-height&limit=100`` for rows,
    ``group=species,planted:year&measure=count,mean:height&sort=-count`` for groups. A condition is a column with eq, ne, lt,
    le, gt, ge, in, contains, starts, ends or null, each also with ``not_`` before it. ``where`` takes the JSON of POST.
    """

    def act(number: int, generation: str) -> Any:
        query = own.from_address(_pairs(request, "version"))
        return _rows(number, generation, engines.engine().ask(generation, query))

    return _asked(key, name, version, act)


@router.post(
    "/datasets/{key}/tables/{name}/rows", response={200: RowsOut, **ANSWERS}, summary="Rows, asked in JSON"
)
def rows_by_json(
    request: HttpRequest, key: str, name: str, question: Annotated[dict[str, Any], Body()], version: int = 0
) -> Any:
    """The same, asked as JSON: ``{"where": {"any": [{"column": "height", "ge": 10}, {"words": "mill"}]}, "limit": 10}``."""

    def act(number: int, generation: str) -> Any:
        return _rows(number, generation, engines.engine().ask(generation, own.from_json(question)))

    return _asked(key, name, version, act)


@router.get(
    "/datasets/{key}/tables/{name}/facets", response={200: FacetsOut, **ANSWERS}, summary="Commonest values"
)
def facets(request: HttpRequest, key: str, name: str, version: int = 0) -> Any:
    """The commonest values of columns among the rows that fit: ``facet=species,planted:year&height.ge=10``."""

    def act(_number: int, generation: str) -> Any:
        wanted = own.facets_from_address(_pairs(request, "version"))
        found = engines.engine().facets(generation, wanted)
        return {
            "rows": found.rows,
            "facets": [
                {
                    "column": one.name,
                    "values": [(plain(value), count) for value, count in one.values],
                    "different": one.different,
                    "absent": one.absent,
                }
                for one in found.facets
            ],
        }

    return _asked(key, name, version, act)


@router.post("/datasets/{key}/sql", response={200: SqlOut, 429: Problem, **ANSWERS}, summary="Ask in SQL")
def sql(request: HttpRequest, key: str, statement: SqlIn) -> Any:
    """One SELECT over the newest versions of a dataset's tables, run apart with limits of time, memory and rows."""
    row = _found(key)
    if row is None:
        return Status(404, NOT_THERE)
    verdict = spend(SQL, client_key(request))
    if not verdict.allowed:
        why = f"at most {SQL.count} statements a minute; try again in {verdict.retry_after} seconds"
        return Status(429, Problem(detail=why))
    if len(statement.sql) > LONGEST_SQL:
        return Status(400, Problem(detail=f"a statement has at most {LONGEST_SQL} characters"))
    tables = {one.name.replace("-", "_"): one.generation for one in queries.tables(key) if one.number}
    try:
        found = engines.sandbox().ask(statement.sql, tables)
    except Refused as error:
        return Status(400, _problem(error))
    except Busy as error:
        return Status(503, Problem(detail=str(error)))
    except Gone as error:
        return Status(404, Problem(detail=str(error)))
    return {
        "columns": [{"name": one.name, "type": one.type} for one in found.answer.columns],
        "rows": [list(one) for one in found.answer.rows],
        "truncated": found.truncated,
    }


class ShownIn(Schema):
    """The version that is to be shown, why, and which one is shown now as far as the asker knows."""

    version: int
    words: str
    instead_of: int | None = None


class ShownOut(Schema):
    """The version that is shown, and the id of the fact that says so."""

    version: int
    fact: str


@router.put(
    "/datasets/{key}/tables/{name}/shown",
    response={200: ShownOut, 400: Problem, 403: Problem, 404: Problem},
    auth=SessionAuth(),
    summary="Show another version",
)
def show(request: HttpRequest, key: str, name: str, wanted: ShownIn) -> Any:
    """Make another version of a table the one that is shown. For those who may load tables of the dataset's office."""
    row = queries.dataset(key)
    if row is None:
        return Status(404, NOT_THERE)
    if not access.can(request.user, WRITE, office=row.office):
        return Status(403, Problem(detail="this account may not change datasets of this office"))
    try:
        receipt = services.show_version(
            key=key, name=name, number=wanted.version, words=wanted.words, instead_of=wanted.instead_of
        )
    except services.NotFound as error:
        return Status(404, Problem(detail=str(error)))
    except Refused as error:
        return Status(400, _problem(error))
    return {"version": wanted.version, "fact": receipt.fact_id}
