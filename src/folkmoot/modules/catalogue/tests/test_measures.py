"""What an operator and the public can ask for about how the catalogue runs: numbers that are exact and about nobody."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from folkmoot.modules.catalogue import counting, measures, metrics, services
from folkmoot.modules.catalogue.engine.running.admission import Busy
from folkmoot.modules.catalogue.engine.sandbox import running as sandbox
from folkmoot.modules.catalogue.harvest import running, sources
from folkmoot.modules.catalogue.harvest.tests.portals import harvested, laid_down, package, portal
from folkmoot.modules.catalogue.models import Counter, Link, Run
from folkmoot.modules.catalogue.tests.test_contributing import opened, resident
from folkmoot.modules.catalogue.tests.town import NEWER, handed_in, loaded, published
from folkmoot.record import clock
from folkmoot.record.refusal import Refused

__all__ = ["portal"]


def told():
    """Measures by name and the values of their labels."""
    return {
        one.name: {tuple(labels.values()): value for labels, value in one.values}
        for one in measures.measures()
    }


def test_harvests_and_their_records_are_counted(town, portal):
    portal.packages = [package(0), package(1)]
    laid_down(portal)
    age = told()["catalogue_harvest_success_age_seconds"][("county",)]
    assert 0 <= age < 60, "a source that never succeeded counts from its first day"
    harvested()
    portal.packages = [package(0, title="Other wells"), package(1, license_id="notspecified")]
    with clock.telling(clock.now() + timedelta(hours=2)):
        harvested()
        age = told()["catalogue_harvest_success_age_seconds"][("county",)]
        assert 0 <= age < 60
    found = told()
    assert found["catalogue_harvest_runs_total"] == {("county", "done"): 2}
    assert found["catalogue_harvest_read_total"] == {("county",): 4}
    assert found["catalogue_harvest_records_total"] == {
        ("county", "created"): 2,
        ("county", "changed"): 1,
        ("county", "refused"): 1,
    }
    assert found["catalogue_datasets"] == {(): 2}


def test_a_failure_is_counted_and_the_age_of_the_last_success_grows(town, portal):
    portal.packages = [package(0)]
    laid_down(portal)
    harvested()
    portal.says("/api/3/action/package_search", "no", status=404)
    with clock.telling(clock.now() + timedelta(hours=5)):
        assert harvested().state == "failed"
        found = told()
        assert found["catalogue_harvest_runs_total"] == {("county", "done"): 1, ("county", "failed"): 1}
        assert found["catalogue_harvest_success_age_seconds"][("county",)] == pytest.approx(5 * 3600, abs=60)
    sources.close_source(key="county")
    assert told()["catalogue_harvest_success_age_seconds"] == {}


def test_dry_runs_count_nothing_and_stopped_ones_are_told(town, portal):
    portal.packages = [package(0)]
    laid_down(portal)
    sources.ask_for(key="county", dry=True)
    assert told()["catalogue_harvests_open"][("waiting",)] == 1
    running.work()
    assert told()["catalogue_harvest_runs_total"] == {}
    sources.stop(run=sources.ask_for(key="county"))
    assert told()["catalogue_harvest_runs_total"] == {("county", "stopped"): 1}


def test_counts_are_kept_when_reports_are_forgotten(town, portal):
    portal.packages = [package(0)]
    laid_down(portal)
    harvested()
    Run.objects.all().delete()
    assert told()["catalogue_harvest_runs_total"] == {("county", "done"): 1}


def test_loads_wait_and_end(town):
    published()
    now = clock.now()
    with clock.telling(now - timedelta(minutes=10)):
        handed_in(NEWER)
    found = told()
    assert found["catalogue_loads_open"] == {("waiting",): 1, ("running",): 0}
    assert found["catalogue_loads_oldest_seconds"][()] == pytest.approx(600, abs=60)
    services.load_waiting()
    loaded(NEWER)
    loaded("\x00\x01\x02" * 50)
    found = told()
    assert found["catalogue_loads_open"] == {("waiting",): 0, ("running",): 0}
    assert found["catalogue_loads_oldest_seconds"][()] == 0
    assert found["catalogue_loads_total"] == {
        ("file", "done"): 2,
        ("file", "same"): 1,
        ("file", "refused"): 1,
    }
    assert found["catalogue_loaded_rows_total"] == {(): 6}


def test_statements_are_counted_by_what_became_of_them(client, town, monkeypatch):
    published()

    def ask(sql):
        return client.post(
            "/api/catalogue/datasets/trees/sql", {"sql": sql}, content_type="application/json"
        ).status_code

    assert ask("select count(*) from trees") == 200
    assert ask("select * from read_csv('/etc/passwd')") == 400
    assert ask("select cast('a' as integer) from trees") == 400
    assert ask("copy trees to 'x'") == 400

    def out_of(error):
        def run(*_given):
            raise error

        monkeypatch.setattr(sandbox.Sandbox, "run", run)

    for error, status in ((sandbox._stopped("x"), 400), (sandbox.Unconfined([]), 400), (Busy("x"), 503)):
        out_of(error)
        assert ask("select count(*) from trees") == status
    assert told()["catalogue_sql_total"] == {
        ("answered",): 1,
        ("forbidden",): 2,
        ("wrong",): 1,
        ("stopped",): 1,
        ("unconfined",): 1,
        ("busy",): 1,
    }


def test_a_statement_out_of_its_time_or_memory_counts_as_stopped(town, tmp_path):
    published()
    heard = []
    one = sandbox.Sandbox(tmp_path, tell=heard.append)
    for kind in ("time", "memory"):
        with pytest.raises(sandbox.Stopped):
            one._result(f'{{"error": "{kind}", "message": "no"}}\n'.encode())
    with pytest.raises(sandbox.Unconfined):
        one._result(b'{"error": "unsafe", "message": "no"}\n')
    with pytest.raises(Refused) as raised:
        one._result(b'{"error": "sql", "message": "no"}\n')
    assert type(raised.value) is Refused
    with pytest.raises(Refused):
        one.ask("select 1; select 2", {})
    assert heard == ["forbidden"]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_when_many_count_at_once():
    def run():
        try:
            for _turn in range(10):
                counting.add({("sql", "answered"): 1, ("loads", "file", "done"): 2})
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _one in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert counting.counted() == {"sql": {("answered",): 40}, "loads": {("file", "done"): 80}}


def test_what_is_rolled_back_is_not_counted(town):
    with transaction.atomic():
        counting.count("loads", "file", "done")
        transaction.set_rollback(True)
    assert not Counter.objects.exists()


def test_the_operators_page_has_them_in_a_constant_number_of_queries(client, town, portal):
    portal.packages = [package(0)]
    laid_down(portal)
    harvested()
    text = client.get("/metrics").content.decode()
    assert "# TYPE folkmoot_catalogue_harvest_runs_total counter\n" in text
    assert 'folkmoot_catalogue_harvest_runs_total{source="county",state="done"} 1\n' in text
    assert "# TYPE folkmoot_catalogue_loads_open gauge\n" in text
    with CaptureQueriesContext(connection) as one:
        measures.measures()
    portal.packages = [package(n) for n in range(4)]
    laid_down(portal, key="other")
    harvested("other")
    with CaptureQueriesContext(connection) as more:
        measures.measures()
    assert len(one) == len(more) <= 7


def test_a_part_that_cannot_tell_does_not_silence_the_others(client, db, monkeypatch):
    def broken():
        raise KeyError("x")

    monkeypatch.setattr(measures, "measures", broken)
    text = client.get("/metrics").content.decode()
    assert "folkmoot_record_size 0\n" in text
    assert 'folkmoot_measures_failed{part="catalogue"} 1\n' in text


def test_sources_are_harvested_in_time(town, portal):
    assert metrics.harvested_in_time() is None
    portal.packages = [package(0)]
    laid_down(portal, every=24)
    assert metrics.harvested_in_time() == 0
    harvested()
    laid_down(portal, key="other", every=24)
    assert metrics.harvested_in_time() == 50
    with clock.telling(clock.now() + timedelta(hours=49)):
        assert metrics.harvested_in_time() == 0


def test_addresses_that_answer(db):
    assert metrics.links_that_answer() is None
    now = clock.now()
    for n, misses in enumerate((0, 1, 2, 9)):
        Link.objects.create(digest=str(n), url="https://x.example", host="x", dataset="a", due=now, seen=now, checked=now, misses=misses)  # fmt: skip
    Link.objects.create(digest="new", url="https://x.example", host="x", dataset="a", due=now, seen=now)
    assert metrics.links_that_answer() == 50


def test_requests_for_data_are_answered(town):
    assert metrics.requests_answered() is None
    first, _second = [opened(resident(name)) for name in ("robin", "sasha")]
    assert metrics.requests_answered() is None, "there is time left"
    services.answer_request(number=first, answer="refused", words="We have none.", code="personal")
    assert metrics.requests_answered() == 100
    with clock.telling(clock.now() + timedelta(days=60)):
        assert metrics.requests_answered() == 50
