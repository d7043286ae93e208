"""Where the table lies among the rows: words above it, its header, its first row."""

import dataclasses
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from folkmoot.modules.catalogue.engine.reading.shapes import YEAR, blank, kind, missing

Row = tuple[int, list[str]]
"""The number of a line or row of a sheet, and its cells."""
TYPED = frozenset({"number", "money", "date", "time"})
SHORT = 8
"""Up to so many rows, one number speaks for its column."""
COUNTED, DIGITS = 4, 8
"""So many numbers in a row, of at most so many digits, may count columns."""
SENTENCE, PAIR = 30, 2
HEADERS = 6
"""Rows that a header may have."""
LOOK = 400


@dataclasses.dataclass(frozen=True, slots=True)
class Layout:
    """Indices into the rows looked at: ``header`` to ``data`` are the header's; above is what is not the table's.

    ``left`` and ``width`` bound the columns: from ``left`` on there are ``width``.
    """

    header: int
    data: int
    left: int
    width: int
    reason: str


def extent(rows: Sequence[Row]) -> tuple[int, int]:
    """(first column, number of columns) in which any row has something."""
    filled = {at for _, row in rows for at, cell in enumerate(row) if not blank(cell)}
    return (min(filled), max(filled) - min(filled) + 1) if filled else (0, 0)


def layout_of(
    rows: Sequence[Row], *, header_rows: int | None = None, first_line: int | None = None
) -> Layout:
    """Find the table in the first rows of a file; blank rows may be among them."""
    rows = rows[:LOOK]
    if first_line is not None:
        start = next((at for at, (line, _) in enumerate(rows) if line >= first_line), len(rows))
        return _chosen(rows, start, header_rows)
    body = _body(rows)
    left, width = _span(rows, body)
    typed = _typed_columns(rows, body, left, width)
    data, reason = _first_data(rows, body, typed, left, width)
    header = data - header_rows if header_rows is not None else _header_start(rows, data, left, width)
    if header_rows is not None:
        reason = "the publisher chose the number of header rows"
        header = max(header, 0)
        data = max(data, header_rows)
    return Layout(header, data, left, width, reason)


def _chosen(rows: Sequence[Row], start: int, header_rows: int | None) -> Layout:
    """The table starts where the publisher says."""
    rest = rows[start:]
    if header_rows is None:
        found = layout_of(rest)
        return Layout(
            start, start + max(found.data, 0), found.left, found.width, "the publisher chose the first line"
        )
    body = _body(rest)
    left, width = _span(rest, body)
    return Layout(
        start, start + header_rows, left, width, "the publisher chose the first line and the header"
    )


def _filled(row: Sequence[str]) -> int:
    return sum(not blank(cell) for cell in row)


def _reach(row: Sequence[str]) -> int:
    """Cells up to the last that is not blank."""
    return next((at + 1 for at in range(len(row) - 1, -1, -1) if not blank(row[at])), 0)


def _body(rows: Sequence[Row]) -> range:
    """Indices of the longest run of rows that are alike in length, blank ones between them allowed."""
    lengths = Counter(len(row) for _, row in rows if len(row) > 1 and _filled(row))
    if not lengths:
        return range(len(rows))
    common = max(lengths, key=lambda one: (lengths[one] * min(one, 4), one))
    alike = [
        at
        for at, (_, row) in enumerate(rows)
        if abs(len(row) - common) <= 1 and len(row) > 1 and _filled(row)
    ]
    return range(alike[0], alike[-1] + 1)


def _span(rows: Sequence[Row], body: range) -> tuple[int, int]:
    """(left, width): every cell of the common length counts, except empty edges that no row uses."""
    inside = [rows[at] for at in body]
    left, width = extent(inside)
    lengths = Counter(len(row) for _, row in inside if len(row) > 1)
    common = lengths.most_common(1)[0][0] if lengths else 1
    # One row that is too long does not widen the table.
    over = [row for _, row in inside if _reach(row) > common]
    if len(over) * 10 < len(inside):
        width = min(width, common - left)
    return left, max(width, 1)


