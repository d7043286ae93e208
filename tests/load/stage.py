"""The server under the play, somebody who kills its processes, and what must be true at the end."""

import json
import os
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from folkmoot.site.tests.serving import ROOT, free_port, prepare, python, surroundings, wait_for
from tests.load.players import Play
from tests.load.story import Life, state_at

REPORT = """
import json, django; django.setup()
from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.record.models import RecordedFact, Checkpoint
from folkmoot.record.projection import rebuild
rows = ServiceRequest.objects.values_list("pk", "service_code", "state", "requested", "closed")
print(json.dumps({
    "rows": [[pk, code, state, at.isoformat(), done.isoformat() if done else None] for pk, code, state, at, done in rows],
    "facts": RecordedFact.objects.count(), "waiting": RecordedFact.objects.filter(index__isnull=True).count(),
    "newest": Checkpoint.objects.order_by("-size").values_list("size", flat=True).first(),
    "differences": len(rebuild()),
}))
"""


def children(pid: int) -> list[int]:
    """The processes right below one."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def stage(data: Path, lives: list[Life], *, speed: float, database: str = "") -> Iterator[tuple[Play, int]]:
    """A town that serves on a free port, and the play on it; the second is the supervisor's process id."""
    story = min(one.reported for one in lives)
    environment = surroundings(
        data,
        DJANGO_SETTINGS_MODULE="tests.load.settings",
        FOLKMOOT_PLAY_STORY=story.isoformat(),
        FOLKMOOT_PLAY_SPEED=str(speed),
        FOLKMOOT_PLAY_BEGAN=str(time.time()),
        FOLKMOOT_TIME_ZONE="America/Los_Angeles",
    )
    if database:
        environment["DATABASE_URL"] = database
    prepare(environment)
    kinds = sorted({f"{one.service}={one.name}" for one in lives})
    made = json.loads(python(environment, "-m", "tests.load.town", *kinds))
    # The story begins when everything is ready.
    environment["FOLKMOOT_PLAY_BEGAN"] = str(time.time() + 3)
    port = free_port()
    words = [sys.executable, "-m", "folkmoot.site.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(words, cwd=ROOT, env=environment)
    try:
        wait_for(port)
        yield (
            Play(
                port=port,
                key=made["key"],
                sessions=made["sessions"],
                began=float(environment["FOLKMOOT_PLAY_BEGAN"]),
                story=story,
                speed=speed,
            ),
            process.pid,
        )
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    _environments[data] = environment


_environments: dict[Path, dict[str, str]] = {}


class Killer(threading.Thread):
    """Kills one child of the supervisor (web with its workers, sealer or worker) every so often, with SIGKILL."""

    def __init__(self, supervisor: int, *, every: float, seed: int = 9) -> None:
        super().__init__(daemon=True)
        self.supervisor, self.every = supervisor, every
        self.killed: Counter[str] = Counter()
        self.stopped = threading.Event()
        self._dice = random.Random(seed)

    def run(self) -> None:
        while not self.stopped.wait(self.every):
            for victim in self._dice.sample(found := children(self.supervisor), k=min(1, len(found))):
                try:
                    words = Path(f"/proc/{victim}/cmdline").read_bytes().split(b"\0")
                    name = next(
                        (one.decode() for one in words if one in {b"web", b"sealer", b"worker"}), "other"
                    )
                    # The web server's workers are processes of their own: they must not outlive it.
                    for one in [*children(victim), victim]:
                        os.kill(one, signal.SIGKILL)
                    self.killed[name] += 1
                except (OSError, ProcessLookupError):
                    continue


def report(data: Path) -> dict[str, Any]:
    """What stands in the database after everything stopped, sealed and followed."""
    environment = _environments[data]
    for verb in ("seal", "follow"):
        python(environment, "-m", "folkmoot.site.cli", verb)
    found: dict[str, Any] = json.loads(python(environment, "-c", REPORT))
    return found


def check(found: dict[str, Any], play: Play, lives: list[Life], *, until: datetime) -> dict[str, float]:
    """Demand that the outcome is the file's; returns the largest differences of closing times in story hours."""
    assert not play.failures, play.failures[:5]
    wanted = {one.key: one for one in lives if one.reported <= until}
    assert set(play.numbers) == set(wanted), "every report has its number"
    rows = {row[0]: row for row in found["rows"]}
    assert set(rows) == set(play.numbers.values()), "no report is lost or doubled"
    assert found["waiting"] == 0
    assert found["newest"] == found["facts"]
    assert found["differences"] == 0
    got = Counter((rows[number][1], rows[number][2]) for number in play.numbers.values())
    assert got == Counter((one.service, state_at(one, until)) for one in wanted.values())
    apart = {}
    for service in sorted({one.service for one in wanted.values()}):
        pairs = [
            (_hours(rows[play.numbers[one.key]]), (one.ended - one.reported).total_seconds() / 3600)
            for one in wanted.values()
            if one.service == service and one.outcome == "resolved" and one.ended and one.ended <= until
        ]
        if pairs:
            ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
            apart[service] = abs(ours - theirs)
    return apart


def _hours(row: list[str]) -> float:
    return (datetime.fromisoformat(row[4]) - datetime.fromisoformat(row[3])).total_seconds() / 3600


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
