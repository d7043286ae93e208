"""Two installations that witness each other, each with a sealer and a witness as processes of their own."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from folkmoot.record.verify.cli import main
from folkmoot.site.tests.serving import APPEND, ROOT, free_port, get, prepare, python, surroundings, wait_for

pytestmark = pytest.mark.slow
FOLKMOOT = ("-m", "folkmoot.site.cli")
LOG = "import django; django.setup()\nfrom folkmoot.record import keys\nprint(keys.signer().verifier.vkey)"


@dataclass
class Town:
    """An installation, with a witness that it runs for others."""

    data: Path
    environment: dict[str, str]
    origin: str
    key: str
    witness: str
    port: int


def found(empty, folder, name):
    origin = f"{name}.example/record"
    environment = surroundings(folder, FOLKMOOT_RECORD_ORIGIN=origin)
    shutil.copytree(empty, folder)
    key = python(environment, "-c", LOG).strip()
    words = [
        *FOLKMOOT,
        "record",
        "witness",
        "key",
        "--data",
        str(folder / "witness"),
        "--name",
        f"{name}.example/w",
    ]
    return Town(folder, environment, origin, key, python(environment, *words).strip(), free_port())


@contextmanager
def running(environment, *words):
    process = subprocess.Popen([sys.executable, *FOLKMOOT, *words], cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def witness_of(town, other, stack):
    """Start a town's witness, which watches the other town's log; it needs no settings and no database."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | {
        "PYTHONPATH": town.environment["PYTHONPATH"]
    }
    words = ["record", "witness", "serve", "--data", str(town.data / "witness")]
    started = running(bare, *words, "--port", str(town.port), "--log", f"{other.key}=https://{other.origin}")
    process = stack.enter_context(started)
    wait_for(town.port, "/")
    return process


def seen_by(witness, origin, size):
    """Wait until a witness has signed a checkpoint of so many entries."""
    address = f"/{hashlib.sha256(origin.encode()).hexdigest()}/checkpoint"
    until = time.monotonic() + 40
    while time.monotonic() < until:
        status, _, body = get(witness.port, address)
        if status == 200 and body.split(b"\n")[1] == str(size).encode():
            return
        time.sleep(0.2)
    pytest.fail(f"the witness did not sign {size} entries of {origin}")


def demand(town, other, tmp_path, capsys):
    """What an auditor does: verify the exported log and demand the other town's signature."""
    policy = tmp_path / f"{town.data.name}.policy"
    policy.write_text(f"log {town.key}\nwitness neighbour {other.witness}\nquorum neighbour\n")
    python(town.environment, *FOLKMOOT, "record", "export", str(town.data / "log"))
    state = str(tmp_path / "state")
    code = main(["verify", str(town.data / "log"), "--state", state, "--policy", str(policy)])
    return code, capsys.readouterr().out


def test_two_towns_witness_each_other(tmp_path, capsys):
    # The tables are made once: two empty installations differ in nothing but their keys.
    prepare(surroundings(tmp_path / "empty"))
    shutil.rmtree(tmp_path / "empty" / "keys", ignore_errors=True)
    towns = [found(tmp_path / "empty", tmp_path / name, name) for name in ("ashford", "bourne")]
    for town, other in (towns, reversed(towns)):
        town.environment["FOLKMOOT_WITNESSES"] = f"{other.witness}=http://127.0.0.1:{other.port}"
    ashford, bourne = towns
    with ExitStack() as stack:
        witness_of(ashford, bourne, stack)
        with ExitStack() as first:
            witness_of(bourne, ashford, first)
            for town in towns:
                stack.enter_context(running(town.environment, "sealer"))
                python(town.environment, "-c", APPEND, "3")
            seen_by(bourne, ashford.origin, 3)
            seen_by(ashford, bourne.origin, 3)
            for town, other in (towns, (bourne, ashford)):
                assert demand(town, other, tmp_path, capsys)[0] == 0
        # The witness of Bourne is gone: Ashford seals on, and an auditor who demands its signature is told.
        python(ashford.environment, "-c", APPEND.replace("print(seal())", ""), "2")
        until = time.monotonic() + 20
        while "5 entries" not in python(ashford.environment, *FOLKMOOT, "record", "status"):
            assert time.monotonic() < until
        code, said = demand(ashford, bourne, tmp_path, capsys)
        assert code == 0, said
        assert "2 newest entries have not been shown to witnesses yet" in said
        # It comes back with what it knew, and goes on from there.
        witness_of(bourne, ashford, stack)
        seen_by(bourne, ashford.origin, 5)
        code, said = demand(ashford, bourne, tmp_path, capsys)
        assert code == 0
        assert "not been shown" not in said
