"""Voting in a budget: ballots cast and changed by many at once, each on the record when it is answered.

    ./run bench voting                    SQLite, and PostgreSQL where DATABASE_URL names a server on which databases may be made
    ./run bench voting 30                 for 30 seconds each

Two processes of eight threads cast as fast as they are answered; every third ballot changes an earlier one. A sealer seals
meanwhile. At the end every voter has exactly one ballot, it is the last that they cast, what was sealed opens what is on the
record, and the tables are those that the record gives. 90,000 ballots in ten days are one every ten seconds; the last evening
of a vote is measured in hundreds a minute.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
# The folder of this script holds names that it must not be looked into first.
sys.path[:1] = [str(ROOT / "src"), str(ROOT)]

from benchmarks._measure import cpu_ms, database, percentile  # noqa: E402

from folkmoot.site.tests.serving import prepare, python, surroundings  # noqa: E402

PROCESSES, THREADS = 2, 8
VOTERS = 400
"""Voters of each thread; they vote in turn, and again when all have."""
TARGETS = {"SQLite (FULL)": 50.0, "PostgreSQL": 100.0}
"""Ballots a second."""
OPEN = f"""
import django; django.setup()
from datetime import date
from folkmoot.modules.budgeting.models import Voter
from folkmoot.modules.budgeting.queries import voters
from folkmoot.modules.budgeting.services import Given
from folkmoot.modules.budgeting.tests.town import describe_town, round_in_voting
from folkmoot.record import clock
describe_town()
projects = [Given(title=f"Project {{at}}", pot="town", cost=100_000 + at) for at in range(160)]
number, _numbers = round_in_voting(projects=projects)
Voter.objects.bulk_create([
    Voter(round=number, source="roll", name=f"Voter {{at}}", folded=f"voter{{at}}", born=date(1980, 1, 1), created=clock.now(),
          identity=voters.identity_of(number, name=f"Voter {{at}}", born=date(1980, 1, 1)))
    for at in range({PROCESSES * THREADS * VOTERS})
], batch_size=500)
print(number)
"""
CHECK = """
import json, sys
import django; django.setup()
from folkmoot.modules.budgeting.models import Ballot, SealedChoice, Voter
from folkmoot.modules.budgeting.rules.ballots import commitment
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import rebuild
number = int(sys.argv[1])
sealed = {one.key: one for one in SealedChoice.objects.all()}
rows = list(Ballot.objects.filter(round=number, state="cast"))
print(json.dumps({
    "ballots": len(rows),
    "sealed": len(sealed),
    "opens": sum(commitment(sealed[one.key].choice, bytes(sealed[one.key].salt)) == one.choice for one in rows if one.key in sealed),
    "voted": Voter.objects.filter(round=number, channel="internet").count(),
    "facts": RecordedFact.objects.filter(kind="budgeting.ballot_cast").count(),
    "differences": len(rebuild()),
}))
"""
"""Everything that must agree at the end."""


def write(number: int, process: int, seconds: float) -> None:
    """One process of voters: say that it is ready, wait for the word, vote, say how long each ballot took."""
    import django

    django.setup()
    from django.db import connection

    from folkmoot.modules.budgeting import queries
    from folkmoot.modules.budgeting.models import Voter
    from folkmoot.modules.budgeting.queries import ballots
    from folkmoot.modules.budgeting.services.casting import cast

    first = process * THREADS * VOTERS
    mine = list(
        Voter.objects.order_by("folded").values_list("pk", flat=True)[first : first + THREADS * VOTERS]
    )
    paper = ballots.paper_of(queries.round_of(number))
    projects = sorted(paper.pots["town"].costs)
    waits: list[float] = []
    used: set[int] = set()

    def voter(thread: int) -> None:
        at, fresh = 0, 0
        while time.perf_counter() < ends:
            # Two new voters, then an earlier one again.
            again = at % 3 == 2
            who = thread * VOTERS + (fresh // 2 if again else fresh) % VOTERS
            fresh += not again
            picked = sorted(
                {projects[(at * 7 + thread * 31 + step * 11) % len(projects)] for step in range(5)}
            )
            started = time.perf_counter()
            cast(voter=mine[who], choice={"town": [(one, 1) for one in picked]})
            waits.append(time.perf_counter() - started)
            used.add(first + who)
            at += 1
        connection.close()

    print("ready", flush=True)
    sys.stdin.readline()
    began, spent = time.perf_counter(), time.process_time()
    ends = began + seconds
    threads = [threading.Thread(target=voter, args=(at,)) for at in range(THREADS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    print(
        json.dumps(
            {
                "waits": waits,
                "took": time.perf_counter() - began,
                "cpu": time.process_time() - spent,
                "voters": len(used),
            }
        ),
        flush=True,
    )


def run(environment: dict[str, str], seconds: float) -> dict:
    """Measure one database."""
    prepare(environment)
    number = int(python(environment, "-c", OPEN))
    sealer = subprocess.Popen(
        [sys.executable, "-m", "folkmoot.site.cli", "sealer"], cwd=ROOT, env=environment
    )
    try:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        writers = [
            subprocess.Popen(
                [sys.executable, __file__, "writer", str(number), str(at), str(seconds)],
                cwd=ROOT,
                env=environment,
                **pipes,
            )
            for at in range(PROCESSES)
        ]
        for one in writers:
            if one.stdout.readline() != "ready\n":
                sys.exit("a process of voters did not start")
        before = cpu_ms(sealer.pid)
        for one in writers:
            one.stdin.write("go\n")
            one.stdin.flush()
        told = [json.loads(one.stdout.readline()) for one in writers]
        sealing = cpu_ms(sealer.pid) - before
        for one in writers:
            one.communicate()
    finally:
        sealer.terminate()
        sealer.wait(30)
    waits = [1000 * one for some in told for one in some["waits"]]
    return {
        "rate": len(waits) / max(one["took"] for one in told),
        "half": percentile(waits, 0.5),
        "wait": percentile(waits, 0.95),
        "cpu": 1000 * sum(one["cpu"] for one in told) / len(waits),
        "sealing": sealing / len(waits),
        "cast": len(waits),
        "voters": sum(one["voters"] for one in told),
        "check": json.loads(python(environment, "-c", CHECK, str(number))),
    }


@contextmanager
def fresh(server: str) -> Iterator[dict[str, str]]:
    """The environment of processes on empty data, on PostgreSQL with a database of their own."""
    name = f"folkmoot_voting_{os.getpid()}"
    with tempfile.TemporaryDirectory() as data:
        more = {}
        if server:
            database(server, name, there=True)
            more["DATABASE_URL"] = urlsplit(server)._replace(path=f"/{name}").geturl()
        try:
            yield surroundings(data, **more)
        finally:
            if server:
                database(server, name, there=False)


def compare(kind: str, seconds: float, server: str) -> bool:
    """Measure and print one database; whether the targets are met."""
    with fresh(server) as environment:
        found = run(environment, seconds)
    check = found["check"]
    exact = {check[one] for one in ("ballots", "sealed", "opens", "voted")} == {found["voters"]}
    exact = exact and check["facts"] == found["cast"] and not check["differences"]
    print(
        f"{kind:<14}{found['rate']:>7.1f} ballots/s   half within {found['half']:.0f} ms, 95 % within {found['wait']:.0f} ms"
        f"   {found['cpu']:.1f} ms of processor each, sealer {found['sealing']:.1f}"
    )
    print(
        f"  {found['cast']:,} ballots of {found['voters']:,} voters, {found['cast'] - found['voters']:,} changed:"
        f" {'exact' if exact else f'NOT EXACT: {check}'}"
    )
    met = exact and found["rate"] >= TARGETS[kind]
    print(f"  {'target met' if met else 'missed'}: {TARGETS[kind]:.0f} a second, and exact", flush=True)
    return met


def main(words: list[str]) -> int:
    """Measure and print; 1 when a target is missed."""
    seconds = float(words[0]) if words else 30.0
    met = [compare("SQLite (FULL)", seconds, "")]
    if server := os.environ.get("DATABASE_URL", ""):
        met.append(compare("PostgreSQL", seconds, server))
    else:
        print("PostgreSQL was not measured: set DATABASE_URL to a server on which databases may be made")
    return 0 if all(met) else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["writer"]:
        write(int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
    else:
        sys.exit(main(sys.argv[1:]))
