"""Pages of service requests at 10 thousand and a million reports, against the smallest Django page with one query.

Usage: ./run bench requests [FEWER MORE] [SECONDS]. Milliseconds of processor time of the server's own processes (from
/proc, Linux), the client's 95th percentile and the SQL statements of each page. The peer is served by the same server
with the same middleware. Towns are made once and kept in ~/.cache/folkmoot-benchmarks; on PostgreSQL with DATABASE_URL.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# This file is called as a well-known library is, so that its own folder must not be looked into first.
sys.path = [str(ROOT / "src"), str(ROOT), *(one for one in sys.path if Path(one) != ROOT / "benchmarks")]

from benchmarks._measure import Cost, measure  # noqa: E402
from benchmarks._town import town  # noqa: E402

from folkmoot.site.tests.serving import python, served  # noqa: E402

MOST_CPU = 3.0
"""Times the processor time of the smallest page."""
MOST_GROWTH = 1.2
"""Times the processor time at the smaller size."""
ROUNDS = 3
"""Peer and pages are measured in turn this often and the least counts, because a busy machine only ever adds."""
SAMPLE = 10
"""Pages of requests that are asked for in turn: as many in both towns, so that in each as much is kept of them."""
ANEW = ("request list", "request page", "officer's queue")
PEER = "smallest Django page, one query"
COUNT = """
import json, sys
import django; django.setup()
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
found = {}
for name, (paths, session) in json.load(sys.stdin).items():
    client = Client(SERVER_NAME="127.0.0.1")
    if session:
        client.cookies["sessionid"] = session
    found[name] = 0
    for path in paths:
        client.get(path)
        counts = []
        for _ in range(5):
            with CaptureQueriesContext(connection) as asked:
                client.get(path)
            counts.append(len(asked))
        # Some of what is in memory is asked for again every few seconds, in whichever page then comes. Of several pages
        # that which takes most counts: an imported report asks which entry of the record it stands in.
        found[name] = max(found[name], min(counts))
print(json.dumps(found))
"""


def pages(ask: dict) -> dict[str, tuple[list[str], str]]:
    """What is measured: paths, and the session of whoever asks."""
    some = zip(ask["lived"], ask["brought"][: SAMPLE // 2], strict=False)
    numbers = [one for pair in some for one in pair] or ask["lived"][:SAMPLE]
    return {
        PEER: (["/smallest"], ""),
        "request list": (["/reports"], ""),
        "request page": ([f"/reports/{one}" for one in numbers], ""),
        "Open311 list, 20 requests": (["/open311/v2/requests.json?page_size=20"], ""),
        "officer's queue": (["/desk"], ask["session"]),
        "also: page of a merged report": ([f"/reports/{one}" for one in ask["joined"]], ""),
        "also: closed reports of one kind": (["/reports?service=lamp&status=closed"], ""),
        "also: list with a common word": (["/reports?q=pothole"], ""),
        "also: list with a rare word": (["/reports?q=barbarmor"], ""),
        "also: Open311 list, its 2,000th page": (
            ["/open311/v2/requests.json?page_size=20&page=2000"],
            "",
        ),
        "also: Open311 list, 1,000 requests": (["/open311/v2/requests.json"], ""),
        "also: home page": (["/"], ""),
    }


def least(
    environment: dict[str, str], wanted: dict[str, tuple[list[str], str]], seconds: float
) -> dict[str, Cost]:
    """The least that each page cost a server of its own."""
    best: dict[str, Cost] = {}
    with served(environment) as (port, process):
        for _ in range(ROUNDS):
            for name, (paths, session) in wanted.items():
                cookie = f"sessionid={session}" if session else ""
                new = measure(port, process.pid, paths, seconds=seconds / ROUNDS, cookie=cookie)
                old = best.get(name, new)
                best[name] = Cost(min(old.cpu, new.cpu), min(old.p95, new.p95))
    return best


def cost(size: int, seconds: float) -> tuple[dict[str, Cost], dict[str, int]]:
    """What each page costs in a town of that size, and how many statements it takes.

    Parts of pages are kept for who looks next (web/kept.py); what the first one costs is measured as well.
    """
    environment, ask = town(size)
    wanted = pages(ask)
    anew = {f"also: {name}, made anew": wanted[name] for name in ANEW}
    best = least(environment, wanted, seconds)
    best |= least(environment | {"FOLKMOOT_KEPT_MB": "0"}, anew, seconds)
    wanted |= anew
    asked = {name: (paths[:20], session) for name, (paths, session) in wanted.items()}
    return best, json.loads(python(environment, "-c", COUNT, given=json.dumps(asked)))


def main(fewer: int, more: int, seconds: float) -> int:
    """Measure and print; 1 when a target is missed."""
    (small, statements), (large, statements_more) = cost(fewer, seconds), cost(more, seconds)
    print(
        f"{'page':<38}{'SQL':>5}{f'CPU ms at {fewer:,}':>20}{f'at {more:,}':>14}{'p95 ms':>9}{'× peer':>8}{'× growth':>10}"
    )
    missed = []
    for name in small:
        ratio, growth = large[name].cpu / large[PEER].cpu, large[name].cpu / small[name].cpu
        # A machine that is faster or slower by the hour would show as growth, so the peer's own is taken out.
        growth /= large[PEER].cpu / small[PEER].cpu
        same = "" if statements[name] == statements_more[name] else "!"
        print(
            f"{name:<38}{statements_more[name]:>4}{same or ' '}{small[name].cpu:>20.2f}{large[name].cpu:>14.2f}"
            f"{large[name].p95:>9.1f}{ratio:>8.1f}{growth:>10.2f}"
        )
        if name == PEER or name.startswith("also"):
            continue
        if ratio > MOST_CPU:
            missed.append(
                f"{name}: {ratio:.1f} times the peer's processor time, the target is at most {MOST_CPU:.0f}"
            )
        if growth > MOST_GROWTH:
            missed.append(
                f"{name}: {growth:.2f} times its cost at {fewer:,}, the target is at most {MOST_GROWTH}"
            )
        if same:
            missed.append(
                f"{name}: {statements[name]} statements at {fewer:,}, {statements_more[name]} at {more:,}"
            )
    print("\n".join(f"missed: {one}" for one in missed) or "every target is met")
    return 1 if missed else 0


if __name__ == "__main__":
    given = [float(one.replace("_", "")) for one in sys.argv[1:]]
    sizes = given[:2] if len(given) > 1 else [10_000, 1_000_000]
    sys.exit(main(int(sizes[0]), int(sizes[1]), given[2] if len(given) > 2 else 12.0))
