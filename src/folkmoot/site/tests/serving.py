"""A real server on a free port, with data of its own, for tests and benchmarks."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from tests import tables

ROOT = Path(__file__).resolve().parents[4]

APPEND = """
import sys
import django; django.setup()
from folkmoot.record.api import about
from folkmoot.record.seal import seal
from tests.ledger.events import Counted
with about("ledger/live", actor="office:counting") as fact:
    for _ in range(int(sys.argv[1])):
        fact(Counted(amount=1))
print(seal())
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def surroundings(data, **more):
    """The environment of a process on ``data``; the tests' small part gives it a fact to append."""
    found = os.environ | {
        "DJANGO_SETTINGS_MODULE": "folkmoot.site.tests.serving_settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "FOLKMOOT_DATA": str(data),
        "FOLKMOOT_LOG_LEVEL": "WARNING",
    }
    found.pop("DATABASE_URL", None)
    return found | more


def python(environment, *words, given=None):
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def prepare(environment):
    """Tables for the served settings, and nothing in them."""
    tables.prepare(environment)


def get(port, path, headers=None):
    """Status, headers and body."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers or {})
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def wait_for(port, path="/healthz", seconds=30):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if get(port, path)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"nothing answered at {path} for {seconds} s")


@contextmanager
def served(environment, verb="web"):
    """The port of a running ``folkmoot web`` (or serve), stopped at the end."""
    port = free_port()
    words = [sys.executable, "-m", "folkmoot.site.cli", verb, "--port", str(port)]
    process = subprocess.Popen(words, cwd=ROOT, env=environment)
    try:
        wait_for(port)
        yield port, process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(25)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
