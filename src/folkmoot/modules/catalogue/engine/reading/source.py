"""What every reader hands on: a dialect, titles, and rows that come one by one or lie ready in a file."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from folkmoot.modules.catalogue.engine.dialect import Dialect, Note
from folkmoot.modules.catalogue.engine.limits import LIMITS, Limits

Row = tuple[int, list[str]]
"""The line, row or record number in the file from 1 on, and one text for each column; "" is an empty cell."""


class Notes:
    """What a publisher should see of the reading: word for word up to a limit, counted by code beyond it."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.kept: list[Note] = []
        self.counts: Counter[str] = Counter()
        self._most = limits.notes

    def add(self, code: str, words: str, line: int | None = None) -> None:
        """Take a note."""
        self.counts[code] += 1
        if len(self.kept) < self._most:
            self.kept.append(Note(code, words, line))

    def forget(self, codes: set[str], line: int) -> None:
        """Take back the notes with these codes from a line on."""
        gone = [one for one in self.kept if one.code in codes and (one.line or 0) >= line]
        self.kept = [one for one in self.kept if one not in gone]
        self.counts.subtract(one.code for one in gone)
        self.counts += Counter()

    def clear(self) -> None:
        """Forget everything, before the rows are read again."""
        self.kept.clear()
        self.counts.clear()

    def stored(self) -> dict[str, Any]:
        """As JSON: counts by code, and the notes."""
        return {"counts": dict(sorted(self.counts.items())), "notes": [one.stored() for one in self.kept]}


@dataclasses.dataclass(frozen=True, slots=True)
class Plain:
    """A text file that the database can read as it lies: UTF-8, one kind of line end, nothing around the table.

    ``skip`` lines stand above the first record. Whether its records are in order is for the database to say; where
    they are not, the rows are read instead.
    """

    path: Path
    delimiter: str
    quote: str
    escape: str
    line_end: str
    skip: int
    lines: int


@dataclasses.dataclass(slots=True)
class Source:
    """A table found in a file. ``rows`` starts anew with each call; ``notes`` is full once the rows were read through.

    ``plain`` is a shorter way to the same rows where there is one; ``parquet`` a file with columns that have types
    already, which has no rows of text.
    """

    dialect: Dialect
    titles: list[str]
    rows: Callable[[], Iterator[Row]]
    notes: Notes
    plain: Plain | None = None
    parquet: Path | None = None
    footer: list[str] = dataclasses.field(default_factory=list)
    kinds: Sequence[str] = ()
    """For each column "geometry", "json" or "" where the format itself says what it holds."""
