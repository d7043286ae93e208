"""Many writers and two sealers at once: nothing is lost, nothing is there twice."""

from collections import Counter

import pytest

pytestmark = pytest.mark.slow

WRITERS = 8
EACH = 30


def test_eight_writers_and_two_sealers(house):
    stop = house.data / "stop"
    sealers = [house.start("-m", "tests.crash.child", "sealer", stop) for _ in range(2)]
    writers = [house.start("-m", "tests.crash.child", "writer", number, EACH) for number in range(WRITERS)]
    receipts = []
    for process in writers:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        receipts += out.split()
    stop.touch()
    for process in sealers:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    house.look()
    house.child("recover")
    found = house.look()
    total = WRITERS * EACH
    assert len(receipts) == total
    assert Counter(receipts) == Counter(found["facts"])
    assert found["indexes"] == found["seen"] == list(range(total))
    assert found["size"] == found["newest"] == total
    shared = total // 2
    assert [place for subject, place in found["positions"] if subject == "ledger/shared"] == list(
        range(1, shared + 1)
    )
    assert found["tallies"]["ledger/shared"] == shared
    assert (found["differences"], found["parked"]) == (0, 0)
    assert len(found["checkpoints"]) > 1
