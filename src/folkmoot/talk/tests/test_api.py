"""The API tells what the pages tell."""

import pytest
from tests.fixtures.talk import DEBATE, THREAD, account

from folkmoot.talk import rules, services

URL = f"/api/talk/threads/{DEBATE}"
SECRET = "A secret that must not be seen"


@pytest.fixture
def talked(ada, bo, mika):
    services.comment(about=DEBATE, person=ada, words="For it", stance="for")
    services.answer(about=DEBATE, office="streets", words="An answer", parent=1)
    services.comment(about=DEBATE, person=account("newcomer"), words=f"{SECRET}, held")
    services.comment(about=DEBATE, person=bo, words=f"{SECRET}, removed")
    services.remove(thread=THREAD, number=4, person=mika, reason="abuse", words=f"{SECRET}, why")
    services.comment(about=DEBATE, person=bo, words="Against it", stance="against")


def test_a_thread(client, talked):
    found = client.get(f"{URL}?limit=2").json()
    assert (found["comments"], found["official"], found["side_for"], found["side_against"]) == (3, 1, 1, 1)
    assert [one["number"] for one in found["items"]] == [1, 2, 4]
    assert [one["words"] for one in found["items"]] == ["For it", "An answer", ""]
    assert found["items"][2]["reason"] == "abuse"
    assert found["items"][1]["official"]
    rest = client.get(f"{URL}?limit=2&after={found['next']}").json()
    assert [one["number"] for one in rest["items"]] == [5]
    assert rest["next"] is None
    assert [one["number"] for one in client.get(f"{URL}?side=against").json()["items"]] == [5]
    assert client.get(f"{URL}?after=x").status_code == 400
    assert client.get("/api/talk/threads/debates/none").status_code == 404


def test_one_comment(client, talked):
    assert client.get(f"{URL}/comments/1").json()["words"] == "For it"
    for number in (0, -1, 3, 99, 10**20):
        assert client.get(f"{URL}/comments/{number}").status_code == 404, number
    assert client.get("/api/talk/threads/debates/none/comments/1").status_code == 404


def test_the_rules_and_figures(client, talked):
    found = client.get("/api/talk/moderation").json()
    assert found["spam_weights"] == dict(rules.WEIGHTS)
    assert found["removed"] == {"abuse": None}, "one is too few to be told"
    assert found["waiting"] == 1
    assert set(found["allowances"]) == set(rules.LEVELS)
