"""Reads of what somebody follows and was told."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from folkmoot.followers.models import AccountNotice, Subscriber, Subscription
from folkmoot.followers.notify.targets import Named, names
from folkmoot.followers.notify.telling import target_of
from folkmoot.people.models import Person
from folkmoot.record import registry
from folkmoot.record.prepared import Prepared
from folkmoot.web.icons import ICONS
from folkmoot.web.words import sentence

PAGE = 25
AT_ONCE = 500
"""Readers looked up with one statement."""


@dataclass(frozen=True, slots=True)
class Following:
    """Something that is followed, in words."""

    row: Subscription
    name: Named


@dataclass(frozen=True, slots=True)
class Line:
    """A notice as its page shows it; ``words`` is safe HTML."""

    row: AccountNotice
    words: SafeString
    glyph: str
    tone: str


def subscriber_of(person: Person) -> Subscriber | None:
    """The row of an account; None before anything was followed."""
    return Subscriber.objects.select_related("person").filter(person=person).first()


def subscriber(pk: int) -> Subscriber | None:
    """The row with this id, or None."""
    return Subscriber.objects.select_related("person").filter(pk=pk).first()


def unwilling(people: Collection[uuid.UUID], emails: Collection[str]) -> set[uuid.UUID | str]:
    """Those of some accounts and addresses who want to hear nothing that they did not ask for. One query for 500."""
    found: set[uuid.UUID | str] = set()
    silent = Subscriber.objects.filter(unasked=False)
    accounts, addresses = sorted(people), sorted(emails)
    for first in range(0, len(accounts), AT_ONCE):
        some = accounts[first : first + AT_ONCE]
        found |= set(silent.filter(person__in=some).values_list("person_id", flat=True))
    for first in range(0, len(addresses), AT_ONCE):
        named = addresses[first : first + AT_ONCE]
        found |= set(silent.filter(person=None, email__in=named).values_list("email", flat=True))
    return found


def following_page(
    who: Subscriber | None, *, before: int | None = None, limit: int = PAGE
) -> tuple[list[Following], int | None]:
    """What somebody follows and has confirmed, the newest first, below an id; and the id below which the rest lies.

    Names take a constant number of queries.
    """
    if who is None:
        return [], None
    rows = Subscription.objects.filter(subscriber=who, confirmed__isnull=False).order_by("-id")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    named = names([target_of(row) for row in found])
    return [Following(row, named[target_of(row)]) for row in found], found[-1].pk if more else None


def unread(person: Person, *, most: int) -> int:
    """How many notices a person has not read, counted up to ``most``."""
    return len(_unread(most).columns(person=person.pk))


@lru_cache(maxsize=8)
def _unread(most: int) -> Prepared[Any]:
    return Prepared(
        lambda person: AccountNotice.objects.filter(person_id=person, read__isnull=True).values_list("pk")[
            :most
        ]
    )


def notices(person: Person, *, before: int | None = None, limit: int = PAGE) -> list[AccountNotice]:
    """A person's notices, newest first, below an id."""
    rows = AccountNotice.objects.filter(person=person)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-id")[:limit])


def lines(rows: Sequence[AccountNotice]) -> list[Line]:
    """Notices in words: titles are those of today, from one look-up for each sort of subject."""
    cards = registry.cards({row.subject for row in rows if not row.title})
    found = []
    for row in rows:
        act = registry.act_of(row.kind)
        glyph, tone = (act.glyph, act.tone) if act else ("bell", "plain")
        if row.title:
            words = (
                format_html('<a href="{}">{}</a>', row.url, row.title)
                if row.url
                else format_html("{}", row.title)
            )
        elif act:
            words = sentence(act, cards.get(row.subject))
        else:
            words = format_html("{}", row.kind)
        found.append(Line(row, words, glyph if glyph in ICONS else "entry", tone))
    return found
