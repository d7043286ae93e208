"""Open tables: how fast the reports of a city become a new version of their dataset, against Django writing them as CSV.

Usage: ./run bench publishing [ROWS]. A million reports by themselves: reading them from the record's tables (checked, all of
one moment), and everything until the version is on the record. The peer is what a view for downloads does: a loop over
the objects of the same rows and a csv.writer, with the same columns. Ours must be no slower than that, hold no more memory
for a million rows than for a hundredth of them (within 150 MB), and make no version when nothing has changed.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT / "src")
sys.path.insert(0, str(ROOT))

MOST_MEMORY = 150.0
"""Megabytes that reading many rows may hold beyond reading few."""
FILL = """
import sys
import django; django.setup()
from datetime import UTC, datetime, timedelta
from django.db import connection
from folkmoot.modules.service_requests.models import Service, ServiceRequest
from folkmoot.places.events import InstitutionDescribed
from folkmoot.places.services import describe_institution
from folkmoot.record.projection import writing
from folkmoot.record.seal import seal
describe_institution(InstitutionDescribed(name="Town", short="Town", prefix="MH", lat=52.0, lon=1.0), actor="office:council")
seal()
begin, count = datetime(2021, 1, 1, tzinfo=UTC), int(sys.argv[1])
with writing():
    for code in range(40):
        Service.objects.create(service_code=f"s{code}", service_name=f"Service {code}", group="g", office="streets", changed=begin)
    for first in range(0, count, 5000):
        ServiceRequest.objects.bulk_create(
            ServiceRequest(
                service_request_id=f"MH-{n:08}", service_code=f"s{n % 40}", state=("new", "closed", "closed")[n % 3],
                office="streets", requested=begin + timedelta(minutes=n), updated=begin + timedelta(minutes=n + 90),
                expected=begin + timedelta(minutes=n + 4000), closed=begin + timedelta(minutes=n + 90) if n % 3 else None,
                lat=52 + n % 997 / 1e4, long=1 + n % 991 / 1e4, area=f"area-{n % 8}", title="0" * 64, channel="web",
                supporters=1 + n % 4, fact_id=f"{n:032x}", due=begin + timedelta(minutes=n + 4000),
            )
            for n in range(first, min(first + 5000, count))
        )
"""
READ = """
import json, resource, sys, time
import django; django.setup()
import csv
from datetime import timedelta
from django.db import connection
from folkmoot.modules.catalogue import keeping, services
from folkmoot.modules.catalogue.models import Keeping, Load, Version
from folkmoot.modules.catalogue.services.exporting import export
from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.models import Service, ServiceRequest
from folkmoot.record import clock, opening

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

def timed(act):
    started, processor = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - started, time.process_time() - processor

if connection.vendor == "sqlite":
    # Pages of the file that are mapped into memory count as held, and are not.
    connection.cursor().execute("PRAGMA mmap_size=0")
told = {}
one = opening.table("service-requests", "requests")

def dump():
    names = dict(Service.objects.values_list("service_code", "service_name"))
    with open(sys.argv[1], "w", newline="") as file:
        writer = csv.writer(file)
        for it in ServiceRequest.objects.order_by("service_request_id").iterator(chunk_size=2000):
            writer.writerow([
                it.service_request_id, rules.open311_status(it.state), it.state, it.service_code, names.get(it.service_code),
                it.office, it.requested, it.updated, it.expected, it.closed, it.lat, it.long, it.area, it.channel,
                it.supporters, it.reopened, it.duplicate_of, f"/reports/{it.pk}", f"/record/receipts/{it.fact_id}",
            ])

told["started"] = peak()
export(one)
told["ours"] = min(timed(lambda: export(one)) for _ in range(2))
told["memory"] = peak()
told["peer"] = min(timed(dump) for _ in range(2))
declared = opening.datasets()
opening.datasets = lambda: tuple(it for it in declared if it.key == "service-requests")

def refresh():
    services.keep_current()
    services.load_waiting()

told["whole"] = timed(refresh)
later = clock.now() + timedelta(days=2)
with clock.telling(later):
    Keeping.objects.update(stale=later)
    told["again"] = timed(refresh)
version = Version.objects.get(table="requests")
told["rows"], told["bytes"] = version.rows, version.bytes
told["states"] = sorted(Load.objects.values_list("table", "state"))
print(json.dumps(told))
"""


def measured(count: int) -> dict:
    """What was measured with so many reports."""
    from folkmoot.site.tests.serving import prepare, python, surroundings

    with tempfile.TemporaryDirectory(prefix="folkmoot-bench-") as folder:
        environment = surroundings(Path(folder))
        prepare(environment)
        python(environment, "-c", FILL, str(count))
        answer = python(environment, "-c", READ, str(Path(folder) / "peer.csv"))
        found: dict = json.loads(answer.splitlines()[-1])
        return found


def main(count: int) -> int:
    """Print what was found; 1 when a target is missed."""
    few, many = measured(max(count // 100, 1000)), measured(count)
    print(f"{count:,} reports; {os.getloadavg()[0]:.1f} processes want the processors")
    ratio = many["peer"][1] / many["ours"][1]
    for name, words in (
        ("ours", "reading them, checked, as CSV"),
        ("peer", "Django's objects and csv.writer"),
        ("whole", "until the version is on the record"),
        ("again", "again, nothing having changed"),
    ):
        seconds, processor = many[name]
        print(
            f"  {words:36} {seconds:7.2f} s, {processor:7.2f} s of processors, {count / seconds:10,.0f} rows/s"
        )
    more = many["memory"] - few["memory"]
    print(
        f"  {ratio:.2f} times as fast as the peer by processor time (target 1); {more:+.0f} MB of memory for 100 times the rows"
    )
    good = [
        ratio >= 1.0,
        more <= MOST_MEMORY,
        many["rows"] == count,
        [state for table, state in many["states"] if table == "requests"] == ["done", "same"],
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
    except subprocess.CalledProcessError as error:
        sys.exit(str(error))
