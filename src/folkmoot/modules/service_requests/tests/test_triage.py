"""Training as a command, suggestions in the form and at the desk, the public page: facts, counts and refusals."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection
from tests.fixtures.town import person

from folkmoot.modules.service_requests import events, queries, services
from folkmoot.modules.service_requests.models import ServiceRequest, TriageModel
from folkmoot.modules.service_requests.module import MANIFEST
from folkmoot.modules.service_requests.services import Refused
from folkmoot.modules.service_requests.tests.test_triage_model import WHAT, WHEN, WHERE
from folkmoot.modules.service_requests.triage import queries as triage
from folkmoot.modules.service_requests.triage import services as training
from folkmoot.modules.service_requests.triage.examples import NotEnough
from folkmoot.modules.service_requests.views.suggesting import opened, token
from folkmoot.people.models import Person, Role
from folkmoot.record import clock, store
from folkmoot.record.api import timeline
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal
from folkmoot.record.upcast import upcast

LAMP = "The street light near the bridge is out again today"


def fill(each=30):
    """Reports of two services that their teams have taken on."""
    for code, whats in (("lamp", WHAT["lamp"]), ("pothole", WHAT["pothole"])):
        texts = [f"{what} {where} {when}" for what in whats for where in WHERE for when in WHEN]
        for at, words in enumerate(texts[:: len(texts) // each][:each]):
            problem = services.Problem(
                service_code=code,
                title=words,
                lat=52.47 + at / 2000,
                long=1.7,
                answers={"SIZE": ["large"]} if code == "pothole" else {},
            )
            number = services.report(problem=problem, reporter=person(at + 1)).service_request_id
            services.acknowledge(number=number, office="streets")


@pytest.fixture
def trained(town):
    fill()
    training.train(office="streets")
    return triage.current()


def test_a_model_is_published_and_anyone_can_fetch_it(trained, client):
    [fact] = timeline("triage/model")
    assert fact.actor == "office:streets"
    assert (fact.event.number, fact.event.reports, fact.event.services) == (1, 60, 2)
    assert fact.event.accuracy > 0.9
    document = json.loads(store.get_segment(fact.event.model))
    assert document["classes"] == ["lamp", "pothole"]
    assert document["data"]["sha256"] == fact.event.data
    assert client.get(f"/record/segments/{fact.event.model}").status_code == 200
    lines = [json.loads(one) for one in store.get_segment(fact.event.data).splitlines()]
    assert len(lines) == 60
    rows = {row.pk: row for row in ServiceRequest.objects.all()}
    assert all(one["title"] == rows[one["service_request_id"]].title for one in lines)
    assert "bridge" not in store.get_segment(fact.event.data).decode(), "commitments, not words"
    assert_replays()


def test_training_again_on_the_same_reports_says_that_nothing_is_new(trained):
    with pytest.raises(Refused, match="nothing new to learn"):
        training.train(office="streets")
    with pytest.raises(Refused, match="no office 'nobody'"):
        training.publish(training.learn(), office="nobody")
    assert TriageModel.objects.count() == 1


def test_an_empty_installation_says_what_it_takes(town, client):
    with pytest.raises(
        NotEnough, match="0 different reports in 0 services.*It takes 40 reports in 2 services"
    ):
        training.train(office="streets")
    assert RecordedFact.objects.filter(subject="triage/model").count() == 0
    assert triage.offers(LAMP) is None
    page = client.get("/reports/triage")
    assert page.status_code == 200
    assert b"It has not learned anything yet" in page.content
    assert client.get("/api/service_requests/triage").status_code == 404
    assert b"It sounds like" not in client.get("/report/what", {"q": LAMP}).content


def test_reports_nobody_has_looked_at_and_removed_words_are_not_learned(town):
    fill()
    first = ServiceRequest.objects.order_by("service_request_id").first()
    services.remove_words(
        number=first.pk, actor="office:streets", commitments=[first.title], reason="personal"
    )
    services.report(
        problem=services.Problem(service_code="lamp", title="unread words", address="somewhere"),
        reporter=person(),
    )
    assert len(training.learn().examples) == 59


def send(client, details, service, **answers):
    """Steps 3 and 4 as a browser goes through them: every hidden field is sent back. The new report's number."""
    place = {"service": service, "lat": "52.471", "lon": "1.7"}
    form = place | dict(details.context["carried"]) | answers
    looked = client.post("/report/details", form)
    assert looked.status_code == 200, looked.headers
    hidden = place | dict(looked.context["hidden"]) | {"once": looked.context["once"], "send": "1"}
    sent = client.post("/report/details", hidden)
    assert sent.status_code == 302, sent.content
    return sent["Location"].partition("?")[0].rpartition("/")[2]


