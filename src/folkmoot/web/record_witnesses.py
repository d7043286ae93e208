"""Witnesses as people see them: who has signed for an entry, and in how many words that is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from folkmoot.record import seen
from folkmoot.record.cosign import quorum
from folkmoot.web.stones import PROOF
from folkmoot.web.words import number

_COLOURS = ("var(--fm-record)", "var(--fm-tide)", "var(--fm-yew)", "var(--fm-line-strong)")


def seen_words(count: int) -> str:
    """``Seen by 2 of 3 witnesses``; nothing where the installation has no witnesses."""
    total = len(seen.witnesses())
    if not total:
        return ""
    return ngettext(
        "Seen by %(count)s of %(total)s witness", "Seen by %(count)s of %(total)s witnesses", total
    ) % {"count": number(count), "total": number(total)}


def _badge(place: int) -> SafeString:
    """A ring of stones on a colour of its own, so that witnesses are told apart at a glance."""
    stones = mark_safe("".join(f'<path d="{one}"/>' for one in PROOF))  # noqa: S308 - of stones.py.
    return format_html(
        '<svg viewBox="0 0 100 100" aria-hidden="true"><rect width="100" height="100" rx="26" fill="{}"/>'
        '<g fill="var(--fm-surface)">{}</g></svg>',
        _COLOURS[place % len(_COLOURS)],
        stones,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One witness in the list beside an entry."""

    name: str
    saw: bool
    size: int
    at: datetime | None
    badge: SafeString


@dataclass(frozen=True, slots=True)
class Panel:
    """What the card about witnesses says. ``words`` is empty where there are no witnesses."""

    words: str
    rows: Sequence[Row]
    count: int
    needed: int
    enough: bool

    @property
    def rule(self) -> str:
        """How many of them are enough."""
        return ngettext(
            "%(needed)s of %(total)s is enough.", "%(needed)s of %(total)s are enough.", self.needed
        ) % {"needed": number(self.needed), "total": number(len(self.rows))}


def panel(index: int = 0) -> Panel:
    """The witnesses and whether each has signed a tree that holds the entry of this number; one query or none."""
    rows = [
        Row(one.name, one.saw, one.size, one.at, _badge(place))
        for place, one in enumerate(seen.sights(index))
    ]
    count = sum(one.saw for one in rows)
    needed = quorum(seen.witnesses()) if rows else 0
    return Panel(seen_words(count), rows, count, needed, bool(rows) and count >= needed)
