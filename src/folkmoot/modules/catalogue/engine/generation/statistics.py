"""What is told of each column of a finished table, from one pass over it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from folkmoot.modules.catalogue.engine.typing import Decided, sql

if TYPE_CHECKING:
    import duckdb

SHOWN = 200
"""Characters of a least or greatest text that are told."""
MOJIBAKE = ("Ã¤", "Ã¶", "Ã¼", "ÃŸ", "Ã©", "Ã±", "â€", "Â ")
"""What umlauts and quotation marks become when UTF-8 was read as Windows-1252 and saved again."""


def statistics_of(
    connection: "duckdb.DuckDBPyConnection",
    names: Sequence[str],
    decisions: Sequence[Decided],
    *,
    plain: bool = False,
) -> list[dict[str, Any]]:
    """For each column of ``rows``: filled cells, least, greatest, about how many differ; for texts also what deserves a look.

    ``distinct`` is an estimate (HyperLogLog), off by a few per cent. ``plain`` says that no letter is beyond ASCII.
    """
    if not names:
        return []
    parts = []
    for name, one in zip(names, decisions, strict=True):
        column = sql.name(name)
        parts += [f"count({column})", f"approx_count_distinct({column})"]
        if one.stored == "VARCHAR":
            wrong = " OR ".join(f"contains({column}, {sql.text(each)})" for each in MOJIBAKE)
            parts += [
                f"left(min({column}), {SHOWN})",
                f"left(max({column}), {SHOWN})",
                f"max(length({column}))",
                f"count(*) FILTER (starts_with({column}, '=') OR starts_with({column}, '@'))",
                f"count(*) FILTER (contains({column}, '@'))",
                "0"
                if plain
                else f"count(*) FILTER (CASE WHEN strlen({column}) > length({column}) THEN {wrong} ELSE false END)",
            ]
        else:
            parts += [f"min({column})::VARCHAR", f"max({column})::VARCHAR"]
    answers = iter(connection.execute(f"SELECT {', '.join(parts)} FROM rows").fetchone() or ())
    told = []
    for one in decisions:
        found: dict[str, Any] = {
            "filled": next(answers),
            "distinct": next(answers),
            "min": next(answers),
            "max": next(answers),
        }
        if one.stored == "VARCHAR":
            found |= {
                "longest": next(answers) or 0,
                "formulas": next(answers),
                "at_signs": next(answers),
                "mojibake": next(answers),
            }
        told.append(found)
    return told


def last_row(connection: "duckdb.DuckDBPyConnection") -> list[str]:
    """The cells of the last row as text, and before them the last ones that did not fit."""
    row = connection.execute(
        "SELECT * EXCLUDE (_id) FROM rows WHERE _id = (SELECT max(_id) FROM rows)"
    ).fetchone()
    told = ["" if cell is None else str(cell) for cell in row or ()]
    tables = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'rejects'"
    ).fetchone()
    if tables and tables[0]:
        told = [
            raw
            for (raw,) in connection.execute(
                'SELECT raw FROM rejects ORDER BY "line" DESC LIMIT 2'
            ).fetchall()
        ] + told
    return told


def rejects_by_column(connection: "duckdb.DuckDBPyConnection") -> dict[str, int]:
    """How many cells of each column were listed as not fitting."""
    return dict(connection.execute('SELECT "column", count(*) FROM rejects GROUP BY ALL').fetchall())
