"""Everything that is wrong with a question is said at once: what, where, and what would be right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.modules.catalogue.engine.query import cursor
from folkmoot.modules.catalogue.engine.query.check import settle, settle_facets
from folkmoot.modules.catalogue.engine.query.columns import Schema
from folkmoot.modules.catalogue.engine.query.tree import (
    AllOf,
    AnyOf,
    Compare,
    Facets,
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
from folkmoot.record.refusal import Refused

SCHEMA = Schema.of(
    [
        ("Street", "text"),
        ("height", "number"),
        ("year", "int"),
        ("day", "date"),
        ("at", "timestamp"),
        ("place", "point"),
        ("ok", "bool"),
        ("clock", "time"),
    ]
)
A = "ab" * 32
B = "cd" * 32


def why(query):
    with pytest.raises(Refused) as refused:
        settle(query, SCHEMA)
    return str(refused.value)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (Query(Compare("street", "eq", "x")), "street: there is no column “street”; did you mean Street?"),
        (
            Query(Compare("year", "eq", "MMXX", at="year__exact")),
            "year__exact: “MMXX” is not a value of the column “year”: write a whole number such as 42",
        ),
        (Query(Compare("year", "eq", 2**63)), "write a whole number"),
        (Query(Compare("height", "gt", "1,5")), "write a number such as 3.5"),
        (Query(Compare("height", "gt", "nan")), "write a number"),
        (Query(Compare("day", "lt", "31.12.2020")), "write a day such as 2026-03-31"),
        (Query(Compare("at", "lt", "noon")), "write a time such as 2026-03-31T14:05:00"),
        (Query(Compare("clock", "lt", "25:00")), "write a time of day such as 14:05"),
        (Query(Compare("ok", "eq", "maybe")), "write true or false"),
        (Query(Compare("Street", "eq", "a\0b")), "write a text"),
        (Query(Compare("Street", "eq", "x" * 1001)), "use at most 1,000 characters; these are 1,001"),
        (Query(Compare("place", "eq", "x")), "is of type point; comparing needs one of"),
        (Query(Compare("year", "like", 1)), "choose one of eq, ne"),
        (Query(HasText("year", "contains", "2")), "is of type int; looking for text needs one of text"),
        (Query(Words("x", ("year",))), "looking for words needs one of text"),
        (Query(Words("x " * 21)), "give at most 20; these are 21"),
        (Query(OneOf("year", ())), "give at least one value"),
        (Query(OneOf("year", tuple(range(1001)))), "give at most 1,000; these are 1,001"),
        (Query(AnyOf(())), "“any” needs at least one condition"),
        (Query(AllOf((IsNull("day"),) * 200)), "use at most 200 conditions, at most 20 inside each other"),
        (Query(select=("Street", "nope")), "select: there is no column “nope”"),
        (Query(select=("year", "year")), "select: “year” is there twice"),
        (Query(sort=(Sort("place"),)), "sorting needs one of"),
        (Query(sort=(Sort("day"),) * 9), "sort: give at most 8; these are 9"),
        (Query(limit=32_001), "limit: 32,001 is out of range: from 0 to 32,000"),
        (Query(IsNull("day"), offset=100_001), "at most 100,000 rows can be skipped; follow the cursor"),
        (Query(offset=-1), "an offset is 0 or more"),
        (Query(offset=1, after="x"), "use a cursor or an offset, not both"),
        (Query(group=(Key("year", "month"),)), "is of type int; month needs one of date, timestamp"),
        (Query(group=(Key("day", "hour"),)), "holds days without hours"),
        (Query(group=(Key("day", "decade"),)), "choose one of year, quarter"),
        (Query(group=(Key("day"), Key("at", name="DAY"))), "is there twice: give one of them another name"),
        (Query(measures=(Measure("mean", "Street"),)), "is of type text; mean needs one of int, number"),
        (Query(measures=(Measure("sum"),)), "say of which column the sum is wanted"),
        (Query(measures=(Measure("mode", "year"),)), "choose one of count, sum"),
        (Query(group=(Key("year"),), sort=(Sort("day"),)), "sort: there is no column “day”"),
        (Query(group=(Key("year"),), select=("yea",)), "did you mean year?"),
    ],
)
def test_what_is_wrong_is_said(query, said):
    assert said in why(query)


def test_everything_is_said_at_once():
    query = Query(AllOf((Compare("nope", "eq", 1), Compare("year", "eq", "x"))), select=("void",), limit=-1)
    with pytest.raises(Refused) as refused:
        settle(query, SCHEMA)
    assert [one.field for one in refused.value.refusals] == ["nope", "year", "select", "limit"]


def test_too_deep():
    deep = IsNull("day")
    for _ in range(30):
        deep = Not(deep)
    assert "inside each other" in why(Query(deep))


@pytest.mark.parametrize(
    ("facets", "said"),
    [
        (Facets(()), "name at least one column"),
        (Facets((Key("year"),) * 2), "is there twice"),
        (Facets((Key("place"),)), "grouping needs one of"),
        (Facets((Key("year"),), limit=0), "out of range: from 1 to 1,000"),
        (Facets((Key("year"),), Compare("x", "eq", 1)), "there is no column “x”"),
    ],
)
def test_facets_are_refused(facets, said):
    with pytest.raises(Refused, match=said):
        settle_facets(facets, SCHEMA)


def test_values_become_the_columns_own():
    given_ = [
        ("year", "42"),
        ("year", "2.5"),
        ("height", "-1e3"),
        ("day", "2020-01-02T00:00:00"),
        ("at", "2020-01-02T01:00:00+02:00"),
        ("ok", "T"),
        ("clock", "09:30"),
    ]
    settled = settle(Query(AllOf(tuple(Compare(name, "eq", one) for name, one in given_))), SCHEMA)
    assert [str(one.value) for one in settled.where.parts] == [
        "42",
        "2.5",
        "-1000.0",
        "2020-01-02",
        "2020-01-01 23:00:00",
        "True",
        "09:30:00",
    ]
    assert settle(settled, SCHEMA) == settled


def test_a_table_as_it_stands_can_be_skipped_in_any_distance():
    assert settle(Query(offset=10**9), SCHEMA).offset == 10**9


ORDERED = settle(Query(IsNull("day"), sort=(Sort("year"),)), SCHEMA)


@given(place=st.integers(0, 2**63 - 1), key=st.binary(max_size=80))
def test_a_cursor_comes_back(place, key):
    text = cursor.write(ORDERED, A, place, key)
    assert len(text) < 42
    asked = settle(Query(IsNull("day"), ("year",), sort=(Sort("year"),), limit=3, after=text), SCHEMA)
    assert cursor.read(asked, A, key) == place


@given(st.data())
def test_a_damaged_cursor_is_refused(data):
    good = cursor.write(ORDERED, A, 7)
    spot = data.draw(st.integers(0, len(good) - 2))
    other = data.draw(st.sampled_from("ABCxyz019-_é%").filter(lambda one: one != good[spot]))
    with pytest.raises(Refused, match="this is not a cursor"):
        cursor.read(
            settle(
                Query(IsNull("day"), sort=(Sort("year"),), after=good[:spot] + other + good[spot + 1 :]),
                SCHEMA,
            ),
            A,
        )


@pytest.mark.parametrize(
    ("query", "generation", "key", "said"),
    [
        (Query(IsNull("day"), sort=(Sort("year", True),)), A, b"", "belongs to another question"),
        (Query(IsNull("at"), sort=(Sort("year"),)), A, b"", "belongs to another question"),
        (Query(IsNull("day"), sort=(Sort("year"),)), B, b"", "the table was replaced"),
        (Query(IsNull("day"), sort=(Sort("year"),)), A, b"other", "this is not a cursor"),
    ],
)
def test_a_cursor_of_something_else_is_refused(query, generation, key, said):
    text = cursor.write(ORDERED, A, 7)
    with pytest.raises(Refused, match=said):
        cursor.read(settle(Query(query.where, sort=query.sort, after=text), SCHEMA), generation, key)
