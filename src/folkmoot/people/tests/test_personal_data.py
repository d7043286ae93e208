"""The tables of others that we installed, and what the record says about somebody."""

import json
import time

import pytest
from django.apps import apps
from tests.ledger.events import Counted

from folkmoot.people import personal
from folkmoot.people.models import Person, Role, Session
from folkmoot.people.personal import PersonalData
from folkmoot.people.pseudonyms import pseudonym
from folkmoot.record.api import about
from folkmoot.record.seal import seal

NOT_PERSONAL = {
    "account.EmailConfirmation": "links by mail are not used (codes are); rows go with their EmailAddress",
    "sessions.Session": "Django's own table stays empty: people.Session is the engine",
}
"""Tables of installed packages that look personal and hold nothing of a person that is not registered."""


def points_to_people(model):
    return any(
        field.related_model in {Person, apps.get_model("account", "EmailAddress")}
        for field in model._meta.concrete_fields
        if field.is_relation
    )


def test_tables_of_installed_packages_are_registered_too():
    covered = {one.model._meta.label for _slug, one in personal.tables()} | set(NOT_PERSONAL)
    foreign = [one for one in apps.get_models() if not one.__module__.startswith(("folkmoot.", "tests."))]
    assert not [
        one._meta.label for one in foreign if points_to_people(one) and one._meta.label not in covered
    ]
    assert {"account.EmailAddress", "mfa.Authenticator", "people.Session", "people.Person"} <= covered


def test_the_account_goes_last():
    assert personal.tables()[-1][1].model is Person


@pytest.fixture
def robin(db):
    return Person.objects.create_user("robin@town.example", name="Robin")


@pytest.fixture
def acted(robin, monkeypatch):
    for subject, who in (("ledger/a", robin.pk), ("ledger/b", robin.pk)):
        with about(subject, actor=pseudonym(who, subject)) as fact:
            fact(Counted(amount=1))
    with about("ledger/a", actor=pseudonym(Person().pk, "ledger/a")) as fact:
        fact(Counted(amount=2))
    seal()
    known = PersonalData(
        model=Role,
        export=lambda _person: [],
        erase=lambda _person: 0,
        why="x",
        kept="y",
        subjects=lambda _person: ["ledger/a", "ledger/b", "ledger/c"],
    )
    real = personal.tables()
    monkeypatch.setattr(personal, "tables", lambda: [("ledger", known), *real])
    return robin


def test_only_the_person_finds_the_own_acts(acted, client):
    assert {one.subject for one in personal.record_of(acted)} == {"ledger/a", "ledger/b"}
    assert personal.record_of(Person.objects.create_user("olu@town.example")) == []
    client.force_login(acted)
    page = client.get("/account").text
    assert "/record/0" in page
    assert "/record/2" not in page


def sign_in(client, person, *, ago=0):
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time() - ago}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


def test_taking_the_data_home(acted, client):
    sign_in(client, acted)
    answer = client.get("/account/data")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="my-data-2')
    assert "no-store" in answer.headers["Cache-Control"]
    told = json.loads(answer.content)
    assert {one["table"] for one in told["tables"]} >= {"people.Person", "people.Session"}
    assert [one["payload"] for one in told["record"]] == [{"amount": 1, "unit": "things"}] * 2
    statuses = [client.get("/account/data").status_code for _ in range(10)]
    assert statuses == [200] * 9 + [429]
    assert int(client.get("/account/data").headers["Retry-After"]) > 3000


def test_taking_the_data_home_asks_again(robin, client):
    sign_in(client, robin, ago=3600)
    assert client.get("/account/data").headers["Location"] == "/account/login/?next=/account/data"


def test_erasing_takes_two_steps(robin, client):
    sign_in(client, robin)
    assert "/account/erase/confirm" in client.get("/account/erase").text
    wrong = client.post("/account/erase/confirm", {"email": "olu@town.example"})
    assert "not the address" in wrong.text
    assert Person.objects.count() == 1
    answer = client.post("/account/erase/confirm", {"email": " Robin@Town.example"})
    assert answer.headers["Location"] == "/account/erased"
    assert not Person.objects.exists()
    assert not Session.objects.filter(person_id=robin.pk).exists()
    assert client.get("/account/erased").status_code == 200
    assert client.get("/account").status_code == 302


def test_erasing_asks_again(robin, client):
    sign_in(client, robin, ago=3600)
    client.post("/account/erase/confirm", {"email": robin.email})
    assert Person.objects.count() == 1


def test_the_only_administrator_stays(robin, client):
    Role.objects.create(person=robin, role="administrator", office="")
    sign_in(client, robin)
    assert "only administrator" in client.get("/account/erase").text
    client.post("/account/erase/confirm", {"email": robin.email})
    assert Person.objects.count() == 1


def test_details(robin, client):
    client.force_login(robin)
    answer = client.post("/account", {"name": "Robin R.", "language": "de"})
    assert answer.cookies["django_language"].value == "de"
    assert Person.objects.values_list("name", "language").get() == ("Robin R.", "de")
    wrong = client.post("/account", {"name": "x" * 300, "language": "xx"})
    assert wrong.status_code == 200
    assert Person.objects.get().language == "de"
    assert "<script>" not in client.post(
        "/account", {"name": "<script>", "language": "de"}, follow=True
    ).text.replace("<script type", "")


@pytest.mark.parametrize("path", ["", "/data", "/erase", "/erase/confirm"])
def test_strangers_are_asked_to_sign_in(client, path):
    answer = client.get(f"/account{path}")
    assert answer.headers["Location"] == f"/account/login/?next=/account{path}"
    assert client.get("/account/sessions").status_code in {302, 405}
