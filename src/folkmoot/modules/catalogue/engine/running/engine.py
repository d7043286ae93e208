"""Asking: a question and a generation in, an answer out. Everything around the computing happens here, once.

The question is settled, admitted, limited in time, compiled, computed by whichever engine the installation has, and kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from folkmoot.modules.catalogue.engine.query import cursor
from folkmoot.modules.catalogue.engine.query.answer import Answer, Facet, Faceted
from folkmoot.modules.catalogue.engine.query.check import answered, settle, settle_facets
from folkmoot.modules.catalogue.engine.query.columns import ID, NUMBERS, Column, Schema, read_schema
from folkmoot.modules.catalogue.engine.query.limits import LIMITS, Limits
from folkmoot.modules.catalogue.engine.query.tree import (
    Condition,
    Facets,
    IsNull,
    Key,
    Not,
    Query,
    Sort,
    both,
)
from folkmoot.modules.catalogue.engine.running.admission import Gate
from folkmoot.modules.catalogue.engine.running.duck import Duck
from folkmoot.modules.catalogue.engine.running.generations import Gone
from folkmoot.modules.catalogue.engine.running.kept import Kept, weight
from folkmoot.record.refusal import Refused

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from folkmoot.modules.catalogue.engine.query.compile import Writer

Row = tuple[Any, ...]


class Backend(Protocol):
    """Something that computes SQL over a generation."""

    root: Path
    engine: str
    """A name of compile.ENGINES: which SQL it understands."""

    def source(self, generation: str) -> tuple[str, ...]:
        """What the generation's table is called in SQL: its name, or catalogue and schema before it."""

    def run(self, generation: str, sql: str, seconds: float) -> list[Row]:
        """All rows of a statement; TooLong at the time limit."""

    def stream(self, generation: str, sql: str, seconds: float, rows: int = ...) -> Iterator[list[Row]]:
        """The rows in pieces."""


