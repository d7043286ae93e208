"""The extension servicerequestupdates: reading what offices did, and another case system as the back office."""

import hashlib
import threading
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.town import person

from folkmoot.modules.service_requests import events, queries, rules, services
from folkmoot.modules.service_requests.models import ApiKey, ExternalUpdate, RequestUpdate
from folkmoot.modules.service_requests.tests.test_pages import picture
from folkmoot.record import clock
from folkmoot.record.api import timeline
from folkmoot.record.projection import assert_replays

URL = "/open311/v2/servicerequestupdates"


def key(office="", secret="k"):
    return ApiKey.objects.create(
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        name="Case system",
        contact="t@example.org",
        office=office,
        created=clock.now(),
    )


def post(client, number, status, *, description="Words.", update_id="u1", form="json", **more):
    data = {
        "api_key": "k",
        "service_request_id": number,
        "update_id": update_id,
        "status": status,
        "updated_datetime": "2026-03-09T21:14:00+00:00",
        "description": description,
    }
    return client.post(f"{URL}.{form}", data | more)


def test_what_offices_did_is_listed_in_both_forms(client, lamp):
    services.acknowledge(number=lamp, office="lighting")
    services.update(number=lamp, office="lighting", words="Crew <on> its way")
    services.close(number=lamp, office="lighting", reason="resolved", words="New lamp")
    found = client.get(f"{URL}.json").json()
    assert [(one["status"], one["description"]) for one in found] == [
        ("INVESTIGATING", None), ("IN_PROGRESS", "Crew <on> its way"), ("FIXED", "New lamp"),
    ]  # fmt: skip
    assert {one["service_request_id"] for one in found} == {lamp}
    assert [one["update_id"] for one in found] == [fact.id for fact in timeline(f"requests/{lamp}")[1:]]
    xml = ET.fromstring(client.get(f"{URL}.xml").content)
    assert xml.tag == "service_request_updates"
    assert [one.findtext("update_id") for one in xml.findall("request_update")] == [
        one["update_id"] for one in found
    ]
    [page] = client.get(f"{URL}.json", {"page": "2", "page_size": "2"}).json()
    assert page["status"] == "FIXED"
    assert client.get(f"{URL}.json", {"service_request_id": "NONE"}).json() == []
    later = (clock.now() + timedelta(hours=1)).isoformat()
    assert client.get(f"{URL}.json", {"start_date": later}).json() == []
    assert client.get(f"{URL}.json", {"start_date": "yesterday"}).status_code == 400
    far = {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-12-01T00:00:00Z"}
    assert "90 days" in client.get(f"{URL}.json", far).json()[0]["description"]


def test_the_list_takes_two_queries_however_long(client, town, django_assert_num_queries):
    for number in range(3):
        made = services.report(
            problem=services.Problem(service_code="lamp", title=f"Lamp {number}", lat=52.48, long=1.7),
            reporter=person(number),
        ).service_request_id
        services.acknowledge(number=made, office="lighting", words="Seen")
    with django_assert_num_queries(2):
        assert len(client.get(f"{URL}.json").json()) == 3


def test_a_case_system_does_the_whole_life_of_a_report(client, lamp):
    key("lighting")
    for at, (status, state) in enumerate(
        (
            ("INVESTIGATING", "acknowledged"),
            ("IN_PROGRESS", "in_progress"),
            ("fixed", "resolved"),
            ("REOPEN", "acknowledged"),
            ("Not councils responsibility", "declined"),
        )
    ):
        answer = post(client, lamp, status, update_id=f"u{at}")
        assert answer.status_code == 200, answer.content
        [told] = answer.json()
        assert queries.request(lamp).state == state
        last = timeline(f"requests/{lamp}")[-1]
        assert (last.id, last.actor) == (told["update_id"], "office:lighting")
        assert_replays()
    assert queries.request(lamp).responsible == "Lighting team"


def test_an_update_that_is_sent_again_is_done_once(client, lamp):
    key("lighting")
    first = post(client, lamp, "INVESTIGATING").json()
    assert post(client, lamp, "INVESTIGATING").json() == first
    assert len(timeline(f"requests/{lamp}")) == 2
    assert ExternalUpdate.objects.count() == 1


def test_photos_come_along_and_nothing_of_the_sender_is_published(client, lamp):
    key("lighting")
    private = {"email": "officer@example.org", "first_name": "Ola", "phone": "0170 555"}
    answer = post(client, lamp, "FIXED", media=picture(), form="xml", **private)
    assert answer.status_code == 200
    [photo] = queries.photos([lamp])[lamp]
    assert photo.stage == "after"
    page = client.get(f"/reports/{lamp}").content + client.get(f"{URL}.json").content
    assert b"Ola" not in page
    assert b"0170 555" not in page


@pytest.mark.parametrize(
    ("office", "change", "status", "words"),
    [
        ("lighting", {"api_key": "wrong"}, 403, "not valid"),
        ("", {}, 403, "may report but not answer"),
        ("streets", {}, 403, "with another office"),
        ("lighting", {"service_request_id": "NONE"}, 404, "no service request"),
        ("lighting", {"service_request_id": ""}, 400, "service_request_id is missing"),
        ("lighting", {"update_id": ""}, 400, "update_id is missing"),
        ("lighting", {"update_id": "x" * 121}, 400, "at most 120"),
        ("lighting", {"status": "MAYBE"}, 400, "status is one of OPEN"),
        ("lighting", {"updated_datetime": "today"}, 400, "updated_datetime must be a time"),
        ("lighting", {"description": " "}, 400, "description: say in words"),
        ("lighting", {"status": "DUPLICATE"}, 400, "name the other report"),
        ("lighting", {"status": "DUPLICATE", "duplicate_of": "NONE"}, 400, "no report 'NONE'"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_done(client, lamp, office, change, status, words):
    key(office)
    answer = post(client, lamp, "FIXED", **change) if "status" not in change else post(client, lamp, **change)
    assert answer.status_code == status
    assert words in answer.json()[0]["description"]
    assert queries.request(lamp).state == "new"
    assert not ExternalUpdate.objects.exists()


def test_a_refused_update_can_be_sent_again_when_it_is_right(client, lamp):
    key("lighting")
    assert post(client, lamp, "FIXED", description="").status_code == 400
    assert post(client, lamp, "FIXED").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_one_update_sent_at_once_many_times(lamp):
    told = services.Told(source="key:1", update_id="u", number=lamp, status="FIXED", words="Done")
    ids, failed = [], []

    def work():
        try:
            ids.append(services.take_update(told))
        except services.Refused as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    assert len(ids) == 5
    assert len(set(ids)) == 1
    assert RequestUpdate.objects.count() == 1
    assert_replays()


@given(st.sampled_from(rules.REASONS))
def test_every_closing_has_a_status_that_reads_as_closed(reason):
    status = rules.update_status(events.Closed(reason=reason, words="x"))
    assert rules.UPDATE_STATUSES[status] in rules.REASONS
