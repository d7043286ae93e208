"""Chores: each runs once when it is due, whoever looks, and none stops anything else."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from folkmoot.people.models import Session, Spending
from folkmoot.record import clock, registry
from folkmoot.record.manifest import Chore
from folkmoot.site import chores
from folkmoot.site.models import ChoreTurn

ran = []


def count():
    ran.append(1)
    return len(ran)


def fail():
    raise RuntimeError("the bucket is on fire")


GOOD = Chore(name="test.count", run=f"{__name__}.count", every=3600)
BAD = Chore(name="test.fail", run=f"{__name__}.fail", every=3600)


@pytest.fixture(autouse=True)
def nothing_ran():
    ran.clear()


@pytest.mark.django_db
def test_a_chore_runs_when_it_is_due_and_not_before():
    assert chores.run_due([GOOD]) == 1
    assert chores.run_due([GOOD]) == 0
    with time_machine.travel(clock.now() + timedelta(minutes=59), tick=False):
        assert chores.run_due([GOOD]) == 0
    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=False):
        assert chores.run_due([GOOD]) == 1
        assert chores.run_due([GOOD]) == 0
    assert len(ran) == 2


@pytest.mark.django_db
def test_a_failure_is_logged_and_the_others_run(caplog):
    assert chores.run_due([BAD, GOOD]) == 2
    assert len(ran) == 1
    assert "test.fail failed" in caplog.text
    assert "RuntimeError" in caplog.text, "the sort of the error; its words could hold anything"
    assert chores.run_due([BAD]) == 0, "it is tried again at its next turn, not at once"


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_does_it():
    start = threading.Barrier(6)
    turns = []

    def work():
        try:
            start.wait()
            turns.append(chores.run_due([GOOD]))
        finally:
            connection.close()

    for _ in range(2):
        threads = [threading.Thread(target=work) for _ in range(6)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        # The second round finds the row there already, and due.
        ChoreTurn.objects.update(due=clock.now() - timedelta(seconds=1))
    assert sorted(turns) == [0] * 10 + [1] * 2
    assert len(ran) == 2


@pytest.mark.django_db(transaction=True)
def test_they_run_beside_the_followers_and_end_with_them(caplog):
    done = threading.Event()
    monitored = Chore(name="test.beside", run=f"{__name__}.count", every=3600)
    before = threading.active_count()
    with chores.beside([BAD, monitored]):
        for _ in range(200):
            if ran:
                break
            done.wait(0.05)
    assert len(ran) == 1
    assert threading.active_count() == before


@pytest.mark.django_db
def test_every_chore_of_the_house_runs():
    now = clock.now()
    Spending.objects.create(key="old", spent=1, until=now - timedelta(seconds=1))
    Spending.objects.create(key="new", spent=1, until=now + timedelta(hours=1))
    for key, days in (("old", -1), ("new", 1)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=now + timedelta(days=days), began=now
        )
    every = chores.chores()
    names = {one.name for one in every}
    assert {"files.sweep", "people.limits", "people.sessions", "service_requests.figures"} <= names
    assert chores.run_due(every) == len(every)
    assert list(Spending.objects.values_list("key", flat=True)) == ["new"]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_two_chores_of_one_name_are_refused(monkeypatch):
    monkeypatch.setattr(chores, "OWN", (GOOD, GOOD))
    with pytest.raises(ValueError, match="test.count"):
        chores.chores()
    assert registry.manifests()


@pytest.mark.django_db
def test_sqlite_has_statistics_and_postgresql_needs_none():
    chores.run_due([GOOD])
    found = chores.statistics()
    assert found >= 1 if connection.vendor == "sqlite" else found == 0
