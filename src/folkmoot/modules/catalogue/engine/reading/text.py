"""CSV, TSV and their kin: from bytes to a Source."""

import io
import itertools
from collections.abc import Iterator
from pathlib import Path

from folkmoot.modules.catalogue.engine.dialect import Choices, Dialect
from folkmoot.modules.catalogue.engine.faults import refuse
from folkmoot.modules.catalogue.engine.limits import LIMITS, Limits
from folkmoot.modules.catalogue.engine.reading import layout as layouts
from folkmoot.modules.catalogue.engine.reading.assemble import Assembly
from folkmoot.modules.catalogue.engine.reading.delimiter import delimiter_of
from folkmoot.modules.catalogue.engine.reading.encoding import STRAY, encoding_of, errors_of
from folkmoot.modules.catalogue.engine.reading.footer import footer_at
from folkmoot.modules.catalogue.engine.reading.quoting import Marks
from folkmoot.modules.catalogue.engine.reading.records import Record, records
from folkmoot.modules.catalogue.engine.reading.scan import Scan
from folkmoot.modules.catalogue.engine.reading.source import Notes, Plain, Row, Source

LINES = 500
LOOK = 1 << 20
"""Characters at the start that the dialect is found from."""
TAIL = 64 << 10


class Text:
    """A text file whose encoding is known, opened again as often as needed."""

    def __init__(self, path: Path, encoding: str, errors: str) -> None:
        self.path, self.encoding, self.errors = path, encoding, errors

    def lines(self) -> Iterator[str]:
        """Its lines with their ends. A byte that is none of the encoding's is refused with its line."""
        number = 0
        try:
            with self.path.open(encoding=self.encoding, errors=self.errors, newline="") as file:
                for line in file:
                    number += 1
                    yield line
        except UnicodeError as error:
            refuse(
                f"line {number + 1:,}",
                "after this line there are bytes that are not %(encoding)s (%(reason)s); choose the right encoding or save the file as UTF-8",
                encoding=self.encoding,
                reason=error.reason if isinstance(error, UnicodeDecodeError) else str(error),
            )

    def start(self) -> tuple[list[str], bool]:
        """(the first lines, whether there are more)."""
        taken: list[str] = []
        size = 0
        for line in self.lines():
            if len(taken) == LINES or size > LOOK:
                return taken, True
            taken.append(line)
            size += len(line)
        return taken, False


def text_source(path: Path, seen: Scan, choices: Choices, *, limits: Limits = LIMITS) -> Source:
    """Find the dialect and the table of a text file. Refuses what holds no table, with the reason."""
    notes = Notes(limits)
    reasons: dict[str, str] = {}
    encoding, reasons["encoding"] = _encoding(path, seen, choices)
    errors = errors_of(encoding, reasons["encoding"])
    if errors == STRAY:
        notes.add("encoding", reasons["encoding"])
    text = Text(path, encoding, errors)
    start, more = text.start()
    if not any(line.strip() for line in start):
        refuse("file", "the file has no words in it; publish one with a header and at least one record")
    if choices.widths:
        return _fixed(text, choices, reasons, notes)
    marks, why = delimiter_of(start, delimiter=choices.delimiter, quote=choices.quote, escape=choices.escape)
    reasons |= why
    first = list(records(iter(start), marks, limits=limits))
    if more and len(first) > 1:
        # The last record looked at may go on below.
        first.pop()
    rows = [(one.line, one.cells) for one in first]
    layout = layouts.layout_of(rows, header_rows=choices.header_rows, first_line=choices.first_line)
    reasons["header"] = layout.reason
    titles = _titles(rows, layout, choices, limits)
    chosen = tuple(
        name
        for name in ("encoding", "delimiter", "quote", "escape", "first_line", "header_rows")
        if getattr(choices, name) is not None
    )
    first_line = rows[layout.data][0] if layout.data < len(rows) else len(start) + 1
    if layout.data >= len(rows) and len(titles) == 1 and len(start) == 1:
        refuse(
            "file", "there is one word in the file and no record; a table has a header and records below it"
        )
    footer: list[str] = []
    dialect = Dialect(
        kind="csv",
        encoding=encoding,
        delimiter=marks.delimiter if layout.width > 1 else "",
        quote=marks.quote,
        escape=marks.escape,
        line_end=seen.line_end,
        skip_space=marks.skip_space,
        header_rows=layout.data - layout.header,
        first_line=first_line,
        preamble=tuple(_said(row) for _, row in rows[: layout.header] if _said(row)),
        reasons=reasons,
        chosen=chosen,
    )

    def read() -> Iterator[Row]:
        notes.clear()
        if errors == STRAY:
            notes.add("encoding", reasons["encoding"])
        whole = Assembly(
            left=layout.left,
            width=layout.width,
            heads=[row[layout.left :] for _, row in rows[layout.header : layout.data]],
            notes=notes,
            marks=marks,
            footer=footer,
            footer_rows=choices.footer_rows,
        )
        whole.learn(row for _, row in rows[layout.data :])
        wide = layout.width + layout.left
        found = records(text.lines(), marks, width=wide if wide > 1 else None, limits=limits)
        yield from whole.rows(one for one in found if one.line >= first_line)

    source = Source(dialect, titles, read, notes)
    source.footer = footer
    direct = (
        encoding in {"utf-8", "utf-8-sig"}
        and errors != STRAY
        and seen.line_end in {"\n", "\r\n"}
        and layout.left == 0
        and marks.quote
        and len(marks.delimiter.encode()) == 1
        and not marks.skip_space
        and choices.footer_rows is None
    )
    if direct and not _noted_below(text, seen, marks, layout.width):
        source.plain = Plain(
            path, marks.delimiter, marks.quote, marks.escape, seen.line_end, first_line - 1, seen.lines
        )
    return source


