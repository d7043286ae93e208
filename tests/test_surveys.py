"""Surveys beside other modules: whom closings and answers concern, and what reaches them."""

import dataclasses
from datetime import timedelta

import pytest

from folkmoot.followers.all import followers
from folkmoot.followers.models import AccountNotice, Mail, Subscriber
from folkmoot.followers.notify import telling
from folkmoot.modules.feedback import demo, queries, services
from folkmoot.modules.feedback.models import Invitation, Remark
from folkmoot.modules.feedback.results import results
from folkmoot.modules.feedback.tests.town import PLAN, on_page, on_pages, opened
from folkmoot.modules.petitions import services as petitions
from folkmoot.modules.petitions.tests import town as petitioning
from folkmoot.modules.service_requests import services as reports
from folkmoot.people.models import Person
from folkmoot.people.pseudonyms import guest_pseudonym
from folkmoot.record import clock, registry
from folkmoot.record.api import timeline
from folkmoot.record.follow import run, run_all
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal
from tests.fixtures.town import person as reporter


def survey(key, moment):
    return opened(key, dataclasses.replace(PLAN, moment=moment))


def report(**private):
    done = reports.report(
        problem=reports.Problem(service_code="lamp", title="A lamp is out", lat=52.48, long=1.7),
        reporter=reporter(**private),
    )
    return done.service_request_id


def close(number, reason="resolved"):
    reports.close(number=number, office="lighting", reason=reason, words="Done.")


def test_whoever_reported_is_asked_when_the_report_is_closed(town):
    survey("closings", "service_requests.closed")
    person = Person.objects.create_user("ada@example.org", language="de")
    mine, guest, nobody, silent = (
        report(number=1, person_id=person.pk),
        report(number=2, email="bo@example.org"),
        report(number=3),
        report(number=4, email="silent@example.org"),
    )
    Subscriber.objects.create(email="silent@example.org", created=clock.now(), unasked=False)
    for number in (mine, guest, nobody, silent):
        close(number)
    seal()
    while run(services.FOLLOWER):
        pass
    row = queries.edition("closings", 1)
    assert (row.concerned, row.invited, row.unwilling) == (3, 2, 1)
    assert {tuple(sorted(one.groups)) for one in Invitation.objects.all()} == {("area", "service")}
    told = [one for one in timeline("surveys/closings") if one.kind == "feedback.invited"]
    telling.handle(told)
    telling.handle(told)
    mails = {one.email: one for one in Mail.objects.filter(key__startswith="notice:survey")}
    assert set(mails) == {"ada@example.org", "bo@example.org"}
    assert mails["bo@example.org"].subject == "How was your report handled?"
    assert "It is about your report: A lamp is out." in mails["bo@example.org"].text
    assert mails["ada@example.org"].subject == "How was your report handled? (de)"
    assert "Ihr" in mails["ada@example.org"].text
    [notice] = AccountNotice.objects.filter(purpose__startswith="survey")
    assert notice.person_id == person.pk
    assert_replays()


def test_nobody_is_asked_about_a_duplicate(town):
    survey("closings", "service_requests.closed")
    other = report(number=1)
    number = report(number=2, email="bo@example.org")
    reports.close(
        number=number, office="lighting", reason="duplicate", words="The same lamp.", duplicate_of=other
    )
    seal()
    while run(services.FOLLOWER):
        pass
    assert queries.edition("closings", 1).concerned == 0


@pytest.mark.usefixtures("db")
def test_whoever_signed_and_follows_is_asked_when_the_petition_is_answered():
    petitioning.describe_town()
    survey("petitions", "petitions.answered")
    number = petitioning.opened()
    petitioning.signed(number, petitioning.signatory(11, follows=True), 12)
    petitions.answer(number=number, office="streets", summary="Yes.", words="We agree.")
    seal()
    while run(services.FOLLOWER):
        pass
    # The creator, and the one who wants to hear of it.
    assert queries.edition("petitions", 1).invited == 2
    assert {tuple(one.groups) for one in Invitation.objects.all()} == {("area",)}
    assert_replays()


def test_every_moment_is_declared_with_words():
    assert {"service_requests.closed", "petitions.answered", "feedback.page"} <= set(registry.moments())
    for one in registry.moments().values():
        assert str(one.label)
        assert bool(one.event) == bool(one.concerned) != bool(one.page), one.name


def test_the_demo_town_asks_and_is_answered(town):
    with clock.telling(clock.now() - timedelta(days=20)):
        numbers = [report(number=at, email=f"p{at}@example.org") for at in range(30)]
    for at, number in enumerate(numbers):
        with clock.telling(clock.now() - timedelta(days=19 - at / 2)):
            close(number)
    demo.tell()
    before = queries.edition("closed-reports", 1)
    assert before.concerned == 30
    assert 5 < before.invited < 25
    assert results(before).response.answered > 0
    assert results(queries.edition("petition-pages", 1)).ways["page"].answers > 40
    seal()
    while run(services.FOLLOWER):
        pass
    assert queries.edition("closed-reports", 1).concerned == 30, "the follower asks nobody again"
    assert_replays()


SECRET = "A secret that must not be seen"


def test_words_that_were_taken_off_are_nowhere(client, town):
    """Pages, files, feeds, search, the API and the record say nothing of what was removed, changed or taken back."""
    opened("site", on_pages())
    for name in ("removed", "changed", "withdrawn"):
        on_page(name, key="site", why={"words": f"{SECRET}, {name}"})
    words = {one.answer: one.words for one in Remark.objects.order_by("key")}
    services.remove_words(key="site", commitments=[next(iter(words.values()))], reason="abuse")
    on_page("changed", key="site", why={"words": "Something else"})
    name = guest_pseudonym("reader withdrawn", "surveys/site")
    services.withdraw(key="site", edition=1, pseudonym=name)
    seal()
    run_all(followers())
    places = [
        "/surveys/site", "/surveys/site/1/words/why", "/surveys/site/1/answers.csv", "/surveys/site/1/results.json",
        "/api/feedback/surveys/site/1", "/activity", "/feeds/all.atom", "/feeds/module/feedback.json",
        "/feeds/subject/surveys/site.atom", "/search?q=secret", "/record/", "/petitions", "/",
    ]  # fmt: skip
    for path in places:
        answer = client.get(path)
        assert answer.status_code == 200, path
        body = b"".join(answer) if answer.streaming else answer.content
        assert b"secret that must" not in body, path
    assert b"Something else" in client.get("/surveys/site/1/words/why").content
    assert b"They insult or threaten" in client.get("/surveys/site/1/words/why").content
    assert_replays()
