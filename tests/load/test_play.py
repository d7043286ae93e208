"""Three days of a city in half a minute while processes are killed: nothing is lost, nothing is doubled."""

from datetime import timedelta

import pytest

from tests.load.stage import Killer, check, percentile, report, stage
from tests.load.story import lives

ROWS = 120
SPEED = 12_000.0
"""A story day takes 7 seconds."""
DAYS = 3.5


@pytest.mark.slow
@pytest.mark.realdata
def test_killing_every_process_changes_nothing_in_the_outcome(real_data, tmp_path):
    some = lives(real_data / "service-requests" / "los_angeles_2020_01.csv", rows=ROWS)
    until = some[0].reported + timedelta(days=DAYS)
    with stage(tmp_path, some, speed=SPEED) as (play, supervisor):
        killer = Killer(supervisor, every=3.0)
        killer.start()
        play.run(some, until=until, players=6)
        killer.stopped.set()
        killer.join()
    found = report(tmp_path)
    apart = check(found, play, some, until=until)
    assert sum(killer.killed.values()) >= 3, killer.killed
    # An act waits while the server restarts, and a second is more than three hours of this story.
    slack = SPEED * (percentile(play.seconds["report"] + play.seconds["act"], 1) + 5) / 3600
    assert max(apart.values(), default=0) <= slack
