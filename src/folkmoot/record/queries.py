"""Reads of the sealed record for pages and for the tiled log."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max

from folkmoot.record import moment, seal
from folkmoot.record.merkle import HASH, consistency_path, inclusion_path
from folkmoot.record.models import Checkpoint, Parked, RecordedFact, Segment, TileRow, Tree
from folkmoot.record.prepared import Prepared
from folkmoot.record.tiles import WIDTH, TilePath, encode_bundle, hash_from_tiles


@dataclass(frozen=True, slots=True)
class Entry:
    """A sealed or waiting entry as a page shows it."""

    index: int | None
    fact_id: str
    kind: str
    subject: str
    actor: str
    accepted: datetime
    raw: bytes
    leaf_hash: bytes

    @property
    def payload(self) -> dict[str, Any]:
        """What was written, as JSON values."""
        value: dict[str, Any] = json.loads(self.raw)["payload"]
        return value


def _entry(row: RecordedFact) -> Entry:
    return Entry(
        row.index,
        row.fact_id,
        row.kind,
        row.subject,
        row.actor,
        row.accepted,
        bytes(row.entry),
        bytes(row.leaf_hash),
    )


_latest_checkpoint = Prepared(lambda: Checkpoint.objects.order_by("-size")[:1])


def latest_checkpoint() -> Checkpoint | None:
    """The newest signed checkpoint, or None before the first sealing."""
    return _latest_checkpoint.first()


def checkpoint_at_least(size: int) -> Checkpoint | None:
    """The first checkpoint that covers ``size`` entries."""
    return Checkpoint.objects.filter(size__gte=size).order_by("size").first()


def newest(
    *,
    before: int | None = None,
    limit: int = 25,
    kinds: Sequence[str] | None = None,
    actor: str = "",
    subject: str = "",
) -> list[Entry]:
    """Sealed entries, newest first, below index ``before``, at most ``limit``."""
    rows = RecordedFact.objects.filter(index__isnull=False)
    if before is not None:
        rows = rows.filter(index__lt=before)
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    if actor:
        rows = rows.filter(actor=actor)
    if subject:
        rows = rows.filter(subject=subject)
    return [_entry(row) for row in rows.order_by("-index")[:limit]]


def state_of(kinds: Collection[str]) -> str:
    """A short word that is another one whenever a fact of these kinds is accepted, for what is computed from them.

    It changes once more when the fact is sealed.
    """
    rows = RecordedFact.objects.filter(kind__in=sorted(kinds))
    sealed = rows.filter(index__isnull=False).aggregate(newest=Max("index"))["newest"]
    waiting = rows.filter(index__isnull=True).aggregate(newest=Max("id"))["newest"]
    return f"{-1 if sealed is None else sealed}-{waiting or 0}"


def entry(index: int) -> Entry | None:
    """The entry with this index, or None."""
    row = RecordedFact.objects.filter(index=index).first()
    return _entry(row) if row else None


def entries_at(indexes: Iterable[int]) -> list[Entry]:
    """The entries with these indexes, in order; one query."""
    return [_entry(row) for row in RecordedFact.objects.filter(index__in=set(indexes)).order_by("index")]


_size = Prepared(lambda: Tree.objects.filter(pk=1).values_list("size"))


def size() -> int:
    """How many entries are sealed."""
    return next((int(size) for (size,) in _size.columns()), 0)


def entry_of_fact(fact_id: str) -> Entry | None:
    """The entry of a fact, sealed or not, or None."""
    row = RecordedFact.objects.filter(fact_id=fact_id).first()
    return _entry(row) if row else None


_indexes = Prepared(
    lambda facts: RecordedFact.objects.filter(fact_id__in=facts, index__isnull=False).values_list(
        "fact_id", "index"
    )
)


def indexes_of(fact_ids: Sequence[str]) -> dict[str, int]:
    """Public numbers of facts that are sealed, keyed by fact id. Within a moment each is asked for once."""
    return moment.answers("indexes", fact_ids, lambda missing: dict(_indexes.columns(facts=missing)))


def entries_about(subject: str) -> list[Entry]:
    """Every entry about a subject, oldest first."""
    return [_entry(row) for row in RecordedFact.objects.filter(subject=subject).order_by("position")]


def acts_of(actors: Collection[str], *, limit: int = 1000) -> list[Entry]:
    """Entries by any of the actors, sealed or waiting, newest first, at most ``limit``."""
    rows = RecordedFact.objects.filter(actor__in=actors)
    return [_entry(row) for row in rows.order_by("-accepted", "-id")[:limit]]


def path_of(index: int, size: int) -> list[bytes]:
    """The inclusion path of an entry in the sealed tree of ``size``."""
    return inclusion_path(index, size, lambda level, n: hash_from_tiles(level, n, seal.read_tile))


def consistency(old: int, new: int) -> list[bytes]:
    """Hashes that prove the sealed tree of ``old`` entries to be the beginning of the one of ``new``."""
    return consistency_path(old, new, lambda level, n: hash_from_tiles(level, n, seal.read_tile))


def tile(path: TilePath) -> bytes | None:
    """The bytes of a tile or bundle, None when the log has not that many entries."""
    checkpoint = latest_checkpoint()
    if checkpoint is None or path.width == 0:
        return None
    if path.level is None:
        first = path.n * WIDTH
        if first + path.width > checkpoint.size:
            return None
        rows = RecordedFact.objects.filter(index__gte=first, index__lt=first + path.width).order_by("index")
        return encode_bundle([bytes(one) for one in rows.values_list("entry", flat=True)])
    if path.n * WIDTH + path.width > checkpoint.size >> (8 * path.level):
        return None
    row = TileRow.objects.filter(level=path.level, n=path.n).values_list("hashes", flat=True).first()
    return bytes(row)[: path.width * HASH] if row is not None else None


def oldest_waiting() -> datetime | None:
    """When the oldest fact that is not sealed yet was accepted, or None when nothing waits."""
    waiting = RecordedFact.objects.filter(index__isnull=True).order_by("id")
    return waiting.values_list("accepted", flat=True).first()


def waiting_count() -> int:
    """How many accepted facts are not sealed yet."""
    return RecordedFact.objects.filter(index__isnull=True).count()


def parked_counts() -> dict[str, int]:
    """How many facts each follower could not handle, by its name; those without any are absent."""
    rows = Parked.objects.values_list("follower").annotate(count=Count("id")).order_by("follower")
    return dict(rows)


def segments_among(digests: Iterable[str]) -> set[str]:
    """Which of these SHA-256 digests name documents that the record keeps; one query."""
    return set(Segment.objects.filter(sha256__in=set(digests)).values_list("sha256", flat=True))
