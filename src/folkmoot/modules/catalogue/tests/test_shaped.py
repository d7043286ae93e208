"""Points, lines and areas on the map of a table: drawn, counted, stepped into; faults are told and never fatal."""

import csv
import html
import io
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import settings as told
from hypothesis import strategies as st

from folkmoot.modules.catalogue import chores, engines, placing, queries, shaped
from folkmoot.modules.catalogue.asking import Asked
from folkmoot.modules.catalogue.engine.running.engine import Engine
from folkmoot.modules.catalogue.placing import index as indexes
from folkmoot.modules.catalogue.placing.reading import CROSSING, OUTSIDE, TOO_LARGE, UNREADABLE, shapes_of
from folkmoot.modules.catalogue.tests.town import loaded, published
from folkmoot.web.maps import Outline
from folkmoot.web.maps.frame import Frame
from folkmoot.web.maps.outlines import MOST_BYTES, drawn, features

CELL = re.compile(r'<a class="fm-cell" href="([^"]*)" aria-label="([^"]*)"')
OUTLINE = re.compile(r'<a class="fm-outline" href="([^"]*)" aria-label="([^"]*)"')
SQUARE = "POLYGON ((1.7 52.4, 1.72 52.4, 1.72 52.42, 1.7 52.42, 1.7 52.4))"
LINE = "LINESTRING (1.70 52.48, 1.71 52.481, 1.72 52.479)"


def table(values, head="shape", more=()):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["name", head, *(name for name, _values in more)])
    for n, value in enumerate(values):
        writer.writerow([f"Place {n}", value, *(some[n] for _name, some in more)])
    return out.getvalue()


def page(client, query=""):
    answer = client.get(f"/data/trees{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def generation():
    return queries.table("trees", "trees").generation


def section(shown):
    return shown[shown.index('id="map"') : shown.index('id="columns"')]


def squares(count):
    """Squares of different sizes in a town."""
    return [
        shapely.box(
            1.5 + n * 53 % 97 / 200,
            52.3 + n * 37 % 101 / 250,
            1.5 + n * 53 % 97 / 200 + (1 + n % 5) / 2000,
            52.3 + n * 37 % 101 / 250 + 0.001,
        ).wkt
        for n in range(count)
    ]


def test_lines_areas_and_points_are_drawn_and_lead_to_their_rows(client, town):
    published(text=table([SQUARE, LINE, "POINT (1.71 52.45)", "", "MULTIPOINT (1.7 52.4, 1.71 52.41)"]))
    shown = page(client)
    assert shown.index('id="rows"') < shown.index('id="map"'), "the list comes first"
    part = section(shown)
    assert "4 rows, drawn where they lie" in part
    assert "1 row has no place" in part
    links = [(html.unescape(url), name) for url, name in OUTLINE.findall(part)]
    assert [name for _url, name in links] == ["Place 0", "Place 1"]
    assert part.count('class="fm-pin"') == 2
    there = client.get(links[1][0].partition("#")[0]).content.decode()
    assert "1 of 1 row" in there
    assert "Place 1" in there
    answer = client.get("/data/trees?part=pins")
    assert answer["Content-Type"] == "application/geo+json"
    kinds = [one["geometry"]["type"] for one in answer.json()["features"]]
    assert kinds == ["Polygon", "LineString", "Point", "Point"]
    assert answer.json()["features"][0]["properties"]["url"].startswith("/data/trees?")


def test_points_as_pairs_are_pins(client, town):
    published(text=table(["52.48, 1.7", "52.481, 1.701", "-33.9, 151.2"], head="place"))
    assert "3 rows, each as a pin" in section(page(client))


def test_filters_apply_to_the_map(client, town):
    published(text=table([SQUARE, LINE, "POINT (1.71 52.45)"]))
    part = section(page(client, "?col=name&op=eq&val=Place+1"))
    assert "1 row, drawn where it lies" in part
    assert "Place 0" not in part
    found = client.get("/data/trees?part=pins&col=name&op=eq&val=Place+2").json()["features"]
    assert [one["geometry"]["type"] for one in found] == ["Point"]


def test_what_is_no_place_is_listed_and_nothing_fails(client, town):
    nested = "GEOMETRYCOLLECTION (" * 300 + "POINT (1 2)" + ")" * 300
    crossed = "POLYGON ((1 1, 2 2, 1 2, 2 1, 1 1))"
    values = [SQUARE, "POLYGON ((0 0, 1 1)", "POINT (3430000 5560000)", crossed, nested, "POINT (nan nan)",
              "LINESTRING (1 1)", "POINT (1e400 2)"]  # fmt: skip
    published(text=table(values))
    part = section(page(client))
    assert "2 rows, drawn where they lie" in part
    assert "Places with faults" in part
    assert "edges that cross each other" in part
    assert "not on earth" in part
    assert re.search(r'col=_id[^"]*val=4[^0-9]', html.unescape(part)), "each fault leads to its row"
    index = placing.ready(generation(), "shape")
    assert index is not None
    assert (index.wrong[CROSSING], index.wrong[OUTSIDE]) == (1, 3)


def test_trees_that_lie_too_deep_are_told_without_being_followed():
    deep = '{"type":"Polygon","coordinates":' + "[" * 100_000 + "]" * 100_000 + "}"
    folded = '{"type":"GeometryCollection","geometries":[' * 5_000 + "]}" * 5_000
    huge = "LINESTRING (" + "1 2, " * 900_000 + "1 2)"
    started = time.monotonic()
    found, wrong = shapes_of([deep, folded, huge, json.dumps({"type": "Point", "coordinates": [1, 2]})])
    assert time.monotonic() - started < 5
    assert found[:3] == [None, None, None]
    assert [why for _at, why in wrong] == [UNREADABLE, UNREADABLE, TOO_LARGE]
    assert found[3].bounds == (1, 2, 1, 2)


def test_geojson_in_cells_is_drawn(client, town):
    values = [
        json.dumps(
            {"type": "Polygon", "coordinates": [[[1.7, 52.4], [1.8, 52.4], [1.8, 52.5], [1.7, 52.4]]]}
        ),
        json.dumps({"type": "Point", "coordinates": [1.75, 52.45]}),
    ]
    published(text=table(values))
    assert "2 rows, drawn where they lie" in section(page(client))


@told(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.none(),
            st.text(max_size=60),
            st.sampled_from([SQUARE, LINE, "1,2", "91,181", "{}", '{"coordinates":[]}']),
        ),
        max_size=20,
    )
)
def test_any_text_is_a_place_or_told_and_never_an_error(values):
    found, wrong = shapes_of(values)
    assert len(found) == len(values)
    for one in found:
        if one is not None:
            west, south, east, north = one.bounds
            assert -180 <= west <= east <= 180
            assert -90 <= south <= north <= 90
    silent = {at for at, one in enumerate(values) if one is None}
    assert all(at not in silent for at, _why in wrong)


