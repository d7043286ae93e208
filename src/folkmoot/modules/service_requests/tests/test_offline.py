"""Where a phone sends what it kept: once for each number, guarded, and with reasons that people can act on."""

import io
import uuid

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from folkmoot.files.models import StoredFile
from folkmoot.modules.service_requests import queries, services
from folkmoot.modules.service_requests.models import Contact, ServiceRequest
from folkmoot.people.models import Person
from folkmoot.record.projection import assert_replays


def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "blue").save(out, "PNG")
    return SimpleUploadedFile("photo.png", out.getvalue(), "image/png")


@pytest.fixture
def message(town):
    return {
        "id": str(uuid.uuid4()),
        "service": "pothole",
        "title": "Hole",
        "q_SIZE": "large",
        "address": "Mill Road",
        "lat": "52.48",
        "lon": "1.7",
        "email": "me@example.org",
    }


def test_a_number_is_one_report_however_often_it_is_sent(client, message):
    first = client.post("/report/queued", message | {"photos": picture()})
    assert first.status_code == 201, first.content
    again = client.post("/report/queued", message | {"photos": picture()})
    assert again.status_code == 200
    number = first.json()["service_request_id"]
    assert again.json()["service_request_id"] == number
    assert first.json()["receipt"] == again.json()["receipt"]
    row = ServiceRequest.objects.get()
    assert (row.pk, row.channel) == (number, "app")
    assert StoredFile.objects.get().public, "the second attempt keeps no photo"
    assert b"Your report was sent" in client.get(first.json()["url"]).content
    assert client.get(first.json()["receipt"]).status_code == 200
    assert Contact.objects.get().email == "me@example.org"
    assert_replays()


def test_the_loser_of_two_at_once_leaves_no_photo(client, message, monkeypatch):
    """Both looked before either had sent: the lock decides, and the second takes its photos back."""
    assert client.post("/report/queued", message | {"photos": picture()}).status_code == 201
    answers = iter([None])
    real = services.find_queued
    monkeypatch.setattr(services, "find_queued", lambda key: next(answers, None) or None)
    assert client.post("/report/queued", message | {"photos": picture()}).status_code == 200
    assert real(message["id"]) is not None
    assert StoredFile.objects.filter(erased__isnull=True).count() == 1
    assert ServiceRequest.objects.count() == 1


def test_what_is_wrong_is_said_and_nothing_stays(client, message):
    for changes, field in (
        ({"id": "7"}, "id"),
        ({"service": "none"}, "service"),
        ({"title": ""}, "id_title"),
        ({"q_SIZE": ""}, "id_q_SIZE_0"),
        ({"lat": "95", "lon": "1.7"}, ""),
        ({"photos": SimpleUploadedFile("x.png", b"no photo", "image/png")}, "photos"),
    ):
        answer = client.post("/report/queued", message | changes)
        assert answer.status_code == 400, (changes, answer.content)
        assert [one["field"] for one in answer.json()["errors"]] == [field]
        assert all(one["description"] for one in answer.json()["errors"])
    assert not StoredFile.objects.exists()


def test_only_the_site_itself_may_send_in_a_persons_name(message):
    person = Person.objects.create_user("resident@example.org")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    assert strict.post("/report/queued", message).status_code == 403
    assert not ServiceRequest.objects.exists()
    asked = strict.get("/report/queued")
    assert "no-store" in asked["Cache-Control"]
    sent = strict.post("/report/queued", message, headers={"X-CSRFToken": asked.json()["token"]})
    assert sent.status_code == 201
    assert Contact.objects.get().person == person


@time_machine.travel("2030-03-01T10:15:00+00:00", tick=False)
def test_too_many_wait_but_a_retry_always_ends(client, message):
    first = client.post("/report/queued", message)
    assert first.status_code == 201
    codes = [
        client.post("/report/queued", message | {"id": str(uuid.uuid4())}).status_code for _ in range(31)
    ]
    assert codes.count(429) == 2
    late = client.post("/report/queued", message | {"id": str(uuid.uuid4())})
    assert int(late["Retry-After"]) > 0
    assert client.post("/report/queued", message).status_code == 200


def test_the_page_asks_every_question_and_costs_the_same(client, town, django_assert_num_queries):
    client.get("/report/offline")
    with django_assert_num_queries(2):
        page = client.get("/report/offline")
    assert b"How large is it?" in page.content
    assert [one.service_name.encode() in page.content for one in queries.services()] == [True] * 3
