"""The page of a discussion with 10,000 comments against the one with 200: the same server, the same page.

Usage: ./run bench talk [FEWER MORE] [SECONDS]. Milliseconds of processor time of the server's own processes (from /proc,
Linux), SQL statements and the ratio, for the first page in every order, a page deep inside, and one reply by itself. Four
in ten comments are replies, votes are spread unevenly, as in life. The target is at most MOST_GROWTH times.
"""

import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Not this folder itself: a benchmark in it may be called as a library is.
sys.path = [str(ROOT / "src"), str(ROOT), *(one for one in sys.path if Path(one) != ROOT / "benchmarks")]

from benchmarks._measure import Cost, measure  # noqa: E402

from folkmoot.site.tests.serving import prepare, python, served, surroundings  # noqa: E402

MOST_GROWTH = 1.2
MOST_MS = 100.0
"""Milliseconds of processor time for a first page, whatever the length of the discussion."""
ROUNDS = 3
FILL = """
import random, sys
import django; django.setup()
from folkmoot.places.events import InstitutionDescribed
from folkmoot.places.services import describe_institution
from folkmoot.record import text
from folkmoot.record.api import about
from folkmoot.record.seal import seal
from folkmoot.talk import names, services
from folkmoot.talk.events import Commented, Supported
from folkmoot.talk.models import Comment
COUNTRY = InstitutionDescribed(name="Marlhaven Council", short="Marlhaven", prefix="MH", lat=52.48, lon=1.7)
describe_institution(COUNTRY, actor="office:council")
services.describe_discussions(open_=["debates"], actor="office:council")
dice = random.Random(7)
WORDS = "the crossing at the school is needed before winter because cars come fast and nobody sees the children".split()
def someone():
    return f"person:{dice.randrange(2000):032x}"
for name, size in (("few", int(sys.argv[1])), ("many", int(sys.argv[2]))):
    thread = names.thread_of(f"debates/{name}")
    subject = names.subject_of(thread)
    for start in range(0, size, 500):
        with about(subject, actor="system:benchmark") as fact:
            for number in range(start + 1, min(start + 500, size) + 1):
                words = " ".join(dice.choices(WORDS, k=dice.randrange(8, 60)))
                parent = dice.randrange(max(1, number - 60), number) if number > 5 and dice.random() < 0.4 else 0
                side = "" if parent else dice.choice(("for", "against", ""))
                fact(Commented(words=text.commit(words, subject=subject), parent=parent, stance=side, language="en"), actor=someone())
                for _ in range(int(dice.expovariate(1))):
                    voter = f"person:{dice.randrange(10**6) + 10**9:032x}"
                    fact(Supported(comment=number, direction=dice.choice(("up", "up", "down"))), actor=voter)
    while seal(): pass
reply = Comment.objects.filter(thread=names.thread_of("debates/many")).exclude(root=0).order_by("-number").first()
near = Comment.objects.filter(thread=names.thread_of("debates/few")).exclude(root=0).order_by("-number").first()
print(near.number, reply.number)
"""
COUNT = """
import json, sys
import django; django.setup()
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
found = []
for path in json.load(sys.stdin):
    client = Client(SERVER_NAME="127.0.0.1")
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    found.append(len(asked))
print(json.dumps(found))
"""


def pages(size: int, name: str, reply: int) -> dict[str, str]:
    """What is measured of a discussion."""
    here = f"/talk/debates/{name}"
    return {
        "oldest first": here,
        "newest first": f"{here}?order=newest",
        "most helpful first": f"{here}?order=best",
        "one side": f"{here}?side=against",
        "a page in the middle": f"{here}?after=0,{size // 2}",
        "one reply with what it answers": f"{here}/{reply}",
        "API, 20 comments": f"/api/talk/threads/debates/{name}?limit=20",
    }


def main(fewer: int, more: int, seconds: float) -> int:
    """Measure and print; 1 when a target is missed."""
    with tempfile.TemporaryDirectory(prefix="folkmoot-talk-") as data:
        environment = surroundings(data)
        prepare(environment)
        print(f"  writing {fewer:,} and {more:,} comments …", flush=True)
        near, far = map(int, python(environment, "-c", FILL, str(fewer), str(more)).split()[-2:])
        few, many = pages(fewer, "few", near), pages(more, "many", far)
        best: dict[str, Cost] = {}
        with served(environment) as (port, process):
            for _ in range(ROUNDS):
                for path in (one for name in few for one in (few[name], many[name])):
                    new = measure(port, process.pid, [path], seconds=seconds / ROUNDS)
                    old = best.get(path, new)
                    best[path] = Cost(min(old.cpu, new.cpu), min(old.p95, new.p95))
        asked = [*few.values(), *many.values()]
        counts = dict(
            zip(asked, json.loads(python(environment, "-c", COUNT, given=json.dumps(asked))), strict=True)
        )
    return _told(few, many, best, counts, fewer, more)


def _told(
    few: dict[str, str],
    many: dict[str, str],
    best: dict[str, Cost],
    counts: dict[str, int],
    fewer: int,
    more: int,
) -> int:
    print(f"{'page':<34}{'SQL':>4}{f'CPU ms at {fewer:,}':>18}{f'at {more:,}':>12}{'p95 ms':>9}{'ratio':>8}")
    missed = []
    for name, path in few.items():
        small, large = best[path], best[many[name]]
        ratio = large.cpu / small.cpu
        print(
            f"{name:<34}{counts[many[name]]:>4}{small.cpu:>18.1f}{large.cpu:>12.1f}{large.p95:>9.1f}{ratio:>8.2f}"
        )
        if ratio > MOST_GROWTH:
            missed.append(f"{name}: {ratio:.2f} times, the target is at most {MOST_GROWTH}")
        if large.cpu > MOST_MS:
            missed.append(f"{name}: {large.cpu:.0f} ms, the target is at most {MOST_MS:.0f}")
        if counts[many[name]] > counts[path]:
            missed.append(f"{name}: {counts[path]} statements become {counts[many[name]]}")
    print("\n".join(f"missed: {one}" for one in missed) or "every target is met")
    return 1 if missed else 0


if __name__ == "__main__":
    given = [float(one.replace("_", "")) for one in sys.argv[1:]]
    sizes = given[:2] if len(given) > 1 else [200, 10_000]
    sys.exit(main(int(sizes[0]), int(sizes[1]), given[2] if len(given) > 2 else 6.0))
