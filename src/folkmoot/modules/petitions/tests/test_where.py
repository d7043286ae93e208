"""Whoever signs may press the place where they live on a map; only its area is kept."""

import pytest

from folkmoot.modules.petitions import events, services
from folkmoot.modules.petitions.models import Draft, Signer
from folkmoot.modules.petitions.tests.town import KIND, districts, opened
from folkmoot.record.api import timeline

GRACE = {"name": "Grace Hopper", "email": "grace@example.org", "postcode": "", "follows": "on"}
EAST = {"lat": "52.48", "lon": "1.71"}


@pytest.fixture
def number(town):
    districts()
    return opened()


def test_the_map_is_a_button_of_the_form_and_nothing_that_was_written_is_lost(client, number):
    path = f"/petitions/{number}/sign"
    assert 'name="map" value="show"' in client.get(path).content.decode()
    answer = client.post(path, GRACE | {"map": "show"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "There is a problem" not in page
    for kept in ("Grace Hopper", "grace@example.org", 'name="mapped"', "checked", "fm-map"):
        assert kept in page, kept
    assert 'name="area"' not in page, "the map stands in the place of the list"
    # A press in the middle of the right half of the town, as a browser without scripts sends it.
    pressed = GRACE | {"mapped": "1", "at_640x480.x": "400", "at_640x480.y": "240"}
    page = client.post(path, pressed).content.decode()
    assert "Your area: Eastgate" in page
    assert "Grace Hopper" in page
    assert 'name="area"' in client.post(path, GRACE | {"mapped": "1", "map": "hide"}).content.decode()
    assert not Signer.objects.filter(email="grace@example.org").exists()


def test_only_the_area_of_the_place_is_kept(client, number):
    answer = client.post(f"/petitions/{number}/sign", GRACE | EAST | {"mapped": "1"})
    assert answer["Location"] == "/petitions/sent"
    row = Signer.objects.get(email="grace@example.org")
    assert row.area == "eastgate"
    assert row.follows
    services.confirm(signer_id=row.pk)
    newest = timeline(f"petitions/{number}")[-1].event
    assert newest == events.Signed(area="eastgate", role="signer", channel="email"), "the area, not the place"


@pytest.mark.parametrize(
    ("place", "area"), [({"lat": "10", "lon": "10"}, ""), ({"lat": "", "lon": "", "postcode": "ZZ1 1ZZ"}, "")]
)
def test_outside_or_not_known_is_elsewhere(client, number, place, area):
    assert client.post(f"/petitions/{number}/sign", GRACE | {"mapped": "1"} | place).status_code == 302
    assert Signer.objects.get(email="grace@example.org").area == area


def test_a_map_on_which_nothing_was_pressed_asks_again(client, number):
    answer = client.post(f"/petitions/{number}/sign", GRACE | {"mapped": "1", "lat": "", "lon": ""})
    assert answer.status_code == 422
    assert "Press the place on the map" in answer.content.decode()


@pytest.mark.parametrize("bad", ["nan", "inf", "1e999", "x", "-91"])
def test_what_is_no_place_is_no_error(client, number, bad):
    answer = client.post(f"/petitions/{number}/sign", GRACE | {"mapped": "1", "lat": bad, "lon": "1.7"})
    assert answer.status_code == 422


def test_whoever_starts_one_has_the_map_too(client, number):
    words = {"action": "Plant trees", "background": "In every street.", "details": "", "kind": KIND.code}
    page = client.post("/petitions/write", words | GRACE | {"map": "show"}).content.decode()
    for kept in ("Plant trees", "In every street.", "Grace Hopper", "fm-map"):
        assert kept in page, kept
    assert not Draft.objects.filter(action="Plant trees").exists()
    answer = client.post("/petitions/write", words | GRACE | EAST | {"mapped": "1"})
    assert answer.status_code == 302
    assert Signer.objects.get(email="grace@example.org").area == "eastgate"


def test_without_areas_there_is_no_map(client, town):
    page = client.get(f"/petitions/{opened()}/sign").content.decode()
    assert 'name="map"' not in page
