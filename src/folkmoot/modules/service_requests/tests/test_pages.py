"""The pages: reporting, reading, joining, reopening, and the officers' desk."""

import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from tests.fixtures.town import person

from folkmoot.files.models import StoredFile
from folkmoot.modules.service_requests import queries, services
from folkmoot.modules.service_requests.models import Contact, InternalNote, ServiceRequest
from folkmoot.people.models import Person, Role
from folkmoot.record.api import timeline
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal


@pytest.fixture
def officer(town):
    someone = Person.objects.create_user("officer@example.org")
    Role.objects.create(person=someone, role="officer", office="lighting")
    return someone


def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "blue").save(out, "PNG")
    return SimpleUploadedFile("photo.png", out.getvalue(), "image/png")


def test_a_guest_reports_without_javascript_and_without_a_map(client, town):
    page = client.get("/report")
    assert page.status_code == 200
    assert b"Is somebody in danger?" in page.content
    answer = client.post("/report", {"next": "1", "address": ""})
    assert b"There is a problem" in answer.content
    answer = client.post("/report", {"next": "1", "address": "Behind the school in Mill Road"})
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert b"Pothole" in page.content
    query = {"address": "Behind the school in Mill Road", "service": "pothole"}
    assert client.get("/report/what", query).status_code == 302
    assert client.get("/report/details", query).status_code == 200
    bad = client.post("/report/details", query)
    assert bad.status_code == 400
    assert bad.content.count(b"There is a problem") == 1
    assert not ServiceRequest.objects.exists()
    good = query | {"title": "Deep <hole>", "q_SIZE": "large", "email": "me@example.org", "photos": picture()}
    looked = client.post("/report/details", good)
    assert looked.status_code == 200
    assert b"Check your report" in looked.content
    assert b"Larger than a hand" in looked.content, "choices are shown by their words"
    assert not ServiceRequest.objects.exists(), "nothing is sent before people have looked at it"
    again = {**good, "kept": looked.context["kept"], "once": looked.context["once"]}
    del again["photos"]
    changed = client.post("/report/details", again | {"change": "1"})
    assert b"Deep &lt;hole&gt;" in changed.content
    assert b"One photo is kept" in changed.content
    sent = client.post("/report/details", again | {"send": "1"})
    assert sent.status_code == 302, sent.content
    twice = client.post("/report/details", again | {"send": "1"})
    assert twice["Location"].partition("?")[0] == sent["Location"].partition("?")[0], (
        "a second press sends nothing"
    )
    [photo] = queries.photos([ServiceRequest.objects.get().pk]).popitem()[1]
    assert StoredFile.objects.get(pk=photo.file).public
    page = client.get(sent["Location"])
    assert b"Your report was sent" in page.content
    assert b"Deep &lt;hole&gt;" in page.content
    assert b"me@example.org" not in page.content
    assert Contact.objects.get().email == "me@example.org"
    assert (
        b"Your report was sent" not in client.get(sent["Location"].partition("?")[0] + "?sent=forged").content
    )
    assert_replays()


def test_the_map_is_pressed_without_javascript(client, town, lamp):
    row = queries.request(lamp)
    answer = client.post("/report", {"lat": row.lat, "lon": row.long, "address": ""})
    assert b"Streetlight outside 14 Quay Lane" in answer.content, "reports nearby are offered"
    assert b"Same problem: follow this one" in answer.content
    [pin] = client.get("/report/near.geojson", {"lat": row.lat, "lon": row.long}).json()["features"]
    assert (pin["properties"]["number"], pin["properties"]["url"]) == ("1", f"/reports/{lamp}")
    assert client.get("/report/near.geojson", {"lat": "x"}).status_code == 400
    answer = client.post("/report", {"lat": row.lat, "lon": row.long, "next": "1"})
    assert answer.status_code == 302
    assert "lat=" in answer["Location"]


def test_joining_counts_once_and_reopening_needs_words(client, lamp):
    page = f"/reports/{lamp}"
    for _ in range(2):
        client.post(f"{page}/join")
    assert queries.request(lamp).supporters == 2
    services.close(number=lamp, office="lighting", reason="resolved", words="New lamp")
    seal()
    assert b"Not fixed?" in client.get(page).content
    client.post(f"{page}/reopen", {"words": ""})
    assert queries.request(lamp).state == "resolved"
    client.post(f"{page}/reopen", {"words": "It flickers"})
    assert queries.request(lamp).state == "acknowledged"
    assert b"It flickers" in client.get(page).content
    assert client.get("/reports/NONE").status_code == 404
    assert client.post("/reports/NONE/join").status_code == 404
    assert_replays()


