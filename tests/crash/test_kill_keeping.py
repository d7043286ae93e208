"""A worker that is killed while it publishes from the record is followed by another: nothing is half, nothing is lost."""

import json
import signal
import subprocess
import sys
import uuid
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from folkmoot.site.tests.serving import ROOT, prepare, surroundings

pytestmark = pytest.mark.slow
DAYS = 20


@pytest.fixture(params=["sqlite", "postgres"])
def environment(request, tmp_path):
    found = surroundings(tmp_path)
    if request.param == "sqlite":
        prepare(found)
        child(found, "town", str(DAYS))
        yield found
        return
    server, name = request.getfixturevalue("postgres_url"), f"folkmoot_keeping_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        found["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        prepare(found)
        child(found, "town", str(DAYS))
        yield found
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def child(environment, *words):
    """Exit code and what was printed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.keeping", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr
    return done.returncode, done.stdout


STEPS = ("keep:queued", "keep:piece", "keep:exported", "load:built", "load:recorded")


def test_a_killed_worker_is_followed_by_another(environment):
    """Killed once at every step in turn, each by a worker that comes when the one before is taken for dead."""
    later = 0
    for step in STEPS:
        code, _out = child(environment, "work", step, "1", str(later))
        assert code == -signal.SIGKILL, f"{step} was not reached"
        found = json.loads(child(environment, "report")[1])
        assert found["versions"] == 0, "a version is on the record whole or not at all"
        assert found["differences"] == 0
        later += 3
    assert child(environment, "work", "", "1", str(later))[0] == 0
    found = json.loads(child(environment, "report")[1])
    assert found == {"versions": 1, "loads": ["done"], "folders": 1, "entries": DAYS, "differences": 0}
    assert child(environment, "work", "", "1", str(later + 1))[0] == 0
    assert json.loads(child(environment, "report")[1])["versions"] == 1
