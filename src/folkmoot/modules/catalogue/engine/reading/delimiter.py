"""Which signs part and quote the cells of a text, with the reasons."""

import itertools
from collections import Counter
from collections.abc import Sequence

from folkmoot.modules.catalogue.engine.reading.quoting import Marks
from folkmoot.modules.catalogue.engine.reading.records import records
from folkmoot.modules.catalogue.engine.reading.shapes import kind

DELIMITERS = (",", ";", "\t", "|", "^", "~", "§", "¦", "\x1f", ":", " ")
"""In the order of preference among equals."""
NAMES = {"\t": "tab", " ": "space", "\x1f": "unit separator"}
WEIGHTS = {" ": 0.4, ":": 0.4}
"""What is common inside cells counts less."""
LOOK = 300
"""Records that are looked at."""
SURE, NEARLY, LONE, SINGLE = 4, 0.8, 0.05, 5
ALONE = 0.3
"""A delimiter with a lower score than this parts nothing: the file has one column."""


def name_of(delimiter: str) -> str:
    """The delimiter in words."""
    return NAMES.get(delimiter, delimiter)


def delimiter_of(
    lines: Sequence[str], *, delimiter: str | None = None, quote: str | None = None, escape: str | None = None
) -> tuple[Marks, dict[str, str]]:
    """(marks, reasons by field). What is given is kept; the rest is what makes the most even table of these lines."""
    text = "".join(lines)
    reasons: dict[str, str] = {}
    if quote is None:
        quote, reasons["quote"] = _quote(lines, [delimiter] if delimiter else DELIMITERS)
    if escape is None:
        escape, reasons["escape"] = _escape(text, quote)
    if delimiter is None:
        scored = {one: _score(lines, Marks(one, quote, escape)) for one in DELIMITERS if one in text}
        best = max(scored, key=lambda one: scored[one][0], default=",")
        score, width, share = scored.get(best, (0.0, 1, 1.0))
        if score < ALONE:
            best, reasons["delimiter"] = ",", "no sign parts the lines evenly, so there is one column"
            if score > 0:
                # A comma inside the only column must not part it.
                best = next((one for one in ("\x1f", "\t", "|") if one not in text), ",")
        else:
            reasons["delimiter"] = (
                f"it parts {share:.0%} of the first {min(len(lines), LOOK)} records into {width} cells"
            )
        delimiter = best
    skip = _skips(lines, delimiter, quote)
    if skip:
        reasons["skip_space"] = "most delimiters are followed by a space"
    return Marks(delimiter, quote, escape, skip), reasons


def _quote(lines: Sequence[str], delimiters: Sequence[str]) -> tuple[str, str]:
    counts = {}
    for quote in ('"', "'"):
        opened = sum(
            line.count(one + quote) + line.count(quote + one) for line in lines for one in delimiters
        )
        counts[quote] = opened + sum(
            (line[:1] == quote) + (line.rstrip("\r\n")[-1:] == quote) for line in lines
        )
    single, double = counts["'"], counts['"']
    if single >= SINGLE and double == 0 and _single_quotes_hold(lines, delimiters):
        return "'", f"{single:,} cells begin or end with it and none with a double one"
    return (
        '"',
        f"{double:,} times a cell begins or ends with it" if double else "the usual one; no cell has any",
    )


def _single_quotes_hold(lines: Sequence[str], delimiters: Sequence[str]) -> bool:
    """Whether apostrophes come in pairs around cells, which those of words do not."""
    pairs = sum(
        1
        for line in lines
        for one in delimiters
        for cell in line.rstrip("\r\n").split(one)
        if len(cell) > 1 and cell[0] == cell[-1] == "'"
    )
    return pairs * 2 >= sum(line.count("'") for line in lines) * 0.8


def _escape(text: str, quote: str) -> tuple[str, str]:
    escaped, doubled = text.count("\\" + quote), text.count(quote * 2)
    if escaped and not doubled:
        return "\\", f"{escaped:,} quotation marks follow a backslash and none is doubled"
    return quote, "quotation marks inside cells are doubled"


def _score(lines: Sequence[str], marks: Marks) -> tuple[float, int, float]:
    """(score from 0 on, most common width, its share): even widths, many cells of a clear kind."""
    rows = [one.cells for one in itertools.islice(records(iter(lines), marks), LOOK)]
    if not rows:
        return 0.0, 1, 0.0
    widths = Counter(len(row) for row in rows)
    # Lines above and below a table have one cell; they speak for no delimiter and against none.
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0, 1, 1.0
    width = max(wide, key=lambda one: (wide[one], one))
    share = wide[width] / sum(wide.values())
    held = wide[width] / len(rows)
    cells = [cell for row in rows if len(row) == width for cell in row]
    clear = sum(_clear(cell) for cell in cells) / len(cells)
    lone = widths.get(1, 0) and held < LONE
    if marks.delimiter in WEIGHTS and (wide[width] < SURE or held < NEARLY):
        # Words and times hold these signs too, so they have to part nearly every line.
        return 0.0, 1, 1.0
    score = share * (0.3 + 0.7 * held) * (0.25 + 0.75 * clear) * (1 - 1 / (width + 1)) * 1.5
    return (0.0 if lone else score * WEIGHTS.get(marks.delimiter, 1.0)), width, wide[width] / len(rows)


def _clear(cell: str) -> float:
    """How much this looks like one whole cell: a number more than a text with signs that part."""
    found = kind(cell)
    if found not in {"text", "missing"}:
        return 0.9 if found == "" else 1.0
    return 0.3 if any(one in cell for one in (";", "\t", "|", '"')) else 0.8


def _skips(lines: Sequence[str], delimiter: str, quote: str) -> bool:
    """Whether cells begin after a space that belongs to the delimiter."""
    if delimiter in {" ", "\t"}:
        return False
    if sum(line.count(delimiter + " " + quote) for line in lines) > sum(
        line.count(delimiter + quote) for line in lines
    ):
        return True
    all_of = sum(line.count(delimiter) for line in lines)
    spaced = sum(line.count(delimiter + " ") for line in lines)
    return all_of >= SURE - 1 and spaced > 0.7 * all_of
