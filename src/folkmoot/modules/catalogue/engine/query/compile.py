"""Questions as SQL, through Ibis: the one place that knows it. The same expression serves every engine.

Ibis is used as a writer of SQL alone: engines are asked by their own drivers (running/), so that nothing else of it matters.
Differences in days are not in the language, since the engines disagree about them; everything that is, is compared
between engines in engine/tests/test_engines.py.
"""

from collections.abc import Callable, Sequence
from functools import cache, reduce
from operator import and_, eq, ge, gt, le, lt, ne, or_
from typing import Any

import ibis
import ibis.expr.operations as ops
from ibis.backends.sql import compilers
from ibis.common.exceptions import OperationNotDefinedError
from ibis.config import Config, options

from folkmoot.modules.catalogue.engine.query.columns import ID, Column, Schema
from folkmoot.modules.catalogue.engine.query.tree import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    IsNull,
    Key,
    Measure,
    Not,
    OneOf,
    Query,
    Sort,
    Value,
    Words,
)
from folkmoot.record.refusal import Refusal, Refused

_MICROSECONDS = 6
_CLICKHOUSE_YEARS = range(1900, 2300)


class _ClickHouse(compilers.ClickHouseCompiler):  # type: ignore[misc]
    """Its `lower` knows ASCII alone, its `toDate` no day before 1970, and times have the server's zone unless told."""

    SIMPLE_OPS = {**compilers.ClickHouseCompiler.SIMPLE_OPS, ops.Lowercase: "lowerUTF8"}

    def visit_NonNullLiteral(self, op: Any, *, value: Any, dtype: Any) -> Any:  # noqa: N802 - Ibis calls it so.
        if dtype.is_date():
            return self.f.toDate32(value.isoformat())
        if dtype.is_timestamp():
            return self.f.parseDateTime64BestEffort(value.isoformat(), _MICROSECONDS, "UTC")
        return super().visit_NonNullLiteral(op, value=value, dtype=dtype)


ENGINES = {
    "duckdb": compilers.DuckDBCompiler,
    "spark": compilers.PySparkCompiler,
    "trino": compilers.TrinoCompiler,
    "clickhouse": _ClickHouse,
}
TYPES = {
    "int": "int64",
    "number": "float64",
    "text": "string",
    "bool": "boolean",
    "date": "date",
    "timestamp": "timestamp",
    "time": "time",
    "point": "string",
    "geometry": "string",
    "json": "string",
}
"""Ibis' types. Points, geometries and JSON are only ever handed through, so what they are called does not matter."""
BUCKETS = {"year": "Y", "quarter": "Q", "month": "M", "week": "W", "day": "D", "hour": "h"}
MEASURES = {"distinct": "nunique"}
"""Ibis' names of measures, where they differ from ours."""
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {"eq": eq, "ne": ne, "lt": lt, "le": le, "gt": gt, "ge": ge}


class _SparkOptions(Config):  # type: ignore[misc]
    """Ibis reads this option when it writes a fraction for Spark, but defines it only where Spark is installed."""

    treat_nan_as_null: bool = False


if options.pyspark is None:
    options.pyspark = _SparkOptions()


