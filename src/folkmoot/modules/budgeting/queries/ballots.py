"""Reads of ballots: the one that counts, what it chose (for its voter and for the count alone), and ballots on paper."""

from collections.abc import Iterator

from django.db.models import Count

from folkmoot.modules.budgeting.models import (
    Ballot,
    FrozenRound,
    OpenedPart,
    PaperBallot,
    Round,
    SealedChoice,
)
from folkmoot.modules.budgeting.rules import ballots, roll
from folkmoot.record.prepared import Prepared
from folkmoot.record.remember import Remembered

SEALED_AT_ONCE = 2000

_ballot = Prepared(lambda key: Ballot.objects.filter(pk=key))
_sealed = Prepared(lambda key: SealedChoice.objects.filter(pk=key))


def ballot(number: int, voter: str) -> Ballot | None:
    """The ballot of a voter (a pseudonym) in a round, whether it counts or was taken back; None when there is none."""
    return _ballot.first(key=f"{number}-{voter}")


def sealed_choice(number: int, voter: str) -> SealedChoice | None:
    """What a voter's ballot chose. For the voter, and for opening the ballots when voting is over; for nobody else."""
    return _sealed.first(key=f"{number}-{voter}")


def sealed(number: int) -> Iterator[tuple[str, bytes, str]]:
    """Every ballot that counts, by voter: (voter, salt, canonical choice), to open them when voting is over."""
    rows = SealedChoice.objects.filter(round=number).order_by("voter")
    for voter, salt, choice in rows.values_list("voter", "salt", "choice").iterator(SEALED_AT_ONCE):
        yield voter, bytes(salt), choice


def ballots_cast(number: int) -> int:
    """How many ballots count now."""
    return Ballot.objects.filter(round=number, state="cast").count()


_frozen = Remembered("budgeting.frozen", "budgeting.round_described")


def paper_of(row: Round) -> ballots.BallotPaper | None:
    """What a round's ballot looks like; None before it is frozen. A process reads it once."""

    def read() -> ballots.BallotPaper | None:
        frozen = FrozenRound.objects.filter(pk=row.number).first()
        if frozen is None:
            return None
        return ballots.paper(frozen.pots, frozen.areas_most, roll.local_codes(row.pots))

    return _frozen.now().get(f"paper/{row.number}", read)


def papers(number: int, state: str) -> list[PaperBallot]:
    """Ballots on paper in a state, by the number printed on them."""
    return list(PaperBallot.objects.filter(round=number, state=state).order_by("serial"))


def paper(number: int, serial: int) -> PaperBallot | None:
    """The ballot on paper with this number, or None."""
    return PaperBallot.objects.filter(round=number, serial=serial).prefetch_related("entries").first()


def paper_counts(number: int) -> dict[str, int]:
    """How many ballots on paper are in each state: once, differs, counted, spoiled."""
    found = {"once": 0, "differs": 0, "counted": 0, "spoiled": 0}
    rows = PaperBallot.objects.filter(round=number).values_list("state").annotate(n=Count("pk")).order_by()
    return found | dict(rows)


def papers_unsettled(number: int) -> int:
    """Ballots on paper that only one officer entered, or two differently. Ballots are not opened while there are any."""
    counts = paper_counts(number)
    return counts["once"] + counts["differs"]


def is_revealed(number: int) -> bool:
    """Whether the opening of a round's ballots has begun: nothing can be added from then on."""
    return OpenedPart.objects.filter(round=number).exists()
