"""One running instance harvests another: two processes of servers and workers, one of them killed in the middle."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request

import pytest
from django.db import connection

from folkmoot.modules.catalogue.harvest import running, sources
from folkmoot.modules.catalogue.harvest.tests.portals import laid_down
from folkmoot.modules.catalogue.harvest.tests.test_killed import here, told, worker
from folkmoot.modules.catalogue.models import Run
from folkmoot.modules.catalogue.tests.town import published

__all__ = ["here"]
pytestmark = pytest.mark.django_db(transaction=True)

SERVER = """
import sys, django
from wsgiref.simple_server import WSGIRequestHandler, make_server
django.setup()
from django.conf import settings
settings.ORIGIN, settings.ALLOWED_HOSTS, settings.FOLKMOOT_TABLES = sys.argv[2], ["*"], sys.argv[3]
from django.core.wsgi import get_wsgi_application
make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application()).serve_forever()
"""


def copied(path):
    connection.ensure_connection()
    with sqlite3.connect(path) as copy:
        connection.connection.backup(copy)
    return path


@pytest.fixture
def other(here, tmp_path, settings):
    """Another instance with four datasets, running in a process of its own."""
    if connection.vendor != "sqlite":
        pytest.skip("the copy that the other instance works on is a file of SQLite")
    settings.FOLKMOOT_WEBHOOKS_LOCAL = True
    for n in range(4):
        published(f"trees-{n}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    database = copied(tmp_path / "other.sqlite3")
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "folkmoot.site.test_settings",
        "DATABASE_URL": f"sqlite:///{database}",
    }
    command = [sys.executable, "-c", SERVER, str(port), url, str(settings.FOLKMOOT_TABLES)]
    with subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL, start_new_session=True) as server:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield url
        server.kill()


@pytest.mark.parametrize(("sort", "path"), [("dcat", "/catalog.jsonld"), ("data_json", "/data.json")])
def test_another_instance_is_harvested_and_the_worker_killed_midway(other, tmp_path, sort, path):
    laid_down(None, key="other", sort=sort, address=other + path)
    run = sources.ask_for(key="other")
    ours = copied(tmp_path / "ours.sqlite3")
    with worker(ours, 2) as killed:
        assert killed.stdout.readline().strip() == "here"
        os.kill(killed.pid, signal.SIGKILL)
    assert told(ours, "select count(*) from catalogue_origin") == [(2,)]
    with sqlite3.connect(ours) as copy:
        copy.execute("update catalogue_run set lease = '2020-01-01 00:00:00'")
    with worker(ours, 10**6) as second:
        assert second.stdout.readline().strip() == "over"
    assert told(ours, "select state, found, complete from catalogue_run") == [("done", 4, 1)]
    facts = (
        "select count(*), count(distinct subject) from record_recordedfact where kind = 'catalogue.harvested'"
    )
    assert told(ours, facts) == [(4, 4)]
    records = [one[0] for one in told(ours, "select record from catalogue_origin order by record")]
    assert records == [f"{other}/data/trees-{n}" for n in range(4)]
    # The same by this process, on its own database: what a third worker would find.
    running.work()
    assert Run.objects.get(pk=run.pk).counts == {"created": 4}
