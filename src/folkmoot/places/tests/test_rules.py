import json
from datetime import date

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.places.geo import AreaIndex, bounding_box, distance_m, grid, is_place, to_wgs84
from folkmoot.places.rules import (
    Refused,
    RefusedAddresses,
    RefusedAreas,
    RefusedBaseMap,
    fold,
    may_follow,
    slug_of,
)
from folkmoot.places.rules.addresses import document_of, read_addresses
from folkmoot.places.rules.areas import read_areas
from folkmoot.places.rules.base_map import read_base_map

lats, lons = st.floats(-84, 84), st.floats(-179, 179)


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def square(x, y, size=0.01, **properties):
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    properties.setdefault("name", f"Square {x} {y}")
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def problems_of(data, **options):
    with pytest.raises(RefusedAreas) as refused:
        read_areas(data, **options)
    return refused.value.problems


@given(lats, lons)
def test_grid_is_near_and_stays(lat, lon):
    rounded = grid(lat, lon)
    assert distance_m(lat, lon, *rounded) < 7.5
    assert grid(*rounded) == rounded


@given(lats, lons, st.floats(1, 50_000), st.floats(0, 1), st.floats(0, 1))
def test_bounding_box_holds_every_point_that_near(lat, lon, metres, a, b):
    box = bounding_box(lat, lon, metres)
    at = box.south + a * (box.north - box.south), box.west + b * (box.east - box.west)
    assert box.holds(*at)
    outside = (lat + 2 * (box.north - lat), lon)
    assert distance_m(lat, lon, *outside) >= metres * 0.99


def test_distances_are_those_of_known_places():
    # One degree of latitude, and Berlin to Paris as published (878 km).
    assert distance_m(0, 0, 1, 0) == pytest.approx(111_195, abs=5)
    assert distance_m(52.5200, 13.4050, 48.8566, 2.3522) == pytest.approx(878_000, rel=0.005)


def test_reprojection_of_a_known_point():
    # EPSG:25832, 32U 500000 5400000 lies on the 9th meridian.
    lon, lat = to_wgs84("urn:ogc:def:crs:EPSG::25832").transform(500_000, 5_400_000)
    assert (lon, lat) == pytest.approx((9.0, 48.75), abs=0.01)
    assert to_wgs84("EPSG:4326") is None


def test_areas_in_metres_are_turned_into_degrees():
    read = read_areas(
        collection(
            square(500_000, 5_400_000, 1000, name="Mitte"),
            crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}},
        )
    )
    assert read.bounds.centre == pytest.approx((48.755, 9.006), abs=0.01)


@pytest.mark.parametrize(
    "name", ["+proj=utm", "/etc/passwd", "EPSG:99999999", "ESRI:102100", "EPSG:4326+x", "?"]
)
def test_other_coordinate_systems_are_refused(name):
    crs = {"type": "name", "properties": {"name": name}}
    assert problems_of(collection(square(1, 52), crs=crs))[0].where == "crs"


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5), st.integers(1, 5), st.floats(0.001, 0.1))
def test_tiles_are_published_and_found_again(columns, rows, size):
    features = [
        square(1 + i * size, 50 + j * size, size, name=f"Tile {i}-{j}")
        for i in range(columns)
        for j in range(rows)
    ]
    read = read_areas(collection(*features))
    assert len(read.areas) == columns * rows
    document = json.loads(read.document)
    index = AreaIndex([(one["properties"]["slug"], one["geometry"]) for one in document["features"]])
    for i in range(columns):
        for j in range(rows):
            assert index.at(50 + (j + 0.5) * size, 1 + (i + 0.5) * size) == f"tile-{i}-{j}"
    assert index.at(49, 1) is None
    assert index.at(float("nan"), 1) is None


