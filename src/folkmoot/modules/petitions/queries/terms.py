"""Reads of terms: which end, and what that means for a petition."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from folkmoot.modules.petitions import events
from folkmoot.modules.petitions.models import Petition, Term
from folkmoot.modules.petitions.rules import BEFORE_OPENING
from folkmoot.record.remember import Remembered

_terms = Remembered(
    events.TermAnnounced.kind, events.TermCalledOff.kind, events.TermEnded.kind, events.TermSettled.kind
)


def terms() -> list[Term]:
    """Every term, the one that ends last first."""
    return list(_terms.now().get("terms", lambda: tuple(Term.objects.order_by("-ends", "code"))))


def term(code: str) -> Term | None:
    """The term with this code, or None."""
    return next((one for one in terms() if one.code == code), None)


def ending(kind_code: str) -> Term | None:
    """The announced term with which petitions of a kind end, or None."""
    return next((one for one in terms() if one.state == "announced" and kind_code in one.kinds), None)


def closes_at(row: Petition) -> datetime | None:
    """The first moment at which an open petition cannot be signed any more: its own, or the end of the term."""
    found = ending(row.kind_code) if row.closes is not None else None
    if found is None or row.closes is None or (row.opened is not None and row.opened >= found.ends):
        return row.closes
    return min(row.closes, found.ends)


def to_end(row: Term) -> QuerySet[Petition]:
    """The petitions that stop with a term and have not yet, in no order."""
    mine = Petition.objects.filter(kind_code__in=row.kinds)
    return mine.filter(
        Q(state="open", opened__lt=row.ends)
        | Q(state__in=tuple(sorted(BEFORE_OPENING)), started__lt=row.ends)
    )


def to_reopen(row: Term) -> QuerySet[Petition]:
    """The petitions that stopped with a term while they were open and have not gone on."""
    return Petition.objects.filter(term=row.code, state="closed", ended__isnull=False, archived__isnull=True)


def can_reopen(row: Petition) -> bool:
    """Whether a petition stopped with a term that is over, and can go on."""
    over = term(row.term) if row.ended is not None and row.archived is None else None
    return row.state == "closed" and over is not None and over.state != "announced"


def to_archive(row: Term) -> QuerySet[Petition]:
    """The petitions that everybody can read, of a term that is over, and that are not in its archive yet."""
    return Petition.objects.filter(
        kind_code__in=row.kinds,
        started__lt=row.ends,
        state__in=("closed", "rejected"),
        archived__isnull=True,
    )


def ended_with(row: Term) -> tuple[int, int]:
    """How many petitions stopped with a term while they were open, and before they opened."""
    mine = Petition.objects.filter(term=row.code, ended__isnull=False)
    return mine.filter(state="closed").count(), mine.filter(state="stopped").count()


def open_of(kinds: Sequence[str]) -> list[Petition]:
    """The petitions of some kinds that can be signed now."""
    return list(Petition.objects.filter(state="open", kind_code__in=list(kinds)).order_by("number"))
