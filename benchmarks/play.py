"""The Los Angeles file as live traffic at 100 times real speed, with officers acting through their pages.

Usage: ./run bench play [--hours 24] [--speed 100] [--rows N] [--kill SECONDS] [--database URL] [--file CSV]

Reports come in through Open311, officers close them through the pages of their desk, each at its time in the file
divided by the speed. At the end every report of the file must be there once, in the state that the file gives it, and
closing times are compared with the file's. Prints the 50th and 95th percentile of each sort of act and the ratio of the
95th to the limit of one second. With --kill a random process of web, sealer and worker gets SIGKILL that often.
"""

import argparse
import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Files of this folder are called as well-known libraries are, so that it must not be looked into first.
sys.path[:1] = [str(ROOT / "src"), str(ROOT)]

from tests.load.stage import Killer, check, percentile, report, stage  # noqa: E402
from tests.load.story import lives  # noqa: E402

LIMIT = 1.0
"""Seconds within which 95 of 100 acts should be answered under load."""
FILE = "service-requests/los_angeles_2020_01.csv"


def main() -> int:
    """Play, check, print; 1 when the limit is missed."""
    shared = Path(os.environ.get("FOLKMOOT_REAL_DATA") or ROOT.parent / "shared" / "data")
    parser = argparse.ArgumentParser(prog="./run bench play")
    parser.add_argument("--hours", type=float, default=24, help="hours of the file that are played")
    parser.add_argument("--speed", type=float, default=100)
    parser.add_argument("--rows", type=int, help="only so many reports, evenly spread")
    parser.add_argument("--kill", type=float, default=0, metavar="SECONDS")
    parser.add_argument("--database", default="", help="postgres://… instead of SQLite")
    parser.add_argument("--file", type=Path, default=shared / FILE)
    options = parser.parse_args()
    some = lives(options.file, hours=options.hours, rows=options.rows)
    until = some[0].reported + timedelta(hours=options.hours)
    print(
        f"{len(some):,} reports of {options.hours:g} hours at {options.speed:g} times real speed: "
        f"{options.hours * 3600 / options.speed / 60:.1f} minutes"
    )
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with stage(data, some, speed=options.speed, database=options.database) as (play, supervisor):
            killer = Killer(supervisor, every=options.kill) if options.kill else None
            if killer:
                killer.start()
            began = time.monotonic()
            play.run(some, until=until)
            took = time.monotonic() - began
            if killer:
                killer.stopped.set()
                killer.join()
        apart = check(report(data), play, some, until=until)
    acts = len(play.seconds["report"]) + len(play.seconds["act"])
    print(f"{acts:,} acts in {took:.0f} s ({acts / took:.1f} a second); nothing lost, nothing doubled")
    if killer:
        print(f"killed: {dict(killer.killed)}; acts that had to be tried again: {play.retries}")
    worst = 0.0
    for what, name in (("report", "reporting (Open311)"), ("act", "acting (two pages and a look)")):
        seconds = play.seconds[what]
        p95 = percentile(seconds, 0.95)
        worst = max(worst, p95)
        print(f"  {name:<30} {percentile(seconds, 0.5) * 1000:7.0f} ms median  {p95 * 1000:7.0f} ms p95")
    print(
        f"  closing times differ from the file by at most {max(apart.values(), default=0):.2f} hours (medians)"
    )
    print(f"p95 is {worst / LIMIT:.2f} times the limit of {LIMIT:g} s{'' if worst <= LIMIT else ': missed'}")
    return 0 if worst <= LIMIT or killer else 1


if __name__ == "__main__":
    sys.exit(main())