@settings(max_examples=60, deadline=None)
@given(st.floats(0.05, 0.95), st.floats(-0.9, 0.9))
def test_any_real_overlap_is_reported(part, up):
    overlapping = [square(1, 50, name="A"), square(1 + 0.01 * (1 - part), 50 + 0.01 * up, name="B")]
    found = problems_of(collection(*overlapping))
    assert [one.what.partition(" by")[0] for one in found] == ["A and B overlap"]


def test_slivers_are_let_pass():
    assert len(read_areas(collection(square(1, 50, name="A"), square(1.0099999, 50, name="B"))).areas) == 2


def test_a_bow_tie_is_reported_with_where():
    ring = [[1, 50], [1.01, 50.01], [1.01, 50], [1, 50.01], [1, 50]]
    bow = {
        "type": "Feature",
        "properties": {"name": "Bow"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    (problem,) = problems_of(collection(bow))
    assert "self-intersection" in problem.what
    assert "1.005 50.005" in problem.where


def test_an_open_ring_short_rings_and_lines_are_reported():
    open_ring = square(1, 50, name="Open")
    open_ring["geometry"]["coordinates"][0].pop()
    short = square(2, 50, name="Short")
    short["geometry"]["coordinates"] = [[[2, 50], [3, 50], [2, 50]]]
    line = square(3, 50, name="Line")
    line["geometry"] = {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}
    found = problems_of(collection(open_ring, short, line))
    assert [one.where.partition(",")[0] for one in found] == [
        "feature 1 (Open)",
        "feature 2 (Short)",
        "feature 3 (Line)",
    ]
    assert "not closed" in found[0].what


def test_swapped_coordinates_are_named():
    assert "swapped" in problems_of(collection(square(50, 100)))[0].right
    far = problems_of(collection(square(52.48, 1.7, name="Town")), near=(52.48, 1.7))
    assert "swapped" in far[0].right


def test_names_and_slugs_are_unique():
    found = problems_of(collection(square(1, 50, name="Mill"), square(2, 50, name="mill")))
    assert any("the name of feature 1" in one.what for one in found)
    assert any("the slug of feature 1" in one.what for one in found)


HOSTILE = [
    b"",
    b"\xff\xfe",
    b"[" * 200_000,
    b'{"type":"FeatureCollection","features":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b"[]",
    b"null",
    b'{"type":"Topology"}',
    b'{"type":"FeatureCollection","features":[]}',
    b'{"type":"FeatureCollection","features":[null]}',
    b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{}}]}',
    collection(square(1, 50, name="A")).replace(b"50.01", b"NaN"),
    collection(square(1, 50, name="A")).replace(b"50.01", b"Infinity"),
    collection(square(1, 50, name="A")).replace(b"50.01", b"1e999"),
    collection(square(1, 50, name="A")).replace(b"50.01", b"9" * 10_000),
    collection(square(1, 50, name="A")).replace(b"50.01", b'"50.01"'),
    collection(square(1, 50, name="A")).replace(b"50.01", b"true"),
    collection(square(1, 50, name="A")).replace(b"50.01", b"{}"),
    collection(square(1, 50, name=["A"])),
    collection(square(1, 50, name="A" * 10_000)),
    collection(square(1, 50, name="☃")),
    collection(square(1, 50, name="A", population=-1)),
    collection(square(1, 50, name="A", population=True)),
    collection(square(1, 50, 1e-12, name="A")),
    collection(*[{"type": "Feature", "properties": 7, "geometry": {}}] * 3),
    json.dumps({"type": "FeatureCollection", "features": [{}] * 20_001}).encode(),
    collection(
        {
            "type": "Feature",
            "properties": {"name": "A"},
            "geometry": {"type": "Polygon", "coordinates": [[[[]]]]},
        }
    ),
    collection(
        {
            "type": "Feature",
            "properties": {"name": "A"},
            "geometry": {"type": "Polygon", "coordinates": {"0": 1}},
        }
    ),
]