@pytest.mark.parametrize(
    ("wkt", "bounds"),
    [
        ("POLYGON ((178 -18, 182 -18, 182 -16, 178 -16, 178 -18))", (-180, -18, 180, -16)),
        ("LINESTRING (-190 10, -170 10)", (-180, 10, 180, 10)),
        ("POINT (190 5)", (-170, 5, -170, 5)),
        ("POLYGON ((200 0, 210 0, 210 5, 200 5, 200 0))", (-160, 0, -150, 5)),
    ],
)
def test_what_goes_on_beyond_the_180th_meridian_lies_on_both_its_sides(wkt, bounds):
    [one], wrong = shapes_of([wkt])
    assert wrong == []
    assert one.bounds == bounds
    assert one.area == pytest.approx(shapely.from_wkt(wkt).area)


def test_the_meridian_and_the_poles_on_a_page(client, town):
    values = ["POLYGON ((178 -18, 182 -18, 182 -16, 178 -16, 178 -18))", "POINT (-179.9 90)", "LINESTRING (0 -90, 10 90)",
              "POLYGON ((-180 -90, 180 -90, 180 90, -180 90, -180 -90))"]  # fmt: skip
    published(text=table(values))
    part = section(page(client))
    assert "4 rows, drawn where they lie" in part
    assert "nan" not in part.lower()
    assert "inf" not in re.sub(r"[a-z]inf|info", "", part.lower())
    assert "<fm-map" not in part, "the movable map does not go that far out"


def test_many_are_counted_and_stepped_into(client, town):
    points = [f"POINT ({1.5 + n * 53 % 97 / 200:.4f} {52.3 + n * 37 % 101 / 250:.4f})" for n in range(900)]
    published(text=table(points))
    part = section(page(client))
    assert "900 rows, counted in pieces of the map" in part
    cells = [(html.unescape(url), int(name.split()[0])) for url, name in CELL.findall(part)]
    assert sum(rows for _url, rows in cells) == 900
    for url, rows in cells[:6]:
        inner = section(client.get("/data/trees" + url.partition("#")[0]).content.decode())
        assert f"{rows} row" in inner, "a piece shows what was counted in it"
        assert "Take the borders off the map" in inner
    zoomed = client.get("/data/trees" + cells[0][0].partition("#")[0]).content.decode()
    assert "20 of 900 rows" in zoomed, "looking closer leaves no row out of the list"


