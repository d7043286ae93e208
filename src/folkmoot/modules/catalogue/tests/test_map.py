"""Rows on the map of a table's page: which columns are places, counts of cells, borders as conditions, ends of the earth."""

import html
import math
import re
from collections import Counter

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from folkmoot.modules.catalogue import engines, mapped, queries
from folkmoot.modules.catalogue.asking import Asked
from folkmoot.modules.catalogue.engine.query.dialects import own
from folkmoot.modules.catalogue.engine.query.tree import Compare
from folkmoot.modules.catalogue.engine.running.duck import Duck
from folkmoot.modules.catalogue.tests.town import published
from folkmoot.places.geo import Bounds
from folkmoot.record.refusal import Refused

LINK = re.compile(r'<a class="fm-cell" href="([^"]*)" aria-label="([^"]*)"')


def field(name, kind="number", least="1", most="2", unit=""):
    return {"name": name, "type": kind, "min": least, "max": most, "unit": unit}


def table_of(places, head="name,lat,lon"):
    return head + "\n" + "".join(f"Tree {n},{lat},{lon}\n" for n, (lat, lon) in enumerate(places))


def many(count=900):
    """Places around the town, with borders of cells and equal places among them."""
    return [(round(52.3 + n * 37 % 101 / 250, 4), round(1.5 + n * 53 % 97 / 200, 4)) for n in range(count)]


def page(client, query=""):
    answer = client.get(f"/data/trees{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def rows_of(client, address):
    """How many rows the API finds for an address of the page."""
    asked = Asked.of(QueryDict(address.partition("#")[0].removeprefix("?")))
    generation = queries.version("trees", "trees", queries.table("trees", "trees").number).generation
    return engines.engine().count(generation, own.from_address(asked.pairs()))


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ([field("lat"), field("lon")], ("lat", "lon")),
        ([field("Longitude"), field("LATITUDE", "int")], ("LATITUDE", "Longitude")),
        ([field("geo_breite"), field("geo_länge")], ("geo_breite", "geo_länge")),
        ([field("Breitengrad"), field("Längengrad")], ("Breitengrad", "Längengrad")),
        ([field("end_lat"), field("start_lon"), field("start_lat")], ("start_lat", "start_lon")),
        ([field("y_wgs84"), field("x_wgs84")], ("y_wgs84", "x_wgs84")),
        ([field("y", unit="°"), field("x", unit="°")], ("y", "x")),
        ([field("y"), field("x")], None),
        ([field("lat", "text"), field("lon")], None),
        ([field("lat"), field("length")], None),
        ([field("end_lat"), field("start_lon")], None),
        ([field("lat", least="5812000", most="5830000"), field("lon")], None),
        ([field("lat", least="-999", most="60"), field("lon")], ("lat", "lon")),
        ([field("lat", least=None, most=None), field("lon")], None),
    ],
)
def test_columns_are_places_by_name_type_unit_and_range(fields, found):
    columns = mapped.columns_of(fields)
    assert (columns and (columns.lat, columns.lon)) == found


def test_few_rows_are_pins_that_lead_to_their_rows(client, town):
    published(text=table_of([(52.48, 1.7), (52.481, 1.701), ("", 1.7), (99, 1.7), (52.48, 1.7)]))
    shown = page(client)
    assert "3 rows, each as a pin" in shown
    assert "2 rows have no place, or none on earth, and are not on the map." in shown
    assert shown.index('id="rows"') < shown.index('id="map"')
    answer = client.get("/data/trees?part=pins")
    assert answer["Content-Type"] == "application/geo+json"
    pins = answer.json()["features"]
    assert [one["geometry"]["coordinates"] for one in pins] == [[1.7, 52.48], [1.701, 52.481], [1.7, 52.48]]
    assert [one["properties"]["title"] for one in pins] == ["Tree 0", "Tree 1", "Tree 4"]
    there = pins[0]["properties"]["url"].removeprefix("/data/trees")
    assert rows_of(client, there) == 2
    assert "Take the borders off the map" in page(client, there)
    only = html.unescape(re.search(r'href="([^"]*)">Only rows on this map', shown)[1])
    assert rows_of(client, only) == 3
    assert "no place" not in page(client, only)


def test_a_grid_counts_as_duckdb_counts_by_hand(client, town):
    places = many()
    published(text=table_of([*places, ("", ""), (52.4, "")]))
    shown = page(client)
    assert "900 rows, counted in pieces of the map" in shown
    assert "2 rows have no place" in shown
    up, across = mapped.sizes(
        Bounds(
            min(lon for _lat, lon in places), min(lat for lat, _lon in places),
            max(lon for _lat, lon in places), max(lat for lat, _lon in places),
        )
    )  # fmt: skip
    by_hand = Counter((math.floor(lat / up), math.floor(lon / across)) for lat, lon in places)
    generation = queries.version("trees", "trees", 1).generation
    backend = engines.local()
    assert isinstance(backend, Duck)
    sql = (
        f"select floor(lat::double / {up})::int, floor(lon::double / {across})::int, count(*) from rows"
        " where lat is not null and lon is not null group by 1, 2 order by 1 desc, 2"
    )
    counted = backend.run(generation, sql, 10)
    assert {(one, two): n for one, two, n in counted} == by_hand
    assert engines.engine().grid(generation, None, ("lat", up), ("lon", across)) == counted
    cells = [(html.unescape(one), html.unescape(name)) for one, name in LINK.findall(shown)]
    assert [int(name.split()[0]) for _address, name in cells] == [n for _up, _across, n in counted]
    # Every piece leads to exactly the rows that were counted in it, on borders too, and so do downloads and the API.
    for (address, _name), (_up, _across, rows) in zip(cells, counted, strict=True):
        assert rows_of(client, address) == rows


