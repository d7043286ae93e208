"""Every dialect is read into the same tree, and what a dialect says that we do not know is refused, never ignored."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.modules.catalogue.engine.query.check import settle, settle_facets
from folkmoot.modules.catalogue.engine.query.columns import Schema
from folkmoot.modules.catalogue.engine.query.dialects import ckan, datasette, own, soda
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
from folkmoot.modules.catalogue.engine.query.values import plain
from folkmoot.modules.catalogue.engine.tests import trees
from folkmoot.record.refusal import Refused

SCHEMA = Schema.of(
    [
        ("year", "int"),
        ("height", "number"),
        ("city", "text"),
        ("day", "date"),
        ("at", "timestamp"),
        ("$x", "int"),
        ("limit", "int"),
    ]
)


def why(read, given):
    with pytest.raises(Refused) as refused:
        read(given)
    return str(refused.value)


YEAR = Compare("year", "ge", 2020)
CITY = OneOf("city", ("Ulm", "Bonn"))


def whole(query):
    return settle(query, SCHEMA)


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("year.ge=2020&city.in=Ulm,Bonn", Query(AllOf((YEAR, CITY)))),
        ("city=Ulm&limit.eq=5", Query(AllOf((Compare("city", "eq", "Ulm"), Compare("limit", "eq", 5))))),
        (
            "city.not_contains=m&day.null=true&at.not_null=1",
            Query(AllOf((Not(HasText("city", "contains", "m")), IsNull("day"), Not(IsNull("at"))))),
        ),
        (
            "q=old town&limit=7&offset=3&sort=-year,city&select=city,year",
            Query(
                Words("old town", ("city",)),
                ("city", "year"),
                sort=(Sort("year", True), Sort("city")),
                limit=7,
                offset=3,
            ),
        ),
        (
            "group=city,day:month&measure=count,mean:height",
            Query(
                group=(Key("city"), Key("day", "month")),
                measures=(Measure("count"), Measure("mean", "height")),
            ),
        ),
        (
            'where={"any":[{"column":"year","ge":2020},{"not":{"column":"city","in":["Ulm","Bonn"]}}]}',
            Query(AnyOf((YEAR, Not(CITY)))),
        ),
    ],
)
def test_our_own_address(address, wanted):
    pairs = [tuple(one.split("=", 1)) for one in address.split("&")]
    assert whole(own.from_address(pairs)) == whole(wanted)


def test_our_own_facets():
    facets = own.facets_from_address([("facet", "city,day:year"), ("year.lt", "2000"), ("limit", "3")])
    assert settle_facets(facets, SCHEMA) == Facets(
        (Key("city"), Key("day", "year")), Compare("year", "lt", 2000), 3
    )


@settings(max_examples=200, deadline=None)
@given(st.one_of(trees.row_queries(), trees.group_queries()))
def test_our_own_json_says_everything(query):
    settled = settle(query, trees.SCHEMA)
    text = json.dumps(own.to_json(settled, plain))
    assert settle(own.from_json(json.loads(text)), trees.SCHEMA) == settled


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ([], "a question is a JSON object"),
        ({"wher": {}}, "wher: this is not known here"),
        ({"where": {"column": "year"}}, "name a “column” and one of"),
        ({"where": {"column": "year", "like": 3}}, "“like” is not known here"),
        ({"where": {"column": "year", "gt": None}}, "rows without one are found by “null”"),
        ({"where": {"all": {}}}, "this is a list"),
        ({"where": {"all": [{"any": [3]}]}}, "where.all[0].any[0]: a condition is a JSON object"),
        ({"limit": "many"}, "“many” is not a whole number"),
        ({"limit": -1}, "“-1” is not a whole number"),
        ({"limit": True}, "“True” is not a whole number"),
    ],
)
def test_our_own_json_is_refused(given_, said):
    assert said in why(own.from_json, given_)


def test_nothing_is_too_deep_for_a_message():
    deep = {"column": "year", "eq": 1}
    for _ in range(200):
        deep = {"not": deep}
    assert "a condition is a JSON object" in why(own.from_json, {"where": deep})
    assert "this is not JSON" in why(own.from_address, [("where", "[" * 100_000)])
    assert "at most 300 arguments" in why(own.from_address, [("city", "x")] * 301)


@pytest.mark.parametrize(
    ("given_", "where"),
    [
        ({"filters": {"city": "Ulm"}}, Compare("city", "eq", "Ulm")),
        ({"filters": '{"city": ["Ulm", "Bonn"]}'}, CITY),
        ({"filters": {"year": {"gte": 2020}}}, YEAR),
        (
            {"filters": {"year": {"gt": 1, "lt": 5}}},
            AllOf((Compare("year", "gt", 1), Compare("year", "lt", 5))),
        ),
        (
            {"filters": {"$or": [{"city": "Ulm"}, {"year": {"gte": 2020}}]}},
            AnyOf((Compare("city", "eq", "Ulm"), YEAR)),
        ),
        (
            {"filters": [{"city": "Ulm"}, {"year": 3, "city": None}]},
            AnyOf((Compare("city", "eq", "Ulm"), AllOf((Compare("year", "eq", 3), IsNull("city"))))),
        ),
        (
            {"filters": {"year": [2, {"gte": 15, "lte": 30}]}},
            AnyOf((OneOf("year", (2,)), AllOf((Compare("year", "ge", 15), Compare("year", "le", 30))))),
        ),
        ({"filters": {"$$x": 1}}, Compare("$x", "eq", 1)),
        ({"q": "old town"}, Words("old town", ("city",))),
        ({"q": '{"city": "old"}'}, Words("old", ("city",))),
    ],
)
def test_ckan_filters(given_, where):
    search = ckan.read({"resource_id": "r", **given_})
    assert whole(search.query) == whole(Query(where))


def test_ckan_pages_sorts_and_names_fields():
    search = ckan.read(
        {
            "resource_id": "r",
            "limit": "99999",
            "offset": 5,
            "sort": 'year desc, "city" asc nulls last',
            "fields": "city, year",
        }
    )
    assert search.query == Query(
        select=("city", "year"), sort=(Sort("year", True), Sort("city")), limit=32_000, offset=5
    )
    distinct = ckan.read({"id": "r", "fields": ["city"], "distinct": True, "records_format": "csv"})
    assert whole(distinct.query) == whole(Query(select=("city",), group=(Key("city"),)))
    assert distinct.records_format == "csv"


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({}, "resource_id: name the resource"),
        ({"filters": {"$nor": []}}, "only $or and $and"),
        ({"filters": {"year": {"like": 1}}}, "“like” is not an operator"),
        ({"filters": "{"}, "this is not JSON"),
        ({"filters": 3}, "write an object"),
        ({"filters": {"year": []}}, "at least one value"),
        ({"sort": "year sideways down desc asc"}, "there is no column “year sideways down desc”"),
        ({"sort": "year nulls first"}, "absent values come last"),
        ({"distinct": True}, "“distinct” needs the fields"),
        ({"records_format": "xml"}, "choose one of objects"),
        ({"plain": "false"}, "words are looked for as they are"),
        ({"rank": 1}, "rank: this is not known here"),
    ],
)
def test_ckan_is_refused(given_, said):
    base = {} if not given_ else {"resource_id": "r"}
    assert said in why(lambda one: whole(ckan.read(one).query), base | given_)


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("city=Ulm", Compare("city", "eq", "Ulm")),
        ("year__gte=2020&city__in=Ulm,Bonn", AllOf((YEAR, CITY))),
        ('city__in=["Ulm","Bonn"]', CITY),
        ("city__notin=Ulm,Bonn", Not(CITY)),
        ("city__like=%25m", HasText("city", "ends", "m")),
        ("city__notlike=a%25", Not(HasText("city", "starts", "a"))),
        ("city__isblank=1", AnyOf((IsNull("city"), Compare("city", "eq", "")))),
        (
            "at__date=2020-02-29",
            AllOf((Compare("at", "ge", "2020-02-29"), Compare("at", "lt", "2020-03-01"))),
        ),
        (
            "day__date=2020-02-29",
            AllOf((Compare("day", "ge", "2020-02-29"), Compare("day", "lt", "2020-03-01"))),
        ),
        ("_search=old&_search_city=town", AllOf((Words("old", ("city",)), Words("town", ("city",))))),
        ("_id=3", Compare("_id", "eq", 3)),
        ("_id__gt=3", Compare("_id", "gt", 3)),
    ],
)
def test_datasette_lookups(address, where):
    pairs = [tuple(one.replace("%25", "%").split("=", 1)) for one in address.split("&")]
    assert whole(datasette.read(pairs).query) == whole(Query(where))


def test_a_datasette_page():
    page = datasette.read(
        [
            ("_facet", "city"),
            ("_facet_date", "at"),
            ("_size", "max"),
            ("_sort_desc", "year"),
            ("_next", "abc"),
            ("_shape", "array"),
            ("_nl", "on"),
            ("_col", "city"),
            ("year", "3"),
        ]
    )
    assert page.query == Query(
        Compare("year", "eq", "3"), ("_id", "city"), sort=(Sort("year", True),), limit=1_000, after="abc"
    )
    assert page.facets == Facets((Key("city"), Key("at", "day")), Compare("year", "eq", "3"), 30)
    assert (page.shape, page.lines) == ("array", True)


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([("city__glob", "a*")], "“glob” is not known"),
        ([("city__like", "a%b")], "a pattern is a text with %"),
        ([("city__like", "ab")], "a pattern is a text with %"),
        ([("_where", "1=1")], "_where: this is not known here"),
        ([("_shape", "round")], "choose one of objects"),
        ([("_size", "5000")], "at most 1,000"),
        ([("_sort", "year"), ("_sort_desc", "year")], "not by both"),
        ([("at__date", "yesterday")], "is not a day"),
    ],
)
def test_datasette_is_refused(pairs, said):
    assert said in why(datasette.read, pairs)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("year >= 2020 and city in ('Ulm', 'Bonn')", AllOf((YEAR, CITY))),
        ("2020 <= year", YEAR),
        ("day is not null or not (day is null)", AnyOf((Not(IsNull("day")), Not(IsNull("day"))))),
        ("year not between 1 and -2", Not(AllOf((Compare("year", "ge", 1), Compare("year", "le", -2))))),
        ("city not in ('Ulm', 'Bonn')", Not(CITY)),
        (
            "city like '%m%' and starts_with(city, 'It''s')",
            AllOf((HasText("city", "contains", "m"), HasText("city", "starts", "It's"))),
        ),
    ],
)
def test_soda_conditions(text, where):
    assert whole(soda.read([("$where", text), ("$limit", "100")])) == whole(Query(where))


def test_soda_groups():
    query = soda.read(
        [
            ("$select", "city as town, date_trunc_ym(day) as month, count(*) as n, avg(height)"),
            ("$group", "city, month"),
            ("$order", "count(*) desc, town"),
            ("$limit", "5"),
            ("year", "3"),
        ]
    )
    assert query == Query(
        Compare("year", "eq", "3"),
        ("town", "month", "n", "avg_height"),
        (Key("city", name="town"), Key("day", "month", "month")),
        (Measure("count", name="n"), Measure("mean", "height", "avg_height")),
        (Sort("n", True), Sort("town")),
        limit=5,
    )
    whole(query)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("$where", "1=1; drop table rows"),
        ("$where", "year = (select 1)"),
        ("$where", "year = 1 union select 1"),
        ("$where", "year = 1 limit 3"),
        ("$where", "year = 1 group by 2"),
        ("$where", "other.year = 1"),
        ("$where", "city like 'x!%' escape '!'"),
        ("$where", "within_circle(city, 1, 2, 3)"),
        ("$where", "year is true"),
        ("$where", "year = city"),
        ("$where", "year + 1 = 2"),
        ("$where", "(" * 3_000),
        ("$select", "city from secrets"),
        ("$select", "distinct city"),
        ("$select", "count(year) over ()"),
        ("$select", "sum(year) filter (where year > 1)"),
        ("$select", "city as town"),
        ("$select", "getenv('HOME')"),
        ("$group", "count(*)"),
        ("$order", "city nulls first"),
        ("$order", "random()"),
        ("$limit", "50000"),
        ("$having", "count(*) > 1"),
        ("$jsonp", "x"),
    ],
)
def test_soda_is_refused(name, text):
    assert why(soda.read, [(name, text)]).startswith(name)


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(["$select", "$where", "$group", "$order"]),
    text=st.text("abc123 '\"()=<>,*.-;:%|&!\\/[]{}$\0\n", max_size=40),
)
def test_soda_reads_or_refuses_anything(name, text):
    # Any other exception fails this.
    with contextlib.suppress(Refused):
        soda.read([(name, text)])
