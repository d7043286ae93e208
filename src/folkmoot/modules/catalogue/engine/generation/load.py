"""From rows of text to the typed table: decide, load, list what did not fit."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from folkmoot.modules.catalogue.engine.dialect import Choices
from folkmoot.modules.catalogue.engine.generation import rows as texts
from folkmoot.modules.catalogue.engine.generation.database import LINE, canonical_rows, cells_of, plain_rows
from folkmoot.modules.catalogue.engine.reading.names import names_of
from folkmoot.modules.catalogue.engine.reading.source import Plain
from folkmoot.modules.catalogue.engine.reading.unify import NUMBERING
from folkmoot.modules.catalogue.engine.typing import (
    Decided,
    Dictionary,
    decide,
    entry_for,
    rejected_rows,
    sql,
)

if TYPE_CHECKING:
    import duckdb

SPARSE = 20
"""A column with fewer cells in the sample is asked for its most frequent ones."""


@dataclasses.dataclass(frozen=True, slots=True)
class Relation:
    """The rows of text as SQL, with where the lines are known from."""

    sql: str
    columns: list[str]
    titles: list[str]
    names: list[str]
    plain: Plain | None
    kinds: Sequence[str] = ()
    files: Sequence[str] = ()


def relation_of(left: dict[str, Any], folder: Path, files: Sequence[str]) -> Relation:
    """The relation that the step before left."""
    titles = left["titles"]
    plain = texts.plain_of(left)
    rows = plain_rows(plain, len(titles)) if plain else canonical_rows(folder / texts.CANONICAL, len(titles))
    return Relation(
        rows,
        cells_of(len(titles)),
        titles,
        names_of(titles),
        plain,
        left["kinds"],
        files if len(files) > 1 else (),
    )


class HeaderAgain(Exception):
    """The header stands among the rows, so that they have to be read one by one."""


def decided(
    connection: "duckdb.DuckDBPyConnection",
    relation: Relation,
    folder: Path,
    choices: Choices,
    dictionary: Dictionary,
) -> tuple[list[Decided], int]:
    """(a decision for each column, number of rows)."""
    entries = [
        entry_for(dictionary, title, name)
        for title, name in zip(relation.titles, relation.names, strict=True)
    ]
    plain = relation.plain
    if plain:
        samples = texts.samples_of(
            plain.path, len(relation.columns), delimiter=plain.delimiter, quote=plain.quote, skip=plain.skip
        )
    else:
        samples = texts.samples_of(folder / texts.CANONICAL, len(relation.columns), drop=1)
    _fill(connection, relation, samples)
    again = ""
    named = [
        (column, title) for column, title in zip(relation.columns, relation.titles, strict=True) if title
    ]
    if plain and named and len(named) == len(relation.columns):
        again = " AND ".join(f"{column} = {sql.text(title)}" for column, title in named)
    found, count, headers = decide(
        connection,
        relation.sql,
        relation.columns,
        samples,
        entries,
        held=relation.kinds,
        date_order=choices.date_order,
        decimal=choices.decimal,
        also=again,
    )
    if headers:
        raise HeaderAgain
    return found, count


def _fill(connection: "duckdb.DuckDBPyConnection", relation: Relation, samples: list[list[str]]) -> None:
    """Cells that are rare may be in no sample: ask the whole file for them."""
    sparse = [at for at, cells in enumerate(samples) if len(cells) < SPARSE]
    if not sparse:
        return
    parts = ", ".join(
        f"approx_top_k({relation.columns[at]}, 100) FILTER ({relation.columns[at]} IS NOT NULL)"
        for at in sparse
    )
    for at, found in zip(
        sparse, connection.execute(f"SELECT {parts} FROM {relation.sql}").fetchone() or (), strict=True
    ):
        samples[at] = list(found or ())


def loaded(connection: "duckdb.DuckDBPyConnection", relation: Relation, decisions: Sequence[Decided]) -> int:
    """Make the table ``rows``, and ``rejects`` where cells did not fit; the number of those."""
    parts = [f"{one.value} AS {sql.name(name)}" for one, name in zip(decisions, relation.names, strict=True)]
    connection.execute(
        f"CREATE TABLE rows AS SELECT row_number() OVER ()::BIGINT AS _id, {', '.join(parts)} FROM {relation.sql}"
    )
    bad = rejected_rows(decisions, relation.columns)
    if not bad:
        return 0
    return _list_rejects(connection, relation, decisions, bad)


def _list_rejects(
    connection: "duckdb.DuckDBPyConnection",
    relation: Relation,
    decisions: Sequence[Decided],
    bad: Sequence[tuple[int, str]],
) -> int:
    line = LINE if relation.plain is None else "0::BIGINT"
    picked = ", ".join(relation.columns[at] for at, _ in bad)
    some = " OR ".join(f"({condition})" for _, condition in bad)
    connection.execute(
        f"CREATE TEMP TABLE bad AS SELECT * FROM (SELECT row_number() OVER () AS _row, {line} AS _line, {picked} FROM {relation.sql}) WHERE {some}"
    )
    if relation.plain is not None:
        _number_lines(connection, relation.plain)
    connection.execute('CREATE TABLE rejects ("line" BIGINT, "column" VARCHAR, raw VARCHAR, reason VARCHAR)')
    selects = []
    for at, condition in bad:
        reason = sql.text(reason_of(decisions[at]))
        where, number = "", "_line"
        if relation.files:
            names = ", ".join(sql.text(one) for one in relation.files)
            where, number = (
                f"'in ' || list_value({names})[(_line // {NUMBERING})::INT + 1] || ': ' || ",
                f"_line % {NUMBERING}",
            )
        selects.append(
            f"SELECT {number}, {sql.text(relation.names[at])}, {relation.columns[at]}, {where}{reason}, _row, {at} FROM bad WHERE {condition}"
        )
    connection.execute(
        "INSERT INTO rejects SELECT a, b, c, d FROM ("
        + " UNION ALL ".join(selects)
        + ") AS t(a, b, c, d, e, f) ORDER BY e, f"
    )
    (count,) = connection.execute("SELECT count(*) FROM rejects").fetchone() or (0,)
    connection.execute("DROP TABLE bad")
    return int(count)


def _number_lines(connection: "duckdb.DuckDBPyConnection", plain: Plain) -> None:
    """Give the bad rows their lines: counted where every record is one line, looked up where some span several."""
    (rows,) = connection.execute("SELECT count(*) FROM rows").fetchone() or (0,)
    if rows == plain.lines - plain.skip:
        connection.execute(f"UPDATE bad SET _line = _row + {plain.skip}")
        return
    wanted = [row for (row,) in connection.execute("SELECT _row FROM bad").fetchall()]
    for row, line in texts.lines_of(plain, wanted).items():
        connection.execute(f"UPDATE bad SET _line = {line} WHERE _row = {row}")


ARTICLES = {
    "int": "a whole number",
    "number": "a number",
    "bool": "yes or no",
    "date": "a date",
    "timestamp": "a date with a time",
    "time": "a time of day",
    "point": "a latitude and longitude",
    "geometry": "a geometry",
    "json": "JSON",
}


def reason_of(one: Decided) -> str:
    """What a cell would have to be."""
    pattern = one.known.get("pattern") or ""
    sign = one.known.get("decimal")
    how = (
        f" written as {pattern}"
        if pattern
        else f" with {sign!r} before decimals"
        if sign and one.type == "number"
        else ""
    )
    return f"not {ARTICLES.get(one.type, one.type)}{how}"


def load_parquet(
    connection: "duckdb.DuckDBPyConnection", path: Path, dictionary: Dictionary
) -> tuple[list[str], list[Decided], int]:
    """(titles, decisions, rows) of a file whose columns have types: the table ``rows`` is made from it as it is."""
    relation = f"read_parquet({sql.path(path)})"
    described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    titles = [str(one[0]) for one in described]
    names = names_of(titles)
    parts, decisions = [], []
    for title, name, (_, kind, *_) in zip(titles, names, described, strict=True):
        entry = entry_for(dictionary, title, name)
        type_, stored, value = _native(str(kind), sql.name(title))
        if entry.type == "text" and type_ != "text":
            type_, stored, value = "text", "VARCHAR", f"{sql.name(title)}::VARCHAR"
        if entry.type == "json" and kind == "VARCHAR":
            type_ = "json"
        parts.append(f"{value} AS {sql.name(name)}")
        reason = "the publisher chose it" if entry.type == type_ else f"the file declares {kind}"
        decisions.append(Decided(type_, stored, value, reason=reason, chosen=entry.type == type_))
    connection.execute(
        f"CREATE TABLE rows AS SELECT row_number() OVER ()::BIGINT AS _id, {', '.join(parts)} FROM {relation}"
    )
    counts = (
        connection.execute(
            "SELECT count(*), " + ", ".join(f"count({sql.name(one)})" for one in names) + " FROM rows"
        ).fetchone()
        or ()
    )
    return (
        titles,
        [dataclasses.replace(one, cells=cells) for one, cells in zip(decisions, counts[1:], strict=True)],
        int(counts[0]),
    )


def _native(kind: str, column: str) -> tuple[str, str, str]:
    """(type, stored as, SQL) of a column of a Parquet file."""
    if kind in {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}:
        return "int", "BIGINT", f"{column}::BIGINT"
    if kind in {"UBIGINT", "HUGEINT", "UHUGEINT"}:
        return "number", "DECIMAL(38, 0)", f"{column}::DECIMAL(38, 0)"
    if kind.startswith("DECIMAL"):
        return "number", kind, column
    if kind in {"FLOAT", "DOUBLE"}:
        return "number", "DOUBLE", f"{column}::DOUBLE"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return "timestamp", "TIMESTAMP", f"timezone('UTC', {column})"
    if kind.startswith("TIMESTAMP"):
        return "timestamp", "TIMESTAMP", f"{column}::TIMESTAMP"
    simple = {"BOOLEAN": "bool", "DATE": "date", "TIME": "time", "VARCHAR": "text"}
    if kind in simple:
        return simple[kind], kind, column
    if kind in {"BLOB", "UUID"} or kind.startswith("ENUM"):
        return "text", "VARCHAR", f"{column}::VARCHAR"
    return "json", "VARCHAR", f"to_json({column})::VARCHAR"
