"""Heads of sealed entries: number, kind, subject and time without the content, for telling open pages what happened."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from folkmoot.record.models import RecordedFact


@dataclass(frozen=True, slots=True)
class Head:
    """What happened, to what and when."""

    index: int
    kind: str
    subject: str
    accepted: datetime


_COLUMNS = ("index", "kind", "subject", "accepted")


def between(since: int, until: int) -> list[Head]:
    """Entries ``since`` to ``until`` (not itself), oldest first; one query over the index of numbers."""
    rows = RecordedFact.objects.filter(index__gte=since, index__lt=until).order_by("index")
    return [Head(*row) for row in rows.values_list(*_COLUMNS) if row[0] is not None]


def about(subject: str, *, since: int, until: int, limit: int) -> list[Head]:
    """Entries about a subject from ``since`` to ``until`` among its newest ``limit``, oldest first; one query.

    It looks at the newest facts of the subject, however large the record is and however long ago ``since`` was.
    """
    rows = RecordedFact.objects.filter(subject=subject, index__isnull=False).order_by("-position")
    found = [Head(*row) for row in rows.values_list(*_COLUMNS)[:limit]]
    return [one for one in reversed(found) if since <= one.index < until]


def of_kinds(kinds: Collection[str], *, since: int, until: int, limit: int) -> list[Head]:
    """The newest ``limit`` entries of some kinds from ``since`` to ``until``, oldest first; one query."""
    rows = RecordedFact.objects.filter(kind__in=kinds, index__gte=since, index__lt=until).order_by("-index")
    return [Head(*row) for row in reversed(list(rows.values_list(*_COLUMNS)[:limit]))]
