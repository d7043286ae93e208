"""Digests for 50,000 subscribers and 10,000 acts in one pass, against one query for each subscriber.

Usage: ./run bench digests [SUBSCRIBERS] [ACTS]. Prints seconds and the ratio. The peer asks the database for the acts of
each subscriber, as a job for each would; it is measured on a sample and extrapolated to all subscribers.
"""

import json
import os
import random
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Not this folder itself: a benchmark beside this one is called like a module of the standard library.
sys.path[:1] = [str(ROOT / "src"), str(ROOT)]
os.environ["FOLKMOOT_DATA"] = tempfile.mkdtemp(prefix="folkmoot-digests-")
os.environ.setdefault("FOLKMOOT_LOG_LEVEL", "WARNING")
os.environ["DJANGO_SETTINGS_MODULE"] = "folkmoot.site.settings"
# A town of its own: a configured database is somebody's.
os.environ.pop("DATABASE_URL", None)

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db.models import Q  # noqa: E402

from folkmoot.followers.cells import cell, covering  # noqa: E402
from folkmoot.followers.models import Activity, DigestRun, Mail, Subscriber, Subscription  # noqa: E402
from folkmoot.followers.notify import digests, targets  # noqa: E402
from folkmoot.followers.notify.compose import Reader, Told, digest_mail  # noqa: E402
from folkmoot.record import clock  # noqa: E402

SAMPLE = 500
AREAS = 8
SUBJECTS = 3_000
COLUMN = {"subject": "subject", "area": "area", "part": "module"}


def place(dice: random.Random) -> tuple[float, float]:
    """Somewhere in a town of about nine by eight kilometres."""
    return 52.48 + dice.uniform(-0.04, 0.04), 1.7 + dice.uniform(-0.06, 0.06)


def acts(count: int, dice: random.Random) -> None:
    """A busy day of a city: acts on reports that lie in its areas."""
    now, places, rows = clock.now(), [place(dice) for _ in range(SUBJECTS)], []
    for index in range(count):
        subject = dice.randrange(SUBJECTS)
        lat, long = places[subject]
        rows.append(
            Activity(
                index=index,
                fact_id=f"{index:032x}",
                accepted=now - timedelta(hours=1),
                module="service_requests",
                kind="service_requests.updated",
                subject=f"requests/{subject}",
                title=f"Report {subject}",
                url=f"/reports/{subject}",
                area=f"area-{subject % AREAS}",
                actor="office:streets",
                lat=lat,
                long=long,
                cell=cell(lat, long),
                group="other",
                glyph="wrench",
                tone="tide",
            )
        )
    Activity.objects.bulk_create(rows, batch_size=500)


def target(dice: random.Random) -> targets.Target:
    """What one subscriber follows: of ten six a report, two a circle, the others an area or a part."""
    roll = dice.random()
    if roll < 0.6:
        return targets.Target("subject", f"requests/{dice.randrange(SUBJECTS)}")
    if roll < 0.8:
        return targets.circle(*place(dice), dice.choice(targets.RADII))
    if roll < 0.95:
        return targets.Target("area", f"area-{dice.randrange(AREAS)}")
    return targets.Target("part", "service_requests")


def subscribers(count: int, dice: random.Random) -> None:
    """Addresses that follow one to three things each."""
    then = clock.now() - timedelta(days=30)
    Subscriber.objects.bulk_create(
        [Subscriber(email=f"a{n}@town.example", created=then) for n in range(count)], batch_size=500
    )
    rows = []
    for pk in Subscriber.objects.order_by("id").values_list("pk", flat=True):
        for one in {target(dice) for _ in range(dice.choice((1, 1, 2, 3)))}:
            row = Subscription(subscriber_id=pk, sort=one.sort, target=one.target, key=one.key)
            row.lat, row.long, row.radius = one.lat, one.long, one.radius
            row.mail, row.prompt, row.created, row.confirmed = "daily", False, then, then
            rows.append(row)
    Subscription.objects.bulk_create(rows, batch_size=500)


def one_by_one() -> int:
    """The peer: for each subscriber its subscriptions, then its acts, then its mail, each a query of its own."""
    queued = 0
    for one in Subscriber.objects.order_by("id")[:SAMPLE]:
        wanted, circles = Q(pk__in=[]), []
        for row in one.subscriptions.filter(mail="daily", confirmed__isnull=False):
            if row.sort == "circle":
                circles.append(targets.Target(row.sort, row.target, row.lat, row.long, row.radius))
            else:
                wanted |= Q(**{COLUMN[row.sort]: row.target})
        found = {row.index: row for row in Activity.objects.filter(wanted)}
        for circle in circles:
            cells = covering(circle.lat or 0.0, circle.long or 0.0, circle.radius or 0)
            near = Activity.objects.filter(cell__in=cells)
            found |= {row.index: row for row in near if targets.holds(circle, lat=row.lat, long=row.long)}
        if found:
            told = [Told.of(found[index]) for index in sorted(found, reverse=True)[:50]]
            digest_mail(
                Reader.of(one), told, len(found), period="peer", mail="daily", now=clock.now(), lines={}
            ).save()
            queued += 1
    return queued


def main(followers: int, count: int) -> None:
    """Measure and print."""
    call_command("migrate", verbosity=0)
    dice = random.Random(7)
    acts(count, dice)
    subscribers(followers, dice)
    print("the town is there; now the pass", file=sys.stderr, flush=True)
    run = DigestRun.objects.create(
        period="daily:bench", mail="daily", first=0, last=count - 1, began=clock.now()
    )
    began, used = time.perf_counter(), time.process_time()
    queued = digests.work(run, until=time.monotonic() + 3600)
    whole, busy = time.perf_counter() - began, time.process_time() - used
    print(f"{queued:,} digests in {whole:.1f} s; now the sample", file=sys.stderr, flush=True)
    waiting = Mail.objects.count()
    began = time.perf_counter()
    sampled = one_by_one()
    each = (time.perf_counter() - began) / min(SAMPLE, followers)
    figures = {
        "subscribers": followers,
        "acts": count,
        "subscriptions": Subscription.objects.count(),
        "mails": waiting,
        "one_pass_s": round(whole, 1),
        "one_pass_processor_s": round(busy, 1),
        "peer_sample": min(SAMPLE, followers),
        "peer_sample_mails": sampled,
        "peer_extrapolated_s": round(each * followers, 1),
        "ratio_peer_to_one_pass": round(each * followers / whole, 1),
    }
    print(json.dumps(figures))
    print(
        f"{waiting:,} digests for {followers:,} subscribers in {figures['one_pass_s']} s; a query for each subscriber "
        f"would take {figures['ratio_peer_to_one_pass']} times that (measured on {figures['peer_sample']:,}, extrapolated)"
    )


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:] if one.isdigit()]
    main(*(given + [50_000, 10_000][len(given) :]))
