"""The database that loads and holds one table. It is imported late: importing it may start threads, which a fork loses."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from folkmoot.modules.catalogue.engine.limits import Limits
from folkmoot.modules.catalogue.engine.reading.source import Plain
from folkmoot.modules.catalogue.engine.typing import sql

if TYPE_CHECKING:
    import duckdb

LINE = "_line"


@contextmanager
def database(path: Path, spill: Path, limits: Limits) -> "Iterator[duckdb.DuckDBPyConnection]":
    """A database in a file, held in memory up to the limit; what is more spills into a folder beside it."""
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": limits.memory,
        "threads": limits.threads,
        "temp_directory": str(spill),
        "preserve_insertion_order": True,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    connection = duckdb.connect(str(path), config=config)
    try:
        yield connection
    finally:
        connection.close()


def cells_of(count: int) -> list[str]:
    """The names of the text columns while a table is loaded: c1, c2, …"""
    return [f"c{at}" for at in range(1, count + 1)]


def plain_rows(plain: Plain, columns: int) -> str:
    """SQL of the rows of a text file as it lies."""
    return _csv(
        plain.path,
        cells_of(columns),
        plain.delimiter,
        plain.quote,
        plain.escape,
        plain.line_end,
        plain.skip,
        "",
    )


def canonical_rows(path: Path, columns: int) -> str:
    """SQL of the rows of the file that readers write, with the line each came from."""
    return _csv(path, [LINE, *cells_of(columns)], ",", '"', '"', "\n", 0, ", max_line_size=67108864")


def _csv(
    path: Path,
    columns: list[str],
    delimiter: str,
    quote: str,
    escape: str,
    line_end: str,
    skip: int,
    more: str,
) -> str:
    kinds = ", ".join(f"{sql.text(one)}: '{'BIGINT' if one == LINE else 'VARCHAR'}'" for one in columns)
    # Asked for pairs of return and feed by name, version 2.0.1 reads wrong rows in strict mode. Left open, it finds
    # them, since a file with a single feed elsewhere is not read as it lies.
    end = "" if line_end == "\r\n" else "new_line='\\n', "
    return (
        f"read_csv({sql.path(path)}, auto_detect=false, header=false, skip={skip}, delim={sql.text(delimiter)}, "
        f"quote={sql.text(quote)}, escape={sql.text(escape)}, {end}comment='', nullstr='', allow_quoted_nulls=true, "
        f"strict_mode=true, null_padding=false, ignore_errors=false{more}, columns={{{kinds}}})"
    )
