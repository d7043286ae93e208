"""Commands and workers of the catalogue race themselves, and one of them is really killed."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from tests.fixtures.racing import race

from folkmoot.modules.catalogue import engines, services
from folkmoot.modules.catalogue.engine.running.generations import NAME
from folkmoot.modules.catalogue.models import Dataset, Load, Table, Version
from folkmoot.modules.catalogue.services import Refused
from folkmoot.modules.catalogue.tests.town import (
    CSV,
    DESCRIPTION,
    OFFICE,
    describe_town,
    drafted,
    handed_in,
    loaded,
)
from folkmoot.record import clock
from folkmoot.record.projection import assert_replays

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here(db, settings, tmp_path):
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    describe_town()


def test_one_of_many_first_drafts_makes_the_dataset(here):
    def draft():
        services.describe(key="trees", description=DESCRIPTION, actor=OFFICE, new=True)

    assert race(draft, losing=(Refused,)) == ["done", "lost", "lost", "lost"]
    assert Dataset.objects.count() == 1
    assert_replays()


def test_a_review_is_decided_once(here):
    drafted()
    loaded()
    assert race(lambda: services.submit(key="trees"), losing=(Refused,)) == ["done", "lost", "lost", "lost"]
    assert race(lambda: services.publish(key="trees"), losing=(Refused,)) == ["done", "lost", "lost", "lost"]
    assert_replays()


def test_uploads_and_workers_race(here):
    drafted()
    count = iter(range(100))

    def upload():
        n = next(count)
        handed_in(CSV + f"02{n},Ash,{n},2020-01-01\n")

    assert race(upload, losing=()) == ["done"] * 4
    race(services.load_waiting, losing=())
    services.load_waiting()
    assert [one.state for one in Load.objects.order_by("created")] == ["done"] * 4
    assert sorted(Version.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    newest = Version.objects.get(number=4)
    assert newest.original == Load.objects.order_by("created").last().original, "the last that came is shown"
    assert Table.objects.get().generation == newest.generation
    assert_replays()


SLOW = """
import sys
from pathlib import Path
from folkmoot.modules.catalogue.engine.generation import build

def tell(step, done):
    print(step, flush=True)
    if step == "types":
        import time
        time.sleep(600)

build(Path(sys.argv[1]), Path(sys.argv[2]), name="trees.csv", progress=tell)
"""


def test_a_killed_process_is_followed_by_another(here):
    """The process that builds is killed with SIGKILL while it works; the next worker goes on after its last step."""
    drafted()
    handed_in()
    one = services.take()
    from folkmoot.modules.catalogue import originals

    command = [sys.executable, "-c", SLOW, str(originals.path_of(one.original)), str(engines.generations())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as worker:
        steps = []
        until = time.monotonic() + 60
        while "types" not in steps and time.monotonic() < until:
            steps.append(worker.stdout.readline().strip())
        os.kill(worker.pid, signal.SIGKILL)
    assert steps[-1] == "types"
    assert not [path for path in engines.generations().iterdir() if NAME.fullmatch(path.name)], (
        "nothing half-made is seen"
    )
    with clock.telling(clock.now() + timedelta(minutes=2)):
        assert services.load_waiting() == 1
    assert Load.objects.get().state == "done"
    assert Version.objects.get().rows == 3
    assert_replays()
