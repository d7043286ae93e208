import gzip
import json
from datetime import date

import pytest

from folkmoot.places import demo, queries
from folkmoot.places.tests.test_rules import collection
from folkmoot.places.tests.test_services import ACTOR, csv_of, publish, services, square

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    publish(
        square(1, 50, name="West", population=1200),
        square(1.01, 50, name="<b>East</b>"),
        valid_from=date(2024, 1, 1),
    )
    services.publish_addresses(csv=csv_of([(14, "Quay Lane", "", "MH7 2NH", 50.005, 1.005)]), actor=ACTOR)
    services.publish_base_map(
        geojson=collection(
            square(1, 50, kind="park", name="Green"), square(1.001, 50.001, 0.0001, kind="building", name="")
        ),
        actor=ACTOR,
    )
    services.describe_department(slug="streets", name="Streets team", actor=ACTOR)


def test_areas_are_served_with_a_hash_and_not_twice(client, town):
    answer = client.get("/places/areas/district.geojson")
    assert answer["Content-Type"] == "application/geo+json"
    assert answer["ETag"] == f'W/"{queries.area_version().segment}"'
    assert len(json.loads(answer.content)["features"]) == 2
    assert (
        client.get("/places/areas/district.geojson", headers={"If-None-Match": answer["ETag"]}).status_code
        == 304
    )
    assert client.get("/places/areas/district.geojson?on=2020-01-01").status_code == 404
    assert client.get("/places/areas/none.geojson").status_code == 404


def test_the_base_map_comes_packed_coarse_or_in_a_box(client, town):
    full = client.get("/places/base.geojson", headers={"Accept-Encoding": "gzip"})
    assert full["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in full["Vary"]
    assert len(json.loads(gzip.decompress(full.content))["features"]) == 2
    low = client.get("/places/base.geojson?detail=low")
    assert [one["properties"]["kind"] for one in low.json()["features"]] == ["park"]
    box = client.get("/places/base.geojson?bbox=1,50,1.01,50.01")
    assert [one["properties"]["kind"] for one in box.json()["features"]] == ["building"]
    assert client.get("/places/base.geojson?bbox=2,50,2.01,50.01").json()["features"] == []


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/places/addresses.json", "q"),
        ("/places/addresses.json?q=a&limit=x", "limit"),
        ("/places/at.json?lat=x&lon=1", "lat"),
        ("/places/at.json?lat=1", "lon"),
        ("/places/at.json?lat=91&lon=1", "lat, lon"),
        ("/places/at.json?lat=nan&lon=1", "lat, lon"),
        ("/places/areas/district.geojson?on=yesterday", "on"),
        ("/places/base.geojson?bbox=1,2,3", "bbox"),
        ("/places/base.geojson?bbox=nan,2,3,4", "bbox"),
        ("/places/base.geojson?detail=much", "detail"),
    ],
)
def test_bad_input_is_answered_with_what_where_and_right(client, town, path, where):
    answer = client.get(path)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["where"] == where
    assert error["what"]
    assert error["right"]


def test_addresses_and_places_are_found(client, town):
    assert (
        client.get("/places/addresses.json?q=14+quay").json()["addresses"][0]["label"]
        == "14 Quay Lane, MH7 2NH"
    )
    assert client.get("/places/addresses.json?q=%00quay").status_code == 200
    at = client.get("/places/at.json?lat=50.0051&lon=1.0051")
    assert at["Cache-Control"] == "private, no-store"
    assert at.json()["area"] == {"key": "district/west", "name": "West"}
    assert at.json()["address"]["label"] == "14 Quay Lane, MH7 2NH"
    assert client.get("/places/at.json?lat=0&lon=0").json()["inside"] is False


def test_nothing_but_reading_is_allowed(client):
    for path in ("/areas", "/places/base.geojson", "/places/at.json"):
        assert client.post(path).status_code in {403, 405}


def test_the_pages_show_areas_and_departments(client, town, django_assert_max_num_queries):
    client.get("/areas")
    with django_assert_max_num_queries(12):
        page = client.get("/areas")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Streets team" in text
    assert "&lt;b&gt;East" in text
    assert "<b>East" not in text
    one = client.get("/areas/district/west")
    assert "1,200" in one.content.decode()
    assert client.get("/areas/district/none").status_code == 404


def test_the_demo_base_map_is_light_enough_for_a_phone(client):
    demo.tell()
    low = client.get("/places/base.geojson?detail=low", headers={"Accept-Encoding": "gzip"})
    assert len(low.content) < 60_000
