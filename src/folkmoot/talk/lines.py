"""Comments as lines of a page: everything that a template shows, decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from folkmoot.places import queries as places
from folkmoot.record import clock
from folkmoot.talk import queries, rules, words
from folkmoot.talk.linking import linked
from folkmoot.talk.queries.cards import thread_url
from folkmoot.talk.reader import Reader


@dataclass(slots=True, kw_only=True)
class Line:
    """A comment. ``placeholder`` stands where its words are off; ``why`` says to its author why it waits."""

    number: int
    url: str
    name: str
    heading: str
    official: bool
    mine: bool
    at: datetime
    changed: datetime | None
    language: str
    said: SafeString | str
    placeholder: str
    why: list[str]
    stance: str
    stance_name: str
    reply_to: int
    up: int
    down: int
    vote: str
    entry: int | None
    can_vote: bool
    can_reply: bool
    can_flag: bool
    can_edit: bool
    can_withdraw: bool
    moderate_url: str
    replies: "list[Line]" = field(default_factory=list)
    more: int = 0


def lines(
    found: Iterable[queries.Said], *, about: str, reader: Reader, open_: bool, alone: bool = False
) -> list[Line]:
    """Comments of one thread as one reader sees them, with the first replies to each unless they stand ``alone``."""
    page = _Page(thread_url(about), reader, open_, _offices(), clock.now())
    return [page.line(one, alone=alone) for one in found]


def _offices() -> Mapping[str, str]:
    return {one.slug: one.name for one in places.departments(closed=True)}


@dataclass(frozen=True, slots=True)
class _Page:
    url: str
    reader: Reader
    open: bool
    offices: Mapping[str, str]
    now: datetime

    def line(self, one: queries.Said, *, alone: bool = False) -> Line:
        row = one.row
        official = row.author.startswith("office:")
        visible = row.state == rules.VISIBLE
        signed_in = self.reader.person is not None
        name = words.speaker_name(row, self.offices)
        # The words of a comment can be gone without a decision: then an operator destroyed them by hand.
        said = linked(one.words, thread_url=self.url) if one.words else ""
        return Line(
            number=row.number,
            url=f"{self.url}/{row.number}",
            name=_("You, %(name)s") % {"name": name} if one.mine else name,
            heading=_heading(row.number, name, row.parent),
            official=official,
            mine=one.mine,
            at=row.at,
            changed=row.revised,
            language=row.language,
            said=said,
            placeholder="" if said else self._placeholder(one),
            why=[str(words.HOLDS[reason]) for reason in row.holds if reason in words.HOLDS]
            if row.state == rules.HELD
            else [],
            stance=row.stance,
            stance_name=str(words.STANCES.get(row.stance, "")),
            reply_to=row.parent if alone or row.parent != row.root else 0,
            up=row.up,
            down=row.down,
            vote=one.my_vote,
            entry=one.entry,
            can_vote=signed_in and visible and not one.mine and not official,
            can_reply=visible and self.open,
            can_flag=visible and not one.mine,
            can_edit=one.mine and bool(said) and self.open and self.now - row.at <= rules.REVISE_WITHIN,
            can_withdraw=one.mine and row.state in rules.READABLE,
            moderate_url=f"/moderation/comments{self.url.removeprefix('/talk')}/{row.number}"
            if self.reader.moderates and row.state in rules.READABLE
            else "",
            replies=[self.line(below) for below in one.replies],
            more=0 if alone else one.more,
        )

    def _placeholder(self, one: queries.Said) -> str:
        row = one.row
        if row.state == rules.WITHDRAWN:
            return _("Taken back by the person who wrote it.")
        if row.state == rules.HIDDEN:
            return _("A moderator took this comment off: %(reason)s.") % {
                "reason": words.reason_name(row.reason)
            }
        return _("The words of this comment are gone.")


def _heading(number: int, name: str, parent: int) -> str:
    """What a screen reader hears first of a comment."""
    if parent:
        return _("Comment %(number)s by %(name)s, reply to %(parent)s") % {
            "number": number,
            "name": name,
            "parent": parent,
        }
    return _("Comment %(number)s by %(name)s") % {"number": number, "name": name}
