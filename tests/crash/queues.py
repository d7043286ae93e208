# ruff: noqa: T201 - printing is how it reports.
"""What the tests of killed queues run in processes of their own: ``python -m tests.crash.queues VERB …``."""

import json
import shutil
import sys
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402

from folkmoot.followers.models import Delivery, Endpoint, Mail  # noqa: E402
from folkmoot.followers.notify import mail  # noqa: E402
from folkmoot.followers.webhooks import queueing, sending  # noqa: E402
from folkmoot.record import clock  # noqa: E402
from folkmoot.record.api import about  # noqa: E402
from folkmoot.record.follow import run_all  # noqa: E402
from folkmoot.record.seal import seal  # noqa: E402
from tests.crash.dying import die_at  # noqa: E402
from tests.ledger.events import Counted  # noqa: E402

settings.FOLKMOOT_WEBHOOKS_LOCAL = True


def queue(count, url):
    """So many mails, and so many facts for one endpoint; what an earlier test left is gone."""
    now = clock.now()
    Mail.objects.all().delete()
    Endpoint.objects.all().delete()
    shutil.rmtree(settings.EMAIL_FILE_PATH, ignore_errors=True)
    run_all([queueing.FOLLOWER])
    for number in range(int(count)):
        Mail.objects.create(
            key=f"mail-{number}", email=f"reader-{number}@example.org", subject=f"News {number}", text="Words", due=now, created=now
        )  # fmt: skip
    Endpoint.objects.create(id="e" * 32, name="Receiver", url=url, since=0, created=now)
    with about("ledger/posted", actor="office:counting") as fact:
        for _ in range(int(count)):
            fact(Counted(amount=1))
    seal()
    run_all([queueing.FOLLOWER])


def work(step="", occurrence="1", later="0"):
    """A worker's turn ``later`` minutes from now, which may end at a step."""
    if step:
        die_at(step, int(occurrence))
    with clock.telling(clock.now() + timedelta(minutes=int(later))):
        mail.send()
        sending.send()


def report():
    """How many rows stand where."""
    print(
        json.dumps(
            {
                "mail": list(Mail.objects.order_by("id").values_list("state", "attempts")),
                "posts": list(Delivery.objects.order_by("id").values_list("state", "attempts")),
            }
        )
    )


if __name__ == "__main__":
    {"queue": queue, "work": work, "report": report}[sys.argv[1]](*sys.argv[2:])