class Writer:
    """Writes SQL about one table for one engine. All questions must be settled (check.py) before."""

    def __init__(self, schema: Schema, engine: str = "duckdb", source: Sequence[str] = ("rows",)) -> None:
        """`source` is the table's name, with its schema and catalogue before it where the engine has them."""
        *above, name = source
        self.schema, self.engine = schema, engine
        where = (
            {"catalog": above[0], "database": above[1]}
            if len(above) > 1
            else {"database": above[0]}
            if above
            else {}
        )
        self.table: Any = ibis.table({one.name: _type(one) for one in schema}, name=name, **where)

    def rows(
        self, query: Query, place: Sequence[Value | None] | None = None, *, skip: int = 0, limit: int | None
    ) -> str:
        """The rows of the answer, and `_id` behind them where they are not groups.

        `place` are the values that the last row before has in the columns of the sort; `skip` rows are left out.
        """
        if query.grouped:
            return self._sql(_cut(_ordered(self._groups(query), query.sort)[list(query.select)], skip, limit))
        found = self._found(query.where)
        if place is not None:
            found = found.filter(_behind(found, query.sort, place))
        if self.engine == "duckdb" and query.sort[0].name != ID:
            # Sorting the numbers alone and fetching their rows afterwards takes half as long on ten million rows.
            page = _cut(_ordered(found, query.sort)[[ID]], skip, limit)
            found, skip = self.table.filter(self.table[ID].isin(page[ID])), 0
        ordered = _ordered(found, query.sort)
        return self._sql(
            _cut(ordered.select(*(ordered[name] for name in query.select), __id=ordered[ID]), skip, limit)
        )

    def stream(self, query: Query) -> str:
        """All rows of the answer for an export; in the order of the file DuckDB needs no sorting for that."""
        if query.grouped:
            return self._sql(_ordered(self._groups(query), query.sort)[list(query.select)])
        found = self._found(query.where)
        if query.sort != (Sort(ID),) or self.engine != "duckdb":
            found = _ordered(found, query.sort)
        return self._sql(found[list(query.select)])

    def place(self, query: Query, row: int) -> str:
        """What a row has in the columns of the sort."""
        found = self.table.filter(self.table[ID] == ibis.literal(row, "int64"))
        return self._sql(found[list(dict.fromkeys(one.name for one in query.sort))])

    def count(self, query: Query) -> str:
        """How many rows the whole answer has."""
        rows = self._groups(query) if query.grouped else self._found(query.where)
        return self._sql(rows.aggregate(n=rows.count()))

    def facet(self, key: Key, where: Condition | None, limit: int) -> str:
        """The commonest values of a column with their counts; equally common ones in their own order.

        Columns: value, n, and in every row the same: all rows found, different values, rows without a value. The
        absent value is among them like any other, so ask for one value more than is wanted.
        """
        found = self._found(where)
        groups = found.group_by(value=_key(found, key)).aggregate(n=found.count())
        absent = groups["value"].isnull().ifelse(groups["n"], 0)
        figures = {"found": groups["n"].sum(), "different": groups["value"].count(), "absent": absent.sum()}
        whole = groups.mutate(**{name: one.over(ibis.window()) for name, one in figures.items()})
        return self._sql(_cut(_ordered(whole, (Sort("n", descending=True), Sort("value"))), 0, limit))

    def grid(
        self, where: Condition | None, up: tuple[str, float], across: tuple[str, float], limit: int
    ) -> str:
        """How many rows lie in each cell of a grid over two columns of numbers, given with the size of a cell in each.

        Columns: up, across, n, from the highest `up` down. Cell k holds what is at least k sizes and less than k + 1.
        """
        found = self._found(where)
        places = {
            name: (found[column].cast("float64") / ibis.literal(size, "float64")).floor().cast("int64")
            for name, (column, size) in (("up", up), ("across", across))
        }
        cells = found.group_by(**places).aggregate(n=found.count())
        return self._sql(_cut(_ordered(cells, (Sort("up", descending=True), Sort("across"))), 0, limit))

    def _found(self, where: Condition | None) -> Any:
        return self.table if where is None else self.table.filter(condition(self.table, where))

    def _groups(self, query: Query) -> Any:
        found = self._found(query.where)
        figures = {one.label: _measure(found, one) for one in query.measures}
        if not query.group:
            return found.aggregate(**figures)
        return found.group_by(**{one.label: _key(found, one) for one in query.group}).aggregate(**figures)

    def _sql(self, expression: Any) -> str:
        compiler = _compiler(self.engine)
        literals = expression.op().find(ops.Literal)
        if self.engine == "spark" and any(one.dtype.is_time() for one in literals):
            # Ibis would write a time of day as a time of today.
            raise self._unable("times of day")
        if self.engine == "clickhouse" and not all(
            getattr(one.value, "year", 2000) in _CLICKHOUSE_YEARS for one in literals
        ):
            raise self._unable("days before 1900 or after 2299")
        try:
            return str(compiler.to_sqlglot(expression).sql(compiler.dialect))
        except OperationNotDefinedError as unknown:
            raise self._unable(str(unknown)) from unknown

    def _unable(self, why: str) -> Refused:
        pattern = "%(engine)s, with which this installation computes, cannot do that exactly: %(why)s"
        return Refused([Refusal.at_all(pattern, engine=self.engine, why=why)])


