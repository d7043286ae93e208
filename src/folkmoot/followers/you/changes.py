"""What has changed for an account, by subject, and marking it as seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from folkmoot.followers.models import AccountNotice
from folkmoot.followers.notify import queries
from folkmoot.followers.notify.queries import Line
from folkmoot.followers.you import rules
from folkmoot.people.models import Person
from folkmoot.record import clock, registry
from folkmoot.talk.names import PREFIX, about_of

LINES = 3
"""Changes of one subject that are told; the others are counted."""
MOST_NEWS = 99


@dataclass(frozen=True, slots=True)
class Group:
    """What happened to one subject: the newest ``lines`` (each with whether it is new), and how many ``more``."""

    title: str
    url: str
    at: datetime
    lines: list[tuple[Line, bool]]
    more: int
    new: int


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of changes. ``before`` leads to the next, None on the last; ``ids`` are those that the reader has now seen."""

    groups: list[Group]
    newest: int
    before: int | None
    new: int
    ids: list[int]


def subject_of(row: AccountNotice) -> str:
    """What a change is about; what people say about something belongs to it."""
    return about_of(row.subject.removeprefix(PREFIX)) if row.subject.startswith(PREFIX) else row.subject


def changes(person: Person, *, before: int | None = None) -> Changes:
    """What an account was told, newest first, below an id: one query, and one look-up for each sort of subject."""
    rows = queries.notices(person, before=before, limit=rules.WINDOW + 1)
    groups, used = rules.grouped(rows[: rules.WINDOW], key=subject_of)
    now = clock.now()
    shown = [row for _subject, some in groups for row in some[:LINES]]
    lines = {line.row.pk: line for line in queries.lines(shown)}
    cards = registry.cards({subject for subject, _some in groups})
    found = []
    for subject, some in groups:
        card = cards.get(subject)
        found.append(
            Group(
                title=str(card.title) if card else some[0].title or _("something that is no longer listed"),
                url=card.url if card else "",
                at=some[0].at,
                lines=[(lines[row.pk], rules.is_new(row.read, now)) for row in some[:LINES]],
                more=len(some) - len(some[:LINES]),
                new=sum(rules.is_new(row.read, now) for row in some),
            )
        )
    return Changes(
        groups=found,
        newest=rows[0].pk if rows else 0,
        before=rows[used - 1].pk if used < len(rows) else None,
        new=sum(one.new for one in found),
        ids=[row.pk for row in rows[:used] if row.read is None],
    )


def seen(person: Person, ids: Sequence[int]) -> int:
    """Mark changes as seen. How many had not been; twice is the same as once."""
    if not ids:
        return 0
    rows = AccountNotice.objects.filter(person=person, pk__in=ids, read__isnull=True)
    return rows.update(read=clock.now())


def news(person: Person, *, since: int) -> int:
    """How many changes are newer than one, counted up to 99."""
    return AccountNotice.objects.filter(person=person, pk__gt=since)[:MOST_NEWS].count()
