"""The results of a survey with 1,000,000 answers against those with 10,000, and answering against a bare append.

Usage: ./run bench feedback [FEWER MORE] [SECONDS]. First the same server and the same pages: milliseconds of processor time of the
server's own processes (from /proc, Linux), SQL statements and the ratio. The answers are written into the tables as their
projection writes them, over two years, every tenth with words; their facts are left out, because no page of results reads
them. Then one process answers a survey of three questions by invitation, each time in a transaction of its own, and appends a
fact without any tables as often; the ratio is how many bare appends one answer costs. SQLite with synchronous=FULL.
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
"""Milliseconds of processor time for a page of results."""
MOST_APPENDS = 6.0
"""Bare appends that one answer may cost: it locks, reads four rows, checks, and writes five beside its fact."""
ROUNDS = 3
ANSWERS = 400
FILL = """
import dataclasses, random, sys
from datetime import timedelta
import django; django.setup()
from django.db import transaction
from folkmoot.modules.feedback import queries, rules, services
from folkmoot.modules.feedback.models import Answer, MonthTally, Remark
from folkmoot.modules.feedback.tests.town import OFFICE, on_pages, describe_town
from folkmoot.record import text
from folkmoot.record.event import new_id
from folkmoot.record.projection import writing
from folkmoot.record.seal import seal
describe_town()
dice = random.Random(7)
CHUNK = 5000
for key, size in (("few", int(sys.argv[1])), ("many", int(sys.argv[2]))):
    services.draft(key=key, plan=on_pages(), actor=OFFICE)
    services.open_survey(key=key, actor=OFFICE)
    edition = queries.edition(key, 1)
    tallies = {}
    for start in range(0, size, CHUNK):
        rows, remarks, said = [], [], []
        for number in range(start, min(start + CHUNK, size)):
            way = "invited" if number % 3 else "page"
            at = edition.opened - timedelta(days=730) + timedelta(seconds=63_000_000 * number / size)
            given = [{"question": "how", "choices": [dice.choice("12345")], "words": ""},
                     {"question": "told", "choices": [dice.choice(("yes", "no"))], "words": ""}]
            fact = new_id(at)
            row = Answer(key=f"{key}/1/{number:032x}", edition=f"{key}/1", way=way, state="counted", given=given,
                         whole=True, at=at, fact_id=fact)
            if number % 10 == 0:
                said.append((f"surveys/{key}", f"They came on day {number} and were quick."))
                remarks.append(row)
            rows.append(row)
            month = f"{at:%Y-%m}"
            tally = tallies.setdefault((way, month), MonthTally(
                key=f"{key}/1/{way}/{month}", edition=f"{key}/1", way=way, month=month))
            tally.answers += 1
            tally.whole += 1
        with transaction.atomic(), writing():
            words = text.commit_many(said)
            for row, one in zip(remarks, words, strict=True):
                row.given.append({"question": "why", "choices": [], "words": one})
            Remark.objects.bulk_create([
                Remark(key=f"{row.fact_id}/why", edition=row.edition, answer=row.pk, question="why", words=one)
                for row, one in zip(remarks, words, strict=True)], batch_size=500)
            Answer.objects.bulk_create(rows, batch_size=500)
        for row in rows:
            rules.add(tallies[row.way, f"{row.at:%Y-%m}"].counts, row.given, 1)
    with writing():
        MonthTally.objects.bulk_create(tallies.values())
