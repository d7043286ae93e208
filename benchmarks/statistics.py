"""CPU seconds of the page of statistics over 10 thousand and a million reports, against the limit of 0.3 s.

Usage: ./run bench statistics [REPORTS …]. The page is measured as the first reader of a minute pays for it, with every
report chosen; with everything read anew, as by a process that has just started; and again within the minute. The
last lines are what the worker pays to keep a month true.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# This file is called like a module of the standard library, which others need.
sys.path[0] = str(ROOT / "src")

LIMIT = 0.3
AREAS, SERVICES, OFFICES, CHANNELS, YEARS = 20, 50, 10, ("web", "phone", "app", "desk"), 3
BATCH = 5_000


def lines(count: int, now: datetime) -> Iterator[object]:
    """Reports of three years, most of them closed after some days, one in twenty open."""
    from folkmoot.modules.service_requests.models import ServiceRequest

    dice = random.Random(311)
    for number in range(count):
        requested = now - timedelta(seconds=dice.randrange(YEARS * 365 * 86_400))
        took = timedelta(seconds=dice.expovariate(1 / (4 * 86_400)))
        closed = requested + took if dice.random() > 0.05 and requested + took < now else None
        back = closed is not None and dice.random() < 0.06
        yield ServiceRequest(
            service_request_id=f"B-{number:07d}",
            service_code=f"service-{dice.randrange(SERVICES):02d}",
            state="resolved" if closed else "acknowledged",
            office=f"office-{dice.randrange(OFFICES)}",
            requested=requested,
            updated=closed or requested,
            expected=requested + timedelta(days=5),
            due=requested + timedelta(days=5),
            closed=closed,
            answered=requested + took / 4,
            first_closed=closed,
            first_reopened=closed + timedelta(days=3) if closed and back else None,
            area=f"area-{dice.randrange(AREAS):02d}",
            title="",
            channel=dice.choice(CHANNELS),
            fact_id="",
        )


def fill(count: int, now: datetime) -> None:
    """Write the rows past the record: a benchmark may."""
    from itertools import islice

    from folkmoot.modules.service_requests.models import ServiceRequest
    from folkmoot.record.projection import writing

    rows = lines(count, now)
    with writing():
        while some := list(islice(rows, BATCH)):
            ServiceRequest.objects.bulk_create(some, batch_size=BATCH)


def measured(path: str) -> float:
    """CPU seconds of one request."""
    from django.test import Client

    client = Client()
    began = time.process_time()
    answer = client.get(path)
    spent = time.process_time() - began
    assert answer.status_code == 200, answer.status_code
    return spent


def bench(count: int) -> float:
    """Measure one size; the seconds of the page for the first reader of a minute."""
    from folkmoot.modules.service_requests.models import ServiceRequest, StatisticsMonth
    from folkmoot.modules.service_requests.statistics import keeping, results, table
    from folkmoot.record.projection import writing

    now = datetime.now(UTC)
    with writing():
        ServiceRequest.objects.all().delete()
    StatisticsMonth.objects.all().delete()
    fill(count, now)
    keeping.mark({f"{now - timedelta(days=day):%Y-%m}" for day in range(YEARS * 365 + 2)})
    began = time.process_time()
    months = keeping.refresh()
    keeping_one = (time.process_time() - began) / months
    path = "/reports/statistics"
    measured(path)
    table._held[0] = table._EMPTY
    results._kept.clear()
    fresh = measured(path)
    first = []
    for by in ("service", "area", "month"):
        results._kept.clear()
        first.append(measured(f"{path}?by={by}"))
    again = measured(f"{path}?by=month")
    worst = max(first)
    size = sum(len(bytes(data)) for data in StatisticsMonth.objects.values_list("data", flat=True))
    print(f"{count:>9,} reports: page {worst:.3f} s, {worst / LIMIT:.2f} of the limit of {LIMIT} s")
    print(f"{'':>9}  again within the minute {again:.3f} s; in a process that has just started {fresh:.3f} s")
    print(
        f"{'':>9}  worker: {keeping_one:.3f} s for a month of {count // months:,}; columns {size / 1e6:.1f} MB"
    )
    return worst


def main() -> int:
    """Run every size in a throw-away database; 1 when the limit does not hold."""
    with tempfile.TemporaryDirectory(prefix="folkmoot-bench-") as data:
        os.environ["FOLKMOOT_DATA"] = data
        os.environ["FOLKMOOT_ORIGIN"] = "http://testserver"
        os.environ["DJANGO_SETTINGS_MODULE"] = "folkmoot.site.settings"
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from folkmoot.site.cli.demo import prepare

        prepare(None)
        sizes = [int(word.replace(",", "")) for word in sys.argv[1:]] or [10_000, 1_000_000]
        return int(max([bench(size) for size in sizes]) > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
