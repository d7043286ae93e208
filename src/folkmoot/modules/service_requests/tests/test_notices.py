"""Who is told what, in whose language, with links that work."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from tests.fixtures.town import person

from folkmoot.modules.service_requests import events, services
from folkmoot.modules.service_requests.notices import notices
from folkmoot.people.models import Person
from folkmoot.record import registry
from folkmoot.record.api import timeline

NOW = datetime(2027, 3, 12, 14, 2, tzinfo=UTC)


@pytest.fixture
def told(lamp):
    with time_machine.travel(NOW, tick=False):
        joiner = Person.objects.create_user("joiner@example.org", language="en-gb")
        services.join(number=lamp, reporter=person(2, person_id=joiner.pk, email=joiner.email))
        services.join(number=lamp, reporter=person(3))
        services.acknowledge(number=lamp, office="lighting")
        services.update(number=lamp, office="lighting", words="A part is ordered")
        services.ask(
            number=lamp,
            office="lighting",
            words="Which lamp?",
            public=False,
            until=NOW + timedelta(days=3),
            otherwise="close",
        )
        services.assign(number=lamp, office="lighting", to="streets", reason="not_ours")
        services.close(
            number=lamp, office="streets", reason="declined", words="Not our road", responsible="The county"
        )
        yield lamp, joiner


def test_everybody_with_an_address_hears_of_every_step(told):
    lamp, joiner = told
    found = list(notices(timeline(f"requests/{lamp}")))
    mine = [one for one in found if one.email == "resident@example.org"]
    theirs = [one for one in found if one.person_id == joiner.pk]
    assert len(found) == len(mine) + len(theirs), "the one without an address is told nothing"
    assert [one.purpose for one in mine] == [
        "received",
        "taken_on",
        "news",
        "question",
        "passed_on",
        "closed",
    ]
    assert [one.purpose for one in theirs] == ["joined", "taken_on", "news", "passed_on", "closed"]
    assert len({(one.fact_id, one.purpose, one.email, one.person_id) for one in found}) == len(found)
    received, _taken, news, question, passed, closed = mine
    assert lamp in received.title
    assert "The promise: an answer by" in received.body
    assert news.body == "A part is ordered"
    assert "Which lamp?" in question.body
    assert "we close the report" in question.body
    assert "Streets team" in passed.title
    assert "Not our road" in closed.body
    assert "Who is responsible: The county." in closed.body
    assert all(one.wanted for one in found)
    assert registry.manifest("service_requests").notices.endswith("notices.notices")


def test_the_links_in_them_open_the_pages_of_that_person(told, client):
    lamp, _joiner = told
    by_purpose = {one.purpose: one for one in notices(timeline(f"requests/{lamp}")) if one.email}
    reopen, rate = re.findall(r"https?://[^/]+(/\S+)", by_purpose["closed"].body)
    assert client.get(by_purpose["question"].url).status_code == 410, "closing it withdrew the question"
    assert b"Not fixed?" in client.get(reopen).content
    assert client.get(rate).status_code == client.get(by_purpose["closed"].url).status_code == 200


def test_a_batch_takes_the_same_queries_however_large_it_is(told, town, django_assert_num_queries):
    lamp, _joiner = told
    facts = timeline(f"requests/{lamp}")
    with django_assert_num_queries(7):
        list(notices(facts))
    for number in range(5):
        other = services.report(
            problem=services.Problem(service_code="lamp", title=f"Lamp {number}", address="x"),
            reporter=person(50 + number, email=f"r{number}@example.org", language="de"),
        ).service_request_id
        facts += timeline(f"requests/{other}")
    with django_assert_num_queries(7):
        found = list(notices(facts))
    assert {one.language for one in found} == {"", "de", "en-gb"}


def test_old_facts_are_told_without_links_that_never_worked(told):
    lamp, _joiner = told
    facts = timeline(f"requests/{lamp}")
    with time_machine.travel(NOW + timedelta(days=30)):
        [closed] = [one for one in notices(facts) if one.purpose == "closed" and one.email]
    assert "key=" not in closed.body + closed.url
    assert closed.url == f"/reports/{lamp}"


def test_a_report_that_is_read_first_is_confirmed_and_its_end_is_told(town):
    described = events.ServiceDescribed(
        service_code="person",
        service_name="People",
        description="",
        group="Care",
        office="streets",
        review=True,
    )
    services.describe_service(description=described, actor="office:council")
    problem = services.Problem(service_code="person", title="Somebody sleeps here", address="x")
    number = services.report(problem=problem, reporter=person(7, email="r@example.org")).service_request_id
    services.refuse(number=number, office="streets", reason="personal", words="It names somebody")
    received, refused = notices(timeline(f"requests/{number}"))
    assert (received.purpose, refused.purpose) == ("received", "refused")
    assert number in received.body
    assert "It names somebody" in refused.body
    assert "sleeps" not in received.title + received.body + refused.title + refused.body


def told_by(number, purpose):
    return {one.email: one for one in notices(timeline(f"requests/{number}")) if one.purpose == purpose}


def test_people_of_a_merged_report_hear_news_of_the_other_one(lamp):
    other = services.report(
        problem=services.Problem(service_code="lamp", title="Dark corner", address="x"),
        reporter=person(8, email="two@example.org"),
    ).service_request_id
    services.join(number=lamp, reporter=person(9, email="Resident@example.org"))
    services.update(number=lamp, office="lighting", words="Before")
    services.merge(number=other, into=lamp, office="lighting", words="The same lamp")
    services.update(number=lamp, office="lighting", words="A part is ordered")
    [merged] = notices(timeline(f"requests/{other}")[-1:])
    assert (merged.purpose, merged.url) == ("merged", f"/reports/{lamp}")
    assert lamp in merged.body
    assert "The same lamp" in merged.body
    news = list(notices(timeline(f"requests/{lamp}")[-1:]))
    assert [one.email.casefold() for one in news] == ["resident@example.org"] * 2 + ["two@example.org"]
    services.close(number=lamp, office="lighting", reason="resolved", words="New lamp")
    closed = told_by(lamp, "closed")
    assert "key=" in closed["resident@example.org"].body
    assert "New lamp" in closed["two@example.org"].body
    assert "key=" not in closed["two@example.org"].body + closed["two@example.org"].url
    services.unmerge(number=other, office="lighting")
    services.reopen(number=lamp, actor="office:lighting", words="Broken again")
    assert "two@example.org" not in told_by(lamp, "reopened")
    assert [one.purpose for one in notices(timeline(f"requests/{other}")[-1:])] == ["unmerged"]


def test_passing_on_says_why_and_waiting_says_for_what(lamp):
    services.assign(number=lamp, office="lighting", to="streets", reason="skills", words="A lift is needed")
    body = told_by(lamp, "passed_on")["resident@example.org"].body
    assert body == "It needs another team’s tools or skills.\n\nA lift is needed"
