"""GeoReport v2: shapes, errors, filters and photos in XML and JSON."""

import hashlib
import io
import json
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from folkmoot.modules.service_requests import services
from folkmoot.modules.service_requests.models import ApiKey, Contact, ServiceRequest, Token
from folkmoot.record import clock
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays

V2 = "/open311/v2"


@pytest.fixture
def key(db):
    ApiKey.objects.create(
        digest=hashlib.sha256(b"secret").hexdigest(),
        name="Tests",
        contact="t@example.org",
        created=clock.now(),
    )
    return "secret"


def photo(**extra):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0110] = "Camera of somebody"
    Image.new("RGB", (60, 40), "red").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(extra.get("name", "IMG_1.jpg"), out.getvalue(), "image/jpeg")


def both(client, path, data=None, *, status=200):
    """The answers as JSON and as an XML element."""
    answers = [client.get(f"{V2}/{path}.{form}", data or {}) for form in ("json", "xml")]
    assert [one.status_code for one in answers] == [status] * 2, answers[0].content
    assert [one["Content-Type"] for one in answers] == [
        "application/json; charset=utf-8", "text/xml; charset=utf-8",
    ]  # fmt: skip
    return answers[0].json(), ET.fromstring(answers[1].content)


def test_discovery(client, town):
    for prefix in ("/open311", V2):
        found = client.get(f"{prefix}/discovery.json").json()
        xml = ET.fromstring(client.get(f"{prefix}/discovery.xml").content)
        assert found["endpoints"][0]["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert xml.findtext("endpoints/endpoint/specification") == found["endpoints"][0]["specification"]
        assert xml.findtext("contact") == found["contact"]
        assert datetime.fromisoformat(found["changeset"]) <= datetime.now(UTC)
        assert [one.text for one in xml.findall("endpoints/endpoint/formats/format")] == [
            "text/xml",
            "application/json",
        ]


def test_services_and_definition(client, town):
    found, xml = both(client, "services")
    assert [one["service_code"] for one in found] == [
        one.findtext("service_code") for one in xml.findall("service")
    ]
    pothole = next(one for one in found if one["service_code"] == "pothole")
    assert (pothole["metadata"], pothole["type"], pothole["keywords"]) == (True, "realtime", "road,hole")
    definition, xml = both(client, "services/pothole")
    assert [one["code"] for one in definition["attributes"]] == ["SIZE", "MORE"]
    assert definition["attributes"][0]["required"] is True
    assert xml.findtext("attributes/attribute/values/value/key") == "small"
    for path in ("services/lamp", "services/none"):
        errors, xml = both(client, path, status=404)
        assert errors[0]["code"] == "404"
        assert xml.tag == "errors"


def test_post_and_read_back(client, town, key):
    answer = client.post(
        f"{V2}/requests.json",
        {
            "api_key": key,
            "service_code": "pothole",
            "lat": "52.48",
            "long": "1.70",
            "description": "Deep hole\nBeside the kerb <b>now</b>",
            "attribute[SIZE]": "large",
            "email": "me@example.org",
            "phone": "0808 157 0100",
            "media": photo(),
        },
    )
    assert answer.status_code == 200, answer.content
    [made] = answer.json()
    assert "token" not in made
    number = made["service_request_id"]
    [found], xml = both(client, f"requests/{number}", {"extensions": "true"})
    assert (
        found["description"] == "Deep hole\nBeside the kerb <b>now</b>" == xml.findtext("request/description")
    )
    assert (found["status"], found["service_name"], round(found["lat"], 3)) == ("open", "Pothole", 52.48)
    assert found["attributes"] == [{"code": "SIZE", "values": [{"key": "large", "name": "large"}]}]
    assert "me@example.org" not in json.dumps(found)
    assert Contact.objects.get().email == "me@example.org"
    media = client.get(found["media_url"].replace("http://testserver", ""))
    assert media["Content-Type"] == "image/jpeg"
    assert not Image.open(io.BytesIO(media.content)).getexif()
    services.close(
        number=number, office="streets", reason="declined", words="Not our road", responsible="The county"
    )
    [found], _ = both(client, f"requests/{number}")
    assert (found["status"], found["agency_responsible"]) == ("closed", "The county")
    assert "Declined. Responsible: The county. Not our road" in found["status_notes"]
    assert_replays()


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"api_key": ""}, 403, "api_key"),
        ({"api_key": "wrong"}, 403, "api_key"),
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "none"}, 404, "none"),
        ({"attribute[SIZE]": ""}, 400, "SIZE"),
        ({"attribute[SIZE]": "huge"}, 400, "SIZE"),
        ({"lat": "", "long": ""}, 400, "location"),
        ({"lat": "95"}, 400, "lat"),
        ({"lat": "nan"}, 400, "lat"),
        ({"lat": "1e999"}, 400, "lat"),
        ({"description": "x" * 5000}, 400, "description"),
        ({"jurisdiction_id": "elsewhere.example"}, 404, "jurisdiction_id"),
    ],
)
def test_a_bad_post_is_explained_and_leaves_nothing(client, town, key, changes, status, words):
    facts = RecordedFact.objects.count()
    good = {
        "api_key": key,
        "service_code": "pothole",
        "lat": "52.48",
        "long": "1.7",
        "attribute[SIZE]": "large",
    }
    answer = client.post(f"{V2}/requests.xml", good | changes)
    assert answer.status_code == status, answer.content
    assert words in ET.fromstring(answer.content).findtext("error/description")
    assert RecordedFact.objects.count() == facts


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("a.jpg", b"GIF89a nonsense"),
        SimpleUploadedFile("a.jpg", b""),
        SimpleUploadedFile("a.svg", b"<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>"),
        SimpleUploadedFile("a.jpg", photo().read()[:200]),
        SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" + b"x" * (10 * 1024 * 1024)),
    ],
    ids=["mislabelled", "empty", "svg", "truncated", "huge"],
)
def test_a_bad_photo_is_refused_and_leaves_nothing(client, town, key, upload):
    upload.seek(0)
    good = {"api_key": key, "service_code": "lamp", "lat": "52.48", "long": "1.7", "description": "Dark"}
    answer = client.post(f"{V2}/requests.json", good | {"media": upload})
    assert answer.status_code == 400
    assert answer.json()[0]["description"]
    assert not ServiceRequest.objects.exists()


