"""The demo town is told whole or not at all, and once."""

import os
import signal
import subprocess
import sys
import time

import pytest

from folkmoot.site.tests.serving import ROOT, surroundings

pytestmark = pytest.mark.slow


def demo(data, *words):
    environment = surroundings(data) | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    words = [sys.executable, "-m", "folkmoot.site.cli", "demo", "--data", str(data), "--no-serve", *words]
    return subprocess.Popen(
        words,
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def finished(process):
    out, err = process.communicate(timeout=580)
    assert process.returncode == 0, out + err
    return out


def test_the_story_survives_a_kill_and_is_told_once(tmp_path):
    killed = demo(tmp_path)
    until = time.monotonic() + 60
    while not (tmp_path / "town.draft" / "folkmoot.sqlite3").exists() and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert (tmp_path / "town.draft").exists()
    assert not (tmp_path / "town").exists()
    told = finished(demo(tmp_path))
    assert "facts sealed" in told
    for role in ("resident", "officer", "moderator", "auditor", "administrator"):
        assert f"{role}@demo.example" in told
    assert not (tmp_path / "town.draft").exists()
    key = (tmp_path / "town/keys/record.key").read_text()
    again = finished(demo(tmp_path))
    assert "facts sealed" not in again
    assert (tmp_path / "town/keys/record.key").read_text() == key
    environment = surroundings(tmp_path / "town") | {"DJANGO_SETTINGS_MODULE": "folkmoot.site.settings"}
    for words in (["record", "rebuild"], ["record", "parked"]):
        done = subprocess.run(
            [sys.executable, "-m", "folkmoot.site.cli", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
