"""The queue, deciding, one's own decisions with appeal, and what people are told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext
from tests.fixtures.racing import race
from tests.fixtures.talk import DEBATE, THREAD, account, moderator

from folkmoot.people.models import Person
from folkmoot.record import clock
from folkmoot.record.api import timeline
from folkmoot.record.projection import assert_replays
from folkmoot.talk import names, notices, queries, services
from folkmoot.talk.models import Case, Comment

INSULT = "The people of number 9 are <b>thieves</b>."
WHY = "It accuses neighbours & names them."


@pytest.fixture
def reported(ada, bo):
    """A comment that somebody reported: the page of its matter."""
    services.comment(about=DEBATE, person=ada, words=INSULT)
    services.flag(thread=THREAD, number=1, person=bo, reason="abuse", words="It is about <i>us</i>.")
    return f"/moderation/cases/{Case.objects.get(thread=THREAD).pk}"


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def told(fact, person):
    return [one for one in notices.notices([fact]) if one.person_id == person.pk]


def last(subject=""):
    return timeline(subject or names.subject_of(THREAD))[-1]


@pytest.mark.parametrize(
    "path", ["/moderation", "/moderation/cases/x", "/moderation/comments/debates/parks/1"]
)
def test_moderators_alone_see_the_queue(client, reported, ada, path):
    page(client, path, 302)
    client.force_login(ada)
    page(client, path, 403)


def test_the_queue_has_everything_and_filters(client, reported, mika):
    services.comment(about=DEBATE, person=account("newcomer"), words="My first words here")
    client.force_login(mika)
    every = page(client, "/moderation")
    assert "My first words here" in every
    assert "&lt;b&gt;thieves" in every
    assert "<b>thieves" not in every
    assert "Moderation" in page(client, "/")
    only = page(client, "/moderation?sort=held&topic=debates")
    assert "My first words here" in only
    assert "thieves" not in only
    for odd in (
        "?after=x",
        "?sort=%00",
        "?after=2026-01-01T00:00:00%2B00:00,%00",
        "?language=de&overdue=1&reason=spam",
    ):
        page(client, f"/moderation{odd}")
    page(client, "/moderation/cases/nothing", 404)
    page(client, "/moderation/comments/debates/parks/99", 404)


def test_the_queue_takes_as_many_statements_for_many_as_for_few(client, debate, mika):
    client.force_login(mika)

    def counted():
        client.get("/moderation")
        with CaptureQueriesContext(connection) as asked:
            client.get("/moderation")
        return len(asked)

    services.comment(about=DEBATE, person=account("first"), words="First")
    few = counted()
    for n in range(20):
        services.comment(about=DEBATE, person=account(f"n{n}"), words=f"Words of {n}")
    assert counted() == few <= 24


def test_a_removal_is_told_with_every_reason_and_appealed(client, reported, ada, mika, noor):
    client.force_login(mika)
    assert "It is about &lt;i&gt;us&lt;/i&gt;." in page(client, reported)
    assert client.post(reported, {"act": "remove", "reason": "abuse", "words": ""}).status_code == 400
    assert (
        client.post(reported, {"act": "remove", "reason": "abuse", "words": WHY})["Location"] == "/moderation"
    )
    [notice] = told(last(), ada)
    assert notice.title == "Your comment #1 was taken off: Debate debates/parks"
    for part in (
        "Insult or threat",
        WHY,
        "Somebody reported it.",
        "A person decided",
        "You can appeal until",
    ):
        assert part in notice.body
    client.logout()
    thread = page(client, f"/talk/{DEBATE}")
    assert "A moderator took this comment off: Insult or threat." in thread
    assert "thieves" not in thread
    client.force_login(ada)
    mine = page(client, "/account/comments")
    for part in ("thieves", "It accuses neighbours &amp; names them.", "Somebody reported it.", "Appeal"):
        assert part in mine
    appeal = f"/talk/{DEBATE}/1/appeal"
    assert client.post(appeal, {"words": ""}).status_code == 400
    assert client.post(appeal, {"words": "It is <u>true</u>."})["Location"] == "/account/comments"
    assert client.post(appeal, {"words": "Again"}).status_code == 400
    case = f"/moderation/cases/{Case.objects.get(thread=THREAD, open=1).pk}"
    client.force_login(mika)
    answer = client.post(case, {"act": "keep", "words": "I was right."})
    assert answer.status_code == 400
    assert "another moderator must look" in answer.content.decode()
    client.force_login(noor)
    assert "It is &lt;u&gt;true&lt;/u&gt;." in page(client, case)
    client.post(case, {"act": "restore", "words": "The court agreed."})
    [notice] = told(last(), ada)
    assert "upheld" in notice.title
    assert notice.body == "The court agreed."
    assert "thieves" in page(client, f"/talk/{DEBATE}")
    client.force_login(ada)
    assert "Put back after an appeal" in page(client, "/account/comments")
    assert_replays()


def test_an_appeal_is_for_its_author_alone(client, reported, bo, mika):
    services.remove(thread=THREAD, number=1, person=mika, reason="abuse", words=WHY)
    client.force_login(bo)
    page(client, f"/talk/{DEBATE}/1/appeal", 404)
    page(client, f"/talk/{DEBATE}/7/appeal", 404)


def test_a_moderator_acts_from_the_page(client, ada, mika):
    services.comment(about=DEBATE, person=ada, words=INSULT)
    client.force_login(mika)
    assert 'href="/moderation/comments/debates/parks/1"' in page(client, f"/talk/{DEBATE}")
    page(client, "/moderation/comments/debates/parks/1")
    client.post("/moderation/comments/debates/parks/1", {"act": "remove", "reason": "personal", "words": WHY})
    assert Comment.objects.get(thread=THREAD).noticed == "own"
    stale = client.post(
        "/moderation/comments/debates/parks/1", {"act": "release"}, follow=True
    ).content.decode()
    assert "Somebody else has decided this meanwhile" in stale
    page_of = client.post("/moderation/comments/debates/parks/1", {"act": "nonsense"})
    assert page_of.status_code == 404


def test_what_is_held_is_told_and_released(client, debate, mika):
    newcomer = account("newcomer")
    services.comment(about=DEBATE, person=newcomer, words="Hello")
    [notice] = told(last(), newcomer)
    assert "waits for a moderator" in notice.title
    assert "It is the first comment of this account." in notice.body
    client.force_login(mika)
    client.post(f"/moderation/cases/{Case.objects.get().pk}", {"act": "release"})
    assert "Hello" in page(client, f"/talk/{DEBATE}")
    [notice] = told(last(), newcomer)
    assert "is published" in notice.title


def test_a_limit_is_told_and_appealed_on_pages(client, ada, mika, noor):
    services.comment(about=DEBATE, person=ada, words=INSULT)
    client.force_login(mika)
    path = "/moderation/comments/debates/parks/1"
    assert (
        client.post(path, {"act": "limit", "limit": "silent", "days": "999", "words": "x"}).status_code == 400
    )
    client.post(path, {"act": "limit", "limit": "silent", "days": "7", "words": "Three insults."})
    voice = f"voices/{names.voice(ada.pk)}"
    [notice] = told(last(voice), ada)
    assert "No comments" in notice.title
    assert "Three insults." in notice.body
    client.force_login(ada)
    assert "Three insults." in page(client, "/account/comments")
    answer = client.post(f"/talk/{DEBATE}/comment", {"words": "More"})
    assert answer.status_code == 400
    assert "cannot write until" in answer.content.decode()
    page(client, "/account/comments/limit")
    client.post("/account/comments/limit", {"words": "I apologise."})
    client.force_login(noor)
    case = f"/moderation/cases/{Case.objects.get(sort='limit').pk}"
    assert "I apologise." in page(client, case)
    client.post(case, {"act": "restore", "words": "Accepted."})
    [notice] = told(last(voice), ada)
    assert notice.title == "Your limit was lifted"
    client.force_login(ada)
    assert "Accepted." in page(client, "/account/comments")
    client.force_login(account("nobody"))
    page(client, "/account/comments")
    assert client.post("/account/comments/limit", {"words": "None"}).status_code == 404


def test_answers_and_mentions_are_told_once_and_never_to_oneself(ada, bo):
    services.comment(about=DEBATE, person=ada, words="First")
    services.comment(about=DEBATE, person=bo, words="See #1 and #2", parent=1)
    [notice] = notices.notices([last()])
    assert notice.person_id == ada.pk
    assert notice.title.startswith("Somebody answered your comment #1")
    assert notice.url == f"/talk/{DEBATE}/2"
    services.comment(about=DEBATE, person=account("newcomer"), words="Held, and says #1", parent=1)
    assert not [
        one for one in notices.notices(timeline(names.subject_of(THREAD))[-2:]) if one.person_id == ada.pk
    ]


def test_the_house_rules_count_what_was_decided(client, reported, mika):
    services.remove(thread=THREAD, number=1, person=mika, reason="abuse", words=WHY)
    with clock.telling(clock.now() + timedelta(minutes=1)):
        found = page(client, "/moderation/rules")
    assert "Taken off in 90 days" in found
    assert "too few" in found
    assert queries.figures(clock.now()).removed == {"abuse": None}


def test_german_readers_read_german(client, reported, ada, mika):
    ada.language = "de"
    ada.save()
    services.remove(thread=THREAD, number=1, person=mika, reason="abuse", words=WHY)
    [notice] = told(last(), ada)
    assert notice.title.startswith("Ihr Kommentar #1 wurde entfernt")
    assert "Beleidigung oder Drohung" in notice.body
    client.force_login(mika)
    headers = {"HTTP_ACCEPT_LANGUAGE": "de"}
    for path in (
        f"/talk/{DEBATE}",
        "/moderation",
        "/moderation/rules",
        "/account/comments",
        f"/talk/{DEBATE}/1",
    ):
        found = client.get(path, **headers).content.decode()
        assert 'lang="de"' in found


# Many at once

ADVERT = {"reason": "spam", "words": "You sell something here."}


def many(count, words="Buy my lamps at https://lamps.example number"):
    """First comments of new accounts, which wait: their matters, in the order of the queue."""
    for at in range(count):
        services.comment(about=DEBATE, person=account(f"new{at}", days=0), words=f"{words} {at}")
    return list(Case.objects.filter(sort="held", open=1).order_by("due", "pk").values_list("pk", flat=True))


def test_many_are_taken_off_with_one_press(client, debate, mika):
    cases = many(5)
    client.force_login(mika)
    every = page(client, "/moderation?sort=held")
    assert every.count('name="case"') == 5
    answer = client.post("/moderation?sort=held", ADVERT | {"case": cases[:4]}, follow=True)
    assert answer.redirect_chain[0][0] == "/moderation?sort=held", "the filters stay"
    assert "4 comments were taken off" in answer.content.decode()
    assert Case.objects.filter(open=1).count() == 1
    assert Comment.objects.filter(state="hidden", reason="spam").count() == 4
    removed = [one for one in timeline(names.subject_of(THREAD)) if one.event.kind == "talk.removed"]
    assert len({one.event.words for one in removed}) == 4, "each has a statement of its own"
    for at in range(4):
        person = Person.objects.get(email=f"new{at}@example.org")
        assert len([note for fact in removed for note in told(fact, person)]) == 1
    assert_replays()


def test_what_a_colleague_has_open_or_decided_is_left(client, debate, mika, noor):
    cases = many(3)
    services.look(case=cases[0], person=noor)
    row = Case.objects.get(pk=cases[1])
    services.release(thread=row.thread, number=row.number, person=noor)
    client.force_login(mika)
    assert page(client, "/moderation").count('name="case"') == 1
    answer = client.post("/moderation", ADVERT | {"case": [*cases, "x" * 32, "\x00"]}, follow=True)
    said = answer.content.decode()
    assert "1 comment was taken off" in said
    assert "4 were decided or opened by colleagues" in said
    assert Comment.objects.filter(state="visible").count() == 1
    assert_replays()


def test_nothing_is_taken_off_without_a_reason_or_without_a_tick(client, mika, ada):
    cases = many(2)
    client.force_login(mika)
    for given, told_them in (
        ({"case": cases, "reason": "spam", "words": ""}, "some-words"),
        ({"case": cases, "reason": "bogus", "words": "Why."}, "some-reason"),
        (ADVERT, "Tick at least one comment"),
        (ADVERT | {"case": [f"{at:032x}" for at in range(101)]}, "Tick at most 100 comments"),
    ):
        answer = client.post("/moderation", given)
        assert answer.status_code == 400
        assert told_them in answer.content.decode()
    assert "checked" in client.post("/moderation", {"case": cases, "reason": "spam"}).content.decode()
    assert Case.objects.filter(open=1).count() == 2
    client.force_login(ada)
    assert client.post("/moderation", ADVERT | {"case": cases}).status_code == 403


def test_what_the_list_cuts_short_and_an_appeal_are_decided_on_their_own_page(
    client, reported, mika, noor, ada
):
    services.remove(thread=THREAD, number=1, person=noor, reason="abuse", words=WHY)
    services.appeal(thread=THREAD, number=1, person=ada, words="It is true.")
    many(1, words="Long words. " * 60)
    appeal = Case.objects.get(sort="appeal", open=1)
    client.force_login(mika)
    assert 'name="case"' not in page(client, "/moderation")
    answer = client.post("/moderation", ADVERT | {"case": [appeal.pk]}, follow=True)
    assert "1 was decided or opened" in answer.content.decode()
    assert Case.objects.filter(pk=appeal.pk, open=1).exists()


class RacesOfMany(TransactionTestCase):
    def test_two_who_press_at_once_take_each_off_once(self):
        services.describe_discussions(open_=["debates"], actor="office:council")
        mika, noor = moderator("mika"), moderator("noor")
        cases = many(4)
        people = iter([mika, noor])
        outcomes = race(
            lambda: services.remove_some(cases=cases, person=next(people), **ADVERT), losing=(), count=2
        )
        assert outcomes == ["done", "done"]
        facts = [one for one in timeline(names.subject_of(THREAD)) if one.event.kind == "talk.removed"]
        assert sorted(one.event.comment for one in facts) == [1, 2, 3, 4]
