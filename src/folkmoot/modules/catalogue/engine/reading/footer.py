"""Words below a table: sources and notes that are no records."""

import re
from collections.abc import Sequence

from folkmoot.modules.catalogue.engine.reading.shapes import blank, kind

WINDOW = 60
"""Records at the end that may be words below the table."""
OPENERS = re.compile(
    r"\s*(?:(?:data )?source|quelle|fuente|fonte|bron|notes?|nota|hinweise?|anmerkung(?:en)?|erläuterung(?:en)?|stand|legende?|legend|remark|"
    r"disclaimer|copyright|updated|last updated|generated|exported|erstellt|abgerufen|lizenz|licen[cs]e)\b\s*[:.;–—-]?|\s*(?:©|\(c\)|[-_=*]{3,}|\*+\s|\d+\)\s|\[\d+\])",
    re.IGNORECASE,
)
MARK = re.compile(r"\(?(?:\d{1,2}|[a-z*†‡])[.)]?")
"""The mark of a footnote, in a cell of its own."""
LONG, PAIR = 20, 2


def footer_at(
    rows: Sequence[tuple[int, list[str]]], gaps: Sequence[bool], width: int, lengths: Sequence[int] = ()
) -> int:
    """How many of the first of these last records are data. ``gaps[i]`` says that blank lines stand before record i,
    ``lengths[i]`` how many cells it had in the file.

    A record is below the table when it has words in one of several cells only, and a blank line or a word such as
    "Source" or its shortness parts it from the data; so is everything below it that has no more than two cells.
    """
    if width <= 1:
        return len(rows)
    keep = len(rows)
    marked = False
    for at in range(len(rows) - 1, -1, -1):
        cells = rows[at][1]
        filled = [one for one in cells if not blank(one)]
        if len(filled) == PAIR and MARK.fullmatch(filled[0].strip()) and len(filled[1]) > LONG:
            filled = filled[1:]
        if len(filled) > max(1, min(2, width // 4)) or any(
            kind(one) in {"number", "money"} for one in filled
        ):
            break
        first = filled[0] if filled else ""
        short = width > PAIR + 1 and bool(lengths) and lengths[at] <= PAIR
        if OPENERS.match(first) or gaps[at] or not filled or short:
            keep, marked = at, True
        elif len(filled) > 1 and len(cells) >= width:
            break
    return keep if marked else len(rows)
