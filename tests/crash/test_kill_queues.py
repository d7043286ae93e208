"""A worker that is killed with mails and webhooks in its hands loses none of them, and the next one sends them."""

import json
import re
import signal
import subprocess
import sys
import threading
import uuid
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from folkmoot.site.tests.serving import ROOT, prepare, surroundings

pytestmark = pytest.mark.slow
COUNT = 6
LEASE = 11
"""Minutes after which nobody's claim on a row holds any more."""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def environment(request, tmp_path_factory):
    """An installation with tables, made once."""
    found = surroundings(tmp_path_factory.mktemp("queues"))
    if request.param == "sqlite":
        prepare(found)
        yield found
        return
    server, name = request.getfixturevalue("postgres_url"), f"folkmoot_queues_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        found["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        prepare(found)
        yield found
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def receiver():
    """A receiver of webhooks: its address, and the ids of the messages that it took."""
    taken = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            taken.append(self.headers["webhook-id"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *words):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", taken
        server.shutdown()


def child(environment, *words):
    """Exit code and what was printed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.queues", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr
    return done.returncode, done.stdout


def mails(environment):
    """How often each mail was taken, by its Message-ID."""
    folder = Path(environment["FOLKMOOT_DATA"]) / "mail"
    return Counter(
        one for path in folder.glob("*") for one in re.findall(r"^Message-ID: (.+)$", path.read_text(), re.M)
    )


@pytest.mark.parametrize(
    ("step", "occurrence", "twice"),
    [("mail:claimed", 1, 0), ("mail:sent", 3, 1), ("webhooks:claimed", 1, 0), ("webhooks:posted", 1, COUNT)],
)
def test_nothing_is_lost_when_a_worker_is_killed(environment, receiver, step, occurrence, twice):
    url, taken = receiver
    child(environment, "queue", str(COUNT), url)
    code, _said = child(environment, "work", step, str(occurrence))
    assert code == -signal.SIGKILL, f"{step} was never reached"
    # As long as the dead worker's claim holds nobody else takes its rows.
    before = (mails(environment).total(), len(taken))
    if step.startswith("mail"):
        child(environment, "work")
        assert mails(environment).total() == before[0]
    code, _said = child(environment, "work", "", "1", str(LEASE))
    assert code == 0
    found = json.loads(child(environment, "report")[1])
    assert {state for state, _attempts in found["mail"] + found["posts"]} == {"sent"}
    sent, posted = mails(environment), Counter(taken)
    assert (len(sent), len(posted)) == (COUNT, COUNT)
    # What the other side had taken and nobody had noted comes once more under the same number, and nothing else does.
    assert (sent if step.startswith("mail") else posted).total() == COUNT + twice
    assert (posted if step.startswith("mail") else sent).total() == COUNT
