"""Several files as one table, such as the months of a counter whose header changed over the years."""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from folkmoot.modules.catalogue.engine.faults import refuse
from folkmoot.modules.catalogue.engine.limits import LIMITS, Limits
from folkmoot.modules.catalogue.engine.reading.names import name_of
from folkmoot.modules.catalogue.engine.reading.source import Notes, Row, Source

LEADING = re.compile(r"\s*(\d{4,}|[A-Za-z]{1,4}[-_]?\d{3,})(?![A-Za-z0-9])(.*)", re.DOTALL)
ASIDE = re.compile(r"\s*[(\[].*[)\]]\s*", re.DOTALL)
NUMBERING = 1 << 40
"""Lines of the n-th file are counted from n times this on, so that one number says file and line."""


def key_of(title: str) -> str:
    """What tells columns apart across files: the id a title begins with and what follows the words in brackets, else the title.

    "100020113 (Wolbecker Straße)" is "100020113", "100020113-status" is "100020113_status".
    """
    if found := LEADING.fullmatch(title):
        return name_of(found[1] + ASIDE.sub(" ", found[2])) or name_of(title)
    return name_of(title) or title


def unified(sources: Sequence[tuple[str, Source]], *, limits: Limits = LIMITS) -> Source:
    """One source of the rows of all, file after file. Columns with one key are one; the last file's title holds."""
    titles: dict[str, str] = {}
    places: list[list[int]] = []
    notes = Notes(limits)
    changes: list[tuple[str, str, str]] = []
    order: dict[str, int] = {}
    for name, source in sources:
        if source.parquet is not None:
            refuse(name, "Parquet files cannot be joined with others; join them before they are published")
        keys = _distinct([key_of(one) for one in source.titles])
        for key, title in zip(keys, source.titles, strict=True):
            order.setdefault(key, len(order))
            if titles.get(key, title) != title:
                changes.append((name, titles[key], title))
            titles[key] = title
        places.append([order[key] for key in keys])
    if len(order) > limits.columns:
        refuse(
            "header",
            "the table has %(given)s columns and at most %(most)s are taken",
            given=len(order),
            most=limits.columns,
        )

    def read() -> Iterator[Row]:
        notes.clear()
        for name, old, new in changes:
            notes.add("renamed", f"in {name} the column {old!r} is called {new!r}; both are one")
        for number, ((name, source), at) in enumerate(zip(sources, places, strict=True)):
            straight = at == list(range(len(order)))
            for line, cells in source.rows():
                row = cells if straight else [""] * len(order)
                if not straight:
                    for place, cell in zip(at, cells, strict=True):
                        row[place] = cell
                yield number * NUMBERING + line, row
            for note in source.notes.kept:
                notes.add(note.code, f"{name}: {note.words}", note.line)
            # What was counted beyond the notes kept is counted here too.
            notes.counts += source.notes.counts - Counter(one.code for one in source.notes.kept)

    first = sources[0][1].dialect
    dialect = dataclasses.replace(first, preamble=(), footer=()).because(
        files=f"{len(sources):,} files are joined by the ids their titles begin with"
    )
    return Source(dialect, [titles[key] for key in order], read, notes)


def _distinct(keys: Sequence[str]) -> list[str]:
    """Keys that come twice in one file are told apart by their number."""
    seen: Counter[str] = Counter()
    told = []
    for key in keys:
        seen[key] += 1
        told.append(key if seen[key] == 1 else f"{key} {seen[key]}")
    return told
