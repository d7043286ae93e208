"""Invitations, roles and the first administrator: once, for the right person, also when two try at once."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.people import accepting, claiming, inviting, personal, roles, rules
from folkmoot.people.inviting import NotSent
from folkmoot.people.links import LinkError
from folkmoot.people.models import Invitation, Person, Role
from folkmoot.people.roles import Refused
from folkmoot.record import clock

OFFICES = ("streets", "lighting")


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en-gb"):
        yield


@pytest.fixture
def boss(db):
    person = accepting.make_account("boss@example.org")
    Role.objects.create(person=person, role="administrator", office="")
    return person


def invite(by=None, **changes):
    given = {"email": "New@Example.org", "role": "officer", "office": "streets"} | changes
    return inviting.invite(**given, offices=OFFICES, by=by)


def path_in_mail():
    return re.search(r"http://[^/]+(/invitation/\S+)", mail.outbox[-1].body)[1]


def race(*commands):
    start, found = threading.Barrier(len(commands)), []

    def run(command):
        start.wait()
        try:
            found.append(command())
        except Exception as error:  # noqa: BLE001 - what a racer raised is the result.
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[one]) for one in commands]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


def test_somebody_without_an_account_accepts_and_is_signed_in(boss, client):
    invite(boss)
    path = path_in_mail()
    assert mail.outbox[-1].to == ["new@example.org"]
    assert "Officer" in mail.outbox[-1].body
    assert "Accept the invitation" in client.get(path).content.decode()
    assert not Person.objects.filter(email="new@example.org").exists()
    answer = client.post(path, follow=True)
    assert answer.status_code == 200
    person = Person.objects.get(email="new@example.org")
    assert Role.objects.filter(person=person, role="officer", office="streets").count() == 1
    assert client.get("/account").status_code == 200
    assert client.post(path).status_code == 410
    assert client.get(path).status_code == 410


def test_who_has_an_account_signs_in_first_and_with_the_right_one(boss, client):
    person, other = accepting.make_account("new@example.org"), accepting.make_account("other@example.org")
    invite(boss)
    path = path_in_mail()
    assert "Sign in with it" in client.get(path).content.decode()
    assert client.post(path).status_code == 403
    client.force_login(other)
    assert "another address" in client.get(path).content.decode()
    assert client.post(path).status_code == 403
    assert not Role.objects.filter(office="streets").exists()
    client.force_login(person)
    assert client.post(path).status_code == 302
    assert Role.objects.filter(person=person, office="streets").exists()


def test_a_link_ends_when_it_is_withdrawn_or_old(boss, client):
    row = invite(boss)
    path = path_in_mail()
    with time_machine.travel(clock.now() + inviting.VALID + timedelta(minutes=1)):
        assert client.post(path).status_code == 410
        assert [one.state for one in inviting.open_invitations()] == ["expired"]
    assert inviting.withdraw(invitation_id=row.pk)
    assert not inviting.withdraw(invitation_id=row.pk)
    assert client.post(path).status_code == 410
    assert client.get("/invitation/nonsense").status_code == 410
    assert not Role.objects.filter(office="streets").exists()


def test_inviting_again_sends_the_same_again(boss):
    first = invite(boss)
    assert invite(boss).pk == first.pk
    assert (len(mail.outbox), Invitation.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"role": "king"}, "role"),
        ({"role": "resident"}, "role"),
        ({"office": "x"}, "office"),
    ],
)
def test_a_bad_invitation_is_refused_with_the_field(boss, changes, field):
    with pytest.raises(Refused) as refused:
        invite(boss, **changes)
    assert [one.field for one in refused.value.refusals] == [field]
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_a_mail_server_that_is_down_keeps_the_invitation(boss, settings, monkeypatch):
    def down(*_args, **_kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr(inviting, "send_mail", down)
    with pytest.raises(NotSent, match="did not take"):
        invite(boss)
    assert Invitation.objects.get().sent is None


def test_invitations_are_taken_home_and_erased(boss):
    invite(boss)
    person = accepting.accept(token=path_in_mail().rpartition("/")[2], person=None)
    tables = {one["table"]: one["rows"] for one in personal.export_of(person)["tables"]}
    assert tables["people.Invitation"][0]["email"] == "new@example.org"
    personal.erase(person)
    assert not Invitation.objects.exists()


def test_the_last_administrator_keeps_the_role(boss):
    role = Role.objects.get(person=boss)
    with pytest.raises(Refused, match="last administrator"):
        roles.take(role_id=role.pk)
    roles.give(
        person=accepting.make_account("b@example.org"), role="administrator", office="", offices=OFFICES
    )
    assert roles.take(role_id=role.pk) is not None
    assert roles.take(role_id=role.pk) is None


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_take_each_others_role_at_once():
    for email in ("a@example.org", "b@example.org"):
        roles.give(person=accepting.make_account(email), role="administrator", office="", offices=OFFICES)
    every = list(Role.objects.values_list("pk", flat=True))
    found = race(*(lambda key=key: roles.take(role_id=key) for key in every))
    assert sum(isinstance(one, Refused) for one in found) == 1
    assert Role.objects.filter(role="administrator").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_invitation_is_used_once_however_often_it_is_pressed():
    row = invite()
    token = inviting.token_of(row)
    found = race(*[lambda: accepting.accept(token=token, person=None)] * 3)
    assert sum(isinstance(one, Person) for one in found) == 1
    assert all(isinstance(one, Person | LinkError | Refused) for one in found)
    assert Role.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_inviting_at_once_makes_one_invitation():
    found = race(*[invite] * 3)
    assert all(isinstance(one, Invitation) for one in found), found
    assert Invitation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_new_installation_is_claimed_once():
    code = claiming.setup_code()
    assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", code)
    assert claiming.setup_code() == code
    with pytest.raises(Refused, match="not the code"):
        claiming.claim(code="AAAA-AAAA-AAAA-AAAA", email="a@example.org")
    with pytest.raises(Refused, match="e-mail address"):
        claiming.claim(code=code, email="nobody")
    found = race(
        *(lambda n=n: claiming.claim(code=code.lower(), email=f"a{n}@example.org") for n in range(3))
    )
    assert sum(isinstance(one, Person) for one in found) == 1
    assert sum(isinstance(one, Refused) for one in found) == 2
    assert claiming.is_claimed()
    assert claiming.setup_code() != code
    with pytest.raises(Refused, match="already"):
        claiming.claim(code=claiming.setup_code(), email="late@example.org")
    assert Person.objects.count() == 1


@given(st.sampled_from([*rules.ROLES, "king"]), st.sampled_from(["", *OFFICES, "none"]), st.integers(0, 3))
def test_the_rules_of_roles(role, office, others):
    refused = {one.field for one in rules.may_give(role=role, office=office, offices=OFFICES)}
    assert ("role" in refused) == (role not in rules.GIVEN)
    assert ("office" in refused) == (office == "none")
    kept = rules.may_take(role=role, office=office, other_administrators=others) is not None
    assert kept == (role == "administrator" and not office and not others)
