"""A table with records inserted, changed or removed, as a Parquet file from which the next generation is built."""

import json
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

from folkmoot.modules.catalogue.engine.faults import Unreadable
from folkmoot.modules.catalogue.engine.generation.build import PARQUET
from folkmoot.modules.catalogue.engine.typing import sql
from folkmoot.record.refusal import Refusal

METHODS = ("insert", "update", "upsert")
STORED: Mapping[str, str] = {
    "int": "BIGINT",
    "number": "DOUBLE",
    "text": "VARCHAR",
    "bool": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "time": "TIME",
    "json": "VARCHAR",
}
"""Types of columns that records can be written into."""
_LARGEST = 2**63
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Into:
    """A column to write: its name in records, its title in files, one of STORED, and how it is stored until now."""

    name: str
    title: str
    type: str
    stored: str = ""


def type_of(values: Iterable[Any]) -> str:
    """The type of a column that nobody named one for, from all its values."""
    kinds = {type(one) for one in values if one is not None}
    if not kinds:
        return "text"
    if kinds == {bool}:
        return "bool"
    if kinds <= {int}:
        return "int"
    if kinds <= {int, float}:
        return "number"
    return "json" if kinds <= {dict, list} else "text"


def merged(
    old: Path | None,
    columns: Sequence[Into],
    records: Sequence[Record],
    *,
    key: Sequence[str],
    method: str,
    scratch: Path,
) -> Path:
    """A new Parquet file in `scratch` with the rows of the generation in the folder `old` and the records.

    A changed row keeps its place, and columns that its record does not name keep their values. Unreadable says which
    record is wrong and why.
    """
    if method not in METHODS:
        _no("method", "choose one of %(choices)s", choices=", ".join(METHODS))
    if method != "insert" and not key:
        _no("primary_key", "%(method)s needs a primary key; name it in datastore_create", method=method)
    rows = _by_key(_settled(columns, records), key, method) if key else _settled(columns, records)
    handle, name = tempfile.mkstemp(suffix=".jsonl", dir=scratch)
    given = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            for at, row in enumerate(rows):
                told = {f"c{n}": row[one.name] for n, one in enumerate(columns) if one.name in row}
                told |= {"_at": at, "_has": [f"c{n}" for n, one in enumerate(columns) if one.name in row]}
                file.write(json.dumps(told, ensure_ascii=False) + "\n")
        return _written(old, columns, given if rows else None, key=key, method=method, scratch=scratch)
    finally:
        given.unlink(missing_ok=True)


def without(old: Path, chosen: str, columns: Sequence[Into], scratch: Path) -> Path:
    """A new Parquet file with the rows of `old` that the statement `chosen` over `rows` does not give the `_id` of."""
    shown = ", ".join(f"{sql.name(one.name)} AS {sql.name(one.title)}" for one in columns)
    statement = f"SELECT {shown} FROM rows WHERE _id NOT IN (SELECT _id FROM ({chosen})) ORDER BY rows._id"
    return _copied(old, None, [], statement, scratch)


def _no(where: str, pattern: str, **params: Any) -> NoReturn:
    raise Unreadable([Refusal.of(where, pattern, **params)])


def _settled(columns: Sequence[Into], records: Sequence[Record]) -> list[dict[str, Any]]:
    known = {one.name: one for one in columns}
    found = []
    for at, record in enumerate(records):
        if not isinstance(record, Mapping):
            _no(f"records[{at}]", "write an object of columns and values")
        if unknown := [name for name in record if name not in known]:
            _no(f"records[{at}]", "there is no column “%(name)s”", name=str(unknown[0])[:100])
        found.append({name: _value(known[name], value, at) for name, value in record.items()})
    return found


def _value(column: Into, value: Any, at: int) -> Any:
    """A value as JSON that DuckDB casts without loss."""
    if value is None or (value == "" and column.type != "text"):
        return None
    try:
        return _cast(column.type, value)
    except (ValueError, TypeError, InvalidOperation, OverflowError):
        _no(
            f"records[{at}].{column.name}",
            "“%(value)s” is not of the type %(type)s",
            value=str(value)[:100],
            type=column.type,
        )


def _cast(kind: str, value: Any) -> Any:
    if kind == "json":
        return json.dumps(value, ensure_ascii=False)
    if kind == "text":
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if kind == "bool":
        told = str(value).lower()
        if told not in {"true", "false", "t", "f", "yes", "no", "1", "0"}:
            raise ValueError(told)
        return told in {"true", "t", "yes", "1"}
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError(kind)
    if kind == "int":
        number = Decimal(str(value))
        if not number.is_finite() or number != number.to_integral_value() or abs(number) >= _LARGEST:
            raise ValueError(value)
        return str(int(number))
    if kind == "number":
        number = Decimal(str(value))
        if not number.is_finite():
            raise ValueError(value)
        return str(number)
    reader: Any = {"date": date, "timestamp": datetime, "time": time}[kind]
    told = str(value).strip()
    if kind == "date" and "T" in told:
        return datetime.fromisoformat(told).date().isoformat()
    found = reader.fromisoformat(told)
    if kind == "timestamp" and found.tzinfo is not None:
        found = found.astimezone(tz=_utc()).replace(tzinfo=None)
    return found.isoformat()


def _utc() -> Any:
    from datetime import UTC

    return UTC


