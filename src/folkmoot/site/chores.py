"""What the worker does on a schedule beside the followers: the chores that parts declare, and the site's own.

Each has a thread of its own, so that a long one keeps nothing else waiting, and an error in one stops neither the
followers nor the other chores. However many workers there are, a chore runs at most once in its ``every`` seconds.
"""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, connections
from django.utils.module_loading import import_string

from folkmoot.record import clock, registry
from folkmoot.record.manifest import Chore
from folkmoot.site.models import ChoreTurn

log = logging.getLogger(__name__)

LOOK = 20.0
"""Seconds between looks at whether a chore is due, at most; one that is due more often is looked for as often."""
_PATIENCE = 2.0
"""Seconds for chores to end by themselves when the worker is stopped."""
_ROWS_LOOKED_AT = 10_000

OWN = (Chore(name="site.statistics", run="folkmoot.site.chores.statistics", every=86_400),)


def chores() -> list[Chore]:
    """Every chore of this installation by name. Raises ValueError when two have one name: they would share a turn."""
    found = sorted(
        (*OWN, *(one for part in registry.manifests() for one in part.chores)), key=lambda one: one.name
    )
    names = [one.name for one in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two chores are called {', '.join(twice)}")
    return found


def take_turn(chore: Chore) -> bool:
    """Whether it is this worker's turn; if so nobody else's comes before ``every`` seconds are over.

    The turn is taken before the work, in one statement: of two workers one gets it, and one that dies at its work
    has lost this turn and no more.
    """
    now = clock.now()
    turn, _made = ChoreTurn.objects.get_or_create(name=chore.name, defaults={"due": now})
    if turn.due > now:
        return False
    due = ChoreTurn.objects.filter(name=chore.name, due__lte=now)
    return due.update(due=now + timedelta(seconds=chore.every)) == 1


def run_due(every: Sequence[Chore]) -> int:
    """Run the chores whose turn it is. Returns how many ran; one that fails is logged and counts as run."""
    ran = 0
    for chore in every:
        if not take_turn(chore):
            continue
        ran += 1
        try:
            done = import_string(chore.run)()
        except Exception:
            log.exception("the chore %s failed; next try in %.0f s", chore.name, chore.every)
        else:
            log.log(logging.INFO if done else logging.DEBUG, "the chore %s did %s", chore.name, done)
    return ran


@contextmanager
def beside(every: Sequence[Chore]) -> Iterator[None]:
    """Run the chores while the block runs. Their threads end with it; a chore may be cut off in its middle."""
    stopped = threading.Event()
    threads = [
        threading.Thread(target=_look, args=(one, stopped), name=f"chore {one.name}", daemon=True)
        for one in every
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopped.set()
        # What takes longer is cut off with the process: chores are made for that.
        until = time.monotonic() + _PATIENCE
        for thread in threads:
            thread.join(timeout=max(0.0, until - time.monotonic()))


def _look(chore: Chore, stopped: threading.Event) -> None:
    while not stopped.is_set():
        try:
            run_due([chore])
        except Exception:
            log.exception("looking whether the chore %s is due failed; next look in %.0f s", chore.name, LOOK)
            stopped.wait(LOOK)
        # A connection that idles here between rare looks would only be one that breaks.
        connections.close_all()
        stopped.wait(min(LOOK, chore.every))


def statistics() -> int:
    """Tell SQLite how many rows its indexes have for a value, so that it chooses the right one; PostgreSQL knows.

    It looks at a part of each index, which takes milliseconds, because ANALYZE holds the write lock (SQLite
    documentation, "PRAGMA analysis_limit"). Returns the number of indexes with statistics.
    """
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={_ROWS_LOOKED_AT}")
        cursor.execute("ANALYZE")
        cursor.execute("SELECT COUNT(*) FROM sqlite_stat1")
        return int(cursor.fetchone()[0])
