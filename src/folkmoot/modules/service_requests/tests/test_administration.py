"""Services are described in the browser: fields, questions of every kind, closing; nothing lost between two."""

import threading

import pytest
from django.db import connection
from tests.fixtures.town import ADMIN

from folkmoot.modules.service_requests import queries, rules, services
from folkmoot.modules.service_requests.events import Question
from folkmoot.people import accepting
from folkmoot.people.models import Role
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays

PATH = "/administration/services"
DRAIN = {
    "service_name": "Blocked drain",
    "service_code": "drain",
    "group": "Water",
    "keywords": "water, gully,",
    "office": "streets",
    "promise_hours": "72",
    "promise_clock": "calendar",
    "notice": "Phone when a street is under water.",
    "emergency": "on",
}


@pytest.fixture
def admin(town, client):
    person = accepting.make_account("boss@example.org")
    Role.objects.create(person=person, role="administrator", office="")
    client.force_login(person)
    return client


def test_a_service_is_added_changed_and_closed(admin):
    assert admin.post(f"{PATH}/new", DRAIN).headers["Location"] == f"{PATH}/drain"
    row = queries.service("drain")
    assert (row.keywords, row.promise_hours, row.emergency) == (["water", "gully"], 72, True)
    assert "already" in admin.post(f"{PATH}/new", DRAIN).content.decode()
    admin.post(f"{PATH}/drain", DRAIN | {"service_name": "Drain", "service_code": "ignored", "act": "close"})
    row = queries.service("drain")
    assert (row.service_name, row.closed) == ("Drain", True)
    assert queries.service("ignored") is None
    admin.post(f"{PATH}/drain", DRAIN | {"act": "open"})
    assert not queries.service("drain").closed
    facts = RecordedFact.objects.count()
    for bad in (
        {"service_code": "not good"},
        {"promise_hours": "-1"},
        {"office": "none"},
        {"promise_clock": "opening"},
    ):
        answer = admin.post(f"{PATH}/new", DRAIN | {"service_code": "other2"} | bad)
        assert answer.status_code == 400, bad
    assert RecordedFact.objects.count() == facts
    assert admin.get(f"{PATH}/nothing").status_code == 404
    assert_replays()


@pytest.mark.parametrize("datatype", rules.DATATYPES)
def test_a_question_of_every_kind_is_asked_and_answered(admin, datatype):
    asked = {
        "description": "What?",
        "code": "Q1",
        "datatype": datatype,
        "variable": "on",
        "order": "1",
        "required": "on",
    }
    if datatype.endswith("list"):
        asked["values"] = "a = First\nsecond\n\n"
    assert admin.post(f"{PATH}/lamp/questions", asked).headers["Location"] == f"{PATH}/lamp"
    [question] = queries.questions_of(queries.service("lamp"))
    assert question.datatype == datatype
    assert question.values == ((("a", "First"), ("second", "second")) if datatype.endswith("list") else ())
    page = admin.get("/report/details?service=lamp&lat=52.48&lon=1.7").content.decode()
    assert 'name="q_Q1"' in page
    admin.post(f"{PATH}/lamp/questions/Q1", {"act": "drop"})
    assert queries.questions_of(queries.service("lamp")) == ()
    assert_replays()


def test_questions_keep_an_order_and_codes_of_their_own(admin):
    for code in ("A", "B", "C"):
        asked = {"description": code, "code": code, "datatype": "string", "variable": "on", "order": "1"}
        assert admin.post(f"{PATH}/lamp/questions", asked).status_code == 302
    assert [one.code for one in queries.questions_of(queries.service("lamp"))] == ["C", "B", "A"]
    asked = {"description": "x", "code": "A", "datatype": "string", "variable": "on", "order": "9"}
    assert "already" in admin.post(f"{PATH}/lamp/questions", asked).content.decode()
    bad = {"description": "x", "code": "L", "datatype": "singlevaluelist", "variable": "on", "order": "9"}
    assert "lists need values" in admin.post(f"{PATH}/lamp/questions", bad).content.decode()
    assert admin.get(f"{PATH}/lamp/questions/NONE").status_code == 404
    admin.post(f"{PATH}/lamp/questions/A", asked | {"description": "Changed", "order": "1"})
    found = queries.questions_of(queries.service("lamp"))
    assert [(one.code, one.description) for one in found] == [("A", "Changed"), ("C", "C"), ("B", "B")]
    assert len({one.order for one in found}) == 3


@pytest.mark.django_db(transaction=True)
def test_two_who_change_a_service_at_once_lose_nothing(town):
    start = threading.Barrier(3)

    def run(command):
        start.wait()
        command()
        connection.close()

    question = Question(code="NEW", datatype="string", description="New?", order=1)
    commands = [
        lambda: services.change_service(code="lamp", actor=ADMIN, notice="Careful"),
        lambda: services.change_service(code="lamp", actor=ADMIN, promise_hours=7),
        lambda: services.put_question(code="lamp", question=question, actor=ADMIN),
    ]
    threads = [threading.Thread(target=run, args=[one]) for one in commands]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    row = queries.service("lamp")
    assert (row.notice, row.promise_hours, len(row.questions)) == ("Careful", 7, 1)
    assert_replays()