def test_steps_into_cells_add_no_conditions_and_stay_inside(client, town):
    published(text=table_of([*many(), *[(52.4, 1.6)] * 300]))
    address, seen = "?col=name&op=contains&val=Tree", 1200
    for _step in range(4):
        cells = [html.unescape(one) for one, _name in LINK.findall(page(client, address))]
        address = max(cells, key=lambda one: rows_of(client, one)).partition("#")[0]
        rows = rows_of(client, address)
        assert rows <= seen
        seen = rows
        assert address.count("col=") == 5
    assert seen >= 300
    csv = client.get(html.unescape(re.search(r'href="([^"]*\.csv\?[^"]*)"', page(client, address))[1]))
    assert b"".join(csv.streaming_content).count(b"\n") == seen + 1


def test_borders_that_were_asked_for_are_kept_where_they_are_narrower():
    columns, box = mapped.Columns("lat", "lon"), Bounds(1.5, 52.25, 1.75, 52.5)
    asked = Asked((("lat", "ge", "52.3"), ("lat", "le", "52.5"), ("lon", "ge", "1"), ("lon", "lt", "1.6")))
    assert mapped.narrowed(asked, columns, box).conditions == (
        ("lat", "ge", "52.3"), ("lat", "lt", "52.5"), ("lon", "ge", "1.5"), ("lon", "lt", "1.6"),
    )  # fmt: skip
    full = Asked(tuple((f"c{n}", "eq", "1") for n in range(8)))
    assert mapped.narrowed(full, columns, box) is None


def test_the_ends_of_the_earth(client, town):
    ends = [(90, 0), (-90, 0), (0, 180), (0, -180), (0, 179.9), (0, -179.9), (89.99, 45), (0, 0)]
    published(text=table_of([*ends * 40, (90.1, 0), (0, 180.5), (-91, 5), (1e300, 0)]))
    shown = page(client)
    assert "320 rows, counted in pieces" in shown
    assert "4 rows have no place, or none on earth" in shown
    cells = [(html.unescape(one), int(name.split()[0])) for one, name in LINK.findall(shown)]
    assert sum(rows for _address, rows in cells) == 320
    assert all(rows_of(client, address) == rows for address, rows in cells)
    assert "nan" not in shown[shown.index('id="map"') : shown.index('id="columns"')].lower()
    assert "None of these rows has a place." in page(client, "?col=lat&op=ge&val=90.05")


def test_few_rows_on_both_sides_of_the_180th_meridian_and_at_a_pole_are_pins(client, town):
    published(text=table_of([(0, 179.9), (0, -179.9), (90, 10), (-90, 0)]))
    shown = page(client)
    assert "4 rows, each as a pin" in shown
    places = re.findall(r'<g transform="translate\((-?\d+) (-?\d+)\)', shown)
    assert len(places) == 4
    # The picture is of the whole world, so all four lie inside; the movable map does not go that far out.
    left, top, wide, high = map(
        int, re.search(r'<svg viewBox="(\S+) (\S+) (\S+) (\S+)" role="group"', shown).groups()
    )
    assert all(left <= int(x) <= left + wide and top <= int(y) <= top + high for x, y in places)
    assert "<fm-map" not in shown


def test_without_places_there_is_no_map(client, town):
    published()
    assert 'id="map"' not in page(client)
    assert client.get("/data/trees?part=pins").json()["features"] == []
    assert client.get("/data/trees?part=pins&col=nothing&op=eq&val=1").json()["features"] == []


def test_no_row_and_no_place(client, town):
    published(text=table_of(many(30)))
    shown = page(client, "?q=nothing")
    assert "No row fits" in shown
    assert 'id="map"' not in shown


def test_a_grid_takes_numbers_and_a_size(town):
    published(text=table_of(many(3)))
    generation = queries.version("trees", "trees", 1).generation
    for up, across in (
        (("name", 1.0), ("lon", 1.0)),
        (("lat", 1.0), ("lon", 0.0)),
        (("lat", 1.0), ("no", 1.0)),
    ):
        with pytest.raises((ValueError, Refused)):
            engines.engine().grid(generation, None, up, across)
    assert engines.engine().grid(generation, Compare("lat", "gt", 89), ("lat", 1.0), ("lon", 1.0)) == []


def test_the_same_number_of_questions_for_any_number_of_rows(client, town, monkeypatch):
    asked = []
    run = Duck.run
    monkeypatch.setattr(Duck, "run", lambda self, *some: asked.append(some) or run(self, *some))

    def cost(key, count):
        published(key=key, text=table_of(many(count)))
        client.get(f"/data/{key}")
        asked.clear()
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/data/{key}?q=tree")
        grids = [sql for _generation, sql, _seconds in asked if "across" in sql.lower()]
        return len(seen), len(asked), len(grids)

    # From 61 names on the other parts of the page ask the same of every table.
    few, some, lots = cost("few", 100), cost("some", 300), cost("lots", 3000)
    assert few[:2] == some[:2] == lots[:2]
    assert (few[2], some[2], lots[2]) == (0, 1, 1)
