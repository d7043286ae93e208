"""Runs that race, and runs whose worker is killed with SIGKILL: another goes on, and nothing is done twice."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.fixtures.racing import race

from folkmoot.modules.catalogue import queries
from folkmoot.modules.catalogue.harvest import bringing, running, sources
from folkmoot.modules.catalogue.harvest.holding import take
from folkmoot.modules.catalogue.harvest.tests.portals import harvested, laid_down, package
from folkmoot.modules.catalogue.models import Dataset, Origin, Run, RunRecord
from folkmoot.modules.catalogue.tests.town import describe_town
from folkmoot.record import clock
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here(db, settings, tmp_path):
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    describe_town()


def once_each(count):
    kinds = list(RecordedFact.objects.filter(kind="catalogue.harvested").values_list("subject", flat=True))
    assert len(kinds) == len(set(kinds)) == count
    assert Dataset.objects.count() == Origin.objects.count() == count


def test_sources_and_runs_race(here, portal):
    portal.packages = [package(n) for n in range(25)]
    laid_down(portal)
    assert race(lambda: sources.ask_for(key="county"), losing=()) == ["done"] * 4
    assert Run.objects.count() == 1
    assert race(running.work, losing=()) == ["done"] * 4
    assert Run.objects.get().counts == {"created": 25}
    once_each(25)
    portal.packages = portal.packages[:20]
    sources.ask_for(key="county")
    race(running.work, losing=())
    assert RecordedFact.objects.filter(kind="catalogue.withdrawn").count() == 5
    assert_replays()


def test_a_worker_that_was_thought_dead_changes_nothing(here, portal, monkeypatch):
    """One worker sleeps in the middle, another takes over, the first wakes up and finds its hold gone."""
    portal.packages = [package(n) for n in range(6)]
    laid_down(portal)
    sources.ask_for(key="county")
    slow, asleep, awake = take(), threading.Event(), threading.Event()
    real = bringing.bring
    me = threading.get_ident()

    def bring(item, *rest):
        if threading.get_ident() != me and item.record == package(3)["id"]:
            asleep.set()
            awake.wait(20)
        real(item, *rest)

    monkeypatch.setattr(bringing, "bring", bring)

    def work():
        try:
            running.turn(slow)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    assert asleep.wait(20)
    with clock.telling(clock.now() + timedelta(minutes=3)):
        assert running.work() == 1
    awake.set()
    thread.join()
    assert Run.objects.get().counts == {"created": 6}
    once_each(6)
    assert_replays()


WORKER = """
import sys, time, django
django.setup()
from django.conf import settings
settings.FOLKMOOT_WEBHOOKS_LOCAL = True
from folkmoot.modules.catalogue.harvest import bringing, running
running.PAUSE = 0.0
real, count = bringing.bring, 0

def bring(*given):
    global count
    if count == int(sys.argv[1]):
        print("here", flush=True)
        time.sleep(600)
    count += 1
    real(*given)

bringing.bring = bring
running.work()
print("over", flush=True)
"""


def worker(database, count):
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "folkmoot.site.test_settings",
        "DATABASE_URL": f"sqlite:///{database}",
    }
    command = [sys.executable, "-c", WORKER, str(count)]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True)


def test_a_worker_is_killed_in_the_middle_and_another_goes_on(here, portal, tmp_path):
    """A real process, on a real copy of the database, killed with SIGKILL; the next one goes on after its last record."""
    if connection.vendor != "sqlite":
        pytest.skip("the copy that the process works on is a file of SQLite")
    portal.most = 10
    portal.packages = [package(n) for n in range(30)]
    laid_down(portal)
    sources.ask_for(key="county")
    database = tmp_path / "copy.sqlite3"
    connection.ensure_connection()
    with sqlite3.connect(database) as copy:
        connection.connection.backup(copy)
    with worker(database, 12) as killed:
        assert killed.stdout.readline().strip() == "here"
        os.kill(killed.pid, signal.SIGKILL)
    assert told(database, "select state, found from catalogue_run") == [("running", 30)]
    assert told(database, "select count(*) from catalogue_origin") == [(12,)]
    asked = len(portal.asked)
    with sqlite3.connect(database) as copy:
        # Its lease runs out; nobody waits for that here.
        copy.execute("update catalogue_run set lease = '2020-01-01 00:00:00'")
    with worker(database, 10**6) as second:
        assert second.stdout.readline().strip() == "over"
    assert len(portal.asked) == asked, "what was gathered is not asked for again"
    assert told(database, "select state, complete from catalogue_run") == [("done", 1)]
    facts = (
        "select count(*), count(distinct subject) from record_recordedfact where kind = 'catalogue.harvested'"
    )
    assert told(database, facts) == [(30, 30)]


def test_a_worker_is_killed_while_it_gathers(here, portal, tmp_path):
    """The portal stalls at its third page, the worker dies there, and the next one begins with just that page."""
    if connection.vendor != "sqlite":
        pytest.skip("the copy that the process works on is a file of SQLite")
    portal.most = 10
    portal.packages = [package(n) for n in range(30)]
    stalled, path = threading.Event(), "/api/3/action/package_search"

    def answer(handler, asked):
        if asked["start"] == "20":
            stalled.set()
            time.sleep(5)
        del portal.answers[path]
        try:
            handler.do_GET()
        finally:
            portal.answers[path] = answer

    portal.answers[path] = answer
    laid_down(portal)
    sources.ask_for(key="county")
    database = tmp_path / "copy.sqlite3"
    connection.ensure_connection()
    with sqlite3.connect(database) as copy:
        connection.connection.backup(copy)
    with worker(database, 10**6) as killed:
        assert stalled.wait(60)
        os.kill(killed.pid, signal.SIGKILL)
    assert told(database, "select found, step from catalogue_run") == [(20, "gather")]
    portal.answers.clear()
    portal.asked.clear()
    with sqlite3.connect(database) as copy:
        copy.execute("update catalogue_run set lease = '2020-01-01 00:00:00'")
    with worker(database, 10**6) as second:
        assert second.stdout.readline().strip() == "over"
    assert [one[1]["start"] for one in portal.asked] == ["20"]
    assert told(database, "select state, found from catalogue_run") == [("done", 30)]


def told(database, statement):
    with sqlite3.connect(Path(database)) as copy:
        return copy.execute(statement).fetchall()


def test_records_take_a_constant_number_of_queries_each(here, portal):
    """Gathering is a few queries a page and bringing in a few a record, however many there are."""

    def count(some):
        portal.packages = [package(n) for n in range(some)]
        harvested()
        run = sources.ask_for(key="county")
        with CaptureQueriesContext(connection) as seen:
            running.work()
        run.refresh_from_db()
        assert run.counts == {"unchanged": some}
        return len(seen)

    laid_down(portal)
    few, more = count(30), count(40)
    per_record = (more - few) / 10
    assert per_record <= 14, per_record


def test_thousands_of_records_are_tried(here, portal):
    """A dry run over 2,000 records: every one gets its line, in pages of a hundred."""
    portal.packages = [package(n) for n in range(2_000)]
    laid_down(portal)
    run = harvested(dry=True)
    assert (run.state, run.counts, len(run.seen)) == ("done", {"created": 2_000}, 20)
    assert RunRecord.objects.filter(run=run).exclude(content={}).count() == 0
    assert queries.published() == 0
