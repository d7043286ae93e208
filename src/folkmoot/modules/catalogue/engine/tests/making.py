"""Small generations, made directly with DuckDB."""

import hashlib
import json
from pathlib import Path

import duckdb

DUCK = {
    "int": "BIGINT",
    "number": "DOUBLE",
    "text": "VARCHAR",
    "bool": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "time": "TIME",
    "point": "VARCHAR",
    "geometry": "VARCHAR",
    "json": "VARCHAR",
}


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def make_generation(root: Path, columns, rows, *, parquet=True, seed="") -> str:
    """Write rows (tuples without `_id`) of (name, type) columns as a generation; returns its name."""
    columns, rows = list(columns), [tuple(one) for one in rows]
    name = hashlib.sha256(repr((columns, rows, seed)).encode()).hexdigest()
    folder = root / name
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "table.duckdb")) as base:
        inside = ", ".join(f"{quoted(one)} {DUCK[kind]}" for one, kind in columns)
        base.execute(f"create table rows (_id BIGINT{', ' if columns else ''}{inside})")
        if rows:
            marks = ", ".join(["(" + ", ".join("?" * (len(columns) + 1)) + ")"] * len(rows))
            base.execute(
                f"insert into rows values {marks}",
                [one for n, row in enumerate(rows, 1) for one in (n, *row)],
            )
        finish(base, folder, columns, len(rows), parquet=parquet)
    return name


def make_from(root: Path, columns, select: str, name: str) -> str:
    """Write what a SELECT of DuckDB finds, `_id` first, as a generation."""
    folder = root / name
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "table.duckdb")) as base:
        base.execute(f"create table rows as {select}")
        (count,) = base.execute("select count(*) from rows").fetchone()
        finish(base, folder, columns, count)
    return name


def finish(base, folder: Path, columns, count: int, *, parquet=True) -> None:
    if parquet:
        base.execute(
            f"copy (select * from rows order by _id) to '{folder / 'table.parquet'}' (format parquet)"
        )
    base.execute("checkpoint")
    fields = [{"name": "_id", "title": "", "type": "int"}]
    fields += [{"name": one, "title": one.title(), "type": kind} for one, kind in columns]
    (folder / "table.json").write_text(json.dumps({"fields": fields, "counts": {"rows": count}}))
