"""A process that is killed between any two steps leaves nothing half-done, and the next one carries on."""

import signal

import pytest

pytestmark = pytest.mark.slow

STEPS = [
    "append:inserted",
    "append:projected",
    "seal:numbered",
    "seal:tiled",
    "seal:sized",
    "seal:sequenced",
    "seal:signed",
    "seal:published",
    "follow:handled",
    "follow:moved",
]


@pytest.mark.parametrize("step", STEPS)
def test_nothing_is_half_done_after_a_kill(house, step):
    code, out, err = house.run("-m", "tests.crash.child", "crash", step)
    assert code == -signal.SIGKILL, err
    receipts = out.split()
    # What was promised before the kill is verified by somebody who saw the log as the kill left it.
    before = house.look()
    house.child("recover")
    after = house.look()
    appended = 267 if not step.startswith("append") else 265
    assert len(receipts) == appended
    assert set(receipts) == set(after["facts"])
    assert after["indexes"] == list(range(appended))
    assert after["size"] == after["newest"] == appended
    assert after["seen"] == list(range(appended))
    assert (after["cursor"], after["parked"]) == (appended, 0)
    assert after["tallies"] == {"ledger/a": appended - 260, "ledger/b": 260}
    assert before["differences"] == after["differences"] == 0
    # Numbers that were public before the kill still belong to the same facts.
    kept = before["newest"]
    assert kept in {3, appended}
    assert after["facts"][:kept] == before["facts"][:kept]
    assert set(before["checkpoints"]) <= set(after["checkpoints"])
