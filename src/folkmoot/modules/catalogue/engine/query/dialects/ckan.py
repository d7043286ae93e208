"""What CKAN's `datastore_search` asks, with the operators of its filters since 2.12."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from folkmoot.modules.catalogue.engine.query.columns import ID
from folkmoot.modules.catalogue.engine.query.dialects.asked import Reading, scalar, words
from folkmoot.modules.catalogue.engine.query.tree import (
    AnyOf,
    Compare,
    Condition,
    IsNull,
    Key,
    OneOf,
    Query,
    Sort,
    Words,
    both,
)

_WHAT = frozenset({"resource_id", "id", "filters", "q", "plain", "language", "distinct", "fields", "sort"})
_HOW = frozenset({"limit", "offset", "include_total", "records_format", "include_next_page"})
KNOWN = _WHAT | _HOW | {"total_estimation_threshold"}
FORMATS = ("objects", "lists", "csv", "tsv")
LIMIT, MOST = 100, 32_000
MOST_DEEP = 10
OPERATORS = {"eq": "eq", "ne": "ne", "gt": "gt", "gte": "ge", "lt": "lt", "lte": "le"}
_SORT = re.compile(
    r'\s*(?:"((?:[^"]|"")+)"|(.+?))(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?\s*', re.IGNORECASE
)
_COMMAS = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)')


@dataclass(frozen=True, slots=True)
class Search:
    """A `datastore_search`: which resource, what is asked, and how the answer is written.

    `query.limit` is the limit that holds: CKAN lowers one that is too high to 32,000 and says so in its answer.
    """

    resource: str
    query: Query
    records_format: str = "objects"
    include_total: bool = True
    include_next_page: bool = False


def read(given: Mapping[str, Any]) -> Search:
    """The search that an action's input asks for; texts may hold JSON, as in an address. Raises Refused."""
    reading = Reading()
    reading.only(given, KNOWN)
    resource = given.get("resource_id") or given.get("id") or ""
    if not isinstance(resource, str) or not resource:
        reading.refuse("resource_id", "name the resource")
    if not reading.yes("plain", given.get("plain"), otherwise=True):
        reading.refuse("plain", "words are looked for as they are; leave this out")
    records = str(given.get("records_format") or "objects")
    if records not in FORMATS:
        reading.refuse("records_format", "choose one of %(choices)s", choices=", ".join(FORMATS))
    for name in ("fields", "sort"):
        if not isinstance(given.get(name), str | list | None):
            reading.refuse(name, "write columns with commas between them, or a list")
            given = {**given, name: None}
    fields, distinct = (
        tuple(words(given.get("fields"))),
        reading.yes("distinct", given.get("distinct"), otherwise=False),
    )
    where = both(_filters(reading, given.get("filters")), _q(reading, given.get("q")))
    sort = _sort(reading, given.get("sort"))
    if distinct and not fields:
        reading.refuse("fields", "“distinct” needs the fields whose different values are wanted")
    limit = min(reading.whole("limit", given.get("limit"), LIMIT), MOST)
    offset = reading.whole("offset", given.get("offset"), 0)
    if distinct:
        query = Query(
            where,
            fields,
            group=tuple(Key(one) for one in dict.fromkeys(fields)),
            sort=sort,
            limit=limit,
            offset=offset,
        )
    else:
        query = Query(where, fields, sort=sort, limit=limit, offset=offset)
    search = Search(
        str(resource),
        query,
        records,
        reading.yes("include_total", given.get("include_total"), otherwise=True),
        reading.yes("include_next_page", given.get("include_next_page"), otherwise=False),
    )
    reading.done()
    return search


def _q(reading: Reading, given: Any) -> Condition | None:
    if isinstance(given, str) and given.lstrip().startswith("{"):
        given = reading.json("q", given)
    if given is None or given == "":
        return None
    if isinstance(given, Mapping):
        found = (
            Words(str(text), (str(name),), at=f"q.{name}")
            for name, text in given.items()
            if str(text).strip()
        )
        return both(*found)
    if not scalar(given):
        reading.refuse("q", "write words, or an object of columns and words")
        return None
    return Words(str(given), at="q") if str(given).strip() else None


