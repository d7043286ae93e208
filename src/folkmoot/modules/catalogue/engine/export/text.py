"""CSV, JSON Lines and GeoJSON of an answer of any size: pieces of bytes, made while they are taken."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from folkmoot.modules.catalogue.engine.query.columns import Column
from folkmoot.modules.catalogue.engine.query.values import plain

Rows = Iterable[list[tuple[Any, ...]]]
"""Rows in lists of some thousands, as Engine.stream gives them."""
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With what a spreadsheet's formula can begin (OWASP, CSV injection)."""
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def csv_of(
    columns: tuple[Column, ...], rows: Rows, *, safe: bool = False, delimiter: str = ",", bom: bool = False
) -> Iterator[bytes]:
    """RFC 4180: UTF-8, a header, lines that end with CR LF. Absent values are empty, days and times as in ISO 8601.

    `safe` puts an apostrophe before texts and names with which a formula could begin, so that opening the file in a
    spreadsheet computes nothing. Then the texts are not the table's own any more, so it is a choice.
    """
    page = io.StringIO(newline="")
    writer = csv.writer(page, delimiter=delimiter, lineterminator="\r\n")
    texts = [
        number
        for number, one in enumerate(columns)
        if one.type not in {"int", "number", "bool", "date", "timestamp", "time"}
    ]
    awkward = [
        number for number, one in enumerate(columns) if one.type in {"bool", "timestamp", "json", "number"}
    ]
    if bom:
        page.write(BOM)
    writer.writerow([harmless(one.name) if safe else one.name for one in columns])
    for piece in rows:
        if awkward or safe:
            writer.writerows(_shown(row, awkward, texts if safe else []) for row in piece)
        else:
            writer.writerows(piece)
        yield page.getvalue().encode()
        page.seek(0)
        page.truncate()
    if page.tell():
        yield page.getvalue().encode()


def harmless(text: Any) -> Any:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if isinstance(text, str) and text.startswith(RISKY) else text


def _shown(row: tuple[Any, ...], awkward: list[int], texts: list[int]) -> list[Any]:
    """A row as the csv module should see it; it writes texts, whole numbers and days right by itself."""
    cells = list(row)
    for number in awkward:
        cells[number] = _cell(cells[number])
    for number in texts:
        cells[number] = harmless(cells[number])
    return cells


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    found = plain(value)
    return json.dumps(found, ensure_ascii=False) if isinstance(found, dict | list) else found


def lines_of(columns: tuple[Column, ...], rows: Rows) -> Iterator[bytes]:
    """JSON Lines: an object for each row, absent values as null."""
    names = [json.dumps(one.name, ensure_ascii=False) for one in columns]
    for piece in rows:
        yield "".join(f"{{{_inside(names, row)}}}\n" for row in piece).encode()


def _inside(names: list[str], row: tuple[Any, ...]) -> str:
    return ",".join(
        f"{name}:{json.dumps(plain(one), ensure_ascii=False)}" for name, one in zip(names, row, strict=True)
    )


def geojson_of(columns: tuple[Column, ...], rows: Rows, place: str) -> Iterator[bytes]:
    """GeoJSON (RFC 7946): a feature for each row, its geometry from the column `place`, the others as properties.

    A point is a text "latitude,longitude" or "POINT (longitude latitude)", a geometry is WKT or GeoJSON. Rows whose place
    is absent or cannot be read have no geometry; `_id` becomes the feature's id.
    """
    from folkmoot.modules.catalogue.engine.export.geometry import geometry_of

    at = [one.name for one in columns].index(place)
    names = [json.dumps(one.name, ensure_ascii=False) for one in columns]
    others = [number for number in range(len(columns)) if number != at]
    identity = next((number for number, one in enumerate(columns) if one.name == "_id"), None)
    before = '{"type":"FeatureCollection","features":['
    for piece in rows:
        features = []
        for row in piece:
            shape = json.dumps(geometry_of(row[at]))
            inside = ",".join(
                f"{names[n]}:{json.dumps(plain(row[n]), ensure_ascii=False)}" for n in others if n != identity
            )
            known = f'"id":{row[identity]},' if identity is not None else ""
            features.append(f'{{"type":"Feature",{known}"geometry":{shape},"properties":{{{inside}}}}}')
        yield (before + ",\n".join(features)).encode()
        before = ",\n"
    yield (f"{before}]}}\n" if before != ",\n" else "]}\n").encode()
