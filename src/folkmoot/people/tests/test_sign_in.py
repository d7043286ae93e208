"""Signing in with a code, as somebody does it in a browser."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache

from folkmoot.people.models import Person, Session
from folkmoot.people.sessions import end_sessions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


@pytest.fixture
def robin():
    person = Person.objects.create_user("robin@town.example", name="Robin", language="de")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def code_of(message):
    return re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", message.body, re.MULTILINE).group(1)


def ask(client, email="robin@town.example", **extra):
    return client.post("/account/login/code/", {"email": email, **extra})


def test_a_code_signs_in_and_leads_back_in_the_language_of_the_account(client, robin):
    ask(client, next="/account/erase")
    message = mail.outbox[-1]
    assert message.to == ["robin@town.example"]
    assert code_of(message) in message.subject
    assert "http://127.0.0.1:8000" in message.body
    answer = client.post("/account/login/code/confirm/", {"code": code_of(message), "next": "/account/erase"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/erase")
    assert answer.cookies["django_language"].value == "de"
    assert list(Session.objects.values_list("person_id", flat=True)) == [robin.pk]
    assert client.get("/account").status_code == 200


def test_the_mail_speaks_the_language_of_the_account(client, robin):
    ask(client)
    assert "Code zum Anmelden" in mail.outbox[-1].subject
    assert client.get("/account/login/").headers["Content-Language"] == "en-gb"


def test_a_wrong_code_does_not_and_three_end_it(client, robin):
    ask(client)
    for _ in range(3):
        client.post("/account/login/code/confirm/", {"code": "AAAA-AAAA"})
    client.post("/account/login/code/confirm/", {"code": code_of(mail.outbox[-1])})
    assert client.get("/account").status_code == 302


def test_nobody_learns_whether_an_account_exists(client, robin):
    known = ask(client)
    client.cookies.clear()
    unknown = ask(client, "nobody@town.example")
    assert known.status_code == unknown.status_code == 302
    assert known.headers["Location"] == unknown.headers["Location"]
    assert mail.outbox[-1].to == ["nobody@town.example"]
    assert "/account/signup/" in mail.outbox[-1].body


def test_codes_are_limited(client, robin):
    for _ in range(5):
        client.cookies.clear()
        ask(client)
    assert len(mail.outbox) == 3


def test_anybody_opens_an_account(client):
    client.post("/account/signup/", {"email": "New@Town.example"}, headers={"Accept-Language": "de"})
    message = mail.outbox[-1]
    assert "bestätigt" in message.subject
    answer = client.post("/account/confirm-email/", {"code": code_of(message)})
    assert answer.status_code == 302
    person = Person.objects.get()
    assert (person.email, person.language, person.has_usable_password()) == ("new@town.example", "de", False)
    assert client.get("/account").status_code == 200


def test_an_account_is_opened_once(client, robin):
    client.post("/account/signup/", {"email": "robin@town.example"})
    assert Person.objects.count() == 1
    assert mail.outbox[-1].to == ["robin@town.example"]
    assert "/account/login/" in mail.outbox[-1].body


@pytest.mark.parametrize("demo", [True, False])
def test_only_the_demo_town_shows_codes(client, robin, settings, demo):
    settings.FOLKMOOT_DEMO = demo
    ask(client)
    page = client.get("/account/login/code/confirm/").text
    assert (code_of(mail.outbox[-1]) in page) is demo


def test_a_fault_of_mail_headers_is_not_ours(client):
    ask(client, "robin@town.example\nBcc: all@town.example")
    assert not mail.outbox


def test_changes_of_an_account_ask_again_after_a_while(client, robin):
    ask(client)
    client.post("/account/login/code/confirm/", {"code": code_of(mail.outbox[-1])})
    assert client.get("/account/2fa/webauthn/add/").status_code == 200
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time() - 3600}]
    session.save()
    answer = client.get("/account/2fa/webauthn/add/")
    assert answer.headers["Location"] == "/account/login/?next=/account/2fa/webauthn/add/"
    assert client.get("/account").status_code == 302


def test_who_has_a_second_factor_is_asked_for_it(client, robin):
    Authenticator.objects.create(user=robin, type="totp", data={"secret": "x"})
    client.force_login(robin)
    answer = client.get("/account/erase/confirm")
    assert answer.headers["Location"] == "/account/2fa/reauthenticate/?next=%2Faccount%2Ferase%2Fconfirm"
    assert client.get("/account").status_code == 200


def test_signing_out_elsewhere(client, robin):
    from django.test import Client

    other = Client()
    for one in (client, other):
        one.force_login(robin)
    began = Session.objects.get(pk=client.session.session_key).began
    page = client.get("/account").text
    assert page.count("<li>since") + page.count("<li>seit") == 2
    client.post("/account/sessions")
    assert other.get("/account").status_code == 302
    assert client.get("/account").status_code == 200
    assert Session.objects.get(pk=client.session.session_key).began == began
    assert end_sessions(person=robin) == 1
    assert client.get("/account").status_code == 302


def test_a_visitor_who_signs_in_gets_another_session_key(client, robin):
    session = client.session
    session["something"] = 1
    session.save()
    before = session.session_key
    assert Session.objects.get(pk=before).person_id is None
    client.force_login(robin)
    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()
