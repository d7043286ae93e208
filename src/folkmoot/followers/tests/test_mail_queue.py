"""A queued mail is sent: once by however many workers, again after a failure, never lost by a death."""

import smtplib
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from folkmoot.followers import chores
from folkmoot.followers.models import Mail
from folkmoot.followers.notify import mail, rules
from folkmoot.followers.tests.people import follows, resident, subject
from folkmoot.followers.tests.story import count, follow
from folkmoot.people import personal
from folkmoot.record import clock, steps


class Died(BaseException):
    """The process is gone: nothing catches it."""


def queue(number=1, **more):
    now = clock.now()
    rows = [
        Mail(
            key=f"k{n}",
            email=f"a{n}@town.example",
            subject=f"S{n}",
            text="words",
            due=now,
            created=now,
            **more,
        )
        for n in range(number)
    ]
    return Mail.objects.bulk_create(rows)


def later(**span):
    return time_machine.travel(clock.now() + timedelta(**span), tick=False)


@pytest.fixture
def server(monkeypatch):
    """A mail server that answers what the test says; sends are kept in the outbox."""
    answers = []

    def send(self, messages):
        if answers and (error := answers.pop(0)):
            raise error
        return plain(self, messages)

    plain = EmailBackend.send_messages
    monkeypatch.setattr(EmailBackend, "send_messages", send)
    return answers


@pytest.mark.django_db
def test_a_mail_is_sent_once_and_its_words_go():
    queue(3, headers={"List-Unsubscribe": "<https://town.example/x>"})
    assert mail.send_due() == 3
    assert mail.send_due() == 0
    assert sorted(one.to[0] for one in outbox.outbox) == [f"a{n}@town.example" for n in range(3)]
    assert outbox.outbox[0].extra_headers["List-Unsubscribe"] == "<https://town.example/x>"
    assert len({one.extra_headers["Message-ID"] for one in outbox.outbox}) == 3
    assert set(Mail.objects.values_list("state", "text")) == {("sent", "")}


@pytest.mark.django_db
def test_a_failure_waits_doubles_and_is_parked_and_replayed(server):
    [row] = queue()
    with time_machine.travel(clock.now(), tick=False) as now:
        for attempt in range(1, rules.ATTEMPTS):
            server.append(ConnectionRefusedError("nobody there"))
            assert mail.send_due() == 0
            row.refresh_from_db()
            assert (row.state, row.attempts) == ("waiting", attempt)
            assert row.due == clock.now() + rules.wait_after(attempt)
            assert mail.send_due() == 0, "it is not tried before it is due"
            now.shift(rules.wait_after(attempt))
        server.append(ConnectionRefusedError("nobody there"))
        mail.send_due()
        row.refresh_from_db()
        assert (row.state, row.error) == ("parked", "ConnectionRefusedError: nobody there")
        assert mail.parked() == [row]
        assert mail.replay(mail_id=row.pk + 1) == 0
        assert mail.replay() == 1
        assert mail.send_due() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"a0@town.example": (550, b"no such user")}), "parked"),
        (smtplib.SMTPRecipientsRefused({"a0@town.example": (450, b"try later")}), "waiting"),
        (smtplib.SMTPDataError(554, b"refused"), "parked"),
        (smtplib.SMTPAuthenticationError(535, b"who are you"), "waiting"),
    ],
)
def test_what_can_never_arrive_is_parked_at_once(server, error, state):
    queue()
    server.append(error)
    mail.send_due()
    assert Mail.objects.get().state == state


@pytest.mark.django_db
def test_one_bad_mail_does_not_hold_up_the_others(server):
    queue(3)
    server += [None, ValueError("bad"), None]
    assert mail.send_due() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("step", "copies"), [("mail:claimed", 1), ("mail:sent", 2)])
def test_a_death_between_steps_loses_nothing(monkeypatch, step, copies):
    queue(4)

    def die(name):
        if name == step:
            raise Died

    monkeypatch.setattr(steps, "reached", die)
    with pytest.raises(Died):
        mail.send_due()
    monkeypatch.undo()
    assert mail.send_due() == 0, "somebody else may still be sending them"
    with later(minutes=11):
        assert mail.send_due() == 4
    counts = {n: sum(one.to == [f"a{n}@town.example"] for one in outbox.outbox) for n in range(4)}
    assert counts == {0: copies, 1: 1, 2: 1, 3: 1}, "only what was sent and not marked is sent twice"
    twice = {one.extra_headers["Message-ID"] for one in outbox.outbox if one.to == ["a0@town.example"]}
    assert len(twice) == 1, "both copies are one message"


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(monkeypatch):
    queue(120)
    sent, failed = [], []

    def work():
        try:
            while mail.send_due():
                pass
        except Exception as error:  # noqa: BLE001 - shown at the end.
            failed.append(error)
        finally:
            connection.close()

    monkeypatch.setattr(mail, "BATCH", 7)
    monkeypatch.setattr(
        EmailBackend, "send_messages", lambda _self, some: sent.extend(one.to[0] for one in some)
    )
    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failed
    while mail.send_due():
        pass
    assert sorted(sent) == sorted(f"a{n}@town.example" for n in range(120))


@pytest.mark.django_db
def test_mail_of_somebody_erased_vanishes_even_when_claimed(monkeypatch):
    robin = resident()
    follows(subject(), person=robin)
    follows(subject("b"), mail="daily", email=robin.email)
    count(["ledger/a"])
    follow()
    assert Mail.objects.count() == 1
    exported = personal.export_of(robin)
    tables = {one["table"]: one["rows"] for one in exported["tables"]}
    assert len(tables["followers.Subscription"]) == len(tables["followers.Subscriber"]) == 2
    assert len(tables["followers.Mail"]) == len(tables["followers.AccountNotice"]) == 1
    monkeypatch.setattr(
        steps, "reached", lambda name: personal.erase(robin) if name == "mail:claimed" else None
    )
    assert mail.send_due() == 0
    assert outbox.outbox == []
    assert not Mail.objects.exists()


@pytest.mark.django_db
def test_old_mails_and_addresses_that_never_said_yes_go():
    from folkmoot.followers.models import Subscriber, Subscription
    from folkmoot.followers.notify import services

    queue(2)
    mail.send_due()
    queue_waiting = Mail.objects.create(
        key="w",
        email="w@town.example",
        subject="S",
        text="T",
        due=clock.now() + timedelta(days=90),
        created=clock.now(),
    )
    services.follow(target=subject(), mail="daily", email="guest@town.example")
    kept = follows(subject(), mail="daily", email="other@town.example")
    with later(days=2):
        chores.tidy()
        assert Subscription.objects.count() == 2
    with later(days=4):
        chores.tidy()
        assert list(Subscription.objects.all()) == [kept]
        assert Mail.objects.count() == 3
    with later(days=31):
        chores.tidy()
        assert list(Mail.objects.all()) == [queue_waiting]
        assert list(Subscriber.objects.values_list("email", flat=True)) == ["other@town.example"]
