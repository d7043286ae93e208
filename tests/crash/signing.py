# ruff: noqa: T201 - printing is how it reports.
"""What the tests of a killed web process run in processes of their own: ``python -m tests.crash.signing VERB …``."""

import json
import sys
import threading
import time

import django

django.setup()

from django.db import connection  # noqa: E402

from folkmoot.modules.petitions import services  # noqa: E402
from folkmoot.modules.petitions.models import Petition, Signature, Signer  # noqa: E402
from folkmoot.modules.petitions.services import counting  # noqa: E402
from folkmoot.modules.petitions.tests.town import describe_town, opened, signatory  # noqa: E402
from folkmoot.record.api import receipt  # noqa: E402
from folkmoot.record.gather import Gathered  # noqa: E402
from folkmoot.record.models import RecordedFact  # noqa: E402
from folkmoot.record.projection import rebuild  # noqa: E402
from tests.crash.dying import die_at  # noqa: E402


def begin(many):
    """An open petition that so many people signed and have not confirmed."""
    describe_town()
    number = opened()
    for at in range(10, 10 + int(many)):
        services.sign(number=number, signatory=signatory(at))
    print(number)


def confirm(step="", occurrence="1"):
    """Everybody who waits confirms at once, in one turn; each says so with their receipt, as their page would."""
    keys = list(Signer.objects.filter(state="pending").values_list("pk", flat=True))
    gate = threading.Event()

    def act(number, take):
        gate.wait(20)
        return counting._confirm_all(number, take)

    counting._confirmed = gathered = Gathered(act, most=counting.AT_ONCE)

    def work(key):
        row = services.confirm(signer_id=key)
        # In one piece: threads that print a line and its end apart write into one another's.
        sys.stdout.write(f"{row.fact_id}\n")
        sys.stdout.flush()
        connection.close()

    threads = [threading.Thread(target=work, args=(key,)) for key in keys]
    for one in threads:
        one.start()
    while sum(len(line) for line in gathered._lines.values()) < len(keys):
        time.sleep(0.002)
    if step:
        die_at(step, int(occurrence))
    gate.set()
    for one in threads:
        one.join()


def report():
    """What a fresh process finds."""
    row = Petition.objects.get()
    print(
        json.dumps(
            {
                "count": row.count,
                "counted": Signer.objects.filter(state="counted").count(),
                "pending": Signer.objects.filter(state="pending").count(),
                "rows": Signature.objects.filter(state="counted").count(),
                "facts": RecordedFact.objects.filter(kind="petitions.signed").count(),
                "reached": RecordedFact.objects.filter(kind="petitions.threshold_reached").count(),
                "held": [one for one in sys.argv[2:] if receipt(one) is not None],
                "differences": len(rebuild()),
            }
        )
    )


if __name__ == "__main__":
    {"begin": begin, "confirm": confirm, "report": lambda *_: report()}[sys.argv[1]](*sys.argv[2:])