while seal(): pass
middle = [Remark.objects.filter(edition=f"{key}/1").order_by("-key")[int(size) // 20].pk
          for key, size in (("few", sys.argv[1]), ("many", sys.argv[2]))]
print(*middle)
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
ANSWER = """
import dataclasses, json, sys, time
import django; django.setup()
from tests.ledger.events import Counted
from folkmoot.modules.feedback import queries, rules, services
from folkmoot.modules.feedback.models import Invitation
from folkmoot.modules.feedback.tests.town import OFFICE, PLAN
from folkmoot.record import clock
from folkmoot.record.api import about
count = int(sys.argv[1])
services.draft(key="live", plan=dataclasses.replace(PLAN, moment="service_requests.closed"), actor=OFFICE)
services.open_survey(key="live", actor=OFFICE)
rows = [Invitation(survey="live", edition=1, batch="x", groups={"area": f"a{at % 8}", "service": f"s{at % 20}"}, made=clock.now())
        for at in range(count + 20)]
Invitation.objects.bulk_create(rows)

def answer(at):
    services.answer(key="live", edition=1, pseudonym=queries.invited_as(rows[at]), invitation=rows[at], replies={
        "how": rules.Reply((str(at % 5 + 1),)), "told": rules.Reply(("yes",)),
        "why": rules.Reply(words=f"They came on day {at}.") if at % 10 == 0 else rules.Reply()})

def append(_at):
    with about("ledger/1", actor="office:counting") as fact:
        fact(Counted(amount=1))

for at in range(20):
    answer(count + at)
    append(at)
spent = {"answer": 0.0, "append": 0.0}
# In turns, so that whatever else the machine does falls on both.
for at in range(count):
    for name, act in (("answer", answer), ("append", append)):
        began = time.perf_counter()
        act(at)
        spent[name] += time.perf_counter() - began
found = services.recounted("live", 1)["area"]
assert sum(one[""][""] for one in found.values()) == count + 20
print(json.dumps(spent))
"""


def pages(key: str, middle: str) -> dict[str, str]:
    """What is measured of a survey."""
    here = f"/surveys/{key}/1"
    return {
        "results": here,
        "the part that is fetched anew": f"{here}/numbers",
        "results as CSV": f"{here}/results.csv",
        "API": f"/api/feedback/surveys/{key}/1",
        "what people wrote, newest": f"{here}/words/why",
        "what people wrote, in the middle": f"{here}/words/why?after={middle}",
    }


def main(fewer: int, more: int, seconds: float) -> int:
    """Measure and print; 1 when a target is missed."""
    with tempfile.TemporaryDirectory(prefix="folkmoot-feedback-") as data:
        environment = surroundings(data)
        prepare(environment)
        print(f"  writing {fewer:,} and {more:,} answers …", flush=True)
        near, far = python(environment, "-c", FILL, str(fewer), str(more)).split()[-2:]
        few, many = pages("few", near), pages("many", far)
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
        spent = json.loads(python(environment, "-c", ANSWER, str(ANSWERS)).splitlines()[-1])
    missed = _told(few, many, best, counts, fewer, more) + _answering(spent)
    print("\n".join(f"missed: {one}" for one in missed) or "every target is met")
    return 1 if missed else 0


def _told(
    few: dict[str, str],
    many: dict[str, str],
    best: dict[str, Cost],
    counts: dict[str, int],
    fewer: int,
    more: int,
) -> list[str]:
    print(f"{'page':<34}{'SQL':>4}{f'CPU ms at {fewer:,}':>18}{f'at {more:,}':>14}{'p95 ms':>9}{'ratio':>8}")
    missed = []
    for name, path in few.items():
        small, large = best[path], best[many[name]]
        ratio = large.cpu / small.cpu
        print(
            f"{name:<34}{counts[many[name]]:>4}{small.cpu:>18.1f}{large.cpu:>14.1f}{large.p95:>9.1f}{ratio:>8.2f}"
        )
        if ratio > MOST_GROWTH:
            missed.append(f"{name}: {ratio:.2f} times, the target is at most {MOST_GROWTH}")
        if large.cpu > MOST_MS:
            missed.append(f"{name}: {large.cpu:.0f} ms, the target is at most {MOST_MS:.0f}")
        if counts[many[name]] > counts[path]:
            missed.append(f"{name}: {counts[path]} statements become {counts[many[name]]}")
    return missed


def _answering(spent: dict[str, float]) -> list[str]:
    ratio = spent["answer"] / spent["append"]
    print(
        f"answering {ANSWERS / spent['answer']:.0f} a second, bare appends {ANSWERS / spent['append']:.0f} a second: "
        f"one answer costs {ratio:.1f} appends"
    )
    return [f"an answer costs {ratio:.1f} appends, at most {MOST_APPENDS}"] if ratio > MOST_APPENDS else []


if __name__ == "__main__":
    given = [float(one.replace("_", "")) for one in sys.argv[1:]]
    sizes = given[:2] if len(given) > 1 else [10_000, 1_000_000]
    sys.exit(main(int(sizes[0]), int(sizes[1]), given[2] if len(given) > 2 else 6.0))
