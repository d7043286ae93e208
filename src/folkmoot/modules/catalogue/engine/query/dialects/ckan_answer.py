"""The answer of CKAN's `datastore_search`, as a mapping that JSON can carry. HTTP and the envelope around it are the web's."""

import csv
import io
from typing import Any
from urllib.parse import urlencode

from folkmoot.modules.catalogue.engine.query.answer import Answer
from folkmoot.modules.catalogue.engine.query.columns import ID
from folkmoot.modules.catalogue.engine.query.dialects.ckan import Search, next_page
from folkmoot.modules.catalogue.engine.query.values import plain

TYPES = {
    "int": "int",
    "number": "numeric",
    "text": "text",
    "bool": "bool",
    "date": "date",
    "timestamp": "timestamp",
    "time": "time",
    "point": "text",
    "geometry": "text",
    "json": "json",
}
"""What CKAN calls our types: the names of PostgreSQL's."""


def search_answer(search: Search, answer: Answer, address: str, total: int | None) -> dict[str, Any]:
    """The result of a search: fields with CKAN's types, records in the wanted format, and links to its pages.

    `address` is that of the action with everything that was asked but `offset`, as `_links` repeat it; `total` is absent when
    it was not asked for. The limit is the one that held.
    """
    found: dict[str, Any] = {
        "include_total": search.include_total,
        "limit": search.query.limit,
        "records_format": search.records_format,
        "resource_id": search.resource,
        "total_estimation_threshold": None,
        "records": records(search.records_format, answer),
        "fields": [{"id": one.name, "type": TYPES[one.type]} for one in answer.columns],
        "_links": links(search, address),
    }
    if search.query.offset:
        found["offset"] = search.query.offset
    if search.include_total and total is not None:
        found |= {"total": total, "total_was_estimated": False}
    if search.include_next_page and (page := _next(search, answer)):
        found["next_page"] = page
    return found


def records(form: str, answer: Answer) -> Any:
    """The rows as CKAN writes them: objects, lists, or one text of lines without a header."""
    rows = [[plain(one) for one in row] for row in answer.rows]
    if form == "lists":
        return rows
    if form == "objects":
        return [dict(zip(answer.names, row, strict=True)) for row in rows]
    page = io.StringIO(newline="")
    writer = csv.writer(page, delimiter="," if form == "csv" else "\t", lineterminator="\n")
    writer.writerows(rows)
    return page.getvalue()


def links(search: Search, address: str) -> dict[str, str]:
    """Where the search begins and where it goes on, by offset; clients follow them until a page is empty."""
    more = "&" if "?" in address else "?"
    behind = urlencode({"offset": search.query.offset + search.query.limit})
    found = {"start": address, "next": f"{address}{more}{behind}"}
    before = search.query.offset - search.query.limit
    if search.query.offset:
        found["prev"] = f"{address}{more}{urlencode({'offset': before})}" if before > 0 else address
    return found


def _next(search: Search, answer: Answer) -> dict[str, Any] | None:
    """By `_id`, where the rows come in its order, show it, and there are no other filters that it would take the place of."""
    if (
        not answer.next
        or search.query.where is not None
        or search.query.sort
        or search.query.grouped
        or ID not in answer.names
    ):
        return None
    return next_page(search, int(answer.rows[-1][answer.names.index(ID)]))
