"""Reports that are read before they are published."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.town import person

from folkmoot.files.models import StoredFile
from folkmoot.files.services import keep_photo
from folkmoot.modules.service_requests import events, queries, rules, services
from folkmoot.modules.service_requests.demo import tell
from folkmoot.modules.service_requests.models import ApiKey, Contact, HeldContent, HeldRequest, ServiceRequest
from folkmoot.modules.service_requests.tests.test_pages import picture
from folkmoot.people import personal
from folkmoot.people.models import Person, Role
from folkmoot.record import clock, text
from folkmoot.record.api import timeline
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays

SECRET = "My neighbour at number 9 shouts all night"


@pytest.fixture
def noise(town):
    """A service whose reports are read first."""
    services.describe_service(
        description=events.ServiceDescribed(
            service_code="noise",
            service_name="Noise",
            description="",
            group="Order",
            office="streets",
            promise_hours=48,
            review=True,
        ),
        actor="office:council",
    )


@pytest.fixture
def officer(noise):
    someone = Person.objects.create_user("officer@example.org")
    Role.objects.create(person=someone, role="officer", office="streets")
    return someone


def held(**more):
    photo = keep_photo(picture(), subject="requests/web")
    problem = services.Problem(
        service_code="noise", title=SECRET, description="Every night.", lat=52.48, long=1.7, address="Bell Lane 9",
        photos=[events.Photo(file=photo.pk, commitment=photo.commitment)],
    )  # fmt: skip
    return services.report(problem=replace(problem, **more), reporter=person(email="me@example.org"))


def test_nothing_of_a_held_report_is_public(client, noise):
    accepted = held()
    number = accepted.service_request_id
    assert accepted.token
    assert not ServiceRequest.objects.exists()
    page = client.get(f"/reports/{number}")
    assert page.status_code == 200
    assert b"is read before it is published" in page.content
    photo = StoredFile.objects.get()
    for path in (f"/reports/{number}", "/reports", f"/record/texts/{queries.held(number).title}.json"):
        assert b"shouts" not in client.get(path).content
    assert client.get(f"/files/{photo.pk}/full").status_code == 404
    assert client.get(f"/open311/v2/requests/{number}.json").status_code == 404
    facts = RecordedFact.objects.filter(subject=f"requests/{number}")
    recorded = b"".join(bytes(one.entry) for one in facts)
    assert b"service_requests.held" in recorded
    assert b"52.48" not in recorded
    assert b"Bell" not in recorded
    assert_replays()


def test_publishing_shows_the_words_that_came_in(client, noise):
    number = held().service_request_id
    before = queries.held(number)
    services.release(number=number, office="streets")
    row = queries.request(number)
    assert (row.title, row.description, row.requested) == (before.title, before.description, before.requested)
    assert row.expected == rules.promise(before.requested, 48)
    page = client.get(f"/reports/{number}").content
    assert SECRET.encode() in page
    assert b"Read and published" in page
    assert client.get(f"/files/{StoredFile.objects.get().pk}/full").status_code == 200
    released, reported = timeline(f"requests/{number}")[-2:]
    assert released.actor == "office:streets"
    assert reported.actor == Contact.objects.get().pseudonym
    assert not HeldContent.objects.exists()
    with pytest.raises(services.Refused, match="dealt with before"):
        services.release(number=number, office="streets")
    assert_replays()


def test_refusing_destroys_what_was_held_and_says_why(client, noise):
    number = held().service_request_id
    with pytest.raises(services.Refused, match="say why"):
        services.refuse(number=number, office="streets", reason="personal", words=" ")
    with pytest.raises(services.Refused, match="choose one of"):
        services.refuse(number=number, office="streets", reason="whim", words="No.")
    services.refuse(number=number, office="streets", reason="personal", words="It names a neighbour.")
    assert text.private_words_of([queries.held(number).title]) == {}
    assert StoredFile.objects.get().erased
    assert not HeldContent.objects.exists()
    page = client.get(f"/reports/{number}").content
    assert b"was not published" in page
    assert b"It names a neighbour." in page
    with pytest.raises(services.Refused):
        services.refuse(number=number, office="streets", reason="abuse", words="Again")
    assert_replays()


def test_open311_gives_a_token_and_later_the_id(client, noise):
    ApiKey.objects.create(
        digest=hashlib.sha256(b"k").hexdigest(), name="T", contact="t@example.org", created=clock.now()
    )
    [noise_service] = [
        one for one in client.get("/open311/v2/services.json").json() if one["service_code"] == "noise"
    ]
    assert noise_service["type"] == "batch"

    def post():
        data = {"api_key": "k", "service_code": "noise", "lat": "52.48", "long": "1.7", "description": SECRET}
        [answer] = client.post("/open311/v2/requests.json", data).json()
        assert "service_request_id" not in answer
        return answer["token"]

    token, other = post(), post()
    [answer] = client.get(f"/open311/v2/tokens/{token}.json").json()
    assert answer == {"service_request_id": None, "token": token}
    one, two = [row.row.pk for row in queries.waiting(offices=None)]
    services.release(number=one, office="streets")
    services.refuse(number=two, office="streets", reason="not_a_report", words="This is a test.")
    [answer] = client.get(f"/open311/v2/tokens/{token}.json").json()
    assert answer == {"service_request_id": one, "token": token}
    assert client.get(f"/open311/v2/requests/{one}.json").status_code == 200
    [error] = client.get(f"/open311/v2/tokens/{other}.json").json()
    assert "was not published" in error["description"]
    assert_replays()


def test_the_desk_reads_publishes_and_refuses(client, officer, django_assert_num_queries):
    first, second = held().service_request_id, held(title="Loud music").service_request_id
    assert client.get("/desk/held").status_code == 302
    client.force_login(officer)
    page = client.get("/desk/held").content
    assert SECRET.encode() in page
    assert b"Loud music" in page
    photo = queries.held_content(first)["photos"][0]["file"]
    assert client.get(f"/desk/held/{first}/photos/{photo}").status_code == 200
    assert client.get(f"/desk/held/{second}/photos/{photo}").status_code == 404
    client.post(f"/desk/held/{first}", {"act": "release"})
    client.post(f"/desk/held/{second}", {"act": "refuse", "reason": "abuse", "words": "It insults."})
    assert queries.request(first) is not None
    assert queries.held(second).reason == "abuse"
    assert b"Nothing waits to be read" in client.get("/desk/held").content
    stranger = Person.objects.create_user("lights@example.org")
    Role.objects.create(person=stranger, role="officer", office="lighting")
    third = held().service_request_id
    client.force_login(stranger)
    assert b"Nothing waits to be read" in client.get("/desk/held").content
    assert client.post(f"/desk/held/{third}", {"act": "release"}).status_code == 404
    photo = queries.held_content(third)["photos"][0]["file"]
    assert client.get(f"/desk/held/{third}/photos/{photo}").status_code == 404
    assert_replays()


def test_the_page_of_what_waits_takes_the_same_queries_for_many(
    client, officer, django_assert_max_num_queries
):
    held()
    client.force_login(officer)
    with django_assert_max_num_queries(40) as few:
        client.get("/desk/held")
    for number in range(25):
        held(title=f"Noise {number}", photos=())
    with django_assert_max_num_queries(len(few.captured_queries)):
        page = client.get("/desk/held")
    assert page.content.count(b"<article") == queries.PAGE
    assert client.get("/desk/held", {"after": page.context["next"]}).content.count(b"<article") == 6


def test_whoever_erases_the_account_takes_a_held_report_back(noise):
    someone = Person.objects.create_user("me@example.org")
    number = held().service_request_id
    assert "Bell Lane 9" in str(personal.export_of(someone))
    personal.erase(someone)
    [row] = queries.waiting(offices=None)
    assert row.content is None
    with pytest.raises(services.Refused, match="took it back"):
        services.release(number=number, office="streets")
    services.refuse(number=number, office="streets", reason="withdrawn", words="")
    assert_replays()


@pytest.mark.django_db(transaction=True)
def test_publishing_and_refusing_race(noise):
    number = held().service_request_id

    def act(at):
        try:
            if at % 2:
                services.release(number=number, office="streets")
            else:
                services.refuse(number=number, office="streets", reason="abuse", words="Insults.")
        except (services.Refused, services.NotFound):
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(act, range(6))) == 1
    assert queries.held(number).state in {"released", "refused"}
    assert ServiceRequest.objects.filter(pk=number).exists() == (queries.held(number).state == "released")
    assert_replays()


@given(words=st.text(max_size=200), part=st.text(min_size=1, max_size=20))
def test_blacked_out_words_are_gone(words, part):
    found = rules.black_out(words + part + words, [part])
    if not part.strip():
        assert isinstance(found, rules.Refusal)
        return
    assert isinstance(found, str)
    assert part.strip() not in found or part.strip() in rules.MASK
    assert isinstance(rules.black_out(words, [part.strip() + words + "x"]), rules.Refusal)


def test_the_pages_are_reached_by_those_who_may_use_them(client, officer, lamp):
    report, parts = f"/reports/{lamp}", f"/reports/{lamp}/parts"
    assert parts.encode() not in client.get(report).content
    client.force_login(officer)
    page = client.get("/desk").content
    assert b'href="/desk/held"' in page
    assert b'href="/desk/forwarding"' not in page
    assert parts.encode() not in client.get(report).content
    Role.objects.create(person=officer, role="administrator", office="")
    client.force_login(officer)
    assert b'href="/desk/forwarding"' in client.get("/desk").content
    for path in (report, f"/desk/{lamp}"):
        assert parts.encode() in client.get(path).content, path


def test_the_demo_holds_publishes_and_refuses(town):
    tell(at=clock.now())
    states = sorted(HeldRequest.objects.values_list("state", flat=True))
    assert states == ["held", "held", "refused", "released"]
    assert_replays()
