"""JSON documents, JSON lines and GeoJSON: nested records into flat rows."""

import itertools
import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from folkmoot.modules.catalogue.engine.dialect import Choices, Dialect
from folkmoot.modules.catalogue.engine.faults import Unreadable, refuse
from folkmoot.modules.catalogue.engine.limits import LIMITS, Limits
from folkmoot.modules.catalogue.engine.reading.encoding import encoding_of
from folkmoot.modules.catalogue.engine.reading.scan import Scan
from folkmoot.modules.catalogue.engine.reading.source import Notes, Row, Source
from folkmoot.modules.catalogue.engine.reading.text import Text
from folkmoot.record.refusal import Refusal

HALF = "there is half a character (a lone surrogate); the program that wrote the file cut a text in the middle of one, so write it again whole"
NO_LIST = "there is no list of records in the document; a table is a list of objects that have the same names"
LEVELS = 3
"""Objects inside objects become columns down to this level; deeper ones are kept as JSON."""
GEOMETRY = "geometry"


def tree_source(
    path: Path, kind: str, seen: Scan, folder: Path, choices: Choices, *, limits: Limits = LIMITS
) -> Source:
    """Find the list of records in a document. Numbers keep the digits they are written with."""
    encoding, reason = (
        encoding_of(path, seen) if choices.encoding is None else (choices.encoding, "the publisher chose it")
    )
    notes = Notes(limits)
    reasons = {"encoding": reason}
    if not encoding.startswith("utf-8"):
        path = _recoded(path, encoding, folder)
    _harmless(path, encoding, kind, limits)
    if kind == "jsonl":
        where, make = "", _lines(path, encoding if encoding.startswith("utf-8") else "utf-8", limits)
    else:
        where = choices.path if choices.path is not None else _find(path, encoding, kind, limits)
        reasons["path"] = (
            "the publisher chose it"
            if choices.path is not None
            else "the first list of records in the document"
        )
        make = _items(path, encoding, where)
    titles, kinds, count = _columns(make, kind, limits)
    if not count:
        refuse(
            "file",
            "there is no record in the document; a table is a list of objects that have the same names",
        )
    dialect = Dialect(
        kind=kind,
        encoding=encoding,
        path=where,
        reasons=reasons,
        chosen=tuple(name for name in ("encoding", "path") if getattr(choices, name) is not None),
    )

    def read() -> Iterator[Row]:
        notes.clear()
        places = {title: at for at, title in enumerate(titles)}
        for number, record in make():
            row = [""] * len(titles)
            for title, cell in _flat(record, kind, number, limits):
                row[places[title]] = cell
            _check(row, titles, number, limits)
            if any(row):
                yield number, row
            else:
                notes.counts["blank"] += 1

    return Source(
        dialect,
        [choices.rename.get(one, one) for one in titles],
        read,
        notes,
        kinds=[kinds[one] for one in titles],
    )


Make = Callable[[], Iterator[tuple[int, Any]]]


def _columns(make: Make, kind: str, limits: Limits) -> tuple[list[str], dict[str, str], int]:
    """(titles in the order they first come, what the format says of each, how many records)."""
    kinds: dict[str, str] = {}
    count = 0
    for number, record in make():
        count += 1
        for title, value in _leaves(record, kind, number):
            held = (
                GEOMETRY
                if kind == "geojson" and title == GEOMETRY
                else "json"
                if isinstance(value, (dict, list))
                else ""
            )
            kinds[title] = kinds.get(title) or held
        if len(kinds) > limits.columns:
            refuse(
                f"record {number:,}",
                "the records have more than %(most)s names together; a table has the same few in every record",
                most=limits.columns,
            )
    return list(kinds), kinds, count


def _leaves(record: Any, kind: str, number: int) -> Iterator[tuple[str, Any]]:
    """(title, value) of one record, objects inside taken apart."""
    if kind == "geojson":
        if not isinstance(record, dict) or record.get("type") != "Feature":
            refuse(f"record {number:,}", 'this is not a GeoJSON feature; every one has "type": "Feature"')
        if record.get("id") is not None:
            yield "id", record["id"]
        properties = record.get("properties") or {}
        yield from (
            (title, value)
            for title, value in _apart(properties, "", LEVELS)
            if title not in {GEOMETRY, "id"} or (title == "id" and record.get("id") is None)
        )
        yield GEOMETRY, record.get(GEOMETRY)
    elif isinstance(record, dict):
        yield from _apart(record, "", LEVELS)
    elif isinstance(record, list):
        yield from ((f"column {at}", value) for at, value in enumerate(record, start=1))
    else:
        yield "value", record


def _apart(record: dict[str, Any], above: str, levels: int) -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        title = f"{above}.{name}" if above else str(name)
        if (
            isinstance(value, dict)
            and levels
            and value
            and value.get("type") not in {"Point", "Polygon", "MultiPolygon", "LineString"}
        ):
            yield from _apart(value, title, levels - 1)
        else:
            yield title, value


def _flat(record: Any, kind: str, number: int, limits: Limits) -> Iterator[tuple[str, str]]:
    for title, value in _leaves(record, kind, number):
        yield title, _said(value, number, limits)


