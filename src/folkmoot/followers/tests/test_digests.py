"""A digest is one mail a day or a week, with what happened, whatever crashed; nothing when nothing happened."""

import threading
import time
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from folkmoot.followers.models import DigestRun, Mail
from folkmoot.followers.notify import digests
from folkmoot.followers.notify.targets import Target, circle
from folkmoot.followers.tests.people import follows, resident, subject
from folkmoot.followers.tests.story import PLACES, count, follow
from folkmoot.followers.tests.test_mail_queue import Died
from folkmoot.people.pseudonyms import pseudonym
from folkmoot.record import clock, steps

MONDAY = datetime(2026, 3, 9, 12, tzinfo=UTC)


@pytest.fixture
def now():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        # The runs of the day and the week before the story, in which nothing happened.
        yield traveller


def to(traveller, day, hour):
    traveller.move_to(datetime(2026, 3, day, hour, tzinfo=UTC), tick=False)


def told():
    return {mail.email: mail for mail in Mail.objects.filter(key__startswith="digest:")}


@pytest.mark.django_db
def test_a_day_and_a_week_in_one_mail_each(now):
    PLACES["ledger/near"] = (52.48, 1.7)
    follows(Target("everything"), mail="daily", email="daily@town.example")
    follows(subject("far"), mail="daily", email="daily@town.example")
    follows(circle(52.481, 1.7, 500), mail="weekly", email="weekly@town.example")
    follows(subject("other"), mail="daily", email="quiet@town.example")
    follows(subject("near"), mail="at_once", email="prompt@town.example")
    count(["ledger/near", "ledger/far"])
    follow()
    assert digests.send_due() == 0
    to(now, 10, 5)
    assert digests.send_due() == 0, "it is before six"
    to(now, 10, 7)
    assert digests.send_due() == 1
    assert digests.send_due() == 0
    mail = told()["daily@town.example"]
    assert mail.subject == "2 things happened that you follow"
    assert mail.text.index("Ledger far was counted") < mail.text.index("Ledger near was counted"), (
        "newest first"
    )
    assert mail.text.count("Ledger far") == 1
    to(now, 11, 7)
    assert digests.send_due() == 0, "nothing happened"
    to(now, 16, 7)
    assert digests.send_due() == 1
    assert "Ledger near" in told()["weekly@town.example"].text
    assert "Ledger far" not in told()["weekly@town.example"].text
    assert Mail.objects.filter(key__startswith="digest:").count() == 2


@pytest.mark.django_db
def test_nothing_is_left_out_when_the_worker_was_away(now):
    follows(Target("part", "ledger"), mail="daily", email="guest@town.example")
    digests.send_due()
    for day in (9, 10, 11):
        to(now, day, 13)
        count([f"ledger/d{day}"])
        follow()
    to(now, 12, 9)
    assert digests.send_due() == 1
    assert told()["guest@town.example"].text.count("was counted") == 3


@pytest.mark.django_db
def test_own_acts_and_what_came_before_are_left_out(now):
    robin = resident()
    count(["ledger/a"])
    to(now, 9, 13)
    follows(subject(), mail="daily", person=robin)
    count(["ledger/a"], actor=pseudonym(robin.pk, "ledger/a"))
    follow()
    to(now, 10, 7)
    assert digests.send_due() == 0


@pytest.mark.django_db
def test_a_long_digest_says_how_many_more_there_are(now):
    follows(Target("everything"), mail="daily", email="guest@town.example")
    follows(Target("area", "wards/north"), mail="daily", email="north@town.example")
    to(now, 9, 13)
    count([f"ledger/n{n}" for n in range(57)])
    follow()
    to(now, 10, 7)
    assert digests.send_due() == 2
    for mail in told().values():
        assert mail.subject == "57 things happened that you follow"
        assert mail.text.count("was counted") == 50
        assert "And 7 more" in mail.text


def tell(now, *, followers):
    for number in range(followers):
        follows(Target("everything"), mail="daily", email=f"a{number}@town.example")
    to(now, 9, 13)
    count(["ledger/a"])
    follow()
    to(now, 10, 7)


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["digest:queued", "digest:moved"])
def test_a_pass_that_was_killed_goes_on_where_it_stopped(now, monkeypatch, step):
    monkeypatch.setattr(digests, "CHUNK", 4)
    tell(now, followers=10)
    for occurrence in (1, 2, 1):
        left = [occurrence]

        def die(name, left=left):
            left[0] -= name == step
            if left[0] == 0:
                raise Died

        monkeypatch.setattr(steps, "reached", die)
        with pytest.raises(Died):
            digests.send_due()
        monkeypatch.setattr(steps, "reached", lambda _name: None)
    digests.send_due()
    assert len(told()) == Mail.objects.count() == 10
    run = DigestRun.objects.get(period="daily:2026-03-09")
    assert run.queued == 10
    assert run.done is not None


@pytest.mark.django_db
def test_a_long_pass_goes_on_in_the_next_turn(now, monkeypatch):
    monkeypatch.setattr(digests, "CHUNK", 2)
    monkeypatch.setattr(digests, "BUDGET", -1.0)
    tell(now, followers=6)
    rounds = [digests.send_due() for _ in range(4)]
    assert rounds == [2, 2, 2, 0]
    assert DigestRun.objects.get(mail="daily", period="daily:2026-03-09").done is not None


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_digest(now, monkeypatch):
    monkeypatch.setattr(digests, "CHUNK", 3)
    tell(now, followers=30)
    run = digests._begin(digests.rules.periods(clock.now())[0])
    failed = []

    def work():
        try:
            digests.work(run, until=time.monotonic() + 60)
        except Exception as error:  # noqa: BLE001 - shown at the end.
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failed
    assert len(told()) == Mail.objects.count() == 30
    assert DigestRun.objects.get(pk=run.pk).queued == 30


@pytest.mark.django_db
def test_the_pass_costs_queries_by_the_chunk_not_by_the_subscriber(now):
    tell(now, followers=200)
    with CaptureQueriesContext(connection) as asked:
        assert digests.send_due() == 200
    assert len(asked) < 60
