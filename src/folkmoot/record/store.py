"""SQL under the record: locks on subjects, the newest fact of a subject, inserting, reading in order."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from folkmoot.record import moment, registry
from folkmoot.record.event import Fact, event_from
from folkmoot.record.models import RecordedFact, Segment
from folkmoot.record.prepared import Prepared
from folkmoot.record.upcast import upcast


def lock(subjects: Iterable[str], beside: Iterable[str] = ()) -> None:
    """Hold the subjects until the transaction ends; sorted, so that two holders cannot wait for each other.

    Those ``beside`` are held together with others who hold them so, against whoever holds them alone. SQLite has one
    writer at a time and its transactions start with BEGIN IMMEDIATE, so nothing is left to lock.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a subject is locked inside a transaction only")
    if connection.vendor != "postgresql":
        return
    alone = {_lock_key(one) for one in subjects}
    shared = {_lock_key(one) for one in beside} - alone
    with connection.cursor() as cursor:
        for key in sorted(alone | shared):
            function = "pg_advisory_xact_lock" if key in alone else "pg_advisory_xact_lock_shared"
            cursor.execute(f"SELECT {function}(%s)", [key])


def _lock_key(subject: str) -> int:
    return int.from_bytes(hashlib.sha256(subject.encode()).digest()[:8], "big", signed=True)


_newest = Prepared(
    lambda subject: (
        RecordedFact.objects.filter(subject=subject).only("position", "accepted").order_by("-position")[:1]
    )
)


def last_of(subject: str) -> tuple[int, datetime | None]:
    """The newest position of a subject and when that fact was accepted; (0, None) when there is none."""
    row = _newest.first(subject=subject)
    return (row.position, row.accepted) if row else (0, None)


_COLUMNS = ("fact_id", "subject", "position", "kind", "version", "actor", "accepted", "entry", "leaf_hash")


def insert(rows: Sequence[tuple[Fact[Any], bytes, bytes]]) -> None:
    """Add accepted facts, each with its entry and leaf hash. The unique position refuses a second writer without the lock."""
    table = connection.ops.quote_name(RecordedFact._meta.db_table)
    names = ", ".join(connection.ops.quote_name(one) for one in _COLUMNS)
    marks = ", ".join(["%s"] * len(_COLUMNS))
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",
            [
                (
                    one.id,
                    one.subject,
                    one.position,
                    one.kind,
                    one.version,
                    one.actor,
                    adapt(one.accepted),
                    entry,
                    leaf_hash,
                )
                for one, entry, leaf_hash in rows
            ],
        )
    moment.over()


def fact_of(row: RecordedFact) -> Fact[Any]:
    """The stored row as a fact of the newest version of its kind."""
    event = registry.event_type(row.kind)
    payload = json.loads(bytes(row.entry))["payload"]
    if row.version != event.version:
        payload = upcast(
            kind=row.kind,
            version=row.version,
            newest=event.version,
            payload=payload,
            upcasts=dict(registry.manifest_of(row.kind).upcasts),
        )
    return Fact(
        id=row.fact_id,
        kind=row.kind,
        version=row.version,
        subject=row.subject,
        actor=row.actor,
        accepted=row.accepted.astimezone(UTC),
        position=row.position,
        index=row.index,
        event=event_from(event, payload),
    )


def editions(kinds: Iterable[str]) -> dict[str, tuple[Any, ...]]:
    """For each kind a value that is another one whenever its facts are others than before: their count and largest id.

    A transaction sees its own facts in it. The count changes with every commit; the id, which is random in part,
    keeps apart what a transaction that was rolled back had added.
    """
    named = list(kinds)
    marks = ", ".join(["%s"] * len(named))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, COUNT(*), MAX(fact_id) FROM record_recordedfact"
            f" WHERE kind IN ({marks}) GROUP BY kind",
            named,
        )
        found = {kind: (count, last) for kind, count, last in cursor.fetchall()}
    return {one: (connection.settings_dict["NAME"], *found.get(one, (0, None))) for one in named}


def in_order(chunk: int = 2000) -> Iterator[RecordedFact]:
    """Every fact as projections must see it: sealed ones by index, then those that still wait, by arrival."""
    last = -1
    while rows := list(RecordedFact.objects.filter(index__gt=last).order_by("index")[:chunk]):
        yield from rows
        last = rows[-1].index or 0
    last = 0
    while rows := list(RecordedFact.objects.filter(index__isnull=True, id__gt=last).order_by("id")[:chunk]):
        yield from rows
        last = rows[-1].pk


def sealed(*, start: int, limit: int, kinds: Sequence[str] | None = None) -> list[RecordedFact]:
    """Sealed rows with index ≥ start in order, at most ``limit``."""
    rows = RecordedFact.objects.filter(index__gte=start)
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    return list(rows.order_by("index")[:limit])


def digest_of(data: bytes) -> str:
    """The name that a document has as a segment: its SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def put_segment(data: bytes, *, media_type: str) -> str:
    """Keep a document by its SHA-256 and return that in hexadecimal. Storing it twice is the same as once."""
    digest = digest_of(data)
    Segment.objects.get_or_create(
        sha256=digest,
        defaults={"media_type": media_type, "size": len(data), "data": zlib.compress(data, 6)},
    )
    return digest


def get_segment(digest: str) -> bytes:
    """The document with this SHA-256. Raises Segment.DoesNotExist, or ValueError when the stored bytes changed."""
    data = zlib.decompress(bytes(Segment.objects.get(sha256=digest).data))
    if hashlib.sha256(data).hexdigest() != digest:
        raise ValueError(f"segment {digest} does not hold the bytes it is named after")
    return data