@pytest.mark.parametrize("data", HOSTILE)
def test_hostile_geojson_is_refused_with_what_where_and_right(data):
    for problem in problems_of(data):
        assert problem.what
        assert problem.where
        assert problem.right
        assert len(str(problem)) < 1000
    with pytest.raises(RefusedBaseMap):
        read_base_map(data)


junk = st.deferred(
    lambda: (
        st.none()
        | st.booleans()
        | st.floats()
        | st.integers()
        | st.text(max_size=5)
        | st.lists(junk, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "features", "geometry", "coordinates", "properties", "name"]), junk
        )
    )
)


@settings(max_examples=300, deadline=None)
@given(junk, st.sampled_from(["document", "feature", "geometry", "coordinates"]))
def test_no_json_breaks_the_reader(value, at):
    feature = square(1, 50, name="A", kind="park")
    if at == "geometry":
        feature["geometry"] = value
    elif at == "coordinates":
        feature["geometry"]["coordinates"] = value
    data = (
        json.dumps(value).encode() if at == "document" else collection(value if at == "feature" else feature)
    )
    for read in (read_areas, read_base_map):
        with pytest.raises(Refused):
            read(data)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_break_the_readers(data):
    with pytest.raises(Refused):
        read_areas(data)
    with pytest.raises(RefusedAddresses):
        list(read_addresses(data))


def test_versions_follow_each_other():
    assert may_follow(date(2026, 1, 1), None) is None
    assert may_follow(date(2026, 1, 2), date(2026, 1, 1)) is None
    problem = may_follow(date(2026, 1, 1), date(2026, 1, 1))
    assert "after 2026-01-01" in problem.right


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_folding_and_slugs():
    assert fold("  St. Mary’s Straße—Nørre Łódź ") == "st marys strasse norre lodz"
    assert slug_of("Château-d’Eau 3") == "chateau-deau-3"
    assert slug_of("北") == ""


ADDRESSES = "Number;Street;Locality;Postcode;Lat;Lon\n14;Quay Lane;Old Quay;MH7 2NH;52,4690;1,6701\n"


def test_addresses_are_read_from_other_dialects_and_written_in_one():
    (one,) = read_addresses(("\ufeff" + ADDRESSES).encode())
    assert one.label == "14 Quay Lane, Old Quay MH7 2NH"
    assert (one.lat, one.lon) == (52.469, 1.6701)
    assert list(read_addresses(document_of([one]), checked=True)) == [one]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("14;Quay Lane;Old Quay;MH7 2NH;52.4", "fields"),
        ("14;;Old Quay;MH7 2NH;52.4;1.6", "street"),
        ("14;Quay Lane;Old Quay;MH7 2NH;north;1.6", "place"),
        ("14;Quay Lane;Old Quay;MH7 2NH;nan;1.6", "place"),
        ("14;Quay Lane;Old Quay;MH7 2NH;91;1.6", "place"),
        ("14;" + "x" * 300 + ";Old Quay;MH7 2NH;52.4;1.6", "street"),
        ("14;Quay\x07Lane;Old Quay;MH7 2NH;52.4;1.6", "street"),
        ("14;Quay Lane;Old Quay;MH7 2NH;52.4;1.6", "id"),
    ],
)
def test_broken_lines_are_named(line, what):
    with pytest.raises(RefusedAddresses) as refused:
        list(read_addresses((ADDRESSES + line + "\n").encode()))
    (problem,) = refused.value.problems
    assert problem.where == "line 3"
    assert what in problem.what


def test_a_base_map_says_which_kind_is_unknown():
    with pytest.raises(RefusedBaseMap, match="its kind is 'shop'"):
        read_base_map(collection(square(1, 50, kind="shop")))
    written, count, box = read_base_map(collection(square(1, 50, kind="park")))
    assert (count, box.west) == (1, 1.0)
    assert is_place(*box.centre)
    assert shapely.from_geojson(written).geom_type == "GeometryCollection"
