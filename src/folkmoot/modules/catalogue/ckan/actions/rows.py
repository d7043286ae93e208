"""Rows of resources: CKAN's datastore, over the engine and, for SQL, the sandbox."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from folkmoot.modules.catalogue import engines
from folkmoot.modules.catalogue.api import LONGEST_SQL, SQL
from folkmoot.modules.catalogue.ckan.actions.resources import table
from folkmoot.modules.catalogue.ckan.ask import Ask, Missing, action
from folkmoot.modules.catalogue.ckan.names import RESOURCES
from folkmoot.modules.catalogue.engine.query.columns import ID
from folkmoot.modules.catalogue.engine.query.dialects import ckan
from folkmoot.modules.catalogue.engine.query.dialects.ckan_answer import TYPES, search_answer
from folkmoot.people.limits import client_key, demand
from folkmoot.record.refusal import Refusal, Refused

MOST_TABLES = 10
PATH = "/api/3/action/datastore_search"


@action()
def datastore_search(ask: Ask) -> dict[str, Any]:
    """Rows of a resource.

    resource_id, filters, q, distinct, fields, sort, limit (100; 32,000 at most), offset, include_total, records_format.
    """
    search = ckan.read(ask.given)
    _row, found = table(ask, search.resource, rows=True)
    engine = engines.engine()
    # The count first: where somebody wants no rows at all, nothing else is computed.
    total = engine.count(found.generation, search.query) if search.include_total else None
    asked = search.query if search.query.limit else dataclasses.replace(search.query, limit=1)
    answer = engine.ask(found.generation, asked)
    if not search.query.limit:
        answer = dataclasses.replace(answer, rows=(), next="")
    return search_answer(search, answer, _address(ask.given), total)


def _address(given: Mapping[str, Any]) -> str:
    """The action with all that was asked but the offset."""
    told = {
        name: one if isinstance(one, str) else json.dumps(one)
        for name, one in given.items()
        if name != "offset" and one is not None
    }
    return f"{PATH}?{urlencode(told)}"


@action()
def datastore_search_sql(ask: Ask) -> dict[str, Any]:
    """One SELECT over resources, which are named by their ids in quotation marks. sql. 32,000 rows at most."""
    sql = ask.word("sql") if not isinstance(ask.given.get("sql"), str) else ask.given["sql"].strip()
    if not sql:
        raise Refused([Refusal("sql", "Missing value")])
    if len(sql) > LONGEST_SQL:
        raise Refused([Refusal.of("sql", "use at most %(most)s characters", most=LONGEST_SQL)])
    demand(SQL, client_key(ask.request))
    names = list(dict.fromkeys(RESOURCES.findall(sql)))[: MOST_TABLES + 1]
    if len(names) > MOST_TABLES:
        raise Refused([Refusal.of("sql", "name at most %(most)s resources", most=MOST_TABLES)])
    tables = {}
    for one in names:
        try:
            tables[one] = table(ask, one, rows=True)[1].generation
        except Missing:
            # It may be no name at all, such as a column behind its table; else the parser says that it is not there.
            continue
    found = engines.sandbox().ask(sql, tables)
    columns = found.answer.columns
    told: dict[str, Any] = {
        "sql": sql,
        "records": [dict(zip((one.name for one in columns), row, strict=True)) for row in found.answer.rows],
        "fields": [{"id": one.name, "type": TYPES[one.type]} for one in columns],
    }
    return told | ({"records_truncated": True} if found.truncated else {})


@action()
def datastore_info(ask: Ask) -> dict[str, Any]:
    """Columns of a resource with what the dictionary says of them, and the number of its rows. id."""
    _row, found = table(ask, ask.word("id", "resource_id"), rows=True)
    told = engines.manifest(found.generation)
    return {
        "meta": {
            "id": f"{found.dataset}.{found.name}",
            "count": found.rows,
            "size": told["parquet"]["bytes"],
            "db_size": told["parquet"]["bytes"],
            "idx_size": 0,
            "table_type": "BASE TABLE",
            "aliases": [],
        },
        "fields": [_field(one) for one in told["fields"] if one["name"] != ID],
    }


def _field(one: Mapping[str, Any]) -> dict[str, Any]:
    key = bool(one.get("key"))
    info = {
        "label": one.get("label") or one.get("title") or one["name"],
        "notes": one.get("description", ""),
        "unit": one.get("unit", ""),
    }
    kind = TYPES[one["type"]]
    schema = {"native_type": kind, "notnull": key, "index_name": None, "is_index": key, "uniquekey": key}
    return {"id": one["name"], "type": kind, "info": info, "schema": schema}
