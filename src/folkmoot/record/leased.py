"""How a worker holds a row of work: by a lease, which signs of life from a thread of its own renew."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
BEAT = 20.0
"""Seconds between two signs of life of a worker."""


class Lost(RuntimeError):
    """The row is another worker's by now, or was stopped."""


@contextmanager
def signs_of_life(beat: Callable[[], object], what: str) -> Iterator[None]:
    """Call ``beat`` every BEAT seconds while the block runs, until it raises Lost: a step may be silent for long."""
    over = threading.Event()

    def beating() -> None:
        while not over.wait(BEAT):
            try:
                beat()
            except Lost:
                return
            except Exception:
                log.exception("a sign of life for %s was lost", what)
            finally:
                connection.close()

    thread = threading.Thread(target=beating, name=what, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