def test_many_areas_are_drawn_within_the_budget_and_no_finer_than_can_be_seen(client, town):
    published(text=table(squares(800)))
    part = section(page(client))
    assert "800 rows, drawn where they lie" in part
    assert "fm-outline" not in part, "eight hundred links would be no help to anybody"
    assert len(part) < MOST_BYTES + 80_000
    assert sum(int(n) for n in re.findall(r'<td class="n">(\d+)</td>', part)) == 800


def test_one_endless_coast_stays_within_the_budget():
    rng = np.random.default_rng(7)
    coasts = [
        Outline(
            shape=shapely.LineString(
                np.column_stack([np.linspace(1, 2, 40_000), 52 + rng.random(40_000) / 10])
            )
        )
        for _n in range(20)
    ]
    svg = drawn(coasts, Frame(52, 1.5), 200.0)
    assert 0 < len(svg) < MOST_BYTES + 10_000
    document = json.dumps(features(coasts, 1e-3))
    assert 0 < len(document) < MOST_BYTES + 20_000


def test_lines_are_preferred_to_pairs_and_pairs_to_points(client, town):
    lat, lon = ["52.4", "52.5"], ["1.7", "1.8"]
    published(text=table([SQUARE, LINE], more=(("lat", lat), ("lon", lon))))
    assert "2 rows, drawn where they lie" in section(page(client))
    loaded(table(["POINT (1.7 52.4)", "POINT (1.8 52.5)"], more=(("lat", lat), ("lon", lon))))
    assert "2 rows, each as a pin. A pin leads to the rows at its place." in section(page(client))


def test_a_large_table_waits_for_the_worker_and_its_index_goes_with_it(client, town, monkeypatch):
    monkeypatch.setattr(indexes, "AT_ONCE", 1)
    published(text=table([SQUARE, LINE]))
    assert "is being prepared" in section(page(client))
    assert client.get("/data/trees?part=pins").json()["features"] == []
    assert chores.place() == 1
    assert chores.place() == 0
    assert "2 rows, drawn where they lie" in section(page(client))
    left = placing.index.folder() / ("0" * 64)
    left.mkdir()
    assert chores.place() == 1
    assert not left.exists()


def test_an_index_is_made_once_however_many_make_it(town, monkeypatch):
    monkeypatch.setattr(indexes, "AT_ONCE", 1)
    published(text=table([SQUARE, LINE]))
    one = generation()
    there = indexes._at(one, "shape")
    results = [placing.made(one, "shape") for _n in range(2)]
    assert results == [True, False]
    assert sorted(it.name for it in there.iterdir()) == ["boxes.npy", "ids.npy", "index.json", "kinds.npy"]
    # A worker that was killed in the middle leaves a part that nobody reads.
    (there.parent / ".part-left").mkdir()
    assert placing.ready(one, "shape") is not None


def test_boxes_in_addresses():
    assert shaped.box_of("1,2,3,4") is not None
    for wrong in ("", "1,2,3", "3,2,1,4", "1,2,nan,4", "1,2,inf,4", "-181,2,3,4", "a,b,c,d", "1,2,3,4,5"):
        assert shaped.box_of(wrong) is None
    assert Asked(box="1,2,3,4").address() == "?box=1%2C2%2C3%2C4"


def test_a_page_with_nonsense_for_a_box_is_a_page(client, town):
    published(text=table([SQUARE]))
    assert "1 row, drawn where it lies" in section(page(client, "?box=nonsense"))
    assert "None of these rows has a place." in section(page(client, "?box=10,10,11,11"))


def test_many_who_make_an_index_at_once_make_one(town, monkeypatch):
    monkeypatch.setattr(indexes, "AT_ONCE", 1)
    published(text=table(squares(300)))
    one = generation()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _n: placing.made(one, "shape"), range(4)))
    there = indexes._at(one, "shape")
    assert [it.name for it in there.parent.iterdir()] == [there.name], "no part is left behind"
    index = placing.ready(one, "shape")
    assert index is not None
    assert index.ids.tolist() == list(range(1, 301))


class Elsewhere:
    """An engine that hands over rows one by one, as those of other machines do."""

    def __init__(self, duck):
        self.duck, self.root, self.engine = duck, duck.root, duck.engine

    def __getattr__(self, name):
        return getattr(self.duck, name)


def test_numbers_of_rows_are_the_same_from_another_engine(town):
    published(text=table(squares(300)))
    where = Asked((("name", "contains", "7"),)).query().where
    wanted = [n + 1 for n in range(300) if "7" in f"Place {n}"]
    assert engines.engine().numbers(generation(), where).tolist() == wanted
    assert Engine(Elsewhere(engines.local())).numbers(generation(), where).tolist() == wanted
