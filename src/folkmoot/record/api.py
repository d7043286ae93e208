"""How facts enter the record, and how others read it. This is the one door: services call ``about``."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from folkmoot.record import clock, projection, registry, store
from folkmoot.record.event import Fact, RefusedFact, envelope, new_id, payload_of
from folkmoot.record.merkle import leaf_hash
from folkmoot.record.models import RecordedFact
from folkmoot.record.prepared import Prepared
from folkmoot.record.receipt import Receipt
from folkmoot.record.steps import step

__all__ = ["Recorder", "RefusedFact", "about", "find", "receipt", "tail", "timeline"]


class Recorder:
    """Appends facts about locked subjects; ``about`` makes one."""

    def __init__(self, *, subjects: Sequence[str], actor: str) -> None:
        self._subjects = subjects
        self._actor = actor

    def __call__(self, event: Any, *, subject: str = "", actor: str = "") -> Receipt:
        """Accept one fact: write it, let the projections write their rows, give a receipt.

        Without ``subject`` it is about the first locked one. Raises RefusedFact when the event may not enter,
        and whatever a projection raises; both leave nothing behind.
        """
        [made] = self.together([(event, actor)], subject=subject)
        return made

    def together(self, acts: Sequence[tuple[Any, str]], *, subject: str = "") -> list[Receipt]:
        """Accept several facts about one subject, each an event with its actor, as if one after the other.

        The same facts and rows as from as many calls, with one statement where those would take many. All or none.
        """
        subject = subject or self._subjects[0]
        if subject not in self._subjects:
            raise RefusedFact(f"{subject} is not locked here: name it in about(…)")
        if not acts:
            return []
        position, before = store.last_of(subject)
        rows: list[tuple[Fact[Any], bytes, bytes]] = []
        for event, actor in acts:
            fact = self._fact(event, actor, subject, position + 1, before)
            position, before = fact.position, fact.accepted
            entry = envelope(
                fact_id=fact.id,
                kind=fact.kind,
                version=fact.version,
                subject=subject,
                actor=fact.actor,
                accepted=fact.accepted,
                payload=payload_of(event),
            )
            rows.append((fact, entry, leaf_hash(entry)))
        with transaction.atomic():
            store.insert(rows)
            step("append:inserted")
            projection.apply_all([fact for fact, _entry, _digest in rows])
            step("append:projected")
        return [
            Receipt(fact_id=fact.id, subject=subject, leaf_hash=digest, accepted=fact.accepted)
            for fact, _entry, digest in rows
        ]

    def _fact(
        self, event: Any, actor: str, subject: str, position: int, before: datetime | None
    ) -> Fact[Any]:
        if registry.event_type(event.kind) is not type(event):
            raise RefusedFact(f"{type(event).__name__} is not the event registered as {event.kind}")
        accepted = clock.now()
        if before is not None:
            # A clock that went back must not put a later fact before an earlier one of the same subject.
            accepted = max(accepted, before + timedelta(microseconds=1))
        return Fact(
            id=new_id(accepted),
            kind=event.kind,
            version=event.version,
            subject=subject,
            actor=actor or self._actor,
            accepted=accepted,
            position=position,
            index=None,
            event=event,
        )


@contextmanager
def about(*subjects: str, actor: str, beside: Sequence[str] = ()) -> Iterator[Recorder]:
    """A transaction that holds the subjects. Read, let the rules decide, then call the recorder with events.

    Subjects ``beside`` stay as they are until it ends and take no facts here: many may hold one so at the same time
    (voters a round), while whoever acts on it waits for all of them, and they wait for that one.
    """
    with transaction.atomic():
        store.lock(subjects, beside)
        yield Recorder(subjects=subjects, actor=actor)


TOLD = 500
"""The facts about one subject that are ever told together."""
_timeline = Prepared(
    lambda subject: RecordedFact.objects.filter(subject=subject).order_by("-position")[:TOLD]
)


def timeline(subject: str, *, limit: int = TOLD) -> list[Fact[Any]]:
    """The facts about one subject, oldest first, at most ``limit`` of the newest, and never more than TOLD."""
    if limit < TOLD:
        rows = list(RecordedFact.objects.filter(subject=subject).order_by("-position")[:limit])
    else:
        rows = _timeline.rows(subject=subject)
    return [store.fact_of(row) for row in reversed(rows)]


def tail(*, after: int, limit: int = 100, kinds: Sequence[str] | None = None) -> list[Fact[Any]]:
    """Sealed facts with an index above ``after`` in order, at most ``limit``."""
    return [store.fact_of(row) for row in store.sealed(start=after + 1, limit=limit, kinds=kinds)]


def find(fact_id: str) -> Fact[Any] | None:
    """The fact with this id, or None."""
    row = RecordedFact.objects.filter(fact_id=fact_id).first()
    return store.fact_of(row) if row else None


def receipt(fact_id: str) -> Receipt | None:
    """The receipt of an accepted fact, or None; the same as was given at acceptance."""
    row = RecordedFact.objects.filter(fact_id=fact_id).first()
    if row is None:
        return None
    return Receipt(
        fact_id=row.fact_id, subject=row.subject, leaf_hash=bytes(row.leaf_hash), accepted=row.accepted
    )