def test_filters_dates_and_paging(client, town):
    made = []
    for day in (1, 20, 100):
        with clock.telling(datetime(2026, 3, day % 28 + 1, tzinfo=UTC)):
            made.append(
                services.report(
                    problem=services.Problem(
                        service_code="lamp", title=f"Lamp {day}", lat=52.48, long=1.7 + day / 1000
                    ),
                    reporter=services.Reporter(pseudonym=lambda _subject: "person:" + "1" * 32),
                ).service_request_id
            )
    span = {"start_date": "2026-03-01T00:00:00Z", "end_date": "2026-04-01T00:00:00Z"}
    found, xml = both(client, "requests", span)
    assert len(found) == 3 == len(xml.findall("request"))
    times = [one["requested_datetime"] for one in found]
    assert times == sorted(times, reverse=True)
    both(
        client,
        "requests",
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-02T00:00:00Z"},
        status=400,
    )
    assert both(client, "requests", span | {"status": "closed"})[0] == []
    assert len(both(client, "requests", span | {"status": "open,closed"})[0]) == 3
    assert len(both(client, "requests", span | {"service_code": "lamp,none", "status": ""})[0]) == 3
    assert both(client, "requests", span | {"service_code": "pothole"})[0] == []
    assert len(both(client, "requests", span | {"bbox": "1.69,52.4,1.71,52.5"})[0]) == 1
    assert [one["description"] for one in both(client, "requests", span | {"q": "lamp 20"})[0]] == ["Lamp 20"]
    pages = [both(client, "requests", span | {"page_size": "2", "page": str(page)})[0] for page in (1, 2, 3)]
    assert [len(one) for one in pages] == [2, 1, 0]
    ids = {"service_request_id": f"{made[0]},{made[2]},NONE", "status": "closed", "start_date": "nonsense"}
    assert {one["service_request_id"] for one in both(client, "requests", ids)[0]} == {made[0], made[2]}
    both(client, "requests/NONE", status=404)


@pytest.mark.parametrize(
    "query",
    [
        {"start_date": "2026-03-01"},
        {"start_date": "2026-03-01T00:00:00"},
        {"end_date": "never"},
        {"start_date": "9999-12-31T23:59:59Z"},
        {"status": "ajar"},
        {"page": "0"},
        {"page_size": "1001"},
        {"page": "102"},
        {"page": "999999999999"},
        {"bbox": "1,2,3"},
        {"bbox": "5,5,1,1"},
        {"lat": "91", "long": "0"},
    ],
)
def test_a_bad_query_is_explained(client, town, query):
    errors, _ = both(client, "requests", query, status=400)
    assert errors[0]["description"]


def test_tokens_methods_and_suffixes(client, town, lamp):
    Token.objects.create(token="abc", service_request_id=lamp, created=clock.now())
    [found], xml = both(client, "tokens/abc")
    assert found == {"service_request_id": lamp, "token": "abc"}
    assert xml.findtext("request/service_request_id") == lamp
    both(client, "tokens/forged", status=404)
    answer = client.post(f"{V2}/services.json")
    assert (answer.status_code, answer["Allow"], answer.json()[0]["code"]) == (405, "GET, HEAD", "405")
    assert client.get(f"{V2}/services.yaml").status_code == 404


def test_the_list_takes_a_constant_number_of_queries(client, town, django_assert_num_queries):
    def report(count):
        for number in range(count):
            services.report(
                problem=services.Problem(service_code="lamp", title=f"L{number}", lat=52.48, long=1.7),
                reporter=services.Reporter(pseudonym=lambda _subject: "person:" + "1" * 32),
            )

    report(2)
    client.get(f"{V2}/requests.json")
    with django_assert_num_queries(4):
        assert len(client.get(f"{V2}/requests.json").json()) == 2
    report(20)
    with django_assert_num_queries(4):
        assert len(client.get(f"{V2}/requests.json").json()) == 22


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            ["q", "bbox", "lat", "long", "radius", "status", "start_date", "page", "service_code"]
        ),
        st.text(max_size=30),
    )
)
def test_no_query_breaks_it(client, town, query):
    answer = client.get(f"{V2}/requests.xml", query)
    assert answer.status_code in {200, 400}
    ET.fromstring(answer.content)