def test_the_list_filters_and_pages(client, town, django_assert_num_queries):
    for number in range(25):
        services.report(
            problem=services.Problem(service_code="lamp", title=f"Lamp {number}", lat=52.48, long=1.7),
            reporter=person(number),
        )
    page = client.get("/reports")
    assert page.content.count(b"Lamp ") == 20
    assert client.get("/reports" + page.context["next"]).content.count(b"Lamp ") == 5
    assert client.get("/reports", {"q": "Lamp 17"}).content.count(b"Lamp 17</a>") == 1
    assert b"No report fits" in client.get("/reports", {"status": "closed"}).content
    assert client.get("/reports", {"after": "nonsense,\x00"}).status_code == 200


def test_the_desk_is_for_officers_and_shows_their_offices_only(client, officer, lamp):
    assert client.get("/desk").status_code == 302
    resident = Person.objects.create_user("resident@example.org")
    client.force_login(resident)
    assert client.get("/desk").status_code == 403
    client.force_login(officer)
    other = services.report(
        problem=services.Problem(service_code="other", title="Not mine", address="somewhere"),
        reporter=person(),
    ).service_request_id
    for view in ("due", "all"):
        page = client.get("/desk", {"view": view}).content
        assert b"Quay Lane" in page
        assert b"Not mine" not in page
    assert client.get(f"/desk/{other}").status_code == 404
    assert client.post(f"/desk/{other}/act", {"act": "acknowledge"}).status_code == 404


def test_an_officer_works_a_report_to_its_end(client, officer, lamp):
    client.force_login(officer)
    case, act = f"/desk/{lamp}", f"/desk/{lamp}/act"
    assert b"resident@example.org" in client.get(case).content
    for data in (
        {"act": "acknowledge"},
        {"act": "note", "words": "ask the supplier"},
        {"act": "update", "words": "A part is on its way"},
        {"act": "close", "reason": "resolved", "words": "New lamp", "photos": picture()},
    ):
        assert client.post(act, data).status_code == 302
    refused = client.post(act, {"act": "close", "reason": "resolved", "words": "again"}, follow=True)
    assert b"reopen it first" in refused.content
    assert InternalNote.objects.get().words == "ask the supplier"
    page = client.get(f"/reports/{lamp}").content
    assert b"A part is on its way" in page
    assert b"ask the supplier" not in page
    assert b"After." in page
    facts = timeline(f"requests/{lamp}")
    assert [one.actor for one in facts[1:]] == ["office:lighting"] * 3
    client.post(act, {"act": "reopen", "words": "still dark"})
    moved = client.post(act, {"act": "assign", "office": "streets", "words": "It is theirs"})
    assert moved["Location"] == reverse("service_requests:desk"), "it is at another desk now"
    assert client.get(case).status_code == 404
    assert client.post(act, {"act": "explode"}).status_code == 404
    assert_replays()


@time_machine.travel("2030-03-01T10:15:00+00:00", tick=False)
def test_a_burst_is_told_when_to_try_again(client, lamp):
    codes = [client.post(f"/reports/{lamp}/join").status_code for _ in range(32)]
    assert (codes[:30], codes[30:]) == ([302] * 30, [429] * 2)
    assert int(client.post(f"/reports/{lamp}/join")["Retry-After"]) > 0
    assert queries.request(lamp).supporters == 2


def test_pages_cost_the_same_however_much_has_happened(
    client, lamp, django_assert_num_queries, django_assert_max_num_queries
):
    row = queries.request(lamp)
    place = {"lat": row.lat, "lon": row.long}
    for path, data in ((f"/reports/{lamp}", {}), ("/report", place), (f"/reports/{lamp}/reopen", {})):
        client.get(path, data)
    with CaptureQueriesContext(connection) as page:
        client.get(f"/reports/{lamp}")
    with CaptureQueriesContext(connection) as near:
        client.get("/report", place)
    for number in range(8):
        services.join(number=lamp, reporter=person(100 + number))
        other = services.Problem(service_code="lamp", title=f"Lamp {number}", lat=row.lat, long=row.long)
        services.report(problem=other, reporter=person(number))
        services.update(number=lamp, office="lighting", words=f"News {number}")
    with django_assert_num_queries(len(page)):
        assert b"Joined by eight more people" in client.get(f"/reports/{lamp}").content
    # Words that were read to compare the reports need not be read again to show them.
    with django_assert_max_num_queries(len(near)):
        assert client.get("/report", place).content.count(b"Same problem: follow this one") == 5


def test_the_desk_says_in_words_where_reports_stand(client, officer, lamp):
    services.close(number=lamp, office="lighting", reason="could_not_verify", words="Nothing is there")
    client.force_login(officer)
    page = client.get("/desk?view=closed").content.decode()
    assert "Could not be checked</span>" in page
    assert "could_not_verify" not in page
