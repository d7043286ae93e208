"""An empty installation is claimed with a code and set up step by step, by forms alone."""

import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from folkmoot.people.claiming import setup_code
from folkmoot.people.models import Person, Role
from folkmoot.places import queries
from folkmoot.places.tests.test_rules import collection, square
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays
from folkmoot.record.queries import newest
from folkmoot.record.seal import seal

pytestmark = pytest.mark.django_db
HTML = {"HTTP_ACCEPT": "text/html,*/*"}
TOWN = {
    "name": "Marlhaven Council",
    "short": "Marlhaven",
    "number_prefix": "mh",
    "phone": "0808 157 0100",
    "population": "84300",
    "lat": "50.5",
    "lon": "1.5",
}


@pytest.fixture(autouse=True)
def _first_run(settings):
    settings.FOLKMOOT_FIRST_RUN = True


def claim(client, **changes):
    return client.post("/setup", {"code": setup_code(), "email": "boss@example.org"} | changes)


def areas_file(*features):
    return SimpleUploadedFile("areas.geojson", collection(*features))


def test_every_page_leads_to_the_setup_until_the_institution_is_described(client):
    for path in ("/", "/reports", "/areas", "/accessibility"):
        assert client.get(path, **HTML).headers["Location"] == "/setup"
    for path in ("/healthz", "/readyz", "/record/", "/account/login/"):
        assert client.get(path, **HTML).status_code == 200
    # Programs are not sent to a page.
    assert client.get("/open311/v2/services.json").status_code == 200


def test_a_stranger_without_the_code_gets_nothing(client):
    assert "set-up code" in client.get("/setup").content.decode()
    answer = claim(client, code="AAAA-AAAA-AAAA-AAAA")
    assert answer.status_code == 400
    assert "not the code" in answer.content.decode()
    assert not Person.objects.exists()
    for _ in range(10):
        answer = claim(client, code="BBBB-BBBB-BBBB-BBBB")
    assert answer.status_code == 429
    assert client.get("/administration").status_code == 302


def test_the_whole_way_from_the_code_to_a_site(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert claim(client).headers["Location"] == "/setup"
    page = client.get("/setup").content.decode()
    assert page.count("Not yet") == 7
    assert "institution?from=setup" in page
    # Another browser sees that somebody is at it, and cannot claim again.
    assert "being set up" in type(client)().get("/setup").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/administration/institution?from=setup", TOWN)
        assert answer.headers["Location"] == "/setup"
        client.post(
            "/administration/languages?from=setup",
            {"languages": ["de", "en-gb"], "usual": "de", "time_zone": "Europe/Berlin"},
        )
        given = {
            "name": "Districts", "set": "district", "name_property": "name",
            "valid_from_day": "1", "valid_from_month": "1", "valid_from_year": "2026",
        }  # fmt: skip
        preview = client.post(
            "/administration/areas?from=setup",
            given | {"file": areas_file(square(1, 50, name="North"), square(1, 51, name="South"))},
        )
        draft = preview.context["draft"]
        assert preview.context["change"].added == ("North", "South")
        assert (
            client.post("/administration/areas?from=setup", {"draft": draft}).headers["Location"] == "/setup"
        )
        client.post("/administration/departments/new?from=setup", {"name": "Straßen & Wege"})
        service = {
            "service_name": "Pothole", "service_code": "pothole", "group": "Roads", "office": "strassen-wege",
            "promise_hours": "24", "promise_clock": "calendar",
        }  # fmt: skip
        client.post("/administration/services/new", service)
        kind = {
            "title": "Petition to the town", "code": "town", "office": "strassen-wege", "who": "Everybody",
            "outside": "on", "days": "90", "sponsors": "2", "sponsors_most": "9", "moderation_days": "7",
            "at_0": "50", "what_0": "answer", "days_0": "14", "label_0": "Written answer",
        }  # fmt: skip
        preview = client.post("/administration/petitions/kinds/new?from=setup", kind).content.decode()
        looked = re.search('name="looked" value="([0-9a-f]+)"', preview)[1]
        assert "petitions?from=setup" in client.get("/setup").content.decode()
        saved = kind | {"act": "save", "looked": looked}
        assert client.post("/administration/petitions/kinds/new?from=setup", saved).status_code == 302
        client.post(
            "/administration/people?from=setup",
            {"act": "invite", "email": "officer@example.org", "role": "officer", "office": "strassen-wege"},
        )
    here = queries.institution()
    assert (here.prefix, here.time_zone, here.languages) == ("MH", "Europe/Berlin", ["de", "en-gb"])
    page = client.get("/setup", headers={"accept-language": "en-gb"}).content.decode()
    assert "Not yet" not in page
    assert "see the site" in page
    assert [one.slug for one in queries.areas(on=date(2026, 6, 1))] == ["north", "south"]
    assert client.get("/", **HTML).status_code == 200
    seal()
    actors = {one.actor for one in newest()}
    assert actors == {"office:administration"}
    assert not [one for one in RecordedFact.objects.all() if b"example.org" in bytes(one.entry)]
    assert Role.objects.filter(role="administrator").count() == 1
    assert_replays()


def test_languages_and_time_zone_count_from_the_next_page_on(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        claim(client)
        client.post("/administration/institution", TOWN)
    assert 'lang="en-gb"' in client.get("/accessibility").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            "/administration/languages", {"languages": ["de"], "usual": "de", "time_zone": "Asia/Kathmandu"}
        )
    reader = type(client)()
    page = reader.get("/accessibility", headers={"accept-language": "en-gb"})
    assert 'lang="de"' in page.content.decode()
    assert page.headers["Content-Language"] == "de"
    assert 'value="en-gb"' not in page.content.decode()
    assert reader.post("/language", {"language": "en-gb"}).status_code == 400
    seal()
    assert "+05:45" in reader.get("/record/").content.decode()


def test_a_language_that_is_not_offered_with_the_usual_one_is_refused(client):
    claim(client)
    client.post("/administration/institution", TOWN)
    facts = RecordedFact.objects.count()
    answer = client.post(
        "/administration/languages", {"languages": ["de"], "usual": "en-gb", "time_zone": "Europe/Berlin"}
    )
    assert answer.status_code == 400
    assert RecordedFact.objects.count() == facts


def test_an_upload_that_is_wrong_says_where_and_keeps_nothing(client):
    claim(client)
    client.post("/administration/institution", TOWN)
    facts = RecordedFact.objects.count()
    given = {
        "name": "Districts", "set": "district", "name_property": "name",
        "valid_from_day": "1", "valid_from_month": "1", "valid_from_year": "2026",
    }  # fmt: skip
    bad = SimpleUploadedFile("a.geojson", json.dumps({"type": "FeatureCollection", "features": []}).encode())
    answer = client.post("/administration/areas", given | {"file": bad})
    assert answer.status_code == 400
    assert "There are no features" in answer.content.decode()
    two = areas_file(square(1, 50, name="North"), square(1, 50, name="North"))
    page = client.post("/administration/areas", given | {"file": two}).content.decode()
    assert "It has the name of feature 1" in page
    assert client.post("/administration/areas", {"draft": "made-up"}).status_code == 400
    assert RecordedFact.objects.count() == facts
