"""Followers read sealed facts in order, each with its own cursor. The record is the outbox: there is no other.

A follower's rows and its cursor move in one transaction, so a follower that only writes to this database handles
each fact exactly once. One that reaches outside (mail, webhooks) must be ready to see a fact again.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from folkmoot.record import clock, store
from folkmoot.record.event import Fact
from folkmoot.record.models import Cursor, Parked, RecordedFact, Tree
from folkmoot.record.steps import step

log = logging.getLogger(__name__)

BATCH = 500
ATTEMPTS = 5
"""Tries before a poison fact is parked; waits between them double from one second."""


@dataclass(frozen=True, slots=True)
class Follower:
    """A reader of the record. ``handle`` gets facts in order, a batch at a time; ``kinds`` None means all."""

    name: str
    handle: Callable[[Sequence[Fact[Any]]], None]
    kinds: tuple[str, ...] | None = None


def _cursor(name: str) -> Cursor:
    Cursor.objects.get_or_create(follower=name)
    return Cursor.objects.select_for_update().get(follower=name)


def _handle(follower: Follower, rows: Sequence[RecordedFact]) -> None:
    facts = [store.fact_of(row) for row in rows if follower.kinds is None or row.kind in follower.kinds]
    if facts:
        follower.handle(facts)


def _fail(follower: Follower, cursor: Cursor, row: RecordedFact, error: Exception) -> int:
    """Note a failure of one fact: try again later, or park it and pass. Returns how many facts were passed."""
    cursor.attempts += 1
    cursor.error = f"{type(error).__name__}: {error}"[:2000]
    if cursor.attempts < ATTEMPTS:
        cursor.retry_at = clock.now() + timedelta(seconds=2 ** (cursor.attempts - 1))
        cursor.save()
        return 0
    log.error("follower %s parks entry %s: %s", follower.name, row.index, cursor.error)
    Parked.objects.update_or_create(
        follower=follower.name,
        index=row.index or 0,
        defaults={"attempts": cursor.attempts, "error": cursor.error, "parked": clock.now()},
    )
    cursor.next_index = (row.index or 0) + 1
    cursor.attempts, cursor.error, cursor.retry_at = 0, "", None
    cursor.save()
    return 1


def run(follower: Follower) -> int:
    """Handle the next batch. Returns how many facts were passed, 0 when there is nothing to do now."""
    with transaction.atomic():
        cursor = _cursor(follower.name)
        if cursor.retry_at and cursor.retry_at > clock.now():
            return 0
        # After a failure facts go one by one, so that the poison one is found and only it is parked.
        rows = store.sealed(start=cursor.next_index, limit=1 if cursor.attempts else BATCH)
        if not rows:
            return 0
        try:
            with transaction.atomic():
                _handle(follower, rows)
                step("follow:handled")
        except Exception as error:  # noqa: BLE001 - whatever a follower raises is its own affair; the record goes on.
            if len(rows) == 1:
                return _fail(follower, cursor, rows[0], error)
            return _one_by_one(follower, cursor, rows)
        cursor.next_index = (rows[-1].index or 0) + 1
        cursor.attempts, cursor.error, cursor.retry_at = 0, "", None
        cursor.save()
        step("follow:moved")
        return len(rows)


def _one_by_one(follower: Follower, cursor: Cursor, rows: Sequence[RecordedFact]) -> int:
    passed = 0
    for row in rows:
        try:
            with transaction.atomic():
                _handle(follower, [row])
        except Exception as error:  # noqa: BLE001 - see run().
            return passed + _fail(follower, cursor, row, error)
        passed += 1
        cursor.next_index = (row.index or 0) + 1
        cursor.save()
    return passed


def run_all(followers: Sequence[Follower]) -> int:
    """Let every follower read until none has anything left to do now. Returns how many facts were passed."""
    total = 0
    for follower in followers:
        while passed := run(follower):
            total += passed
    return total


def replay_parked(follower: Follower, index: int) -> bool:
    """Try a parked fact again; it leaves the list when it works. Returns whether it did."""
    with transaction.atomic():
        parked = Parked.objects.select_for_update().get(follower=follower.name, index=index)
        try:
            with transaction.atomic():
                _handle(follower, [RecordedFact.objects.get(index=index)])
        except Exception as error:  # noqa: BLE001 - it stays parked, with its newest error.
            parked.attempts += 1
            parked.error = f"{type(error).__name__}: {error}"[:2000]
            parked.save()
            return False
        parked.delete()
        return True


def lag(follower: Follower) -> int:
    """How many sealed facts a follower has yet to read."""
    size = Tree.objects.filter(pk=1).values_list("size", flat=True).first() or 0
    cursor = Cursor.objects.filter(follower=follower.name).values_list("next_index", flat=True).first() or 0
    return max(0, size - cursor)


def parked_facts() -> list[Parked]:
    """What followers could not handle, by follower and then in order."""
    return list(Parked.objects.order_by("follower", "index"))