def _typed_columns(rows: Sequence[Row], body: range, left: int, width: int) -> set[int]:
    """Columns whose lower cells are mostly numbers, money, dates or times."""
    # The upper part may be a header; of a short table it may be half.
    upper = len(body) // (2 if len(body) <= SHORT else 3)
    whole = [rows[at][1] for at in body]
    # A header that comes again further down is none of the cells below it.
    heads = {tuple(row) for row in whole[: min(upper, HEADERS)]}
    low = [row for row in whole[upper:] if tuple(row) not in heads] or whole
    typed = set()
    for column in range(left, left + width):
        kinds = Counter(kind(row[column]) for row in low if column < len(row) and not missing(row[column]))
        total = sum(kinds.values())
        found = sum(kinds[one] for one in TYPED)
        # One number among many rows is a footnote's.
        if total and found >= 0.7 * total and (found > 1 or len(low) <= SHORT):
            typed.add(column)
    return typed


def _first_data(rows: Sequence[Row], body: range, typed: set[int], left: int, width: int) -> tuple[int, str]:
    """(index of the first data row, why): from the first solid row up to the words that stand above its numbers."""
    counts = [len(_values(rows[at][1], typed)) for at in body][len(body) // 3 :]
    solid = max(1.0, 0.5 * median([one for one in counts if one] or [1])) if typed else 0
    for at in body if typed else ():
        values = _values(rows[at][1], typed)
        if (
            len(values) < solid
            or _words_in(rows[at][1], typed) > len(values)
            or _years(rows, body, at, values)
        ):
            continue
        start, headed = _upwards(rows, body, at, typed)
        reason = (
            f"from line {rows[start][0]:,} on {len(typed)} of {width} columns hold numbers, dates or times"
        )
        return start, reason if headed else reason + "; there is no header"
    return _first_text(rows, body, left, width)


def _upwards(rows: Sequence[Row], body: range, solid: int, typed: set[int]) -> tuple[int, bool]:
    """(index of the first data row at or above a solid one, whether words stand above its numbers)."""
    start = solid
    for at in range(solid - 1, body.start - 1, -1):
        row = rows[at][1]
        values = _values(row, typed)
        if not _filled(row):
            break
        words = _words_in(row, typed)
        if (words and words >= 4 * len(values)) or _years(rows, body, at, values):
            # Rows without any number between the header and here are data too, such as names of groups.
            return at + 1, True
        if values:
            start = at
    return start, start > 0 and bool(_filled(rows[start - 1][1]))


def _values(row: Sequence[str], typed: set[int]) -> list[int]:
    return [column for column in sorted(typed) if column < len(row) and kind(row[column]) in TYPED]


def _words_in(row: Sequence[str], typed: set[int]) -> int:
    """How many cells have words where the column has numbers."""
    return sum(column < len(row) and kind(row[column]) == "text" for column in typed)


def _years(rows: Sequence[Row], body: range, at: int, values: Sequence[int]) -> bool:
    """Whether the numbers of a row are years that head columns of other numbers."""
    row = rows[at][1]
    heads = [row[column].strip() for column in values]
    if (
        len(heads) < PAIR
        or len(set(heads)) < len(heads)
        or not (all(map(YEAR.fullmatch, heads)) or _counting(heads))
    ):
        return False
    below = [rows[under][1] for under in body if under > at][:50]
    same = [
        row[column].strip() == head
        for row in below
        for column, head in zip(values, heads, strict=True)
        if column < len(row)
    ]
    others = [
        one[column] for one in below for column in values if column < len(one) and not missing(one[column])
    ]
    if all(map(YEAR.fullmatch, heads)):
        return bool(others) and sum(bool(YEAR.fullmatch(one.strip())) for one in others) < 0.5 * len(others)
    return bool(same) and sum(same) < 0.2 * len(same)


def _counting(heads: Sequence[str]) -> bool:
    """Whether these count up evenly, as hours and classes do at the head of columns."""
    if len(heads) < COUNTED or not all(
        one.isascii() and one.isdigit() and len(one) <= DIGITS for one in heads
    ):
        return False
    steps = {int(after) - int(before) for before, after in pairwise(heads)}
    return len(steps) == 1 and steps.pop() > 0


def _first_text(rows: Sequence[Row], body: range, left: int, width: int) -> tuple[int, str]:
    """A table of words: its first full row is a header when its words are told apart and do not come again."""
    full = [at for at in body if _filled(rows[at][1]) >= max(1, 0.6 * width)]
    if not full:
        return 0, "no row fills the columns, so every row is data"
    first = full[0]
    heads = [cell.strip() for cell in rows[first][1][left : left + width]]
    named = [one for one in heads if one]
    unlike = len(set(named)) == len(named) and all(kind(one) in {"text", ""} for one in heads)
    below = {
        (at, cell.strip()) for index in body if index > first for at, cell in enumerate(rows[index][1][left:])
    }
    again = [one for at, one in enumerate(heads) if one and (at, one) in below]
    if unlike and not again:
        return (
            first + 1,
            f"the words of line {rows[first][0]:,} differ from each other and do not come again below",
        )
    return first, "the first row is like those below it, so there is no header"


def _header_start(rows: Sequence[Row], data: int, left: int, width: int) -> int:
    """The first row of the header that ends above the data."""
    header = data
    for at in range(data - 1, max(data - HEADERS, 0) - 1, -1):
        row = rows[at][1][left : left + width]
        filled = _filled(row)
        if not filled:
            break
        # The lowest row of a header may leave out names; a lone cell higher up is a title of the page.
        if filled < PAIR <= width and header != data:
            break
        if filled < PAIR <= width and width > PAIR and not _heads_group(rows[at][1], left):
            break
        if width > 1 and len(rows[at][1]) < PAIR:
            break
        if _title(row, above=header != data):
            break
        header = at
    return header


def _heads_group(row: Sequence[str], left: int) -> bool:
    """A lone cell that stands further right names a group of columns rather than the page."""
    return len(row) > left and blank(row[left])


def _title(row: Sequence[str], *, above: bool) -> bool:
    """Whether a row above the header is a heading of the page: few cells, one of them a sentence."""
    filled = [cell.strip() for cell in row if not blank(cell)]
    return (
        above and len(filled) <= PAIR and len(row) > PAIR * 2 and any(len(one) > SENTENCE for one in filled)
    )


def titles_of(rows: Sequence[Row], layout: Layout) -> list[str]:
    """One title for each column: the words of all header rows from top to bottom, each said once.

    In the upper rows a name holds for the empty cells to its right, as people merge them.
    """
    header = [
        _fitted([_words(cell) for cell in row[layout.left :]], layout.width)
        for _, row in rows[layout.header : layout.data]
    ]
    header = [row for row in header if any(row)]
    for row in header[:-1]:
        for at in range(1, len(row)):
            row[at] = row[at] or row[at - 1]
    titles = []
    for column in range(layout.width):
        parts: list[str] = []
        for row in header:
            if row[column] and row[column] not in parts:
                parts.append(row[column])
        titles.append(" / ".join(parts))
    shared = _shared(titles) if len(header) > 1 else ""
    return [one.removeprefix(shared) for one in titles]


def _fitted(row: list[str], width: int) -> list[str]:
    """A row of the header in the width of the table: empty cells too many go, a lone missing name is the first's.

    R and others leave out the name of the first column, which numbers the rows.
    """
    named = [cell for cell in row if cell]
    if len(row) > width and len(named) == width:
        return named
    if width > PAIR and len(row) == len(named) == width - 1:
        return ["", *row]
    return [*row, *[""] * (width - len(row))][:width]


def _words(cell: str) -> str:
    return re.sub(r"\s+", " ", cell).strip()


def _shared(titles: Sequence[str]) -> str:
    """A beginning that every title has tells nothing apart."""
    first = titles[0].partition(" / ")[0] + " / "
    return first if len(titles) > 1 and all(one.startswith(first) for one in titles) else ""
