"""The same questions on other engines have the same answers. Spark and ClickHouse come with `./run setup engines`."""

import contextlib
import dataclasses
import importlib.util
import math
import random
import shutil
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings

from folkmoot.modules.catalogue.engine.query.check import settle
from folkmoot.modules.catalogue.engine.query.columns import Schema
from folkmoot.modules.catalogue.engine.query.compile import ENGINES, Writer
from folkmoot.modules.catalogue.engine.query.tree import Compare, Facets, Key, Measure, Query
from folkmoot.modules.catalogue.engine.running.duck import Duck
from folkmoot.modules.catalogue.engine.running.engine import Engine
from folkmoot.modules.catalogue.engine.running.others import Dialled, Spark
from folkmoot.modules.catalogue.engine.tests import plain, trees
from folkmoot.modules.catalogue.engine.tests.making import make_generation
from folkmoot.record.refusal import Refused

# Times of day have no type in every engine, so tables with them stay on DuckDB.
COLUMNS = [one for one in trees.COLUMNS if one[1] != "time"]
SCHEMA = Schema.of(COLUMNS)
ASKED = [one for one in SCHEMA.columns if one.name != "_id"]
# Spark takes half a second for each question, so a failing one is shown as it is instead of made smaller.
COMPARED = settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def missing(module, *programs):
    return importlib.util.find_spec(module) is None or any(shutil.which(one) is None for one in programs)


def clickhouse(root):
    from chdb import dbapi

    prepare = "CREATE VIEW IF NOT EXISTS {table} AS SELECT * FROM file('{path}', Parquet)"
    kept = dbapi.connect(":memory:")

    class Kept:
        """chdb is a database inside the process: closing it would lose the views."""

        cursor = kept.cursor

        def close(self):
            pass

    return Dialled(root, "clickhouse", Kept, prepare)


def spark(root):
    return Spark(root, master="local[1]", memory="512m", partitions=1)


MADE = {
    "spark": pytest.param(
        spark,
        id="spark",
        marks=[
            pytest.mark.slow,
            pytest.mark.skipif(missing("pyspark", "java"), reason="./run setup engines, and Java 17"),
        ],
    ),
    "clickhouse": pytest.param(
        clickhouse, id="clickhouse", marks=pytest.mark.skipif(missing("chdb"), reason="./run setup engines")
    ),
}


def dice_rows(dice, number):
    """Rows with what engines disagree about most: absent values, letters beyond ASCII, ties, old days, microseconds."""
    kinds = {
        "int": lambda: dice.choice([-3, 0, 1, 1, 2, 7, 10**6]),
        "number": lambda: dice.randrange(-40, 40) / 4,
        "text": lambda: "".join(dice.choices(trees.ALPHABET, k=dice.randrange(4))),
        "bool": lambda: dice.random() < 0.5,
        "date": lambda: date(
            dice.choice([1901, 1969, 1970, 2000, 2024]), dice.randrange(1, 13), dice.randrange(1, 29)
        ),
        "timestamp": lambda: datetime(
            dice.choice([1971, 2019, 2020]),
            dice.randrange(1, 13),
            dice.randrange(1, 29),
            dice.randrange(24),
            59,
            5,
            dice.choice([0, 1, 999_999]),
        ),
    }
    return [
        tuple(None if dice.random() < 0.2 else kinds[kind]() for _, kind in COLUMNS) for _ in range(number)
    ]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    root = tmp_path_factory.mktemp("generations")
    rows = dice_rows(random.Random(2026), 60)
    name = make_generation(root, COLUMNS, rows)
    return (
        root,
        name,
        [dict(zip(SCHEMA.names, (number, *row), strict=True)) for number, row in enumerate(rows, 1)],
    )


@pytest.fixture(scope="module", params=list(MADE.values()))
def other(request, table):
    backend = request.param(table[0])
    yield Engine(backend, seconds=120)
    if hasattr(backend, "close"):
        backend.close()


def alike(one, wanted):
    if isinstance(one, float):
        return wanted is not None and math.isclose(one, wanted, rel_tol=1e-9, abs_tol=1e-9)
    return one == wanted and type(one) is type(wanted)


@contextlib.contextmanager
def possible(engine):
    """ClickHouse knows days from 1900 to 2299, and refuses others rather than to change them."""
    try:
        yield
    except Refused as refused:
        if engine.backend.engine != "clickhouse" or "days before 1900 or after 2299" not in str(refused):
            raise
        reject()


def same(found, wanted):
    assert len(found) == len(wanted)
    for row, right in zip(found, wanted, strict=True):
        assert all(alike(one, value) for one, value in zip(row, right, strict=True)), (row, right)


@COMPARED
@given(query=trees.row_queries(ASKED))
def test_rows_are_the_same(other, table, query):
    _, name, rows = table
    wanted = plain.answer(rows, settle(query, SCHEMA))
    with possible(other):
        first = other.ask(name, query)
    same(first.rows, wanted[: query.limit])
    assert bool(first.next) == (len(wanted) > query.limit)
    if first.next:
        same(
            other.ask(name, dataclasses.replace(query, after=first.next)).rows,
            wanted[query.limit : 2 * query.limit],
        )


@COMPARED
@given(query=trees.group_queries(ASKED))
def test_groups_are_the_same(other, table, query):
    _, name, rows = table
    wanted = plain.answer(rows, settle(query, SCHEMA))
    with possible(other):
        found = other.ask(name, query)
    same(found.rows, wanted[: query.limit])
    assert other.count(name, query) == len(wanted)


@COMPARED
@given(key=trees.keys(ASKED), where=trees.conditions(ASKED))
def test_facets_are_the_same(other, table, key, where):
    _, name, rows = table
    settled = settle(Query(where), SCHEMA).where
    values, different, absent, number = plain.facet(rows, settled, key, 3)
    with possible(other):
        found = other.facets(name, Facets((key,), where, 3))
    (facet,) = found.facets
    assert (list(facet.values), facet.different, facet.absent, found.rows) == (
        values,
        different,
        absent,
        number,
    )


def test_a_stream_is_the_same(other, table):
    root, name, _ = table
    query = Query(Compare("n", "ge", 0), sort=())
    _, here = Engine(Duck(root)).stream(name, query)
    _, there = other.stream(name, query)
    assert [row for piece in there for row in piece] == [row for piece in here for row in piece]


def test_every_engine_is_written_for():
    query = settle(
        Query(Compare("at", "lt", "2020-01-01"), group=(Key("at", "month"),), measures=(Measure("count"),)),
        SCHEMA,
    )
    for engine in ENGINES:
        assert "COUNT(*)" in Writer(SCHEMA, engine, ("catalogue", "schema", "g_1")).rows(query, limit=3)


def test_what_an_engine_cannot_do_exactly_is_refused():
    query = settle(Query(measures=(Measure("median", "n"),)), SCHEMA)
    with pytest.raises(Refused, match="trino, with which this installation computes, cannot do that exactly"):
        Writer(SCHEMA, "trino").rows(query, limit=1)
    times = Schema.of([("clock", "time")])
    with pytest.raises(Refused, match="spark, with which this installation computes"):
        Writer(times, "spark").rows(settle(Query(Compare("clock", "lt", "10:00")), times), limit=1)
