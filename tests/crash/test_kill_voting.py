"""A web process that is killed while many vote loses no ballot that it answered, and leaves none half cast."""

import json
import signal
import subprocess
import sys
import time
import uuid
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from folkmoot.site.tests.serving import ROOT, prepare, surroundings

pytestmark = pytest.mark.slow
STEPS = [("append:inserted", 1), ("append:projected", 1), ("append:inserted", 25), ("append:projected", 40)]


@pytest.fixture(params=["sqlite", "postgres"])
def environment(request, tmp_path):
    found = surroundings(tmp_path)
    if request.param == "sqlite":
        prepare(found)
        yield found
        return
    server, name = request.getfixturevalue("postgres_url"), f"folkmoot_votes_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        found["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        prepare(found)
        yield found
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def start(environment, *words):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.crash.voting", *map(str, words)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def child(environment, *words, code=0):
    process = start(environment, *words)
    out, err = process.communicate(timeout=120)
    assert process.returncode == code, err
    return out


def lines_of(told):
    """What was told in whole lines; the last one may have been cut."""
    return [one.split() for one in told.split("\n")[:-1]]


def check(environment, told, before):
    """Every ballot that was answered is on the record; each voter's last one counts, or one that came after it."""
    answered = [fact for _key, fact, _project in told]
    found = json.loads(child(environment, "report", *answered))
    assert found["held"]
    assert set(answered) <= set(found["facts"])
    assert found["ballots"] == found["sealed"] == found["opens"] == found["voted"]
    assert found["differences"] == 0
    last = {key: (fact, project) for key, fact, project in told}
    for key, (fact, project) in last.items():
        kept, choice = found["mine"][key]
        # Ids sort by time: what counts is the answered ballot or the one that was cast and could not be answered any more.
        assert kept >= fact
        if kept == fact:
            assert f"[{project},1]" in choice
    # At most one ballot of each voter was cast and not answered.
    assert len(set(found["facts"]) - set(answered) - before) <= len(found["mine"])
    return set(found["facts"])


def test_what_was_answered_counts(environment):
    _number, projects = json.loads(child(environment, "begin"))
    before = set()
    for step in STEPS:
        told = child(environment, "vote", json.dumps(projects), *step, code=-signal.SIGKILL)
        before = check(environment, lines_of(told), before)
    process = start(environment, "vote", json.dumps(projects))
    process.stdout.readline()
    time.sleep(0.7)
    process.send_signal(signal.SIGKILL)
    told = lines_of(process.communicate(timeout=60)[0])
    assert told
    check(environment, told, before)
