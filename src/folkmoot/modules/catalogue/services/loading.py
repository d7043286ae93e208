"""The worker turns files into versions. Whatever happens to it, a version is there whole and on the record, or not at all."""

import logging
import secrets
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q

from folkmoot.modules.catalogue import counting, difference, engines, events, originals, queries
from folkmoot.modules.catalogue.engine.generation import Generation, build
from folkmoot.modules.catalogue.fetching import fetch
from folkmoot.modules.catalogue.models import Load, Table, Version
from folkmoot.modules.catalogue.services.base import SYSTEM, NotFound, Refused, on, table_of
from folkmoot.modules.catalogue.services.exporting import export
from folkmoot.modules.catalogue.services.handing_in import OPEN
from folkmoot.modules.catalogue.services.tables import choices_of, entry_of
from folkmoot.modules.catalogue.services.wishing import grant
from folkmoot.record import clock, opening
from folkmoot.record.leased import LEASE, Lost, signs_of_life
from folkmoot.record.refusal import Refusal
from folkmoot.record.steps import step

log = logging.getLogger(__name__)

MOST_TRIES = 5
"""Workers that may die over one file before it is refused."""
MOST_AT_ONCE = 20
_HELD = "another process is reading this file"
NEW = "new"
"""The base of what is written into a table that has no version yet."""
STALE = "another version of this table was made in the meantime; send it again"


def load_waiting() -> int:
    """Load what waits, the oldest first; how many loads were ended."""
    count = 0
    while count < MOST_AT_ONCE and (row := take()) is not None:
        load(row)
        count += 1
    return count


def take() -> Load | None:
    """The oldest load that nobody works on, leased to this worker; None when there is none.

    Files of one table are loaded in the order in which they came, so that the newest is the one that is shown.
    """
    now = clock.now()
    free = Q(state="waiting") | Q(state="running", lease__lt=now)
    busy: set[tuple[str, str]] = set()
    for row in Load.objects.filter(state__in=OPEN).order_by("created", "id")[:500]:
        table = (row.dataset, row.table)
        if table in busy:
            continue
        busy.add(table)
        if row.state == "running" and (row.lease is None or row.lease >= now):
            continue
        token = secrets.token_hex(16)
        taken = Load.objects.filter(free, pk=row.pk, token=row.token).update(
            state="running", token=token, lease=now + LEASE, tries=row.tries + 1
        )
        if taken:
            row.refresh_from_db()
            return row
    return None


def load_now(*, key: str, table: str, chunks: Iterable[bytes], name: str, base: str) -> Load:
    """Keep a file and load it in this process at once, in place of the version ``base``. Raises NotFound, Refused.

    A process that dies leaves it to the worker. Refused with STALE where another version came in between.
    """
    table_of(key, table)
    kept = originals.keep(chunks)
    now = clock.now()
    row = Load.objects.create(
        dataset=key,
        table=table,
        source="file",
        name=name,
        original=kept.sha256,
        bytes=kept.bytes,
        base=base,
        state="running",
        token=secrets.token_hex(16),
        lease=now + LEASE,
        tries=1,
        created=now,
    )
    load(row)
    row.refresh_from_db()
    if row.state == "refused":
        raise Refused([Refusal(str(one["field"]), str(one["why"])) for one in row.problem])
    return row


def load(row: Load) -> None:
    """Do all of one load that this worker holds; what is wrong with the file is kept with it."""
    hand = _Hand(row)
    try:
        if row.tries > MOST_TRIES:
            why = "reading this file stopped the server %(times)s times; publish it in parts or as Parquet"
            raise Refused([Refusal.of("file", why, times=MOST_TRIES)])
        with hand.alive():
            _load(row, hand)
        grant(key=row.dataset)
    except Lost:
        log.warning("the load %s was taken over by another worker", row.pk)
    except NotFound as error:
        hand.end("refused", problem=_stored(error.refusals))
    except Refused as error:
        if error.refusals[0].pattern.startswith(_HELD):
            # The worker before is slow, not dead: whoever holds the file goes on, and this one looks again later.
            hand.end("waiting")
        else:
            hand.end("refused", problem=_stored(error.refusals))
    except Exception:
        # Not the file's fault, such as a full disk: it is tried again when the lease is over.
        log.exception("loading %s failed", row.pk)


@dataclass(slots=True)
class _Hand:
    """The hold on a load: tells progress, gives signs of life, and ends it."""

    row: Load
    _last: float = field(default=-1.0)

    def tell(self, step: str, done: float) -> None:
        """Say how far it is. Raises Lost."""
        self._last = done
        self._mine(step=step, done=done, lease=clock.now() + LEASE)

    def beat(self) -> None:
        """Give a sign of life. Raises Lost."""
        self._mine(lease=clock.now() + LEASE)

    def end(self, state: str, **more: object) -> None:
        """End the load, if it is still this worker's, and count it."""
        over = {"finished": clock.now()} if state != "waiting" else {}
        mine = Load.objects.filter(pk=self.row.pk, token=self.row.token, state="running")
        with transaction.atomic():
            if mine.update(state=state, lease=None, **over, **more) and over:
                counting.count(counting.LOADS, self.row.source, state)

    def _mine(self, **changes: object) -> None:
        if not Load.objects.filter(pk=self.row.pk, token=self.row.token, state="running").update(**changes):
            raise Lost

    def alive(self) -> AbstractContextManager[None]:
        """Give signs of life while the block runs."""
        return signs_of_life(self.beat, f"load {self.row.pk}")


