"""What witnesses have confirmed, for pages, proofs and programs. Without witnesses it costs no query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from folkmoot.record import keys, queries
from folkmoot.record.cosign import Witness, quorum
from folkmoot.record.models import Checkpoint, Cosignature, WitnessContact

FRESH = timedelta(minutes=10)
"""How far a checkpoint with witnesses may lie behind the newest one and still be the one that pages show."""
_LOOK_BACK = 8
"""Checkpoints with cosignatures that are looked at, newest first."""


def witnesses() -> Sequence[Witness]:
    """The witnesses of this installation."""
    found: Sequence[Witness] = settings.FOLKMOOT_WITNESSES
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """A checkpoint with the cosignatures there are, in the order of the settings."""

    row: Checkpoint
    cosignatures: tuple[Cosignature, ...] = ()

    @property
    def size(self) -> int:
        """How many entries it covers."""
        return self.row.size

    @property
    def root(self) -> bytes:
        """The top fingerprint."""
        return bytes(self.row.root)

    @property
    def sealed(self) -> datetime:
        """When it was signed, by the log's own clock."""
        return self.row.sealed

    @property
    def note(self) -> str:
        """The signed note with the cosignatures of its witnesses."""
        return self.row.note + "".join(one.line for one in self.cosignatures)


def _shown(row: Checkpoint, cosignatures: Sequence[Cosignature]) -> Shown:
    places = {one.vkey: place for place, one in enumerate(witnesses())}
    mine = sorted((one for one in cosignatures if one.witness in places), key=lambda one: places[one.witness])
    return Shown(row, tuple(mine))


def newest() -> Shown | None:
    """The newest checkpoint; it may be too young for cosignatures."""
    row = queries.latest_checkpoint()
    if row is None or not witnesses():
        return Shown(row) if row else None
    return _shown(row, list(row.cosignatures.all()))


def confirmed(covering: int = 0) -> Shown | None:
    """Among the latest cosigned checkpoints of at least ``covering`` entries, the newest with the most witnesses."""
    every = [one.vkey for one in witnesses()]
    if not every:
        return None
    rows = Cosignature.objects.filter(witness__in=every, checkpoint__gte=covering).select_related(
        "checkpoint"
    )
    found: dict[int, list[Cosignature]] = {}
    for one in rows.order_by("-checkpoint", "witness")[: _LOOK_BACK * len(every)]:
        found.setdefault(one.checkpoint.size, []).append(one)
    if not found:
        return None
    best = max(found, key=lambda size: (len(found[size]), size))
    return _shown(found[best][0].checkpoint, found[best])


def shown(covering: int = 0) -> Shown | None:
    """The checkpoint that pages and proofs show: one that witnesses cosigned if it is fresh, else the newest.

    ``covering`` entries at least are in it, if the log has so many.
    """
    row = queries.latest_checkpoint()
    found = confirmed(covering) if row else None
    if found and row and (row.sealed - found.row.sealed <= FRESH or found.row.size == row.size):
        return found
    return Shown(row) if row else None


def proving(index: int) -> Shown | None:
    """The checkpoint for the proof of an entry: as ``shown``, or an older one when only that has witnesses."""
    return confirmed(index + 1) or newest()


@dataclass(frozen=True, slots=True)
class Sight:
    """One witness and whether it has signed for something; ``at`` is when it looked.

    ``failures`` counts the tries in a row that led to no signature; ``error`` is what went wrong the last time.
    """

    name: str
    saw: bool
    size: int
    at: datetime | None
    failures: int = 0
    error: str = ""


def sights(index: int) -> list[Sight]:
    """For each witness of this installation whether it has signed a tree that holds an entry. One query, or none."""
    every = witnesses()
    if not every:
        return []
    contacts = {
        one.witness: one for one in WitnessContact.objects.filter(witness__in=[w.vkey for w in every])
    }
    found = []
    for one in every:
        contact = contacts.get(one.vkey)
        if contact is None:
            found.append(Sight(one.name, saw=False, size=0, at=None))
            continue
        saw, size = contact.size > index, max(contact.size, 0)
        found.append(Sight(one.name, saw, size, contact.at, contact.failures, contact.error))
    return found


def policy(url: str) -> str:
    """What this installation proposes to check against, as a C2SP tlog-policy: more than half of its witnesses."""
    every = witnesses()
    lines = [f"log {keys.signer().verifier.vkey} {url}"]
    lines += [f"witness w{n} {one.vkey} {one.url}" for n, one in enumerate(every, start=1)]
    if not every:
        return "\n".join([*lines, "quorum none", ""])
    names = " ".join(f"w{n}" for n in range(1, len(every) + 1))
    return "\n".join([*lines, f"group witnesses {quorum(every)} {names}", "quorum witnesses", ""])
