"""Pages of polls: what residents and officers see and do, without scripts."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from folkmoot.modules.elections import metrics, own, services
from folkmoot.modules.elections.models import Poll
from folkmoot.modules.elections.tests.town import closed, later, officer, opened, resident, voter
from folkmoot.people.you import Asked
from folkmoot.record import clock
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}"


def statements(client, path):
    """Of several times the least, because some of what is in memory is asked for again every few seconds."""
    counts = []
    for _ in range(4):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        counts.append(len(asked))
    return min(counts)


def test_a_resident_votes_changes_and_takes_it_back(client, town):
    number = opened()
    page = client.get(f"/polls/{number}").content.decode()
    assert "Sign in to vote" in page
    answer = client.post(f"/polls/{number}/vote", {"choice": "2"})
    assert answer.status_code == 302
    assert "next=%2Fpolls%2F" in answer["Location"]
    resident(client)
    answer = client.post(f"/polls/{number}/vote", {"choice": "2"}, follow=True)
    page = answer.content.decode()
    assert "Your vote is counted. You can change it until the poll closes." in page
    assert "Most chose “No cars from 10 to 18”: 1 of 1" in page
    assert "Being recorded" in page
    seal()
    assert "Being recorded" not in client.get(f"/polls/{number}").content.decode()
    client.post(f"/polls/{number}/vote", {"choice": "3"})
    assert Poll.objects.get(pk=number).counts == [0, 0, 1]
    page = client.post(f"/polls/{number}/vote", {"act": "withdraw"}, follow=True).content.decode()
    assert "Your vote was taken back." in page
    page = client.post(f"/polls/{number}/vote", {"act": "withdraw"}, follow=True).content.decode()
    assert "You have no vote in this poll." in page
    assert Poll.objects.get(pk=number).counts == [0, 0, 0]
    assert_replays()


@pytest.mark.parametrize(
    "given", [{}, {"choice": "9"}, {"choice": "x"}, {"choice": ["1", "2"]}, {"choice": "１"}]
)
def test_a_vote_that_is_none_is_refused_and_what_was_marked_stays(client, town, given):
    number = opened()
    resident(client)
    answer = client.post(f"/polls/{number}/vote", given)
    assert answer.status_code == 400
    assert "Your vote was not taken" in answer.content.decode()
    assert answer.content.decode().count(" checked") == (given.get("choice") == ["1", "2"]) * 2
    assert Poll.objects.get(pk=number).voters == 0


def test_after_the_end_everybody_reads_the_counts_and_the_answer(client, town):
    number = closed([1], [2], [2])
    page = client.get(f"/polls/{number}").content.decode()
    assert "Most chose “No cars from 10 to 18”: 2 of 3" in page
    assert "has not said yet what it does with the outcome" in page
    assert "2 (67%)" in page
    assert "66.7%" in page
    assert 'name="choice"' not in page
    services.answer(number=number, office="streets", words=HOSTILE)
    page = client.get(f"/polls/{number}").content.decode()
    assert "What comes of it" in page
    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page
    resident(client)
    assert client.post(f"/polls/{number}/vote", {"choice": "1"}).status_code == 400
    equal = closed([1], [2])
    assert (
        "Equal with 1 of 2: Leave it, No cars from 10 to 18" in client.get(f"/polls/{equal}").content.decode()
    )


def test_an_officer_asks_looks_and_opens(client, town):
    officer(client)
    last = (clock.now() + timedelta(days=20)).date()
    form = {
        "office": "streets",
        "question": HOSTILE,
        "background": "",
        "options": "Yes\n\n  No  \n",
        "least": "1",
        "most": "1",
        "last_day": last.day,
        "last_month": last.month,
        "last_year": last.year,
    }
    page = client.post("/polls/desk/new", form | {"act": "look"}).content.decode()
    assert "This is what people will see" in page
    assert "<script>alert" not in page
    assert not Poll.objects.exists()
    answer = client.post("/polls/desk/new", form | {"act": "open"}, follow=True)
    row = Poll.objects.get()
    assert answer.redirect_chain == [(f"/polls/{row.pk}", 302)]
    assert row.options == ["Yes", "No"]
    assert (row.closes.minute, row.closes.second, row.office) == (0, 0, "streets")
    for wrong in (
        {"options": "Only one"},
        {"most": "3"},
        {"question": ""},
        {"last_year": "1999"},
        {"office": "schools"},
        {"options": "Yes\nyes"},
    ):
        assert client.post("/polls/desk/new", form | wrong | {"act": "open"}).status_code == 400
    assert Poll.objects.count() == 1


def test_an_officer_closes_and_answers(client, town):
    number = opened()
    officer(client)
    assert client.post(f"/polls/desk/{number}", {"reason": ""}).status_code == 400
    answer = client.post(f"/polls/desk/{number}", {"reason": "Asked the wrong thing."}, follow=True)
    assert "Closed before its time" in answer.content.decode()
    answer = client.post(f"/polls/desk/{number}", {"words": "We ask again."}, follow=True)
    assert "We ask again." in answer.content.decode()
    assert_replays()


def test_only_the_office_that_asks_may_act(client, town):
    number = opened()
    for path in ("/polls/desk", "/polls/desk/new", f"/polls/desk/{number}"):
        assert client.get(path).status_code == 302
    resident(client)
    for path in ("/polls/desk", "/polls/desk/new", f"/polls/desk/{number}"):
        assert client.get(path).status_code == 403
    officer(client, "schools")
    assert client.get("/polls/desk").status_code == 200
    assert client.get(f"/polls/desk/{number}").status_code == 403
    assert client.post(f"/polls/desk/{number}", {"reason": "x"}).status_code == 403
    assert Poll.objects.get(pk=number).state == "open"


def test_lists_filter_and_page_by_key(client, town):
    for at in range(30):
        opened(question=f"Question {at}?", options=("Yes", "No"))
    services.close(number=7, office="streets", reason="x")
    page = client.get("/polls").content.decode()
    assert "Question 29?" in page
    assert "Question 4?" not in page
    assert "after=6" in page
    page = client.get("/polls?after=6").content.decode()
    assert "Question 4?" in page
    assert "Question 29?" not in page
    page = client.get("/polls?state=closed").content.decode()
    assert "Question 6?" in page
    assert "Question 5?" not in page
    assert "No poll fits" in client.get("/polls?q=bridge").content.decode()
    assert client.get("/polls?after=x&state=%00&q=%00").status_code == 200
    assert client.get("/polls/99").status_code == 404
    assert client.get(f"/polls/{2**40}").status_code == 404


def test_an_empty_town_says_so(client, town):
    assert "Nothing has been asked yet" in client.get("/polls").content.decode()
    officer(client)
    assert "Your offices have asked nothing yet" in client.get("/polls/desk").content.decode()


def test_statements_do_not_grow_with_votes_or_polls(client, town):
    number = opened(most=2)
    services.vote(number=number, person_id=voter(0), choices=[1])
    resident(client)
    client.post(f"/polls/{number}/vote", {"choice": "1"})
    few = [statements(client, path) for path in (f"/polls/{number}", "/polls")]
    for at in range(40):
        services.vote(number=number, person_id=voter(at), choices=[1, 2])
        opened()
    assert [statements(client, path) for path in (f"/polls/{number}", "/polls")] == few


def test_programs_read_polls(client, town):
    first = closed([1], [2], [2])
    services.answer(number=first, office="streets", words="Yes.")
    second = opened()
    seal()
    found = client.get("/api/elections/polls?limit=1").json()
    assert ([one["number"] for one in found["items"]], found["next"]) == ([second], second)
    found = client.get(f"/api/elections/polls?after={second}").json()
    assert ([one["number"] for one in found["items"]], found["next"]) == ([first], None)
    one = client.get(f"/api/elections/polls/{first}").json()
    assert [(each["number"], each["count"]) for each in one["options"]] == [(1, 1), (2, 2), (3, 0)]
    assert (one["answer"], one["state"], one["voters"]) == ("Yes.", "closed", 3)
    assert one["entry"] is not None
    assert client.get("/api/elections/polls/99").status_code == 404
    assert client.get(f"/api/elections/polls/{10**30}").status_code in {404, 422}
    assert client.get("/api/elections/polls?state=x").status_code == 422
    assert "/api/elections/polls" in json.dumps(client.get("/api/openapi.json").json())


def test_measures(town):
    assert (metrics.open_polls(), metrics.answered()) == (0.0, None)
    number = closed([1])
    opened()
    with later(days=16):
        assert (metrics.open_polls(), metrics.answered()) == (1.0, 0.0)
        services.answer(number=number, office="streets", words="Yes.")
        assert metrics.answered() == 100.0


def test_ones_own_page_lists_the_polls_in_which_one_votes(client, town):
    person = resident(client)
    numbers = [opened(question=f"Question {at}?") for at in range(9)]
    for number in numbers[:7]:
        services.vote(number=number, person_id=person.pk, choices=[1])
    services.withdraw(number=numbers[0], person_id=person.pk)
    [found] = own.own(person, Asked())
    assert [one.title for one in found.things] == [f"Question {at}?" for at in (6, 5, 4, 3, 2)]
    [rest] = own.own(person, Asked(only="poll_votes", after=found.after, limit=25))
    assert ([one.title for one in rest.things], rest.after) == (["Question 1?"], "")
    assert own.own(person, Asked(only="reports")) == []
    assert "Polls in which you vote" in client.get("/you").content.decode()