def _load(row: Load, hand: _Hand) -> None:
    table = table_of(row.dataset, row.table)
    if row.source == "link" and not row.original and not _fetched(row, hand):
        hand.end("same", done=1.0)
        return
    if row.source == "record" and not _exported(row, table, hand):
        hand.end("same", done=1.0)
        return
    path = originals.path_of(row.original)
    if not path.is_file():
        raise Refused([Refusal("file", "the file is not here any more; hand it in again")])
    made = build(
        path,
        engines.generations(),
        choices=choices_of(table.reading),
        dictionary={one["title"]: entry_of(one) for one in table.columns},
        name=row.name,
        progress=hand.tell,
    )
    step("load:built")
    _record(row, made, hand)


def _fetched(row: Load, hand: _Hand) -> bool:
    """Fetch the file of a link; False when it has not changed."""
    hand.tell("fetch", 0.0)
    found = fetch(row.url, etag=row.etag, tick=_seldom(hand))
    row.name, row.etag = found.name, found.etag
    if found.original is None:
        return False
    row.original, row.bytes = found.original.sha256, found.original.bytes
    # A restart goes on with the file that came, and need not fetch it again.
    hand._mine(name=row.name, etag=row.etag, original=row.original, bytes=row.bytes)
    return True


def _exported(row: Load, table: Table, hand: _Hand) -> bool:
    """Write the rows of an open table; False when they are those of the version that is shown, with the same dictionary.

    A worker that died while it wrote is followed by one that begins anew: all rows are to be of one moment.
    """
    if row.original:
        return True
    declared = opening.table(row.dataset, row.table)
    if declared is None:
        raise Refused([Refusal("table", "no part of this program declares this table any more")])
    hand.tell("export", 0.0)
    found = export(declared)
    row.original, row.bytes = found.original.sha256, found.original.bytes
    row.entries, row.root = found.entries, found.root
    hand._mine(original=row.original, bytes=row.bytes, entries=row.entries, root=row.root)
    step("keep:exported")
    shown = Version.objects.filter(pk=f"{table.pk}/{table.number}", original=row.original).first()
    if shown is None:
        return True
    entries = {one["title"]: entry_of(one).stored() for one in table.columns}
    return bool(engines.manifest(shown.generation)["dictionary"] != entries)


def _seldom(hand: _Hand) -> "_Seldom":
    return _Seldom(hand)


@dataclass(slots=True)
class _Seldom:
    """Tells of life with every 64th piece."""

    hand: _Hand
    count: int = 0

    def __call__(self) -> None:
        self.count += 1
        if self.count % 64 == 0:
            self.hand.beat()


def _record(row: Load, made: Generation, hand: _Hand) -> None:
    """Append the fact and end the load in one transaction. The comparison is made before, without holding anything."""
    told = made.manifest
    while True:
        before = Table.objects.values_list("generation", flat=True).get(pk=f"{row.dataset}/{row.table}")
        if row.base and (before or NEW) != row.base:
            raise Refused([Refusal("resource_id", STALE)])
        if before == made.id:
            hand.end("same", done=1.0)
            return
        found = difference.between(before, made.id)
        with on(row.dataset, SYSTEM) as (fact, _dataset):
            table = table_of(row.dataset, row.table)
            if table.generation != before:
                continue
            # The newest number, which is not that of the version that is shown once an older one was chosen.
            number = queries.newest_number(row.dataset, row.table) + 1
            hand._mine(state="done", done=1.0, number=number, lease=None, finished=clock.now())
            counting.add({(counting.LOADS, row.source, "done"): 1, (counting.ROWS,): told["rows"]})
            fact(
                events.GenerationMade(
                    table=row.table,
                    number=number,
                    reason=row.source if row.source in {"dictionary", "record"} else "file",
                    generation=made.id,
                    original=row.original,
                    bytes=row.bytes,
                    parquet=told["parquet"]["sha256"],
                    rows=told["rows"],
                    columns=len(told["fields"]),
                    rejects=told["rejects"],
                    difference=found,
                    entries=row.entries,
                    root=row.root,
                )
            )
            step("load:recorded")
            return


def _stored(refusals: tuple[Refusal, ...]) -> list[dict[str, object]]:
    return [
        {
            "field": one.field,
            "why": one.why,
            "pattern": one.pattern,
            "params": {
                name: value if isinstance(value, int) else str(value) for name, value in one.params.items()
            },
        }
        for one in refusals
    ]
