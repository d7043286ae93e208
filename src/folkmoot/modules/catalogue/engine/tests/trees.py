"""Random tables and random questions about them (Hypothesis)."""

from datetime import date, datetime, time

from hypothesis import strategies as st

from folkmoot.modules.catalogue.engine.query.columns import Schema
from folkmoot.modules.catalogue.engine.query.tree import (
    MEASURES,
    OPERATORS,
    WAYS,
    AllOf,
    AnyOf,
    Compare,
    HasText,
    IsNull,
    Key,
    Measure,
    Not,
    OneOf,
    Query,
    Sort,
    Words,
)

COLUMNS = [
    ("n", "int"),
    ("Größe (m)", "number"),
    ('a "name"', "text"),
    ("select", "text"),
    ("open", "bool"),
    ("day", "date"),
    ("at", "timestamp"),
    ("o'clock", "time"),
]
SCHEMA = Schema.of(COLUMNS)
ALPHABET = "aAbBäÄßz '\"\\%_;-0é\n水🎈"
VALUES = {
    "int": st.integers(-3, 3) | st.integers(-(2**63), 2**63 - 1),
    # Quarters are exact in binary, so sums do not depend on their order.
    "number": st.integers(-40, 40).map(lambda one: one / 4),
    "text": st.text(ALPHABET, max_size=4),
    "bool": st.booleans(),
    "date": st.dates(date(1899, 12, 25), date(1900, 4, 2)) | st.dates(date(1583, 1, 1), date(9999, 12, 31)),
    "timestamp": st.datetimes(datetime(2019, 12, 20), datetime(2020, 1, 10))
    | st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1)),
    "time": st.times(time(9), time(9, 0, 3)) | st.times(),
}
NAMES = {kind: [one.name for one in SCHEMA if one.type == kind] for kind in VALUES}
ALL = list(SCHEMA.names)
SUMMED = st.integers(-(10**6), 10**6)
"""Whole numbers whose sums fit every engine's."""


def rows(draw_ints=VALUES["int"], times=True, most=25):
    kinds = VALUES | {"int": draw_ints}
    return st.lists(
        st.tuples(*(st.none() | kinds[kind] for _, kind in COLUMNS if times or kind != "time")), max_size=most
    )


@st.composite
def leaves(draw, columns=SCHEMA.columns):
    shape = draw(st.sampled_from(["compare", "compare", "in", "null", "text", "words"]))
    if shape in {"text", "words"}:
        name = draw(st.sampled_from(NAMES["text"]))
        if shape == "text":
            return HasText(name, draw(st.sampled_from(WAYS)), draw(VALUES["text"]))
        return Words(
            draw(st.text(ALPHABET, max_size=6)), tuple(draw(st.sets(st.sampled_from(NAMES["text"]))))
        )
    column = draw(st.sampled_from(columns))
    if shape == "null":
        return IsNull(column.name)
    values = VALUES[column.type]
    if shape == "in":
        return OneOf(column.name, tuple(draw(st.lists(values, min_size=1, max_size=5))))
    return Compare(column.name, draw(st.sampled_from(OPERATORS)), draw(values))


def conditions(columns=SCHEMA.columns):
    return st.recursive(
        leaves(columns),
        lambda inner: (
            st.lists(inner, min_size=1, max_size=3).map(lambda one: AllOf(tuple(one)))
            | st.lists(inner, min_size=1, max_size=3).map(lambda one: AnyOf(tuple(one)))
            | inner.map(Not)
        ),
        max_leaves=6,
    )


@st.composite
def sorts(draw, names):
    chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=4)) if names else []
    return tuple(Sort(name, draw(st.booleans())) for name in chosen)


@st.composite
def row_queries(draw, columns=SCHEMA.columns):
    names = [one.name for one in columns]
    select = tuple(draw(st.lists(st.sampled_from(names), unique=True, max_size=4)))
    return Query(
        draw(st.none() | conditions(columns)), select, sort=draw(sorts(names)), limit=draw(st.integers(1, 7))
    )


@st.composite
def keys(draw, columns=SCHEMA.columns):
    column = draw(st.sampled_from(columns))
    ways = {"date": ["", "year", "quarter", "month", "week", "day"]}
    ways["timestamp"] = [*ways["date"], "hour"]
    return Key(column.name, draw(st.sampled_from(ways.get(column.type, [""]))))


@st.composite
def measures(draw, columns=SCHEMA.columns, whats=MEASURES):
    what = draw(st.sampled_from(whats))
    if what == "count" and draw(st.booleans()):
        return Measure("count")
    fit = [one for one in columns if what not in {"sum", "mean", "median"} or one.type in {"int", "number"}]
    fit = [one for one in fit if what not in {"min", "max"} or one.type != "bool"]
    return Measure(what, draw(st.sampled_from(fit)).name)


@st.composite
def group_queries(draw, columns=SCHEMA.columns, whats=MEASURES):
    group = draw(st.lists(keys(columns), max_size=3, unique_by=lambda one: one.label))
    found = draw(
        st.lists(
            measures(columns, whats), min_size=0 if group else 1, max_size=3, unique_by=lambda one: one.label
        )
    )
    labels = [one.label for one in (*group, *found)]
    where = draw(st.none() | conditions(columns))
    sort = draw(sorts(labels))
    return Query(where, group=tuple(group), measures=tuple(found), sort=sort, limit=draw(st.integers(1, 5)))