def test_the_form_suggests_and_counts_what_people_choose(trained, client):
    page = client.get("/report/what", {"q": LAMP, "lat": "52.471", "lon": "1.7"})
    text = page.content.decode()
    assert "It sounds like one of these" in text
    assert "Because of" in text
    assert "Is it one of these?" in text, "the same light was reported before"
    [(first, link), (_second, other)] = page.context["offers"]
    assert first.service.service_code == "lamp"
    details = client.get(link)
    assert LAMP in details.content.decode(), "nobody writes the words twice"
    number = send(client, details, "lamp", title=LAMP)
    [fact] = timeline(f"requests/{number}")
    assert fact.event.suggested == events.Suggested(model=1, service_codes=("lamp", "pothole"))
    send(client, client.get(other), "pothole", title="Something else", q_SIZE="large")
    forged = {name: value + "x" for name, value in client.get(link).context["carried"].items()}
    assert send(client, details, "lamp", title="A bad token stops nobody", **forged)
    by_place, by_service = triage.tallies()
    assert by_place["form"] == triage.Kept(given=2, followed=1, other=1)
    assert by_place["form"].overridden == 1
    assert by_service == {"lamp": triage.Kept(given=2, followed=1, other=1)}
    services.recategorise(number=number, office="lighting", service_code="other")
    assert triage.tallies()[0]["form"] == triage.Kept(given=2, followed=1, other=1, moved=1)
    services.recategorise(number=number, office="lighting", service_code="lamp")
    assert triage.tallies()[0]["form"].moved == 0
    assert_replays()


def test_words_and_suggestion_survive_going_back(trained, client):
    place = {"lat": "52.471", "lon": "1.7"}
    page = client.get("/report/what", {"q": LAMP, **place})
    details = client.get(page.context["offers"][0][1])
    assert details.context["carried"]["q"] == LAMP
    back = client.get(details.context["back"])
    assert [one.service.pk for one, _link in back.context["offers"]] == ["lamp", "pothole"]
    where = client.get(details.context["place_url"])
    assert b"Same kind" in where.content, "the words and the kind tell which report nearby it may be"
    assert where.context["carried"] == {"service": "lamp", **details.context["carried"]}
    moved = client.post("/report", {"lat": "52.4715", "lon": "1.7", "next": "1", **where.context["carried"]})
    again = client.get(moved["Location"], follow=True)
    assert again.context["carried"] == details.context["carried"]
    assert again.context["lat"] == 52.4715
    assert LAMP in again.content.decode()
    looked = client.post("/report/details", {"service": "lamp", "title": "Other words", **place, "q": LAMP})
    changed = client.post(
        "/report/details", dict(looked.context["hidden"]) | {"service": "lamp", "change": "1"}
    )
    assert changed.context["form"]["title"].value() == "Other words"


def test_open_reports_of_every_kind_and_age_can_be_joined(trained, client):
    place = {"lat": 52.49, "long": 1.72}
    with clock.telling(clock.now() - timedelta(days=200)):
        old = services.report(
            problem=services.Problem(service_code="other", title="Bench broken", **place), reporter=person(50)
        ).service_request_id
    found = triage.here(**place, service_code="lamp", joinable=True)
    assert [one.shown.row.pk for one in found] == [old]
    assert triage.here(lat=52.495, long=1.72, joinable=True) == [], "556 metres are not near"
    page = client.get("/report", {"lat": 52.49, "lon": 1.72, "service": "lamp"})
    assert page.content.count(b"Same problem: follow this one") == 1
    pins = client.get("/report/near.geojson", {"lat": 52.49, "lon": 1.72, "service": "lamp\0", "q": "\0x"})
    assert [one["properties"]["number"] for one in pins.json()["features"]] == ["1"]
    services.close(number=old, office="streets", reason="resolved", words="Mended")
    assert triage.here(**place, joinable=True) == []


@pytest.mark.parametrize("place", [{"lat": "nan", "lon": "1"}, {"lat": "inf", "lon": "1e9"}, {"lat": "\0"}])
def test_a_place_that_is_none_is_left_out(trained, client, place):
    assert client.get("/report/what", {"q": LAMP, **place}).status_code == 200


@pytest.fixture
def officer(town):
    someone = Person.objects.create_user("officer@example.org")
    Role.objects.create(person=someone, role="officer", office="streets")
    return someone


@pytest.fixture
def misplaced(trained):
    """A dark lamp that somebody reported as something else."""
    problem = services.Problem(service_code="other", title=LAMP, lat=52.471, long=1.7)
    return services.report(problem=problem, reporter=person(99)).service_request_id


