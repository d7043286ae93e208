"""The hold of a worker on a run: by a lease, a random token, and signs of life from a thread of its own."""

import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Q

from folkmoot.modules.catalogue.models import Run
from folkmoot.record import clock

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
BEAT = 20.0
"""Seconds between two signs of life."""


class Lost(RuntimeError):
    """The run is somebody else's by now, or was stopped."""


def take() -> Run | None:
    """The oldest run that can go on and that nobody holds, leased to this worker; None when there is none."""
    now = clock.now()
    free = Q(state="waiting") | Q(state="running", lease__lt=now)
    ripe = Q(after__isnull=True) | Q(after__lte=now)
    for row in Run.objects.filter(free & ripe).order_by("created", "id")[:20]:
        taken = Run.objects.filter(free, pk=row.pk, token=row.token).update(
            state="running",
            token=secrets.token_hex(16),
            lease=now + LEASE,
            tries=row.tries + 1,
            begun=row.begun or now,
            after=None,
        )
        if taken:
            row.refresh_from_db()
            return row
    return None


@dataclass(slots=True)
class Hand:
    """The hold on a run: every change of it says at once whether it is still this worker's."""

    run: Run

    def change(self, **changes: object) -> None:
        """Write into the run and give a sign of life. Raises Lost."""
        mine = Run.objects.filter(pk=self.run.pk, token=self.run.token, state="running")
        if not mine.update(lease=clock.now() + LEASE, **changes):
            raise Lost
        for name, value in changes.items():
            setattr(self.run, name, value)

    def end(self, state: str, **more: object) -> None:
        """Let go of the run in a state. Raises Lost."""
        over = {} if state in {"waiting", "asks"} else {"finished": clock.now()}
        mine = Run.objects.filter(pk=self.run.pk, token=self.run.token, state="running")
        if not mine.update(state=state, lease=None, token="", **over, **more):
            raise Lost

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Give signs of life while the block runs: a question to a slow portal is silent for long."""
        over = threading.Event()

        def beat() -> None:
            while not over.wait(BEAT):
                try:
                    self.change()
                except Lost:
                    return
                except Exception:
                    log.exception("a sign of life for the harvest %s was lost", self.run.pk)
                finally:
                    connection.close()

        thread = threading.Thread(target=beat, name=f"harvest {self.run.pk}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