def _sort(reading: Reading, given: Any) -> tuple[Sort, ...]:
    """``a, "b c" desc nulls last``; a list of such texts is taken too."""
    texts = [
        text
        for one in ([given] if isinstance(given, str) else given or [])
        for text in _COMMAS.split(str(one))
    ]
    found = []
    for text in texts:
        if not text.strip():
            continue
        match = _SORT.fullmatch(text)
        if match is None:
            reading.refuse(
                "sort", "“%(given)s” is not an order: write a column, then asc or desc", given=text
            )
            continue
        name = match[1].replace('""', '"') if match[1] else match[2]
        if (match[4] or "last").lower() == "first":
            reading.refuse("sort", "absent values come last here")
        found.append(Sort(name.strip(), (match[3] or "asc").lower() == "desc"))
    return tuple(found)


def _filters(reading: Reading, given: Any) -> Condition | None:
    given = reading.json("filters", given) if isinstance(given, str) and given.strip() else given
    if not given:
        return None
    if isinstance(given, list):
        return _either(reading, given, "filters", 0)
    if not isinstance(given, Mapping):
        reading.refuse("filters", "write an object of columns and values")
        return None
    return _object(reading, given, "filters", 0)


def _either(reading: Reading, given: list[Any], at: str, deep: int) -> Condition | None:
    found = [_object(reading, one, f"{at}[{number}]", deep + 1) for number, one in enumerate(given)]
    parts = tuple(one for one in found if one is not None)
    return AnyOf(parts) if parts else None


def _object(reading: Reading, given: Any, at: str, deep: int) -> Condition | None:
    if not isinstance(given, Mapping) or deep > MOST_DEEP:
        reading.refuse(at, "write an object of columns and values")
        return None
    found: list[Condition | None] = []
    for name, value in given.items():
        where = f"{at}.{name}"
        if name in {"$or", "$and"}:
            if not isinstance(value, list):
                reading.refuse(where, "write a list of objects")
            elif name == "$or":
                found.append(_either(reading, value, where, deep))
            else:
                found += [_object(reading, one, f"{where}[{n}]", deep + 1) for n, one in enumerate(value)]
        elif name.startswith("$") and not name.startswith("$$"):
            reading.refuse(where, "only $or and $and are known; a column's own dollar sign is written twice")
        else:
            found.append(
                _field(reading, name.removeprefix("$") if name.startswith("$$") else name, value, where)
            )
    return both(*found)


def _field(reading: Reading, column: str, given: Any, at: str) -> Condition | None:
    if given is None:
        return IsNull(column, at=at)
    if scalar(given):
        return Compare(column, "eq", given, at=at)
    if isinstance(given, Mapping):
        return both(*(_operator(reading, column, op, one, at) for op, one in given.items()))
    values = tuple(one for one in given if scalar(one))
    parts: list[Condition] = [OneOf(column, values, at=at)] if values else []
    parts += [found for one in given if not scalar(one) and (found := _nested(reading, column, one, at))]
    if not parts:
        reading.refuse(at, "give at least one value")
        return None
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))


def _nested(reading: Reading, column: str, given: Any, at: str) -> Condition | None:
    if isinstance(given, list):
        reading.refuse(at, "a list of lists is not known here")
        return None
    return _field(reading, column, given, at)


def _operator(reading: Reading, column: str, op: str, value: Any, at: str) -> Condition | None:
    if op == "in" and isinstance(value, list):
        return _field(reading, column, value, at)
    if op in {"eq", "ne"} and value is None:
        reading.refuse(at, "an absent value is written as null without an operator")
        return None
    if op not in OPERATORS or not scalar(value):
        known = ", ".join([*OPERATORS, "in"])
        reading.refuse(
            at, "“%(op)s” is not an operator with a value; known are %(known)s", op=op, known=known
        )
        return None
    return Compare(column, OPERATORS[op], value, at=at)


def next_page(search: Search, next_after: int | None) -> dict[str, Any] | None:
    """For `include_next_page`: the filter that finds the rows behind an `_id`, the way to page that stays fast."""
    return None if next_after is None else {"filters": {ID: {"gt": next_after}}, "limit": search.query.limit}