def _encoding(path: Path, seen: Scan, choices: Choices) -> tuple[str, str]:
    if choices.encoding is None:
        return encoding_of(path, seen)
    try:
        "".encode(choices.encoding)
    except LookupError:
        refuse(
            "encoding",
            "there is no encoding %(name)r; common ones are utf-8, cp1252 and utf-16",
            name=choices.encoding,
        )
    return choices.encoding, "the publisher chose it"


def _said(row: list[str]) -> str:
    return " ".join(one.strip() for one in row if one.strip())


def _titles(
    rows: list[tuple[int, list[str]]], layout: layouts.Layout, choices: Choices, limits: Limits
) -> list[str]:
    if layout.width > limits.columns:
        refuse(
            "header",
            "the table has %(given)s columns and at most %(most)s are taken",
            given=layout.width,
            most=limits.columns,
        )
    titles = layouts.titles_of(rows, layout)
    if choices.columns:
        if len(choices.columns) != layout.width:
            refuse(
                "columns",
                "the mapping names %(named)s columns and the file has %(given)s",
                named=len(choices.columns),
                given=layout.width,
            )
        titles = list(choices.columns)
    return [choices.rename.get(one, one) for one in titles]


def _noted_below(text: Text, seen: Scan, marks: Marks, width: int) -> bool:
    """Whether words stand below the table, seen from the last lines of the file."""
    with text.path.open("rb") as file:
        file.seek(max(0, seen.size - TAIL))
        tail = file.read()
    if seen.size > TAIL:
        tail = tail.partition(b"\n")[2]
    lines = io.StringIO(tail.decode("utf-8", "replace"), newline="").readlines()
    rows, gaps, expected = [], [], None
    try:
        for one in records(lines, marks):
            if any(not cell or cell.isspace() for cell in one.cells) and not any(
                cell.strip() for cell in one.cells
            ):
                expected = -1
                continue
            gaps.append(expected is not None and one.line > expected)
            rows.append((one.line, one.cells))
            expected = one.line + 1 + sum(cell.count("\n") for cell in one.cells)
    except ValueError:
        return True
    return footer_at(rows[-50:], gaps[-50:], width) < len(rows[-50:])


def _fixed(text: Text, choices: Choices, reasons: dict[str, str], notes: Notes) -> Source:
    """Columns of fixed width, as old mainframes write them; the publisher's mapping says how wide each is."""
    header = choices.header_rows or 0
    first_line = (choices.first_line or 1) + header
    edges = [0, *itertools.accumulate(choices.widths)]

    def cut(line: str) -> list[str]:
        line = line.rstrip("\r\n")
        return [line[start:end].strip() for start, end in itertools.pairwise(edges)]

    above = list(itertools.islice(text.lines(), first_line - 1))[-header:] if header else []
    titles = list(choices.columns) or [
        " ".join(one for one in column if one) for column in zip(*map(cut, above), strict=True)
    ]
    titles = titles or [""] * len(choices.widths)
    if len(titles) != len(choices.widths):
        refuse(
            "columns",
            "the mapping names %(named)s columns and the file has %(given)s",
            named=len(titles),
            given=len(choices.widths),
        )

    def read() -> Iterator[Row]:
        notes.clear()
        for number, line in enumerate(text.lines(), start=1):
            if number < first_line or not line.strip():
                continue
            if len(line.rstrip("\r\n ")) > edges[-1]:
                notes.add(
                    "long",
                    f"the line is longer than the {edges[-1]} characters of the mapping; the rest was left out",
                    number,
                )
            yield number, cut(line)

    reasons["widths"] = "the publisher chose them"
    dialect = Dialect(
        kind="csv",
        encoding=text.encoding,
        header_rows=header,
        first_line=first_line,
        reasons=reasons,
        chosen=("widths",),
    )
    return Source(dialect, [choices.rename.get(one, one) for one in titles], read, notes)


__all__ = ["Record", "Text", "text_source"]
