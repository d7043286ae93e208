import gzip
import re
from pathlib import Path

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.places import demo, queries
from folkmoot.places.geo import Bounds, distance_m
from folkmoot.record import registry
from folkmoot.web.maps import MapView, Pin, chooser, draw, geojson, movable, point_of_click, read_choice
from folkmoot.web.maps.chooser import Choice
from folkmoot.web.maps.tokens import DARK, LIGHT

views = st.builds(
    MapView, st.floats(-80, 80), st.floats(-179, 179), st.floats(200, 20_000), st.just(640), st.just(480)
)
TOKENS = Path(__file__).resolve().parents[1] / "css" / "00-tokens.css"


@pytest.fixture
def town(db):
    registry.load_projections()
    demo.tell()


@given(views)
def test_the_middle_pixel_is_the_middle(view):
    lat, lon = point_of_click(view, 320, 240)
    assert distance_m(lat, lon, view.lat, view.lon) < 0.5


@given(views, st.integers(0, 640), st.integers(0, 480))
def test_pixels_are_as_far_apart_as_the_view_says(view, x, y):
    away = ((x - 320) ** 2 + (y - 240) ** 2) ** 0.5 * view.metres / view.width
    assert distance_m(*point_of_click(view, x, y), view.lat, view.lon) == pytest.approx(away, rel=0.1, abs=1)


@given(views)
def test_steps_come_back(view):
    there = view.moved("east").moved("west").moved("in").moved("out")
    assert distance_m(there.lat, there.lon, view.lat, view.lon) < 1
    assert there.metres == pytest.approx(view.metres)
    assert view.moved("sideways") == view


def test_a_view_of_a_box_shows_all_of_it():
    box = Bounds(1.6, 52.4, 1.8, 52.5)
    view = MapView.of(box, width=300, height=600)
    (top, left), (bottom, right) = point_of_click(view, 0, 0), point_of_click(view, 300, 600)
    assert left <= box.west
    assert right >= box.east
    assert bottom <= box.south
    assert top >= box.north


VIEW = MapView(52.48, 1.7, 800, 640, 480)


def read(query):
    return read_choice(QueryDict(query), default=VIEW)


def test_a_press_on_either_picture_chooses_the_same_ground():
    wide, narrow = read("at_640x480.x=420&at_640x480.y=240"), read("at_288x288.x=244&at_288x288.y=144")
    assert wide.map_only
    assert distance_m(wide.lat, wide.lon, 52.48, 1.7) == pytest.approx(125, rel=0.01)
    assert distance_m(wide.lat, wide.lon, narrow.lat, narrow.lon) < 1


def test_a_keyboard_press_chooses_the_middle():
    choice = read("at_640x480.x=0&at_640x480.y=0")
    assert (choice.lat, choice.lon) == (52.48, 1.7)


def test_moving_keeps_the_place_and_sending_ends_it():
    moved = read("lat=52.481&lon=1.701&map_lat=52.48&map_lon=1.7&map_m=800&map_move=in")
    assert (moved.lat, moved.lon, moved.view.metres, moved.map_only) == (52.481, 1.701, 400, True)
    sent = read("lat=52.481&lon=1.701")
    assert (sent.lat, sent.map_only, sent.view.lat) == (52.481, False, 52.481)


@pytest.mark.parametrize(
    "query",
    [
        "lat=nan&lon=1",
        "lat=91&lon=1",
        "lat=&lon=",
        "lat=1e999&lon=2",
        "map_move=fly",
        "at_9999x1.x=1",
        "at_640x480.x=1",
        "at_640x480.x=a&at_640x480.y=b",
    ],
)
def test_what_cannot_be_read_is_absent(query):
    assert read(query) == Choice(VIEW)


def test_the_drawing_has_a_role_a_label_and_escapes_words(town):
    drawn = draw(VIEW, label='A "map" <script>', pins=[Pin(lat=52.48, lon=1.7, state="late", number="<1>")])
    assert drawn.startswith("<svg viewBox=")
    assert 'role="img" aria-label="A &quot;map&quot; &lt;script&gt;"' in drawn
    assert "&lt;1&gt;" in drawn
    assert "<script" not in drawn
    assert "var(--fm-clay)" in drawn
    assert not re.search(r"#[0-9a-f]{6}\b", drawn)


def test_a_pin_with_an_address_is_a_link_with_a_name(town):
    pins = [
        Pin(lat=52.48, lon=1.7, url="/desk?open=1&a=b", name='A "lamp"', chosen=True),
        Pin(lat=52.48, lon=1.71),
    ]
    drawn = draw(VIEW, label="Map", pins=pins)
    assert 'role="group"' in drawn, "what is inside an image cannot be reached"
    link = 'href="/desk?open=1&amp;a=b" aria-label="A &quot;lamp&quot;" aria-current="true"'
    assert drawn.count("<a ") == 1
    assert link in drawn
    moves = movable(VIEW, label="Map", pins=pins, pins_url="/pins?a=b&c=d")
    assert drawn in moves
    assert 'data-pins="/pins?a=b&amp;c=d"' in moves
    first, second = geojson(pins)["features"]
    assert first["geometry"]["coordinates"] == [1.7, 52.48]
    assert (first["properties"]["url"], second["properties"]["url"]) == ("/desk?open=1&a=b", "")


def test_pictures_stay_small(town):
    for metres in (60, 400, 800, 1500, 3000, 8000, 30_000, 1_000_000):
        for lat, lon in ((52.48, 1.70), (52.469, 1.672), (52.49, 1.73)):
            drawn = draw(MapView(lat, lon, metres, 920, 640), label="Map", areas=queries.areas())
            assert len(gzip.compress(drawn.encode())) < 60_000


def test_equal_views_are_drawn_once(town, django_assert_num_queries):
    first = draw(VIEW, label="Map")
    with django_assert_num_queries(1):
        assert draw(VIEW, label="Map") == first
    quay = queries.addresses("14 quay lane", limit=1)[0]
    assert "Quay Lane" in draw(MapView(quay.lat, quay.lon, 500), label="Map")


def test_a_map_without_any_base_is_still_a_map(db):
    registry.load_projections()
    assert "<rect" in draw(VIEW, label="Map")


def test_the_form_part_works_without_javascript(town):
    part = chooser(
        Choice(VIEW, 52.48, 1.7), label="Press the place", pins=[Pin(lat=52.48, lon=1.7, number="1")]
    )
    assert part.count('type="image"') == 2
    assert part.count('name="map_move"') == 6
    assert 'name="lat" value="52.480000"' in part


def test_the_picture_is_served_and_bad_views_are_refused(town, client):
    good = client.get(
        "/places/map.svg?lat=52.48&lon=1.7&m=800&w=640&h=480&here=52.48,1.7&pin=52.48,1.7,late,1"
    )
    assert (good.status_code, good["Content-Type"]) == (200, "image/svg+xml")
    assert client.get("/places/map.svg").status_code == 200
    for bad in (
        "lat=x&lon=1&m=800",
        "lat=1&lon=1&m=1",
        "lat=1&lon=1&m=800&w=99999",
        "lat=1&lon=1&m=800&pin=1,2,bad,1",
    ):
        answer = client.get(f"/places/map.svg?{bad}")
        assert answer.status_code == 400
        assert set(answer.json()["error"]) == {"what", "where", "right"}


def test_colours_are_those_of_the_style_sheet():
    css = re.sub(r"\s", "", TOKENS.read_text()).lower()
    for one in (LIGHT + DARK).rstrip(";").split(";"):
        assert one.lower() in css, one
