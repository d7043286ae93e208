"""A town with as many reports as asked, kept outside the repository so that a second run finds it.

The demo town tells its story through the services that people use; the other reports come in as ``Imported`` facts,
the way an importer brings in the years before. Only the indexes are built afterwards instead of row by row.
"""

import hashlib
import json
import os
import random
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks._measure import database  # noqa: E402

from folkmoot.site.tests.serving import prepare, surroundings  # noqa: E402

BATCH = 2000
YEARS = 5
STREETS = 4000
_SYLLABLES = [
    "bar",
    "mor",
    "wen",
    "tal",
    "kes",
    "lin",
    "dor",
    "hay",
    "mill",
    "quay",
    "ash",
    "rook",
    "fen",
    "sal",
    "ber",
    "ton",
    "ley",
    "ham",
    "worth",
    "den",
]


def cache() -> Path:
    """Where towns are kept: XDG_CACHE_HOME (XDG Base Directory Specification) or ``~/.cache``."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "folkmoot-benchmarks"


def _fingerprint() -> str:
    """Changes with the tables, so that an old town is not measured for a new one."""
    here = ROOT / "src" / "folkmoot"
    files = [
        *sorted((here / "record" / "migrations").glob("0*.py")),
        *sorted((here / "modules" / "service_requests" / "migrations").glob("0*.py")),
    ]
    return hashlib.sha256(b"".join(one.read_bytes() for one in files)).hexdigest()[:12]


def town(size: int) -> tuple[dict[str, str], dict]:
    """The environment of a town with ``size`` reports, made if it is not there yet, and what to ask it for.

    With DATABASE_URL it lives on that PostgreSQL server, in a database of its own.
    """
    server = os.environ.get("DATABASE_URL", "")
    kind = "postgresql" if server else "sqlite"
    data = cache() / f"{kind}-{size}-{_fingerprint()}"
    more = {"DJANGO_SETTINGS_MODULE": "benchmarks._settings"}
    if server:
        more["DATABASE_URL"] = urlsplit(server)._replace(path=f"/{data.name.replace('-', '_')}").geturl()
    environment = surroundings(data, **more)
    if not (data / "ask.json").exists():
        data.mkdir(parents=True, exist_ok=True)
        if server:
            database(server, data.name.replace("-", "_"), there=True)
        elif (data / "folkmoot.sqlite3").exists():
            raise SystemExit(f"{data} is half made, by a run that was stopped: delete it and start again")
        print(f"  making a town of {size:,} reports in {data} …", flush=True)
        prepare(environment)
        subprocess.run(
            # As a module: a script would look for libraries in this folder first, and find its namesakes of them.
            [sys.executable, "-m", "benchmarks._town", str(size), str(data)],
            env=environment,
            cwd=ROOT,
            check=True,
        )
    return environment, json.loads((data / "ask.json").read_text())


def _fill(size: int, data: Path) -> None:
    """Tell the stories, import the rest, build the indexes, seal, and note what to ask for."""
    import django

    django.setup()
    from django.db import connection

    from folkmoot.followers.all import followers
    from folkmoot.modules.service_requests import demo
    from folkmoot.modules.service_requests.models import ServiceRequest
    from folkmoot.places import demo as places
    from folkmoot.record.follow import run_all
    from folkmoot.record.seal import seal
    from folkmoot.site.chores import chores, run_due

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    places.tell()
    demo.tell()
    lived = list(ServiceRequest.objects.order_by("service_request_id").values_list("pk", flat=True))
    joined = _joined()
    with _late_indexes():
        brought = _import(size - len(lived))
    seal()
    run_all(followers())
    run_due(chores())
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if connection.vendor == "sqlite" else "ANALYZE")
    ask = {
        "lived": [one for one in lived if one not in joined],
        "joined": [one for one in lived if one in joined],
        "brought": brought,
        "session": _officer(),
        "size": ServiceRequest.objects.count(),
    }
    (data / "ask.json").write_text(json.dumps(ask))


def _joined() -> set[str]:
    """Reports that were merged with another or split from it: their pages read the other one as well."""
    from folkmoot.modules.service_requests.models import ServiceRequest

    pairs = ServiceRequest.objects.values_list("pk", "duplicate_of", "split_from")
    return {one for number, *others in pairs for other in others if other for one in (number, other)}


@contextmanager
def _late_indexes() -> Iterator[None]:
    """Build the indexes of the reports and of their words when the rows are there."""
    from django.db import connection

    from folkmoot.modules.service_requests.models import ServiceRequest

    triggers = []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            named = "tbl_name = 'record_textwords' AND type = 'trigger'"
            cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE {named}")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
    with connection.schema_editor() as editor:
        for index in ServiceRequest._meta.indexes:
            editor.remove_index(ServiceRequest, index)
    yield
    print("  building indexes …", flush=True)
    with connection.schema_editor() as editor:
        for index in ServiceRequest._meta.indexes:
            editor.add_index(ServiceRequest, index)
    with connection.cursor() as cursor:
        for _name, sql in triggers:
            cursor.execute(sql)
        if triggers:
            cursor.execute("INSERT INTO record_textindex(record_textindex) VALUES ('rebuild')")


def _import(count: int) -> list[str]:
    """Bring in reports of the last five years; returns the numbers of some of them."""
    from folkmoot.modules.service_requests import demo
    from folkmoot.modules.service_requests.demo.words import STORIES
    from folkmoot.modules.service_requests.events import Imported
    from folkmoot.modules.service_requests.models import Service
    from folkmoot.places import geo
    from folkmoot.places import queries as places
    from folkmoot.record import clock, store, text
    from folkmoot.record.api import about

    dice = random.Random(311)
    streets = ["".join(dice.choices(_SYLLABLES, k=3)).title() for _ in range(STREETS)]
    offered = {one.pk: one for one in Service.objects.all()}
    areas, box, now = [one.slug for one in places.areas()], places.bounds(), clock.now()
    some: list[str] = []
    for first in range(0, count, BATCH):
        rows, words = [], []
        for at in range(first, min(first + BATCH, count)):
            service = offered[dice.choice(demo.SERVICES)[0]]
            number = f"TX-{at:08d}"
            requested = now - timedelta(seconds=dice.random() * YEARS * 365 * 86400)
            still = dice.random() < (0.4 if now - requested < timedelta(days=30) else 0.01)
            state = (
                dice.choice(("new", "acknowledged", "in_progress"))
                if still
                else dice.choice(("resolved",) * 8 + ("declined", "could_not_verify"))
            )
            closed = None if still else min(now, requested + timedelta(hours=dice.expovariate(1 / 90)))
            lat, long = geo.grid(dice.uniform(box.south, box.north), dice.uniform(box.west, box.east))
            door = f"{dice.randrange(1, 200)} {dice.choice(streets)} Street"
            subject = f"requests/{number}"
            words += [
                (subject, f"{dice.choice(STORIES[service.pk])}, {door}"),
                (
                    subject,
                    f"Seen near {dice.choice(streets)} Lane. It has been so for {dice.randrange(2, 30)} days."
                    if at % 3 == 0
                    else "",
                ),
                (subject, door if at % 2 else ""),
            ]
            rows.append(
                {
                    "service_request_id": number,
                    "service_code": service.pk,
                    "state": state,
                    "office": service.office,
                    "requested": requested.isoformat(),
                    "updated": (closed or requested).isoformat(),
                    "expected": (requested + timedelta(hours=service.promise_hours)).isoformat(),
                    "closed": closed.isoformat() if closed else None,
                    "lat": lat,
                    "long": long,
                    "area": dice.choice(areas),
                    "channel": "import",
                    "supporters": 1,
                }
            )
        with about("imports/benchmark", actor="office:council") as fact:
            kept = text.commit_many(words)
            for at, row in enumerate(rows):
                row |= dict(zip(("title", "description", "address"), kept[3 * at : 3 * at + 3], strict=True))
            segment = store.put_segment(
                "\n".join(map(json.dumps, rows)).encode(), media_type="application/jsonl"
            )
            fact(
                Imported(
                    source="benchmark",
                    segment=segment,
                    count=len(rows),
                    first=first + 1,
                    last=first + len(rows),
                )
            )
        some.append(dice.choice(rows)["service_request_id"])
        if first % 100_000 == 0:
            print(f"  {first:,} of {count:,}", flush=True)
    return dice.sample(some, min(len(some), 200))


def _officer() -> str:
    """The session of an officer of one team."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils.module_loading import import_string

    from folkmoot.people.models import Person, Role

    person = Person.objects.create_user(f"{secrets.token_hex(4)}@officer.example")
    Role.objects.create(person=person, role="officer", office="streets")
    session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.set_expiry(timedelta(days=3650))
    session.create()
    return session.session_key


if __name__ == "__main__":
    _fill(int(sys.argv[1]), Path(sys.argv[2]))