def _said(value: Any, number: int, limits: Limits) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal, float)):
        return str(value)
    if _depth(value) > limits.depth:
        refuse(
            f"record {number:,}",
            "values are nested deeper than %(most)s levels; a table is flat",
            most=limits.depth,
        )
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_digits)


def _digits(value: object) -> object:
    if isinstance(value, Decimal):
        return (
            int(value)
            if value == value.to_integral_value() and value.as_tuple().exponent == 0
            else float(value)
        )
    raise TypeError(type(value).__name__)


def _depth(value: Any) -> int:
    """Levels of nesting, counted without recursion."""
    deepest, stack = 0, [(value, 1)]
    while stack:
        one, level = stack.pop()
        deepest = max(deepest, level)
        inside = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        stack.extend((each, level + 1) for each in inside)
    return deepest


def _check(row: list[str], titles: list[str], number: int, limits: Limits) -> None:
    for title, cell in zip(titles, row, strict=True):
        if len(cell) > limits.cell:
            refuse(
                f"record {number:,}, {title!r}",
                "this value holds %(given)s characters and a cell may hold %(most)s; publish long texts as files of their own and put their addresses here",
                given=len(cell),
                most=limits.cell,
            )
        if "\0" in cell:
            refuse(f"record {number:,}, {title!r}", "there is a NUL character, which no text has; remove it")


HALVES = re.compile(
    rb"(?<!\\)(?:\\\\)*(?:\\u[dD][89aAbB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89aAbB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2})"
)
CHUNK, OVERLAP = 1 << 20, 24


def _harmless(path: Path, encoding: str, kind: str, limits: Limits) -> None:
    """Refuse what makes parsers fail in odd ways: halves of characters, and nesting without end."""
    with _stream(path, encoding) as file:
        kept, lines = b"", 1
        while chunk := file.read(CHUNK):
            window = kept + chunk
            if found := HALVES.search(
                window, 0, len(window) if len(chunk) < CHUNK else len(window) - OVERLAP
            ):
                line = lines + window.count(b"\n", 0, found.start()) - kept.count(b"\n")
                refuse(f"line {line:,}", HALF)
            lines += chunk.count(b"\n")
            kept = window[-OVERLAP:]
    if kind == "jsonl":
        return
    import ijson

    level = 0
    with _stream(path, encoding) as file:
        try:
            for event, _ in ijson.basic_parse(file, buf_size=16 << 10):
                level += event.startswith("start_") - event.startswith("end_")
                if level > limits.depth:
                    refuse(
                        "file",
                        "values are nested deeper than %(most)s levels; a table is flat",
                        most=limits.depth,
                    )
        except (ijson.JSONError, UnicodeError) as error:
            _broken(error)


def _lines(path: Path, encoding: str, limits: Limits) -> Make:
    def make() -> Iterator[tuple[int, Any]]:
        for number, line in enumerate(Text(path, encoding, "strict").lines(), start=1):
            if not line.strip():
                continue
            try:
                yield number, json.loads(line, parse_float=Decimal, parse_constant=_no_number)
            except RecursionError:
                refuse(
                    f"line {number:,}",
                    "values are nested deeper than %(most)s levels; a table is flat",
                    most=limits.depth,
                )
            except ValueError as error:
                refuse(
                    f"line {number:,}",
                    "this line is not one JSON object (%(reason)s); write one in each line",
                    reason=str(error),
                )

    return make


def _no_number(word: str) -> None:
    """NaN and Infinity, which JSON does not have, are no values."""
    del word


def _recoded(path: Path, encoding: str, folder: Path) -> Path:
    """The document once more in UTF-8."""
    out = folder / "document.json"
    with out.open("w", encoding="utf-8", newline="") as file:
        file.writelines(Text(path, encoding, "strict").lines())
    return out


def _stream(path: Path, encoding: str) -> BinaryIO:
    """The document without a byte order mark."""
    file = path.open("rb")
    if encoding == "utf-8-sig":
        file.seek(3)
    return file


def _find(path: Path, encoding: str, kind: str, limits: Limits) -> str:
    """Where in the document the records are: the path of the first list whose first item is an object or a list."""
    import ijson

    if kind == "geojson":
        return "features.item"
    with _stream(path, encoding) as file:
        opened, level = None, 0
        try:
            for prefix, event, _ in ijson.parse(file):
                level += event.startswith("start_") - event.startswith("end_")
                if level > limits.depth:
                    refuse(
                        "file",
                        "values are nested deeper than %(most)s levels; a table is flat",
                        most=limits.depth,
                    )
                if opened is not None and prefix == opened and event in {"start_map", "start_array"}:
                    return str(prefix)
                opened = f"{prefix}.item".removeprefix(".") if event == "start_array" else None
        except (ijson.JSONError, UnicodeError) as error:
            _broken(error)
    raise Unreadable([Refusal.of("file", NO_LIST)])


def _items(path: Path, encoding: str, where: str) -> Make:
    import ijson

    def make() -> Iterator[tuple[int, Any]]:
        with _stream(path, encoding) as file:
            try:
                yield from zip(itertools.count(1), ijson.items(file, where))
            except (ijson.JSONError, UnicodeError) as error:
                _broken(error)

    return make


def _broken(error: Exception) -> None:
    words = " ".join(str(error).split())[:200]
    refuse(
        "file",
        "the document is not valid JSON (%(reason)s); write it again with a program that knows JSON",
        reason=words,
    )
