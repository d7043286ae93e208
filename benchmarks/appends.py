"""Appends per second of 8 processes, against the same with a lock on the head of the log; sealing lag meanwhile.

Usage: ./run bench appends [WRITERS] [SECONDS]. Each writer is a process that appends facts about a subject of its own,
one in a transaction, while the sealer runs as it does in production. The peer gives each fact its place in the tree
within its own transaction, as a log without acceptance has to. SQLite with synchronous=FULL; PostgreSQL when
DATABASE_URL names a server on which databases may be made.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
# Files of this folder are called as well-known libraries are, so that it must not be looked into first.
sys.path[:1] = [str(ROOT / "src"), str(ROOT)]

from benchmarks._measure import database, percentile  # noqa: E402

from folkmoot.site.tests.serving import prepare, python, surroundings  # noqa: E402

MOST_LAG = 2.0
"""Seconds from acceptance to a signed checkpoint, for 95 of 100 facts."""
LEAST = 1.0
"""Times the appends of the log whose head is locked."""
LAG = """
import bisect, json
import django; django.setup()
from django.db import connection
from folkmoot.record.models import Checkpoint, RecordedFact
points = list(Checkpoint.objects.order_by("size").values_list("size", "sealed"))
sizes = [size for size, _ in points]
print(json.dumps([
    (points[bisect.bisect_right(sizes, index)][1] - accepted).total_seconds()
    for index, accepted in RecordedFact.objects.filter(index__isnull=False).values_list("index", "accepted")
]))
"""
"""Of every fact the seconds until the first checkpoint that covers it."""


def write(subject: str, locked: str, seconds: float) -> None:
    """One writer: say that it is ready, wait for the word, append until the time is over, say how often."""
    import django

    django.setup()
    from django.db import transaction
    from tests.ledger.events import Counted

    from folkmoot.record import seal
    from folkmoot.record.api import about

    def accept() -> None:
        with about(subject, actor="office:counting") as fact:
            fact(Counted(amount=1))

    def accept_and_place() -> None:
        with transaction.atomic():
            seal._tree()
            accept()
            seal._sequence()

    once = accept_and_place if locked == "locked" else accept
    once()
    print("ready", flush=True)
    sys.stdin.readline()
    count, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        once()
        count += 1
    print(count, flush=True)


def run(environment: dict[str, str], writers: int, seconds: float, locked: str) -> tuple[float, list[float]]:
    """Appends per second of all writers together, and the lag of each fact while they write."""
    prepare(environment)
    # The first checkpoint and key are made before anybody writes.
    python(environment, "-m", "folkmoot.site.cli", "seal")
    sealer = subprocess.Popen(
        [sys.executable, "-m", "folkmoot.site.cli", "sealer"], cwd=ROOT, env=environment
    )
    words = [
        [sys.executable, __file__, "writer", f"ledger/{n}", locked, str(seconds)] for n in range(writers)
    ]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(one, cwd=ROOT, env=environment, **pipes) for one in words]
    try:
        for one in processes:
            if one.stdout.readline() != "ready\n":
                sys.exit("a writer did not start")
        for one in processes:
            one.stdin.write("go\n")
            one.stdin.flush()
        total = sum(int(one.stdout.readline()) for one in processes)
    finally:
        for one in processes:
            one.communicate()
        # The sealer gets the time that it needs for the last second's facts.
        time.sleep(3)
        sealer.terminate()
        sealer.wait(30)
    return total / seconds, json.loads(python(environment, "-c", LAG))


def compare(kind: str, writers: int, seconds: float, server: str) -> bool:
    """Measure both on one database; whether the targets are met."""
    rates = {}
    for locked in ("accepted", "locked"):
        name = f"folkmoot_appends_{os.getpid()}"
        with tempfile.TemporaryDirectory() as data:
            more = {}
            if server:
                database(server, name, there=True)
                more["DATABASE_URL"] = urlsplit(server)._replace(path=f"/{name}").geturl()
            try:
                rates[locked], lags = run(surroundings(data, **more), writers, seconds, locked)
            finally:
                if server:
                    database(server, name, there=False)
        if locked == "accepted":
            lag = percentile(lags, 0.95)
    ratio = rates["accepted"] / rates["locked"]
    print(
        f"{kind:<24}{rates['accepted']:>10,.0f} appends/s{rates['locked']:>10,.0f} with the head locked"
        f"{ratio:>8.2f} ×   sealed after {lag:.2f} s (95 %)"
    )
    met = ratio > LEAST and lag < MOST_LAG
    print(
        f"  {'targets met' if met else 'missed'}: more than with the head locked, "
        f"95 % sealed within {MOST_LAG:.0f} s of their acceptance"
    )
    return met


def main(writers: int, seconds: float) -> int:
    """Measure and print; 1 when a target is missed."""
    met = [compare("SQLite (FULL)", writers, seconds, "")]
    if server := os.environ.get("DATABASE_URL", ""):
        met.append(compare("PostgreSQL", writers, seconds, server))
    else:
        print("PostgreSQL was not measured: set DATABASE_URL to a server on which databases may be made")
    return 0 if all(met) else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["writer"]:
        write(sys.argv[2], sys.argv[3], float(sys.argv[4]))
    else:
        sys.exit(
            main(
                int(sys.argv[1]) if len(sys.argv) > 1 else 8,
                float(sys.argv[2]) if len(sys.argv) > 2 else 15.0,
            )
        )
