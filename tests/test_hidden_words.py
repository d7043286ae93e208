"""What waits for a moderator or was taken off is on no page, in no feed, search or answer of the house."""

import json

import pytest

from folkmoot.followers.all import followers
from folkmoot.followers.webhooks.messages import bodies
from folkmoot.record import queries
from folkmoot.record.follow import run_all
from folkmoot.record.seal import seal
from folkmoot.talk import found, services
from tests.fixtures.talk import DEBATE, THREAD, account

SECRET = "A secret that must not be seen"
URL = f"/api/talk/threads/{DEBATE}"


@pytest.fixture
def talked(ada, bo, mika):
    services.comment(about=DEBATE, person=ada, words="Everybody can read this")
    services.comment(about=DEBATE, person=account("newcomer"), words=f"{SECRET}, held")
    services.flag(thread=THREAD, number=1, person=bo, reason="other", words=f"{SECRET}, reported")
    services.comment(about=DEBATE, person=ada, words=f"{SECRET}, withdrawn")
    services.withdraw(thread=THREAD, number=3, person=ada)
    services.comment(about=DEBATE, person=bo, words=f"{SECRET}, removed")
    services.remove(thread=THREAD, number=4, person=mika, reason="abuse", words=f"{SECRET}, why")
    services.appeal(thread=THREAD, number=4, person=bo, words=f"{SECRET}, appealed")


def test_what_is_hidden_is_nowhere(client, talked):
    """Pages, feeds, search, the API and the record itself say nothing of what waits or was removed, nor why."""
    seal()
    run_all(followers())
    places = [
        URL, f"{URL}/comments/4", f"/talk/{DEBATE}", f"/talk/{DEBATE}?order=newest", f"/talk/{DEBATE}/4", "/activity",
        "/feeds/all.atom", "/feeds/module/talk.json", f"/feeds/subject/threads/{THREAD}.atom", "/search?q=secret",
        "/record/", "/moderation/rules", "/",
    ]  # fmt: skip
    for path in places:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert b"secret that must" not in answer.content, path
    assert b"Somebody commented on" in client.get(f"/feeds/subject/threads/{THREAD}.atom").content


SAID = "Marigolds along the river <b>bank</b>, please"
HOSTILE = f"{SAID}\x0b<script>alert(1)</script>"


def told(client):
    """Where a comment is told of beside its page: what search, feeds and webhooks hold of it now."""
    feed = f"/feeds/subject/threads/{THREAD}"
    [entry] = [one for one in queries.newest() if one.kind == "talk.commented" and THREAD in one.subject]
    return {
        "search": client.get("/search?q=marigolds").content.decode(),
        "search of talk": client.get("/search?q=marigolds+river&module=talk").content.decode(),
        "atom": client.get(f"{feed}.atom").content.decode(),
        "json": client.get(f"{feed}.json").content.decode(),
        "webhook": bodies([entry.index])[entry.index].decode(),
    }


def test_what_is_said_is_found_and_told_while_it_may_be_read(client, ada, bo, mika):
    number = services.comment(about=DEBATE, person=ada, words=SAID).number
    seal()
    run_all(followers())
    assert all("arigolds" in one for one in told(client).values()), told(client)
    link = f"/talk/{DEBATE}/{number}"
    assert link in told(client)["search"]
    assert client.get("/search?q=marigolds&module=petitions").content.count(link.encode()) == 0
    assert json.loads(told(client)["webhook"])["data"]["words"] == SAID
    tag = client.get(f"/feeds/subject/threads/{THREAD}.json")["ETag"]
    services.remove(thread=THREAD, number=number, person=mika, reason="off_topic", words="Not about this.")
    after = told(client)
    for place in ("atom", "json", "webhook"):
        assert "arigolds" not in after[place], (
            f"{place}: from the moment it was taken off, before any follower ran"
        )
    for place in ("search", "search of talk"):
        assert link not in after[place]
    again = client.get(f"/feeds/subject/threads/{THREAD}.json", headers={"If-None-Match": tag})
    assert again.status_code == 200
    services.appeal(thread=THREAD, number=number, person=ada, words="It is.")
    services.decide_appeal(thread=THREAD, number=number, person=bo, restored=True, words="It is about this.")
    assert all("arigolds" in one for one in told(client).values())
    services.withdraw(thread=THREAD, number=number, person=ada)
    assert link not in told(client)["search"]
    assert "arigolds" not in told(client)["atom"]


def test_a_discussion_that_is_switched_off_is_found_no_more(client, ada):
    services.comment(about=DEBATE, person=ada, words=SAID)
    seal()
    run_all(followers())
    services.describe_discussions(open_=[], actor="office:council")
    assert "/talk/" not in told(client)["search of talk"]
    assert "arigolds" not in told(client)["webhook"]


def test_hostile_words_are_words_in_a_feed(client, ada):
    services.comment(about=DEBATE, person=ada, words=HOSTILE)
    seal()
    run_all(followers())
    atom = told(client)["atom"]
    assert "<script" not in atom
    assert "&amp;lt;script&amp;gt;" in atom, "escaped as text within HTML within XML"
    assert "\x0b" not in atom
    assert "<script>alert" not in told(client)["search"]


def test_what_is_found_takes_the_same_statements_however_much(client, ada, bo, django_assert_max_num_queries):
    services.comment(about=DEBATE, person=ada, words=f"{SAID} 1")
    client.get("/search?q=marigolds")
    with django_assert_max_num_queries(20) as few:
        client.get("/search?q=marigolds")
    for n in range(12):
        services.answer(about=f"debates/{n}", office="streets", words=f"{SAID} of {n}")
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert client.get("/search?q=marigolds").content.count(b"/talk/debates/") == 10
    assert found.found([]) == []
