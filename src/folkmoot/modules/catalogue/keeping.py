"""The follower ``datasets``: what stands on the record makes the open tables stale that tell of it, and is counted by day."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date
from typing import Any

from django.db.models import F

from folkmoot.modules.catalogue.models import ActsOfDay, Keeping
from folkmoot.record import clock, opening
from folkmoot.record.event import Fact
from folkmoot.record.follow import Follower


def handle(facts: Sequence[Fact[Any]]) -> None:
    """Mark tables and count acts. However many facts there are, a table is marked once."""
    newest: dict[str, int] = {}
    for fact in facts:
        newest[fact.kind] = max(newest.get(fact.kind, 0), fact.index or 0)
    now = clock.now()
    for given in opening.datasets():
        for one in given.tables:
            kinds = newest if not one.changes else [event.kind for event in one.changes]
            entry = max((newest[kind] for kind in kinds if kind in newest), default=None)
            if entry is not None:
                mark(f"{given.key}/{one.name}", now, entry)
    _count(facts)


def mark(key: str, now: Any, entry: int) -> None:
    """A table is stale from now on, if it was not before."""
    row, made = Keeping.objects.get_or_create(key=key, defaults={"stale": now, "entry": entry})
    if not made and (row.stale is None or row.entry != entry):
        Keeping.objects.filter(pk=key).update(stale=row.stale or now, entry=entry)


def _count(facts: Sequence[Fact[Any]]) -> None:
    counts: Counter[tuple[date, str]] = Counter(
        (fact.accepted.astimezone(UTC).date(), fact.kind) for fact in facts
    )
    for (day, kind), count in sorted(counts.items()):
        key = f"{day.isoformat()}|{kind}"
        if not ActsOfDay.objects.filter(pk=key).update(count=F("count") + count):
            ActsOfDay.objects.create(key=key, day=day, part=kind.partition(".")[0], kind=kind, count=count)


FOLLOWER = Follower(name="datasets", handle=handle)
