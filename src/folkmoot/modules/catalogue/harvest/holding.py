"""The hold of a worker on a run: by a lease, a random token, and signs of life from a thread of its own."""

import secrets
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from folkmoot.modules.catalogue import counting
from folkmoot.modules.catalogue.models import Run
from folkmoot.record import clock
from folkmoot.record.leased import LEASE, Lost, signs_of_life


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
        """Let go of the run in a state, and count it where it is over. Raises Lost."""
        over = {} if state in {"waiting", "asks"} else {"finished": clock.now()}
        mine = Run.objects.filter(pk=self.run.pk, token=self.run.token, state="running")
        with transaction.atomic():
            if not mine.update(state=state, lease=None, token="", **over, **more):
                raise Lost
            if over and not self.run.dry:
                self._count(state, more.get("counts"))

    def _count(self, state: str, counts: object) -> None:
        source, told = self.run.source, counts if isinstance(counts, Mapping) else {}
        became: dict[tuple[str, ...], int] = {
            (counting.RECORDS, source, str(one)): int(n) for one, n in told.items()
        }
        counting.add({(counting.RUNS, source, state): 1, (counting.READ, source): self.run.found, **became})
        if state in {"done", "same"}:
            counting.keep(counting.SUCCESS, source, value=int(clock.now().timestamp()))

    def alive(self) -> AbstractContextManager[None]:
        """Give signs of life while the block runs: a question to a slow portal is silent for long."""
        return signs_of_life(self.change, f"harvest {self.run.pk}")
