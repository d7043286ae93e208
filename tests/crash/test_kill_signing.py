"""A web process that is killed while it counts many signatures at once has counted all of them or none."""

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
MANY, BEFORE = 7, 3
STEPS = [("append:inserted", 1), ("append:projected", 1), ("append:inserted", 3), ("append:projected", 5)]
"""The two thresholds, at 6 and 9, part seven signatures in three runs of facts with a fact between each."""


@pytest.fixture(params=["sqlite", "postgres"])
def environment(request, tmp_path):
    found = surroundings(tmp_path)
    if request.param == "sqlite":
        prepare(found)
        yield found
        return
    server, name = request.getfixturevalue("postgres_url"), f"folkmoot_signing_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        found["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        prepare(found)
        yield found
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def child(environment, *words, code=0):
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.signing", *map(str, words)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == code, done.stderr
    return done.stdout


def test_all_or_none_and_what_was_promised_holds(environment):
    child(environment, "begin", MANY)
    for step in STEPS:
        told = child(environment, "confirm", *step, code=-signal.SIGKILL)
        assert not told, "nobody was told that theirs counts"
        found = json.loads(child(environment, "report"))
        assert (found["count"], found["counted"], found["rows"], found["facts"]) == (BEFORE,) * 4
        assert (found["pending"], found["reached"], found["differences"]) == (MANY, 0, 0)
    receipts = child(environment, "confirm").split()
    assert len(set(receipts)) == MANY
    found = json.loads(child(environment, "report", *receipts))
    assert (found["count"], found["counted"], found["rows"], found["facts"]) == (BEFORE + MANY,) * 4
    assert (found["pending"], found["reached"], found["differences"]) == (0, 2, 0)
    assert found["held"] == receipts
