"""The step from a file to rows that the database can load: as the file lies, or written out line by line."""

import csv
import dataclasses
import io
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from folkmoot.modules.catalogue.engine.dialect import Choices
from folkmoot.modules.catalogue.engine.faults import refuse
from folkmoot.modules.catalogue.engine.generation.folder import PART, finished
from folkmoot.modules.catalogue.engine.limits import Limits
from folkmoot.modules.catalogue.engine.reading import Scan, Source, read
from folkmoot.modules.catalogue.engine.reading.source import Plain
from folkmoot.modules.catalogue.engine.reading.unify import unified

CANONICAL = "rows.csv"
SAMPLE = 1_000
PLACES = 24
PIECE = 64 << 10
EVERY = 50_000
"""Rows between two calls of the progress."""

Told = Callable[[str, float], None]


def source_of(
    files: Sequence[tuple[str, Path]], folder: Path, choices: Choices, limits: Limits, seen: Scan | None
) -> Source:
    """The source of one file, or of several as one table."""
    if len(files) == 1:
        return read(files[0][1], folder, choices, limits=limits, seen=seen)
    sources = []
    for number, (name, path) in enumerate(files):
        own = folder / f"file-{number}"
        own.mkdir(exist_ok=True)
        sources.append((name, read(path, own, choices, limits=limits)))
    return unified(sources, limits=limits)


def write_canonical(source: Source, folder: Path, told: Told) -> int:
    """Write the rows as ``_line, c1, c2, …``; the number of rows."""
    part = folder / (CANONICAL + PART)
    count = 0
    with part.open("w", encoding="utf-8", newline="", buffering=1 << 20) as file:
        writer = csv.writer(file, lineterminator="\n")
        # A return is a line end to some, so a row with one is quoted throughout.
        quoting = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        try:
            for line, cells in source.rows():
                (quoting if any("\r" in one for one in cells) else writer).writerow((line, *cells))
                count += 1
                if not count % EVERY:
                    told("rows", 0.0)
        except UnicodeEncodeError as error:
            refuse(
                f"record {count + 1:,}",
                "there is half a character (a lone surrogate) in %(words)r; the program that wrote the file cut a text in the middle of one, so write it again whole",
                words=error.object[max(0, error.start - 10) : error.start]
                .encode("ascii", "replace")
                .decode(),
            )
    finished(part.with_name(CANONICAL))
    return count


def laid(source: Source, *, plain: bool, rows: int = 0) -> dict[str, Any]:
    """What this step leaves for a restart: everything but the rows themselves."""
    return {
        "dialect": dataclasses.replace(source.dialect, footer=tuple(source.footer)).stored(),
        "titles": source.titles,
        "notes": source.notes.stored(),
        "kinds": list(source.kinds),
        "plain": dataclasses.asdict(source.plain) | {"path": str(source.plain.path)}
        if plain and source.plain
        else None,
        "parquet": str(source.parquet) if source.parquet else None,
        "rows": rows,
    }


def plain_of(left: dict[str, Any]) -> Plain | None:
    """The Plain that a finished step left."""
    stored = left["plain"]
    return Plain(**{**stored, "path": Path(stored["path"])}) if stored else None


def samples_of(
    path: Path, columns: int, *, delimiter: str = ",", quote: str = '"', skip: int = 0, drop: int = 0
) -> list[list[str]]:
    """Some cells of each column, from places all over a CSV file in UTF-8; the first ``drop`` cells of a line are not a column."""
    size = path.stat().st_size
    dice = random.Random(size)  # noqa: S311 - the same places for the same file.
    places = [0, *sorted(dice.randrange(size) for _ in range(PLACES))] if size > PIECE * PLACES else [0]
    length = PIECE if len(places) > 1 else size
    found: list[list[str]] = [[] for _ in range(columns)]
    with path.open("rb") as file:
        for place in places:
            file.seek(place)
            piece = file.read(length).decode("utf-8", "replace")
            lines = piece.splitlines(keepends=True)
            lines = lines[skip:] if place == 0 else lines[1:]
            if len(places) > 1:
                lines = lines[:-1]
            for row in csv.reader(
                io.StringIO("".join(lines[: SAMPLE if len(places) == 1 else SAMPLE // 10])),
                delimiter=delimiter,
                quotechar=quote,
            ):
                if len(row) == columns + drop:
                    for cells, cell in zip(found, row[drop:], strict=True):
                        if cell:
                            cells.append(cell)
    return found


def lines_of(plain: Plain, wanted: Sequence[int]) -> dict[int, int]:
    """The line of each wanted row (from 1 on) in a text file whose records may span lines."""
    lines: dict[int, int] = {}
    rest = sorted(set(wanted), reverse=True)
    with plain.path.open(encoding="utf-8-sig", newline="") as file:
        for _ in range(plain.skip):
            file.readline()
        escape = plain.escape if plain.escape != plain.quote else None
        reader = csv.reader(
            file,
            delimiter=plain.delimiter,
            quotechar=plain.quote,
            escapechar=escape,
            doublequote=escape is None,
        )
        row, before = 0, 0
        for cells in reader:
            start, before = before + 1, reader.line_num
            if not cells:
                continue
            row += 1
            while rest and rest[-1] == row:
                lines[rest.pop()] = plain.skip + start
            if not rest:
                break
    return lines
