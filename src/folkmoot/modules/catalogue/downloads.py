"""A table as a file, in the format that one wants. The engine writes it while it is sent; here it is chosen what."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from folkmoot.modules.catalogue import engines
from folkmoot.modules.catalogue.engine.export.files import excel_file, parquet_file, pieces, whole_file
from folkmoot.modules.catalogue.engine.export.text import csv_of, geojson_of, lines_of
from folkmoot.modules.catalogue.engine.query.columns import Column
from folkmoot.modules.catalogue.engine.query.tree import Query
from folkmoot.modules.catalogue.engine.running.generations import Lease
from folkmoot.record.refusal import Refusal, Refused

Rows = Iterator[list[tuple[Any, ...]]]
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl; charset=utf-8",
    "geojson": "application/geo+json; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
PIECE = 1 << 18


def file_of(generation: str, query: Query, kind: str) -> Iterator[bytes]:
    """What a question finds, as one of TYPES. Raises Refused, Busy, TooLong and Gone before the first piece."""
    if kind == "parquet":
        return _parquet(generation, query)
    columns, rows = engines.engine().stream(generation, query)
    if kind == "csv":
        # For the programs that see no umlauts without the mark, and compute what looks like a formula.
        return csv_of(columns, rows, safe=True, bom=True)
    if kind == "jsonl":
        return lines_of(columns, rows)
    if kind == "xlsx":
        return _excel(columns, rows)
    return _geojson(generation, columns, rows)


def place_of(fields: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The columns that say where a row is: one of points or geometries, or a latitude and a longitude."""
    for one in fields:
        if one["type"] in {"point", "geometry"}:
            return (one["name"],)
    names = {one["name"].lower(): one["name"] for one in fields if one["type"] in {"number", "int"}}
    for lat, long in (("lat", "lon"), ("lat", "long"), ("latitude", "longitude"), ("lat", "lng")):
        if lat in names and long in names:
            return names[lat], names[long]
    return ()


def _geojson(generation: str, columns: tuple[Column, ...], rows: Rows) -> Iterator[bytes]:
    where = place_of(engines.manifest(generation)["fields"])
    names = [one.name for one in columns]
    if not where or not set(where) <= set(names):
        raise Refused([Refusal("format", "this table does not say where its rows are; take CSV or Parquet")])
    if len(where) == 1:
        return geojson_of(columns, rows, where[0])
    lat, long = (names.index(one) for one in where)
    place = Column("_place", "point")
    pairs = ([(*row, _pair(row[lat], row[long])) for row in piece] for piece in rows)
    return geojson_of((*columns, place), pairs, place.name)


def _pair(lat: Any, long: Any) -> tuple[float, float] | None:
    return None if lat is None or long is None else (float(lat), float(long))


def _excel(columns: tuple[Column, ...], rows: Rows) -> Iterator[bytes]:
    try:
        return pieces(excel_file(columns, rows, _scratch()))
    except Refused:
        raise
    except ValueError as error:
        raise Refused([Refusal("format", str(error))]) from error


def _parquet(generation: str, query: Query) -> Iterator[bytes]:
    lease = Lease(engines.generations(), generation)
    if (whole := whole_file(lease, query)) is not None:
        return _leased(whole, lease)
    with lease:
        return pieces(parquet_file(lease, engines.engine().statement(generation, query), _scratch()))


def _leased(path: Path, lease: Lease) -> Iterator[bytes]:
    with lease, path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _scratch() -> Path:
    folder = engines.generations().parent / "scratch"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