def test_an_officer_accepts_chooses_another_or_leaves_it(client, officer, misplaced):
    client.force_login(officer)
    page = client.get(f"/desk/{misplaced}")
    text = page.content.decode()
    assert "Suggested by the sorting helper" in text
    assert "Street light" in text
    assert "times in 10" in text
    assert "Looks like" in text
    assert (
        "Suggested: Street light" in client.get("/desk", {"view": "all", "service": "other"}).content.decode()
    )
    kept, act = page.context["suggested"], f"/desk/{misplaced}/act"
    refused = client.post(act, {"act": "keep", "suggested": "old"}, follow=True)
    assert b"too old" in refused.content
    client.post(act, {"act": "keep", "suggested": kept})
    assert triage.tallies()[0]["desk"] == triage.Kept(given=1)
    assert "Suggested by the sorting helper" not in client.get(f"/desk/{misplaced}").content.decode()
    assert (
        b"answered this suggestion already"
        in client.post(act, {"act": "keep", "suggested": kept}, follow=True).content
    )
    client.post(act, {"act": "move", "service_code": "pothole", "suggested": kept})
    assert triage.tallies()[0]["desk"] == triage.Kept(given=2, other=1)
    client.post(act, {"act": "move", "service_code": "lamp", "suggested": kept})
    assert triage.tallies()[0]["desk"] == triage.Kept(given=3, followed=1, other=1)
    assert queries.request(misplaced).service_code == "lamp"
    assert b"The category was checked" in client.get(f"/reports/{misplaced}").content
    assert_replays()


def test_nothing_is_sorted_by_itself(misplaced):
    assert queries.request(misplaced).service_code == "other"
    assert [one.kind for one in timeline(f"requests/{misplaced}")] == ["service_requests.reported"]


def test_facts_from_before_the_helper_were_offered_nothing():
    for event in (events.Reported, events.Recategorised):
        found = upcast(
            kind=event.kind, version=2, newest=event.version, payload={}, upcasts=dict(MANIFEST.upcasts)
        )
        assert found.pop("suggested") is None
        assert not {"rule", "split_from"} & {name for name, value in found.items() if value}


def test_a_held_report_keeps_what_was_suggested(trained):
    row = queries.service("lamp")
    services.describe_service(
        description=events.ServiceDescribed(
            service_code="lamp",
            service_name=row.service_name,
            description="",
            group="x",
            office="lighting",
            review=True,
        ),
        actor="office:council",
    )
    found = triage.offers(LAMP)
    problem = services.Problem(service_code="lamp", title=LAMP, address="x", suggested=found.suggested)
    number = services.report(problem=problem, reporter=person()).service_request_id
    assert triage.tallies()[0] == {}, "nothing counts before it is published"
    services.release(number=number, office="lighting")
    assert triage.tallies()[0]["form"] == triage.Kept(given=1, followed=1)
    assert_replays()


def test_the_public_page_and_the_api_say_the_same(trained, client, django_assert_max_num_queries):
    seal()
    client.get("/reports/triage")
    with django_assert_max_num_queries(14):
        page = client.get("/reports/triage")
    text = page.content.decode()
    assert text.count("<h1") == 1
    for words in (
        "Recorded as entry",
        "60 reports",
        trained.model,
        trained.data,
        "Streets team",
        "Street light",
    ):
        assert words in text
    found = client.get("/api/service_requests/triage").json()
    assert found["model"] == trained.model
    assert found["entry"] is not None
    assert {one["service_code"] for one in found["figures"]["classes"]} == {"lamp", "pothole"}
    assert client.get("/search", {"q": "x"}).status_code == 200


def test_suggestions_take_two_queries_however_many_reports(trained, django_assert_num_queries):
    triage.offers(LAMP)
    with django_assert_num_queries(2):
        triage.offers(LAMP)


@pytest.mark.parametrize(
    "words", ["\x00", "'; DROP TABLE x --", "<script>", "x" * 5000, "\ud800", "😀 " * 300, "%s %(a)s {}"]
)
def test_hostile_words_are_only_words(trained, client, words):
    assert triage.offers(words) is None or triage.offers(words).offers
    page = client.get("/report/what", {"q": words.encode("utf-8", "replace").decode()})
    assert page.status_code == 200
    assert (
        b"<script>"
        not in page.content.replace(b"<script nonce", b"").split(b"</head>")[1].split(b"</main>")[0]
    )


def test_tokens_are_signed(trained):
    found = triage.offers(LAMP)
    assert opened(token(found)) == found.suggested
    assert opened("") is opened("x" * 9000) is None
    assert token(None) == ""


@pytest.mark.django_db(transaction=True)
def test_two_trainings_at_once_publish_one_model(town):
    fill(20)
    learned = training.learn()
    outcomes = []

    def work():
        try:
            training.publish(learned, office="streets")
            outcomes.append("published")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["published", "refused", "refused", "refused"]
    assert [one.event.number for one in timeline("triage/model")] == [1]
    assert_replays()
