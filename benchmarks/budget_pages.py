"""Real votes brought in as rounds, and what their pages of results cost against the smallest Django page with one query.

Usage: ./run bench budget_pages [SECONDS]. Needs ../shared/data/pabulib. Łódź 2022 (90,494 ballots, 160 projects) and
Wieliczka 2023 come in through `folkmoot budgeting import`. Prints the time of that, then for each page its bytes, its
processor time on the server, and the client's 95th percentile; the peer is served by the same server and middleware.
"""

import gzip
import json
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# This file is called as a module beside it may be, so that its own folder must not be looked into first.
sys.path = [str(ROOT / "src"), str(ROOT), *(one for one in sys.path if Path(one) != ROOT / "benchmarks")]

from benchmarks._measure import Cost, measure  # noqa: E402

from folkmoot.site.tests.serving import prepare, python, served, surroundings  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "pabulib"
FILES = (
    ("Poland_Lodz_2022.pb", "equalshares/add1"),
    ("Poland_Wieliczka_2023_Green_Budget.pb", ""),
)
MOST_CPU = 3.0
"""Times the processor time of the smallest page."""
MOST_BYTES = 60_000
"""Of a page as it is sent, compressed."""
PEER = "smallest Django page, one query"
TOWN = """
import django; django.setup()
from folkmoot.places.events import InstitutionDescribed
from folkmoot.places.services import describe_department, describe_institution
actor = "office:council"
describe_institution(InstitutionDescribed(name="Town", short="Town", prefix="TN", lat=51.8, lon=19.4), actor=actor)
describe_department(slug="finance", name="Finance", actor=actor)
"""
COUNT = """
import json, sys
import django; django.setup()
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
client, found = Client(SERVER_NAME="127.0.0.1"), {}
for path in json.load(sys.stdin):
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    found[path] = [len(asked), len(body)]
print(json.dumps(found))
"""


def sent(port: int, path: str) -> int:
    """Bytes of a page, compressed as a browser asks for it."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=120) as answer:
        body = answer.read()
        return len(body if answer.headers.get("Content-Encoding") == "gzip" else gzip.compress(body))


def main(seconds: float) -> int:
    """Bring the votes in, measure, print; 1 when a target is missed."""
    with tempfile.TemporaryDirectory() as folder:
        environment = surroundings(folder, DJANGO_SETTINGS_MODULE="benchmarks._settings")
        prepare(environment)
        python(environment, "-c", TOWN)
        for name, rule in FILES:
            began = time.perf_counter()
            words = ["budgeting", "import", str(DATA / name), "--office", "finance"]
            said = python(environment, "-m", "folkmoot.site.cli", *words, *(["--rule", rule] if rule else []))
            print(
                f"{name}: {said.splitlines()[-1]}, brought in and counted in {time.perf_counter() - began:.0f} s"
            )
        pages = {
            PEER: "/smallest",
            "Łódź, result": "/budgets/1/results",
            "Łódź, why one lost": "/budgets/1/results/pots/all?why=150",
            "Wieliczka, result": "/budgets/2/results",
            "also: Łódź, how to count again": "/budgets/1/results/check",
        }
        asked = json.loads(python(environment, "-c", COUNT, given=json.dumps(list(pages.values()))))
        costs: dict[str, Cost] = {}
        with served(environment) as (port, process):
            for _ in range(3):
                for name, path in pages.items():
                    new = measure(port, process.pid, [path], seconds=seconds / 3)
                    old = costs.get(name, new)
                    costs[name] = Cost(min(old.cpu, new.cpu), min(old.p95, new.p95))
            sizes = {name: sent(port, path) for name, path in pages.items()}
            began = time.perf_counter()
            with urllib.request.urlopen(
                f"http://127.0.0.1:{port}/budgets/1/results/pots/all.pb", timeout=600
            ) as answer:
                size = len(answer.read())
            export = time.perf_counter() - began
    print(f"{'page':<34}{'SQL':>5}{'bytes':>10}{'gzip':>9}{'CPU ms':>9}{'p95 ms':>9}{'× peer':>8}")
    missed = []
    for name, path in pages.items():
        ratio = costs[name].cpu / costs[PEER].cpu
        statements, size_plain = asked[path]
        print(
            f"{name:<34}{statements:>5}{size_plain:>10,}{sizes[name]:>9,}{costs[name].cpu:>9.2f}{costs[name].p95:>9.1f}{ratio:>8.1f}"
        )
        if name.startswith("also") or name == PEER:
            continue
        if ratio > MOST_CPU:
            missed.append(
                f"{name}: {ratio:.1f} times the peer's processor time, the target is at most {MOST_CPU:.0f}"
            )
        if sizes[name] > MOST_BYTES:
            missed.append(f"{name}: {sizes[name]:,} bytes compressed, the target is at most {MOST_BYTES:,}")
    print(f"Łódź as a .pb file: {size:,} bytes in {export:.1f} s")
    print("\n".join(f"missed: {one}" for one in missed) or "every target is met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 9.0))
