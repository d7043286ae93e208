"""One file holds the set-up: it goes there and back byte for byte, whole or not at all."""

import base64
import json
from datetime import date
from pathlib import Path

import pytest
from tests.fixtures.town import ADMIN

from folkmoot.modules.service_requests import services as reports
from folkmoot.people import accepting
from folkmoot.people.models import Role
from folkmoot.places import queries, services
from folkmoot.places.events import Holiday, Opening
from folkmoot.places.tests.test_look import png
from folkmoot.places.tests.test_rules import collection, square
from folkmoot.record import configuration
from folkmoot.record.manifest import ConfigurationError
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays
from folkmoot.site.tests.serving import prepare, python, surroundings

CLI = ("-m", "folkmoot.site.cli", "config")


@pytest.fixture
def whole(town):
    """A town with everything that can be set up, some of it closed."""
    services.change_institution(
        actor=ADMIN, languages=("de", "en-gb"), time_zone="Europe/Berlin", phone="01 23"
    )
    services.describe_hours(
        week=[Opening(weekday=1, opens="09:00", closes="17:00")],
        holidays=[
            Holiday(name="Fair", day=date(2026, 3, 16)),
            Holiday(name="New Year", day=date(2026, 1, 1), yearly=True),
        ],
        actor=ADMIN,
    )
    services.describe_look(action="#7a1f5a", logo=png(), actor=ADMIN)
    north, south = square(1.69, 52.47, name="North", population=7), square(1.71, 52.47, name="Süd")
    services.publish_areas(
        set="district",
        name="Districts",
        geojson=collection(north, south),
        valid_from=date(2025, 1, 1),
        actor=ADMIN,
    )
    reports.change_service(code="lamp", actor=ADMIN, promise_clock="opening", notice="Do not touch wires.")
    services.describe_department(slug="old", name="Old office", actor=ADMIN)
    reports.change_service(code="other", actor=ADMIN, office="old", closed=True)
    services.describe_department(slug="old", name="Old office", closed=True, actor=ADMIN)
    return configuration.export()


@pytest.mark.slow
def test_it_goes_into_a_fresh_installation_and_back_byte_for_byte(whole, tmp_path):
    file = tmp_path / "town.json"
    file.write_bytes(whole)
    (tmp_path / "fresh").mkdir()
    environment = surroundings(tmp_path / "fresh") | {"DJANGO_SETTINGS_MODULE": "folkmoot.site.settings"}
    prepare(environment)
    told = python(environment, *CLI, "import", str(file), "--dry-run")
    assert "Nothing was changed" in told
    assert json.loads(python(environment, *CLI, "export"))["parts"]["places"]["institution"] is None
    assert "changes made" in python(environment, *CLI, "import", str(file))
    again = python(environment, *CLI, "export")
    assert again.encode() == whole
    assert "like this already" in python(environment, *CLI, "import", str(file))
    assert "OK" in python(environment, "-m", "folkmoot.site.cli", "record", "rebuild")


def test_loading_what_is_there_changes_nothing(whole):
    facts = RecordedFact.objects.count()
    assert configuration.load(whole) == []
    assert RecordedFact.objects.count() == facts


def test_nobody_is_in_the_file(whole, client):
    person = accepting.make_account("boss@example.org", name="Ada of Quay Lane")
    Role.objects.create(person=person, role="administrator", office="")
    client.force_login(person)
    answer = client.get("/administration/configuration.json")
    assert answer.content == whole
    assert b"boss" not in answer.content
    assert b"Ada of" not in answer.content


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda d: d.update(format="x/2"), "/format"),
        (lambda d: d.update(more=1), "/more"),
        (lambda d: d.update(parts=[]), "/parts"),
        (lambda d: d["parts"].update({"nothing/here": {}}), "/parts/nothing~1here"),
        (lambda d: d["parts"]["people"]["roles"].append("king"), "/parts/people/roles/5"),
        (
            lambda d: d["parts"]["places"]["institution"].update(prefix="toolong"),
            "/parts/places/institution/prefix",
        ),
        (lambda d: d["parts"]["places"]["institution"].pop("name"), "/parts/places/institution/name"),
        (
            lambda d: d["parts"]["places"]["departments"][1].update(slug="Not Good"),
            "/parts/places/departments/1/slug",
        ),
        (
            lambda d: d["parts"]["places"]["departments"][0].update(boss="Ada"),
            "/parts/places/departments/0/boss",
        ),
        (
            lambda d: d["parts"]["places"]["hours"]["week"][0].update(closes="08:00"),
            "/parts/places/hours/week/0",
        ),
        (lambda d: d["parts"]["places"]["look"].update(action="#ffffff"), "/parts/places/look/action"),
        (lambda d: d["parts"]["places"]["look"].update(logo="%%%"), "/parts/places/look/logo"),
        (
            lambda d: d["parts"]["places"]["look"].update(logo=base64.b64encode(b"GIF89a").decode()),
            "/parts/places/look/logo",
        ),
        (
            lambda d: d["parts"]["places"]["areas"][0]["geojson"].update(type="x"),
            "/parts/places/areas/0/geojson",
        ),
        (
            lambda d: d["parts"]["places"]["areas"][0].update(name="New", valid_from="2024-01-01"),
            "/parts/places/areas/0/valid_from",
        ),
        (
            lambda d: d["parts"]["service_requests"]["services"][0].update(office="none"),
            "/parts/service_requests/services/0/office",
        ),
        (
            lambda d: d["parts"]["service_requests"]["services"][2]["questions"][0].update(order="first"),
            "/parts/service_requests/services/2/questions/0/order",
        ),
    ],
)
def test_a_bad_file_changes_nothing_and_says_where(whole, change, path):
    document = json.loads(whole)
    document["parts"]["places"]["institution"]["phone"] = "99 99"
    change(document)
    facts = RecordedFact.objects.count()
    with pytest.raises(ConfigurationError) as refused:
        configuration.load(json.dumps(document).encode())
    assert path in [where for where, _words in refused.value.problems]
    assert RecordedFact.objects.count() == facts
    assert queries.institution().phone == "01 23"


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"{", b"[" * 100_000, b'"x"'])
def test_what_is_no_document_is_refused(db, data):
    with pytest.raises(ConfigurationError):
        configuration.load(data)


def test_the_page_shows_what_would_change_and_then_changes_it(whole, client):
    person = accepting.make_account("boss@example.org")
    Role.objects.create(person=person, role="administrator", office="")
    client.force_login(person)
    path = "/administration/configuration"
    document = json.loads(whole)
    document["parts"]["places"]["institution"]["phone"] = "99 99"

    def upload(data):
        from django.core.files.uploadedfile import SimpleUploadedFile

        return client.post(path, {"file": SimpleUploadedFile("town.json", data)})

    bad = upload(b"{}")
    assert bad.status_code == 400
    assert "/format" in bad.content.decode()
    shown = upload(json.dumps(document).encode())
    assert shown.context["changes"] == ["The institution is described anew: phone"]
    assert queries.institution().phone == "01 23"
    assert client.post(path, {"draft": shown.context["draft"]}).status_code == 302
    assert queries.institution().phone == "99 99"
    assert client.post(path, {"draft": shown.context["draft"]}).status_code == 400
    assert_replays()


def test_the_schema_knows_every_part(whole):
    schema = json.loads(configuration.schema())
    assert set(schema["properties"]["parts"]["properties"]) == set(json.loads(whole)["parts"])
    written = Path(__file__).resolve().parents[4] / "docs" / "configuration.schema.json"
    assert written.read_bytes() == configuration.schema(), (
        "run: folkmoot config schema > docs/configuration.schema.json"
    )
