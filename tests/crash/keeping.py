# ruff: noqa: T201 - printing is how it reports.
"""What the tests of killed publishing run in processes of their own: ``python -m tests.crash.keeping VERB …``."""

import json
import sys
from datetime import timedelta

import django

django.setup()

from folkmoot.modules.catalogue import engines, keeping, services  # noqa: E402
from folkmoot.modules.catalogue.engine.running.generations import NAME  # noqa: E402
from folkmoot.modules.catalogue.models import Load, Table, Version  # noqa: E402
from folkmoot.places.events import InstitutionDescribed  # noqa: E402
from folkmoot.places.services import describe_department, describe_institution  # noqa: E402
from folkmoot.record import clock, opening  # noqa: E402
from folkmoot.record.follow import run_all  # noqa: E402
from folkmoot.record.projection import rebuild  # noqa: E402
from folkmoot.record.seal import seal  # noqa: E402
from tests.crash.dying import die_at  # noqa: E402

TABLE = "public-record/days"
declared = opening.datasets()
opening.datasets = lambda: tuple(one for one in declared if one.key == "public-record")


def town(count):
    """A town with entries of some days."""
    describe_institution(
        InstitutionDescribed(name="Town", short="Town", prefix="MH", lat=1.0, lon=1.0), actor="office:council"
    )
    now = clock.now()
    for number in range(int(count)):
        with clock.telling(now - timedelta(days=int(count) - number)):
            describe_department(slug=f"d{number}", name=f"Team {number}", actor="office:council")
    seal()
    run_all([keeping.FOLLOWER])


def work(step="", occurrence="1", later="0"):
    """A worker's turn ``later`` minutes from now, which may end at a step."""
    if step:
        die_at(step, int(occurrence))
    with clock.telling(clock.now() + timedelta(minutes=int(later))):
        seal()
        run_all([keeping.FOLLOWER])
        services.keep_current()
        services.load_waiting()
        services.keep_current()


def report():
    """What there is, on the record and on the disk."""
    root = engines.generations()
    table = Table.objects.filter(pk=TABLE).first()
    rows = []
    if table and table.number:
        rows = engines.engine().backend.run(table.generation, "SELECT sum(entries)::BIGINT FROM rows", 5.0)
    print(
        json.dumps(
            {
                "versions": Version.objects.count(),
                "loads": sorted(Load.objects.values_list("state", flat=True)),
                "folders": len([one for one in root.iterdir() if NAME.fullmatch(one.name)])
                if root.exists()
                else 0,
                "entries": rows[0][0] if rows else 0,
                "differences": len(rebuild()),
            }
        )
    )


if __name__ == "__main__":
    {"town": town, "work": work, "report": report}[sys.argv[1]](*sys.argv[2:])
