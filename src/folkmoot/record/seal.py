"""The sealer: gives accepted facts their public index, grows the tree, signs a checkpoint.

Sequence, tiles and size are committed first, the signature after, in a transaction of its own. A crash between
the two leaves a size without a checkpoint, which the next run signs; the served log is then the smaller, valid
one. Two sealers may run at once: they wait for each other at the tree's row.
"""

from django.db import connection

from folkmoot.record import clock, keys, turn
from folkmoot.record.merkle import EMPTY_ROOT
from folkmoot.record.models import Checkpoint, RecordedFact, TileRow, Tree
from folkmoot.record.note import checkpoint_text, sign
from folkmoot.record.steps import step
from folkmoot.record.tiles import extend

BATCH = 8192
"""Facts sealed in one transaction; a multiple of the tile width keeps rewritten rows few."""

_ASSIGN = """
UPDATE record_recordedfact SET "index" = waiting.place FROM (
    SELECT id AS fact, %s + row_number() OVER (ORDER BY id) - 1 AS place FROM (
        SELECT id FROM record_recordedfact WHERE "index" IS NULL ORDER BY id LIMIT %s) AS oldest) AS waiting
WHERE record_recordedfact.id = waiting.fact
"""


def _tree() -> Tree:
    Tree.objects.get_or_create(pk=1, defaults={"size": 0, "root": EMPTY_ROOT})
    return Tree.objects.select_for_update().get(pk=1)


def read_tile(level: int, n: int) -> bytes:
    """The row of a tile as it stands, ``b""`` when it has not begun."""
    row = TileRow.objects.filter(level=level, n=n).values_list("hashes", flat=True).first()
    return bytes(row) if row is not None else b""


def _sequence() -> int:
    """Give up to BATCH waiting facts their index and grow the tree; return how many."""
    with turn.first():
        tree = _tree()
        with connection.cursor() as cursor:
            cursor.execute(_ASSIGN, [tree.size, BATCH])
        step("seal:numbered")
        leaves = RecordedFact.objects.filter(index__gte=tree.size).order_by("index")
        hashes = [bytes(one) for one in leaves.values_list("leaf_hash", flat=True)]
        if not hashes:
            return 0
        changed, root = extend(tree.size, hashes, read_tile)
        TileRow.objects.bulk_create(
            [TileRow(level=level, n=n, hashes=data) for (level, n), data in changed.items()],
            update_conflicts=True,
            unique_fields=["level", "n"],
            update_fields=["hashes"],
        )
        step("seal:tiled")
        tree.size += len(hashes)
        tree.root = root
        tree.save()
        step("seal:sized")
        return len(hashes)


def _sign() -> Checkpoint | None:
    """Sign the size that is already committed, unless that was done; None for an empty log without a first one."""
    with turn.first():
        tree = _tree()
        if newest := Checkpoint.objects.filter(size=tree.size).first():
            return newest
        signer = keys.signer()
        note = sign(checkpoint_text(signer.name, tree.size, bytes(tree.root)), [signer])
        step("seal:signed")
        return Checkpoint.objects.create(size=tree.size, root=bytes(tree.root), note=note, sealed=clock.now())


def seal() -> int:
    """Seal everything that waits and publish checkpoints. Returns how many facts were sealed."""
    total = 0
    while True:
        count = _sequence()
        step("seal:sequenced")
        _sign()
        step("seal:published")
        total += count
        if count < BATCH:
            return total
