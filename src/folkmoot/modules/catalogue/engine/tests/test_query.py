"""Answers of DuckDB are those of the plain evaluation, for random tables and random questions; pages lose and double nothing."""

import json
import math
import statistics
import uuid
from decimal import Decimal

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from folkmoot.modules.catalogue.engine.query.check import settle
from folkmoot.modules.catalogue.engine.query.tree import Compare, Facets, Measure, Query, Sort
from folkmoot.modules.catalogue.engine.running.duck import Duck
from folkmoot.modules.catalogue.engine.running.engine import Engine
from folkmoot.modules.catalogue.engine.tests import plain, trees
from folkmoot.modules.catalogue.engine.tests.making import make_generation

RANDOM = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def engine(tmp_path):
    return Engine(Duck(tmp_path, memory=256, most_open=2), seconds=60)


def several(one):
    """A table is made once for some questions, since making it takes longer than asking."""
    return st.lists(one, min_size=1, max_size=8)


def made(engine, rows):
    name = make_generation(engine.backend.root, trees.COLUMNS, rows, parquet=False, seed=uuid.uuid4().hex)
    names = trees.ALL
    return name, [dict(zip(names, (number, *row), strict=True)) for number, row in enumerate(rows, 1)]


def pages(engine, name, query):
    """All rows of all pages by the cursor, and how many pages there were."""
    found, after = [], ""
    for number in range(1, 200):
        answer = engine.ask(name, Query(**{**as_dict(query), "after": after}))
        assert len(answer.rows) <= query.limit
        found += answer.rows
        if not answer.next:
            return found, number
        after = answer.next
    raise AssertionError("the pages never end")


def as_dict(query):
    return {name: getattr(query, name) for name in Query.__dataclass_fields__}


def alike(one, other):
    if isinstance(one, float) or isinstance(other, float):
        return one is not None and other is not None and math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return one == other and type(one) is type(other)


def same(found, wanted):
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        assert all(alike(a, b) for a, b in zip(one, other, strict=True)), (one, other)


@RANDOM
@given(rows=trees.rows(), queries=several(trees.row_queries()))
def test_every_row_comes_once_and_in_order(engine, rows, queries):
    name, table = made(engine, rows)
    for query in queries:
        wanted = plain.answer(table, settle(query, trees.SCHEMA))
        found, number = pages(engine, name, query)
        assert found == wanted
        assert number == max(1, math.ceil(len(wanted) / query.limit))
        assert engine.count(name, query) == len(wanted)


@RANDOM
@given(rows=trees.rows(), query=trees.row_queries(), offset=st.integers(0, 30))
def test_an_offset_skips_as_many_rows(engine, rows, query, offset):
    name, table = made(engine, rows)
    wanted = plain.answer(table, settle(query, trees.SCHEMA))
    asked = Query(**{**as_dict(query), "offset": offset})
    assert list(engine.ask(name, asked).rows) == wanted[offset : offset + query.limit]


@RANDOM
@given(rows=trees.rows(trees.SUMMED), queries=several(trees.group_queries()))
def test_groups_are_those_of_python(engine, rows, queries):
    name, table = made(engine, rows)
    for query in queries:
        wanted = plain.answer(table, settle(query, trees.SCHEMA))
        found, _ = pages(engine, name, query)
        same(found, wanted)
        assert engine.count(name, query) == len(wanted)


@RANDOM
@given(
    rows=trees.rows(),
    where=st.none() | trees.conditions(),
    keys=st.lists(trees.keys(), min_size=1, max_size=3, unique_by=lambda one: one.label),
    limit=st.integers(1, 4),
)
def test_facets_are_those_of_python(engine, rows, where, keys, limit):
    name, table = made(engine, rows)
    settled = settle(Query(where), trees.SCHEMA).where
    found = engine.facets(name, Facets(tuple(keys), where, limit))
    for key, facet in zip(keys, found.facets, strict=True):
        values, different, absent, number = plain.facet(table, settled, key, limit)
        assert list(facet.values) == values
        assert (facet.different, facet.absent, found.rows) == (different, absent, number)


@RANDOM
@given(rows=trees.rows(), query=trees.row_queries())
def test_a_stream_has_every_row(engine, rows, query):
    name, table = made(engine, rows)
    columns, pieces = engine.stream(name, query)
    assert [row for piece in pieces for row in piece] == plain.answer(table, settle(query, trees.SCHEMA))
    assert [one.name for one in columns] == list(settle(query, trees.SCHEMA).select)


def test_exact_decimals_stay_exact(engine):
    """Readers store prices as exact decimals: pages, comparisons and the middle of two of them are right to the last digit."""
    folder = engine.backend.root / ("d" * 64)
    folder.mkdir()
    with duckdb.connect(str(folder / "table.duckdb")) as base:
        value = "case when i % 7 = 0 then null else (i * 37 % 11) / 100.0 end"
        base.execute(
            f"create table rows as select i as _id, ({value})::decimal(18, 2) as d from range(1, 31) t(i)"
        )
    fields = [{"name": "_id", "type": "int"}, {"name": "d", "type": "number", "stored": "DECIMAL(18, 2)"}]
    (folder / "table.json").write_text(json.dumps({"fields": fields}))
    values = {n: None if n % 7 == 0 else Decimal(n * 37 % 11) / 100 for n in range(1, 31)}
    for descending in (False, True):
        found, _ = pages(engine, folder.name, Query(sort=(Sort("d", descending),), limit=4))
        ordered = sorted(
            values, key=lambda n: (values[n] is None, (-1 if descending else 1) * (values[n] or 0), n)
        )
        assert found == [(n, values[n]) for n in ordered]
    (row,) = engine.ask(
        folder.name, Query(measures=tuple(Measure(one, "d") for one in ("sum", "median", "max")))
    ).rows
    there = [one for one in values.values() if one is not None]
    assert row == (sum(there), pytest.approx(float(statistics.median(there))), max(there))
    assert engine.count(folder.name, Query(Compare("d", "eq", "0.03"))) == there.count(Decimal("0.03"))