def _by_key(rows: list[dict[str, Any]], key: Sequence[str], method: str) -> list[dict[str, Any]]:
    """Rows of which none has the key of another; a later one changes an earlier one, as if they came one by one."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for at, row in enumerate(rows):
        told = tuple(row.get(one) for one in key)
        if None in told:
            _no(f"records[{at}]", "the key %(key)s is missing", key=", ".join(key))
        if told in found and method == "insert":
            _no(f"records[{at}]", "the key %(key)s comes twice", key=", ".join(map(str, told))[:200])
        found[told] = found.get(told, {}) | row
    return list(found.values())


def _written(
    old: Path | None,
    columns: Sequence[Into],
    given: Path | None,
    *,
    key: Sequence[str],
    method: str,
    scratch: Path,
) -> Path:
    numbers = {one.name: n for n, one in enumerate(columns)}
    keys = [numbers[one] for one in key]
    on = " AND ".join(f"o.{sql.name(columns[n].name)} = n.c{n}" for n in keys) or "FALSE"
    kept, fresh = [], []
    for n, one in enumerate(columns):
        before, title = f"o.{sql.name(one.name)}", sql.name(one.title)
        kept.append(f"CASE WHEN list_contains(n._has, 'c{n}') THEN n.c{n} ELSE {before} END AS {title}")
        fresh.append(f"n.c{n} AS {sql.name(one.title)}")
    titles = ", ".join(sql.name(one.title) for one in columns)
    statement = (
        f"SELECT {titles} FROM ("
        f"SELECT 0 AS _part, o._id AS _place, {', '.join(kept)} FROM rows o LEFT JOIN given n ON {on} "
        f"UNION ALL SELECT 1, n._at, {', '.join(fresh)} FROM given n "
        f"WHERE NOT EXISTS (SELECT 1 FROM rows o WHERE {on})) ORDER BY _part, _place"
    )
    checks = []
    if key and method in {"insert", "update"}:
        there = f"EXISTS (SELECT 1 FROM rows o WHERE {on})"
        shown = ", ".join(f"n.c{n}" for n in keys)
        wrong = there if method == "insert" else f"NOT {there}"
        words = (
            "there is a row with this key already: %(key)s"
            if method == "insert"
            else "there is no row with this key: %(key)s"
        )
        checks.append(
            (f"SELECT n._at, concat_ws(', ', {shown}) FROM given n WHERE {wrong} ORDER BY 1 LIMIT 1", words)
        )
    return _copied(old, given, columns, statement, scratch, checks)


def _copied(
    old: Path | None,
    given: Path | None,
    columns: Sequence[Into],
    statement: str,
    scratch: Path,
    checks: Sequence[tuple[str, str]] = (),
) -> Path:
    import duckdb

    handle, name = tempfile.mkstemp(suffix=".parquet", dir=scratch)
    os.close(handle)
    target = Path(name)
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": "512MB",
        "temp_directory": str(scratch),
    }
    try:
        with duckdb.connect(":memory:", config=config) as base:
            new = "".join(
                f", NULL::{STORED[one.type]} AS {sql.name(one.name)}"
                for one in columns
                if old is None or not one.stored
            )
            rows = (
                f"SELECT *{new} FROM read_parquet({sql.path(old / PARQUET)})"
                if old
                else f"SELECT 0 AS _id{new} WHERE FALSE"
            )
            base.execute(f"CREATE VIEW rows AS {rows}")
            if columns:
                _given(base, given, columns)
            for check, words in checks:
                if (found := base.execute(check).fetchone()) is not None:
                    _no(f"records[{found[0]}]", words, key=str(found[1])[:200])
            paths = ", ".join(
                sql.text(str(one))
                for one in (target, *((old / PARQUET,) if old else ()), *([given] if given else []))
            )
            base.execute(f"SET allowed_paths = [{paths}]")
            base.execute("SET enable_external_access = false")
            base.execute("SET lock_configuration = true")
            base.execute(f"COPY ({statement}) TO {sql.text(str(target))} (FORMAT parquet, COMPRESSION zstd)")
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return target


def _given(base: Any, given: Path | None, columns: Sequence[Into]) -> None:
    """The table of the records, with its columns as they are stored already, where nothing is lost by it."""
    texts = {f"c{n}": "BOOLEAN" if one.type == "bool" else "VARCHAR" for n, one in enumerate(columns)}
    shape = ", ".join(
        f"{name}: '{kind}'" for name, kind in (texts | {"_at": "BIGINT", "_has": "VARCHAR[]"}).items()
    )
    if given is None:
        empty = ", ".join(
            f"NULL::{kind} AS {name}"
            for name, kind in (texts | {"_at": "BIGINT", "_has": "VARCHAR[]"}).items()
        )
        base.execute(f"CREATE TABLE told AS SELECT * FROM (SELECT {empty}) WHERE FALSE")
    else:
        base.execute(
            f"CREATE TABLE told AS SELECT * FROM read_json({sql.path(given)}, format = 'newline_delimited', "
            f"columns = {{{shape}}}, maximum_object_size = 64000000)"
        )
    parts = []
    for n, one in enumerate(columns):
        kind = STORED[one.type]
        if one.stored.startswith("DECIMAL"):
            exact = f"SELECT count(*) FROM told WHERE c{n} IS NOT NULL AND TRY_CAST(c{n} AS {one.stored})::DOUBLE IS DISTINCT FROM TRY_CAST(c{n} AS DOUBLE)"
            kind = "DOUBLE" if base.execute(exact).fetchone()[0] else one.stored
        parts.append(f"c{n}::{kind} AS c{n}")
    base.execute(f"CREATE TABLE given AS SELECT _at, _has, {', '.join(parts)} FROM told")
