"""Parquet and Excel of an answer of any size: written into a file first, since both need to know their end."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from folkmoot.modules.catalogue.engine.query.columns import Column
from folkmoot.modules.catalogue.engine.query.tree import Query
from folkmoot.modules.catalogue.engine.query.values import plain
from folkmoot.modules.catalogue.engine.running.generations import PARQUET, Lease
from folkmoot.record.refusal import Refusal, Refused

MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 1_048_575, 16_384, 32_767
"""What a sheet of Excel holds beside its header: rows, columns, characters of a cell."""
_EXACT = 10**15
_FIRST_YEAR = 1900
_PIECE = 1 << 18


def pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a file. It is removed at once and goes when the last piece was taken or nobody wants more."""
    with path.open("rb") as file:
        path.unlink()
        while piece := file.read(_PIECE):
            yield piece


def parquet_file(lease: Lease, sql: str, scratch: Path, *, memory: int = 512, threads: int = 1) -> Path:
    """Write what a statement over `rows` finds as Parquet (zstd) into a new file in `scratch`.

    A database of its own reads the generation's Parquet copy and may write into `scratch` alone.
    """
    import duckdb

    handle, name = tempfile.mkstemp(suffix=".parquet", dir=scratch)
    os.close(handle)
    source, target = str(lease.folder / PARQUET).replace("'", "''"), name.replace("'", "''")
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "memory_limit": f"{memory}MB",
        "temp_directory": str(scratch),
    }
    try:
        with duckdb.connect(":memory:", config=config) as base:
            base.execute(f"CREATE VIEW rows AS SELECT * FROM read_parquet('{source}')")
            # The folder of scratch is where sorting spills; the file is the only other thing that may be written.
            base.execute(f"SET allowed_paths = ['{source}', '{target}']")
            base.execute("SET enable_external_access = false")
            base.execute("SET lock_configuration = true")
            base.execute(f"COPY ({sql}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def whole_file(lease: Lease, query: Query) -> Path | None:
    """The generation's own Parquet file where the whole table is asked for: it must not be removed by whoever sends it."""
    asks_nothing = query.where is None and not query.grouped and not query.select and not query.sort
    return lease.folder / PARQUET if asks_nothing else None


def excel_file(columns: tuple[Column, ...], rows: Iterable[list[tuple[Any, ...]]], scratch: Path) -> Path:
    """Write rows as Excel into a new file in `scratch`, in constant memory. Text stays text: nothing becomes a formula.

    More rows than a sheet holds go on in further sheets. Texts longer than a cell holds are cut and end with "…"; whole
    numbers that Excel would round are written as text. Raises Refused for more columns than a sheet holds.
    """
    import xlsxwriter

    if len(columns) > MOST_COLUMNS:
        pattern = "Excel holds at most %(most)s columns; these are %(given)s"
        raise Refused([Refusal.of("format", pattern, most=MOST_COLUMNS, given=len(columns))])
    handle, name = tempfile.mkstemp(suffix=".xlsx", dir=scratch)
    os.close(handle)
    options = {
        "constant_memory": True,
        "tmpdir": str(scratch),
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    try:
        with xlsxwriter.Workbook(name, options) as book:
            _write(book, columns, rows)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _write(book: Any, columns: tuple[Column, ...], rows: Iterable[list[tuple[Any, ...]]]) -> None:
    shown = {
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        time: book.add_format({"num_format": "hh:mm:ss"}),
    }
    bold = book.add_format({"bold": True})

    def begun(number: int) -> Any:
        sheet = book.add_worksheet(f"rows {number}")
        for at, one in enumerate(columns):
            sheet.write_string(0, at, _cut(one.name), bold)
        sheet.freeze_panes(1, 0)
        return sheet

    number, line, sheet = 1, 0, begun(1)
    for piece in rows:
        for row in piece:
            if line == MOST_ROWS:
                number, line = number + 1, 0
                sheet = begun(number)
            line += 1
            for at, value in enumerate(row):
                if value is not None:
                    _cell(sheet, line, at, value, shown)


def _cell(sheet: Any, line: int, at: int, value: Any, shown: dict[type, Any]) -> None:
    kind = type(value)
    if kind in shown and getattr(value, "year", _FIRST_YEAR) >= _FIRST_YEAR:
        sheet.write_datetime(line, at, value, shown[kind])
    elif kind is bool:
        sheet.write_boolean(line, at, value)
    elif kind is str:
        sheet.write_string(line, at, _cut(value))
    else:
        found = plain(value)
        if isinstance(found, int | float) and abs(found) < _EXACT:
            sheet.write_number(line, at, found)
        elif found is not None:
            sheet.write_string(line, at, _cut(str(found)))


def _cut(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"