@dataclass(slots=True)
class Engine:
    """Answers questions about generations.

    `most_at_once` questions compute at the same time and others wait `wait` seconds; `seconds` is the limit of each;
    `keep` are bytes of answers kept. `key` signs cursors, so that nobody else can make one.
    """

    backend: Backend
    most_at_once: int = 2
    wait: float = 10.0
    seconds: float = 10.0
    keep: int = 64_000_000
    key: bytes = b""
    limits: Limits = LIMITS
    _gate: Gate = field(init=False)
    _kept: Kept = field(init=False)

    def __post_init__(self) -> None:
        self._gate = Gate(self.most_at_once, self.wait)
        self._kept = Kept(self.keep)

    def schema(self, generation: str) -> Schema:
        """The columns of a generation. Raises Gone when it is not there."""
        return _schema(self.backend.root, generation)

    def ask(self, generation: str, query: Query) -> Answer:
        """A page of the answer.

        Raises Refused for what is wrong with the question, Busy and TooLong for what it would cost, Gone for a generation
        that is not there.
        """
        schema = self.schema(generation)
        settled = settle(query, schema, self.limits)
        seen = cursor.read(settled, generation, self.key) if settled.after else None
        key = (generation, "rows", settled)
        return self._kept.get(key, lambda: self._page(generation, schema, settled, seen), _heavy)

    def count(self, generation: str, query: Query) -> int:
        """How many rows the answer has on all its pages together."""
        schema = self.schema(generation)
        settled = settle(query, schema, self.limits)
        key = (generation, "count", settled.where, settled.group, bool(settled.measures))
        sql = self._writer(schema, generation).count(settled)
        return int(self._kept.get(key, lambda: self._run(generation, sql)[0][0], weight))

    def facets(self, generation: str, facets: Facets) -> Faceted:
        """The commonest values of several columns."""
        schema = self.schema(generation)
        settled = settle_facets(facets, schema, self.limits)
        found = [self._facet(generation, schema, key, settled.where, settled.limit) for key in settled.keys]
        return Faceted(found[0][0], tuple(facet for _, facet in found))

    def grid(
        self,
        generation: str,
        where: Condition | None,
        up: tuple[str, float],
        across: tuple[str, float],
        limit: int = 1_000,
    ) -> list[tuple[int, int, int]]:
        """How many rows lie in each cell of a grid over two columns of numbers, without a value in neither.

        `up` and `across` are a column and the size of a cell in its unit. Found are at most `limit` cells with rows as
        (up, across, rows), from the highest `up` down: cell k holds what is at least k sizes and less than k + 1. Sizes
        that are powers of two tell this apart exactly as a condition with the same borders does.
        """
        schema = self.schema(generation)
        there = (Not(IsNull(up[0])), Not(IsNull(across[0])))
        settled = settle(Query(where=both(where, *there)), schema, self.limits)
        for name, size in (up, across):
            column = schema.get(name)
            if column is None or column.type not in NUMBERS or not size > 0:
                raise ValueError(
                    f"no grid over {name!r} in steps of {size}: it takes numbers and a size above 0"
                )
        key = (generation, "grid", settled.where, up, across, limit)
        sql = self._writer(schema, generation).grid(settled.where, up, across, limit)
        rows = self._kept.get(key, lambda: self._run(generation, sql), weight)
        return [(int(row[0]), int(row[1]), int(row[2])) for row in rows]

    def numbers(self, generation: str, where: Condition) -> "NDArray[np.int64]":
        """The numbers (`_id`) of the rows that a condition finds, in order."""
        import numpy as np

        schema = self.schema(generation)
        settled = settle(Query(where=where, select=(ID,)), schema, self.limits)
        key = (generation, "numbers", settled.where)

        def found() -> "NDArray[np.int64]":
            sql = f"SELECT {ID} FROM ({self._writer(schema, generation).stream(settled)}) ORDER BY {ID}"
            if isinstance(self.backend, Duck):
                with self._gate.inside():
                    return self.backend.numbers(generation, sql, self.seconds)
            return np.array([row[0] for row in self._run(generation, sql)], dtype=np.int64)

        return self._kept.get(key, found, lambda one: int(one.nbytes))

    def stream(
        self, generation: str, query: Query, *, seconds: float = 3_600.0
    ) -> tuple[tuple[Column, ...], Iterator[list[Row]]]:
        """The columns, and all rows in pieces, computed while they are taken: for exports of any size.

        The limit and the place in the question mean nothing here. An export holds no place of the gate: it computes for
        moments and waits for its reader otherwise.
        """
        schema = self.schema(generation)
        settled = settle(
            Query(query.where, query.select, query.group, query.measures, query.sort), schema, self.limits
        )
        columns = answered(settled, schema)
        sql = self._writer(schema, generation).stream(settled)
        pieces = self.backend.stream(generation, sql, seconds)
        return columns, ([fitted(columns, row) for row in piece] for piece in pieces)

    def statement(self, generation: str, query: Query) -> str:
        """DuckDB's SQL over `rows` for all rows of a question: for exports that DuckDB writes itself."""
        schema = self.schema(generation)
        settled = settle(
            Query(query.where, query.select, query.group, query.measures, query.sort), schema, self.limits
        )
        return _writing()(schema).stream(settled)

    def _page(self, generation: str, schema: Schema, query: Query, seen: int | None) -> Answer:
        writer, columns = self._writer(schema, generation), answered(query, schema)
        if query.grouped:
            skip = query.offset + (seen or 0)
            rows = self._run(generation, writer.rows(query, skip=skip, limit=query.limit + 1))
            place = skip + query.limit
        else:
            before, skip = self._place(generation, writer, query, seen)
            rows = self._run(generation, writer.rows(query, before, skip=skip, limit=query.limit + 1))
            place = int(rows[query.limit - 1][-1]) if query.limit and len(rows) > query.limit else 0
        further = bool(query.limit) and len(rows) > query.limit
        shown = tuple(fitted(columns, row) for row in rows[: query.limit])
        return Answer(columns, shown, cursor.write(query, generation, place, self.key) if further else "")

    def _place(
        self, generation: str, writer: "Writer", query: Query, seen: int | None
    ) -> tuple[Row | None, int]:
        """The values of the row that the page follows, and how many rows to skip."""
        if query.sort == (Sort(ID),):
            if query.where is None and query.offset:
                # `_id` counts the rows of the file, so skipping rows of a whole table is no reading of them.
                return (query.offset,), 0
            return (None if seen is None else (seen,)), query.offset
        if seen is None:
            return None, query.offset
        found = self._run(generation, writer.place(query, seen))
        if not found:
            raise Refused([cursor.damaged()])
        kinds = [column for one in query.sort if (column := writer.schema.get(one.name))]
        return fitted(kinds, found[0]), 0

    def _facet(
        self, generation: str, schema: Schema, key: Key, where: Condition | None, limit: int
    ) -> tuple[int, Facet]:
        column = schema.get(key.column)
        kind = column.type if column else "text"
        sql = self._writer(schema, generation).facet(key, where, limit + 1)
        rows = self._kept.get(
            (generation, "facet", key, where, limit), lambda: self._run(generation, sql), weight
        )
        if not rows:
            return 0, Facet(key.label, kind, (), 0, 0)
        _, _, found, different, absent = rows[0]
        values = [(fit(kind, value), int(count)) for value, count, *_ in rows if value is not None]
        return int(found), Facet(key.label, kind, tuple(values[:limit]), int(different), int(absent))

    def _writer(self, schema: Schema, generation: str) -> "Writer":
        return _writing()(schema, self.backend.engine, self.backend.source(generation))

    def _run(self, generation: str, sql: str) -> list[Row]:
        with self._gate.inside():
            return self.backend.run(generation, sql, self.seconds)


def _writing() -> "type[Writer]":
    # Ibis and sqlglot take a second and much memory to import; a process that is never asked goes without.
    from folkmoot.modules.catalogue.engine.query.compile import Writer

    return Writer


@lru_cache(maxsize=1_024)
def _schema(root: Path, generation: str) -> Schema:
    try:
        return read_schema(root / generation)
    except FileNotFoundError:
        raise Gone(f"there is no generation {generation}") from None


def _heavy(answer: Answer) -> int:
    return weight(answer.rows)


def fitted(columns: "tuple[Column, ...] | list[Column]", row: Row) -> Row:
    """A row with its values in the columns' own types; what stands behind the columns is left out."""
    return tuple(fit(column.type, value) for column, value in zip(columns, row, strict=False))


def fit(kind: str, value: Any) -> Any:
    """A value as every engine's answers have it: engines differ in how they hand over days, whole and exact numbers."""
    if value is None:
        return None
    if kind == "date" and isinstance(value, datetime):
        return value.date()
    if kind == "timestamp" and isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - tables hold times without a zone.
    if kind == "timestamp" and value.tzinfo is not None:
        return value.replace(tzinfo=None)
    if kind == "int":
        return int(value)
    if kind == "number" and not isinstance(value, Decimal):
        return float(value)
    return value
