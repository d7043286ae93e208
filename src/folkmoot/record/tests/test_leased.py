"""A worker gives signs of life while it works, a failed one changes nothing, and none comes after the work."""

import threading
import time

import pytest

from folkmoot.record import leased


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(leased, "BEAT", 0.01)


def test_signs_come_while_the_block_runs_and_none_after():
    beats, enough = [], threading.Event()

    def beat():
        beats.append(1)
        if len(beats) == 2:
            raise OSError("the database was away")
        if len(beats) >= 4:
            enough.set()

    with leased.signs_of_life(beat, "work"):
        assert enough.wait(10), "one sign that fails is not the last"
    told = len(beats)
    time.sleep(0.05)
    assert len(beats) == told


def test_what_is_lost_is_not_beaten_for():
    beats, gone = [], threading.Event()

    def beat():
        beats.append(1)
        gone.set()
        raise leased.Lost

    with leased.signs_of_life(beat, "work"):
        assert gone.wait(10)
        time.sleep(0.05)
    assert len(beats) == 1
