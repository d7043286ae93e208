"""The supervisor, the loops, health."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from tests.ledger.events import Counted

from folkmoot.followers.all import followers
from folkmoot.record import clock
from folkmoot.record.api import about
from folkmoot.record.seal import seal
from folkmoot.site import health
from folkmoot.site.tests.serving import APPEND, ROOT, get, prepare, python, served, surroundings, wait_for


def append():
    with about("ledger/a", actor="office:counting") as fact:
        fact(Counted(amount=1))


@pytest.mark.django_db
def test_ready_says_why_not(client):
    append()
    assert client.get("/readyz").status_code == 200
    with time_machine.travel(clock.now() + timedelta(seconds=90)):
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "is the sealer running" in answer.json()["reasons"][0]
        seal()
        assert client.get("/readyz").json()["ready"] is True


@pytest.mark.django_db
def test_alive_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_followers_far_behind_are_named(client, monkeypatch):
    every = followers()
    monkeypatch.setattr(health, "lag", lambda _one: health.FAR_BEHIND + 1)
    found, behind = health.reasons()
    assert len(found) == len(every) == len(behind)


def test_followers_have_names_of_their_own():
    names = [one.name for one in followers()]
    assert names == sorted(set(names))


def test_verifying_needs_no_django():
    words = "import sys; from folkmoot.site.cli import main\ntry:\n main(['record','verify','--help'])\nexcept SystemExit:\n pass\n"
    words += "assert not [one for one in sys.modules if one.partition('.')[0] == 'django']"
    subprocess.run([sys.executable, "-c", words], check=True, capture_output=True, cwd=ROOT)


def children(pid):
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.slow
def test_a_dead_sealer_comes_back_and_all_stop_together(tmp_path):
    environment = surroundings(tmp_path)
    prepare(environment)
    with served(environment, "serve") as (port, process):
        assert len(children(process.pid)) == 3
        for one in children(process.pid):
            if b"sealer" in Path(f"/proc/{one}/cmdline").read_bytes():
                os.kill(one, signal.SIGKILL)
        python(environment, "-c", APPEND.replace("print(seal())", ""), "2")
        until = time.monotonic() + 20
        while time.monotonic() < until:
            status, _, body = get(port, "/live/poll")
            if status == 200 and json.loads(body)["size"] == 2:
                break
            time.sleep(0.2)
        else:
            pytest.fail("nobody sealed")
        wait_for(port, "/readyz")
        running = children(process.pid)
        assert len(running) == 3
        process.send_signal(signal.SIGTERM)
        assert process.wait(25) == 0
    assert not [one for one in running if Path(f"/proc/{one}").exists()]


@pytest.mark.slow
def test_the_real_server_reads_what_is_posted(tmp_path):
    environment = surroundings(tmp_path)
    prepare(environment)
    with served(environment) as (port, _process):
        for size in (10, 70_000, 1_500_000):
            body = f"api_key=wrong&service_code=x&description={'a' * size}"
            asked = urllib.request.Request(
                f"http://127.0.0.1:{port}/open311/v2/requests.json", data=body.encode(), method="POST"
            )
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(asked, timeout=20)
            # The server could only say this after it had read the key from the body.
            with refused.value as answer:
                assert answer.code == 403
                assert json.loads(answer.read())[0]["description"] == "api_key is missing or not valid"
