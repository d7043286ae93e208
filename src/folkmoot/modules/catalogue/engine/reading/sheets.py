"""Workbooks (XLSX, XLSB, XLS, ODS): one sheet into a Source."""

import csv
import itertools
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from folkmoot.modules.catalogue.engine.dialect import Choices, Dialect
from folkmoot.modules.catalogue.engine.faults import refuse
from folkmoot.modules.catalogue.engine.limits import LIMITS, Limits
from folkmoot.modules.catalogue.engine.reading import layout as layouts
from folkmoot.modules.catalogue.engine.reading.archives import inspected
from folkmoot.modules.catalogue.engine.reading.assemble import Assembly
from folkmoot.modules.catalogue.engine.reading.records import Record
from folkmoot.modules.catalogue.engine.reading.source import Notes, Row, Source

MEMORY = 6 << 30
"""Bytes of address space of the program that reads a workbook."""
READER = Path(__file__).with_name("sheetreader.py")


def sheet_source(path: Path, kind: str, folder: Path, choices: Choices, *, limits: Limits = LIMITS) -> Source:
    """Read one sheet: the one chosen, or else the first visible one with more than one row."""
    if kind != "xls":
        inspected(path, limits=limits)
    # The library goes by the ending of the name, which is whatever somebody called the file.
    book = folder / f"book.{kind}"
    book.unlink(missing_ok=True)
    book.symlink_to(path.resolve())
    out = folder / "sheet.csv"
    told = _extracted(book, out, choices.sheet or "", limits)
    notes = Notes(limits)
    csv.field_size_limit(sys.maxsize >> 1)

    def records() -> Iterator[Record]:
        with out.open(encoding="utf-8", newline="") as file:
            for number, cells in enumerate(csv.reader(file), start=1):
                if cells:
                    yield Record(number, cells)

    rows = [(one.line, one.cells) for one in itertools.islice(records(), layouts.LOOK)]
    layout = layouts.layout_of(rows, header_rows=choices.header_rows, first_line=choices.first_line)
    if layout.data >= len(rows) and layout.width == 1 and len(rows) == 1:
        refuse(
            f"sheet {told['sheet']!r}",
            "there is one cell in the sheet and no record; a table has a header and records below it",
        )
    titles = layouts.titles_of(rows, layout)
    if choices.columns and len(choices.columns) != layout.width:
        refuse(
            "columns",
            "the mapping names %(named)s columns and the file has %(given)s",
            named=len(choices.columns),
            given=layout.width,
        )
    if layout.width > limits.columns:
        refuse(
            "header",
            "the table has %(given)s columns and at most %(most)s are taken",
            given=layout.width,
            most=limits.columns,
        )
    titles = [choices.rename.get(one, one) for one in choices.columns or titles]
    footer: list[str] = []
    dialect = Dialect(
        kind=kind,
        sheet=told["sheet"],
        header_rows=layout.data - layout.header,
        first_line=rows[layout.data][0] if layout.data < len(rows) else len(rows) + 1,
        preamble=tuple(
            filter(
                None,
                (" ".join(one.strip() for one in row if one.strip()) for _, row in rows[: layout.header]),
            )
        ),
        reasons={"sheet": told["why"], "header": layout.reason},
        chosen=tuple(
            name for name in ("sheet", "first_line", "header_rows") if getattr(choices, name) is not None
        ),
    )
    right = layout.left + layout.width

    def read() -> Iterator[Row]:
        notes.clear()
        if told["others"]:
            hidden = f", of which {len(told['hidden'])} are hidden" if told["hidden"] else ""
            words = ", ".join(repr(one) for one in told["others"][:10])
            notes.add("sheets", f"other sheets were not read{hidden}: {words}")
        whole = Assembly(
            left=layout.left,
            width=layout.width,
            heads=[row[layout.left : right] for _, row in rows[layout.header : layout.data]],
            notes=notes,
            marks=None,
            footer=footer,
            footer_rows=choices.footer_rows,
        )
        whole.learn(row[:right] for _, row in rows[layout.data :])
        yield from whole.rows(
            one._replace(cells=one.cells[:right]) if not any(one.cells[right:]) else one
            for one in records()
            if one.line >= dialect.first_line
        )

    source = Source(dialect, titles, read, notes)
    source.footer = footer
    return source


def _extracted(path: Path, out: Path, sheet: str, limits: Limits) -> dict[str, Any]:
    """What the reading program says of the workbook; its refusals in our words."""
    words = [sys.executable, "-I", str(READER), str(path), sheet, str(out), str(MEMORY), str(limits.cells)]
    done = subprocess.run(words, capture_output=True, check=False, timeout=1800)  # noqa: S603 - our own program.
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        refuse(
            "file",
            "the workbook cannot be read within the memory for one; often one cell far below or to the right makes a sheet huge: delete the empty rows and columns, or export the sheet as CSV",
        )
    match told.get("refused"):
        case "password":
            refuse("file", "the workbook is locked with a password; save it without one")
        case "broken":
            refuse("file", "the workbook is broken (%(reason)s); save it again", reason=told["reason"])
        case "sheet":
            refuse(
                "sheet",
                "there is no sheet %(name)r; there are %(names)s",
                name=sheet,
                names=", ".join(told["names"]),
            )
        case "empty":
            refuse(
                "file",
                "every sheet of the workbook is empty; publish one with a header and at least one record",
            )
        case "large":
            refuse(
                "sheet",
                "the sheet spans %(rows)s rows and %(columns)s columns, more than %(most)s cells; publish it as CSV or Parquet",
                rows=told["rows"],
                columns=told["columns"],
                most=limits.cells,
            )
    return told
