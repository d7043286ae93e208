"""What the actions of CKAN's datastore answer: types, fields, records in four formats, links."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

TYPES: Mapping[str, str] = {
    "int": "int",
    "number": "numeric",
    "text": "text",
    "bool": "bool",
    "date": "timestamp",
    "timestamp": "timestamp",
    "time": "text",
    "geopoint": "json",
    "geometry": "json",
    "json": "json",
}
"""The engine's types and the names that CKAN has for them."""
BACK: Mapping[str, str] = {
    "int": "int", "int4": "int", "int8": "int", "integer": "int", "bigint": "int", "numeric": "number",
    "float": "number", "float8": "number", "double precision": "number", "text": "text", "varchar": "text",
    "bool": "bool", "boolean": "bool", "timestamp": "timestamp", "timestamptz": "timestamp", "date": "date",
    "time": "time", "json": "json", "jsonb": "json",
}  # fmt: skip
"""Types that clients name in `datastore_create`, and ours."""
ID_FIELD = {"id": "_id", "type": "int"}
Row = Sequence[Any]


def fields(
    columns: Sequence[tuple[str, str]], info: Mapping[str, Mapping[str, str]] | None = None
) -> list[dict[str, Any]]:
    """(name, type) pairs as CKAN's fields; `info` has label and notes of the dictionary by name."""
    told = []
    for name, kind in columns:
        one: dict[str, Any] = dict(ID_FIELD) if name == "_id" else {"id": name, "type": TYPES[kind]}
        if name != "_id" and info and info.get(name):
            one["info"] = dict(info[name])
        told.append(one)
    return told


def value(given: Any) -> Any:
    """A cell as CKAN's JSON has it: times in ISO 8601, everything else as it is."""
    return given.isoformat() if isinstance(given, (date, datetime, time)) else given


def records(columns: Sequence[tuple[str, str]], rows: Sequence[Row], records_format: str) -> Any:
    """Rows as "objects", "lists", "csv" or "tsv"; the last two are one text without a header."""
    if records_format == "objects":
        names = [name for name, _ in columns]
        return [dict(zip(names, map(value, row), strict=True)) for row in rows]
    if records_format == "lists":
        return [[value(cell) for cell in row] for row in rows]
    file = io.StringIO()
    writer = csv.writer(file, delimiter="\t" if records_format == "tsv" else ",", lineterminator="\n")
    writer.writerows([["" if cell is None else value(cell) for cell in row] for row in rows])
    return file.getvalue()


def search_answer(
    *,
    path: str,
    asked: Mapping[str, Any],
    resource_id: str,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Row],
    limit: int,
    offset: int = 0,
    records_format: str = "objects",
    total: int | None = None,
) -> dict[str, Any]:
    """The result of `datastore_search`. `asked` is the input, which the links repeat; `total` None was not asked for."""
    told: dict[str, Any] = {
        "include_total": total is not None,
        "limit": limit,
        "records_format": records_format,
        "resource_id": resource_id,
        "total_estimation_threshold": None,
        "records": records(columns, rows, records_format),
        "fields": fields(columns),
        "_links": _links(path, asked, limit, offset),
    }
    if offset:
        told["offset"] = offset
    if total is not None:
        told |= {"total": total, "total_was_estimated": False}
    return told


def _links(path: str, asked: Mapping[str, Any], limit: int, offset: int) -> dict[str, str]:
    plain = {name: one for name, one in asked.items() if isinstance(one, (str, int)) and name != "offset"}
    links = {"start": f"{path}?{urlencode(plain)}" if plain else path}
    links["next"] = f"{path}?{urlencode({**plain, 'offset': offset + limit})}"
    if offset > 0:
        links["prev"] = f"{path}?{urlencode({**plain, 'offset': max(offset - limit, 0)})}"
    return links


def sql_answer(
    sql: str, columns: Sequence[tuple[str, str]], rows: Sequence[Row], *, cut: bool = False
) -> dict[str, Any]:
    """The result of `datastore_search_sql`; `cut` says that there are more rows than are given."""
    told: dict[str, Any] = {
        "sql": sql,
        "records": records(columns, rows, "objects"),
        "fields": fields(columns),
    }
    return told | ({"records_truncated": True} if cut else {})