@cache
def _compiler(engine: str) -> Any:
    return ENGINES[engine]()


def _type(column: Column) -> str:
    if column.type == "number" and column.stored.startswith("DECIMAL("):
        return column.stored.lower().replace(" ", "")
    return TYPES[column.type]


def condition(table: Any, one: Condition) -> Any:
    """A condition of the tree as an Ibis expression over a table."""
    if isinstance(one, AllOf):
        return reduce(and_, [condition(table, part) for part in one.parts] or [ibis.literal(True)])
    if isinstance(one, AnyOf):
        return reduce(or_, (condition(table, part) for part in one.parts))
    if isinstance(one, Not):
        return ~condition(table, one.part)
    if isinstance(one, Words):
        return _words(table, one)
    column = table[one.column]
    if isinstance(one, Compare):
        return _COMPARE[one.op](column, _literal(one.value))
    if isinstance(one, OneOf):
        return column.isin([_literal(value) for value in one.values])
    if isinstance(one, IsNull):
        return column.isnull()
    low, text = column.lower(), _literal(one.text).lower()
    return {"contains": low.contains, "starts": low.startswith, "ends": low.endswith}[one.way](text)


def _words(table: Any, one: Words) -> Any:
    """Absent texts are taken as empty here: a word that stands in one column is found whatever the others lack."""
    texts = [table[name].lower().fill_null("") for name in one.columns]
    words = [_literal(word).lower() for word in one.text.split()]
    each = (reduce(or_, (text.contains(word) for text in texts)) for word in words)
    return reduce(and_, list(each) or [ibis.literal(True)])


def _literal(value: Value) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return ibis.literal(value, "int64")
    return ibis.literal(value)


def _key(table: Any, key: Key) -> Any:
    column = table[key.column]
    return column.truncate(BUCKETS[key.by]) if key.by else column


def _measure(table: Any, one: Measure) -> Any:
    if not one.column:
        return table.count()
    column = table[one.column]
    if column.type().is_decimal() and one.what in {"mean", "median"}:
        # The middle of two exact decimals may have one digit more than they do.
        column = column.cast("float64")
    return getattr(column, MEASURES.get(one.what, one.what))()


def _ordered(table: Any, sort: Sequence[Sort]) -> Any:
    if not sort:
        return table
    order = [(ibis.desc if one.descending else ibis.asc)(table[one.name], nulls_first=False) for one in sort]
    return table.order_by(order)


def _cut(table: Any, skip: int, limit: int | None) -> Any:
    return table.limit(limit, offset=skip) if limit is not None or skip else table


def _behind(table: Any, sort: Sequence[Sort], place: Sequence[Value | None]) -> Any:
    """Whether a row comes later than a place: behind it in one column, level with it in all before."""
    level: list[Any] = []
    ways = []
    for one, value in zip(sort, place, strict=True):
        column = table[one.name]
        if value is None:
            # Absent values are last: nothing is behind them in this column.
            level.append(column.isnull())
            continue
        # It came out of this very column, so an exact decimal goes back as one.
        known = ibis.literal(value, column.type()) if column.type().is_decimal() else _literal(value)
        further = column < known if one.descending else column > known
        # Only `_id` is never absent.
        behind = further if one.name == ID else further | column.isnull()
        ways.append(reduce(and_, [*level, behind]))
        level.append(column == known)
    return reduce(or_, ways)
