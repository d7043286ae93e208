# ruff: noqa: T201 - printing is how it reports.
"""What the crash tests run in processes of their own: ``python -m tests.crash.child VERB …``."""

import json
import sys
import time
from pathlib import Path

import django

django.setup()

from django.db import OperationalError, transaction  # noqa: E402

from folkmoot.record.api import about  # noqa: E402
from folkmoot.record.follow import Follower, run_all  # noqa: E402
from folkmoot.record.seal import seal  # noqa: E402
from tests.crash.dying import die_at  # noqa: E402
from tests.ledger.events import Counted  # noqa: E402
from tests.ledger.models import Seen  # noqa: E402


def see(facts):
    for fact in facts:
        Seen.objects.create(index=fact.index)


FOLLOWER = Follower("tests.seen", see)


def append(subject, count=1):
    """Append and print each receipt once its transaction has committed, as a person would get it."""
    for _ in range(count):
        with about(subject, actor="office:counting") as fact:
            receipt = fact(Counted(amount=1))
        print(receipt.fact_id, flush=True)


def crash(step):
    """A life that ends at ``step``."""
    append("ledger/a", 3)
    seal()
    run_all([FOLLOWER])
    append("ledger/a", 2)
    append("ledger/b", 260)
    die_at(step)
    append("ledger/a", 2)
    seal()
    run_all([FOLLOWER])
    raise SystemExit(f"{step} was never reached")


def recover():
    """A fresh process seals and follows what the last one left."""
    seal()
    run_all([FOLLOWER])


def writer(number, count):
    for turn in range(int(count)):
        append(f"ledger/own-{number}" if turn % 2 else "ledger/shared")


def sealer(stop):
    while not Path(stop).exists():
        try:
            seal()
            run_all([FOLLOWER])
        except OperationalError as error:
            # SQLite has one writer; a sealer that waited too long tries again, as the real one does.
            print(f"again: {error}", file=sys.stderr)
        time.sleep(0.02)


def report():
    """What a fresh process finds."""
    from folkmoot.record import keys, queries
    from folkmoot.record.export import export
    from folkmoot.record.models import Checkpoint, Cursor, Parked, RecordedFact, Tree
    from folkmoot.record.projection import rebuild
    from folkmoot.record.store import in_order
    from tests.ledger.models import Tally

    directory = Path(sys.argv[2])
    export(directory)
    with transaction.atomic():
        print(
            json.dumps(
                {
                    "facts": [row.fact_id for row in in_order()],
                    "indexes": [row.index for row in in_order()],
                    "positions": sorted(
                        [row["subject"], row["position"]]
                        for row in RecordedFact.objects.values("subject", "position")
                    ),
                    "size": Tree.objects.get().size,
                    "checkpoints": list(Checkpoint.objects.order_by("size").values_list("size", flat=True)),
                    "cursor": Cursor.objects.get(follower=FOLLOWER.name).next_index,
                    "parked": Parked.objects.count(),
                    "seen": list(Seen.objects.order_by("pk").values_list("index", flat=True)),
                    "tallies": dict(Tally.objects.values_list("subject", "total")),
                    "differences": len(rebuild()),
                    "newest": queries.latest_checkpoint().size,
                    "key": keys.signer().verifier.vkey,
                }
            )
        )


if __name__ == "__main__":
    {
        "crash": crash,
        "recover": recover,
        "writer": writer,
        "sealer": sealer,
        "report": lambda *_: report(),
    }[sys.argv[1]](*sys.argv[2:])
