"""Text into records: the standard library's strict parser, and patience where a line breaks its rules."""

import csv
import itertools
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TextIO

from folkmoot.modules.catalogue.engine.faults import refuse
from folkmoot.modules.catalogue.engine.limits import LIMITS, Limits
from folkmoot.modules.catalogue.engine.reading.quoting import Field, Marks, readings

LINES = 2_000
"""Lines that one record may span before an opening quotation mark is taken for a letter."""
PATIENT = 64 << 10
"""Characters of a line up to which every reading of a damaged record is tried."""
JOINED = 5
"""Lines that a damaged record is tried over."""


class Record(NamedTuple):
    """One record: its first line from 1 on, its cells, and whether its quotation marks had to be guessed.

    ``raw`` is the line as it stands where it has not the width expected or quotation marks inside cells.
    """

    line: int
    cells: list[str]
    damaged: bool = False
    fields: tuple[Field, ...] = ()
    raw: str = ""


class _Feed(Iterator[str]):
    """Lines for the parser, which can be given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._back: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0

    def __next__(self) -> str:
        if len(self.taken) >= LINES:
            # The parser is told that the text ends, so that it complains about the open quotation mark.
            raise StopIteration
        line = self._back.popleft() if self._back else next(self._lines)
        self.taken.append(line)
        self.number += 1
        return line

    def give_back(self, count: int) -> None:
        """Take back the last lines taken."""
        back = self.taken[len(self.taken) - count :]
        self._back.extendleft(reversed(back))
        self.number -= count
        del self.taken[len(self.taken) - count :]


class _Signs(csv.Dialect):
    quoting: int = csv.QUOTE_MINIMAL  # type: ignore[assignment] # The other ways of quoting are whole numbers as well.
    lineterminator = "\r\n"
    strict = True


def signs_of(marks: Marks) -> type[csv.Dialect]:
    """The dialect of the standard library with these marks."""

    class Signs(_Signs):
        delimiter = marks.delimiter
        quotechar = marks.quote or None
        quoting = csv.QUOTE_MINIMAL if marks.quote else csv.QUOTE_NONE
        escapechar = marks.escape if marks.escape and marks.escape != marks.quote else None
        doublequote = marks.escape == marks.quote
        skipinitialspace = marks.skip_space

    return Signs


def records(
    text: TextIO | Iterable[str],
    marks: Marks,
    *,
    width: int | None = None,
    first: int = 1,
    limits: Limits = LIMITS,
) -> Iterator[Record]:
    """Every record that is not an empty line, in order.

    ``width`` is the number of cells expected, if known: a record that spans lines and has another number is looked at
    again, line by line. ``first`` is the number of the first line given.
    """
    csv.field_size_limit(min(sys.maxsize, limits.line * 4))
    feed = _Feed(text)
    signs = signs_of(marks)
    parser = csv.reader(feed, dialect=signs)
    while True:
        feed.taken.clear()
        start = feed.number + first
        try:
            cells = next(parser)
        except StopIteration:
            if not feed.taken:
                return
            cells = None
        except csv.Error:
            cells = None
        fine = cells is not None and (len(feed.taken) == 1 or width is None or len(cells) == width)
        # The limit of lines looks like an end to the parser, so what it made of them is not trusted.
        if fine and cells is not None and len(feed.taken) < LINES:
            if cells:
                odd = width is not None and (
                    len(cells) != width or sum(marks.quote in one for one in cells) > 1
                )
                raw = feed.taken[0].rstrip("\r\n") if odd and len(feed.taken) == 1 else ""
                yield Record(start, _bounded(cells, start, limits), raw=raw)
            continue
        parser = csv.reader(feed, dialect=signs)
        taken_first = feed.taken[0]
        record = _patiently(feed, start, cells, marks, width)
        raw = taken_first.rstrip("\r\n") if width is not None and len(record.cells) != width else ""
        yield record._replace(cells=_bounded(record.cells, start, limits), raw=raw)


def _bounded(cells: list[str], line: int, limits: Limits) -> list[str]:
    if sum(map(len, cells)) > limits.cell:
        for number, cell in enumerate(cells, start=1):
            if len(cell) > limits.cell:
                refuse(
                    f"line {line:,}, column {number:,}",
                    "this cell holds %(given)s characters and a cell may hold %(most)s; publish long texts as files of their own and put their addresses here",
                    given=len(cell),
                    most=limits.cell,
                )
    return cells


def _patiently(feed: _Feed, start: int, parsed: list[str] | None, marks: Marks, width: int | None) -> Record:
    """The record that starts with the first line taken; the other lines are given back."""
    taken = list(feed.taken)
    best: list[Field] | None = None
    for count in range(1, min(len(taken), JOINED) + 1):
        line = "".join(taken[:count]).rstrip("\r\n")
        if len(line) > PATIENT:
            break
        found = list(itertools.islice(readings(line, marks), 64))
        best = best or (found[-1] if found else None)
        fitting = [one for one in found if len(one) == width]
        if fitting:
            feed.give_back(len(taken) - count)
            return Record(start, [one.text for one in fitting[0]], damaged=True, fields=tuple(fitting[0]))
    if parsed is not None and len(taken) < LINES:
        # It was in order after all, only of another width.
        return Record(start, parsed)
    feed.give_back(len(taken) - 1)
    if best is None:
        best = [Field(one) for one in taken[0].rstrip("\r\n").split(marks.delimiter)]
    return Record(start, [one.text for one in best], damaged=True, fields=tuple(best))
