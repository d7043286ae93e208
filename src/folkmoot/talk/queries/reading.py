"""Reads of threads: a page of comments with the first replies to each, in as many statements for ten thousand as for ten."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from folkmoot.record import text
from folkmoot.record.prepared import Prepared
from folkmoot.record.queries import indexes_of
from folkmoot.talk import names, rules
from folkmoot.talk.models import Comment, Thread, Version, Vote

PAGE = 20
"""Comments on a page that reply to none."""
REPLIES = 3
"""Replies shown below each; the rest is on the comment's own page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a reader asks for: an order, a side of the discussion, and the place after which the page begins."""

    order: str = "oldest"
    side: str = ""
    after: tuple[int, int] | None = None
    """Rank and number of the last comment before."""


@dataclass(slots=True)
class Said:
    """A comment ready for a page. ``words`` is empty where they are off; ``entry`` is None until it is sealed."""

    row: Comment
    words: str
    entry: int | None
    mine: bool = False
    my_vote: str = ""
    replies: list["Said"] = field(default_factory=list)

    @property
    def more(self) -> int:
        """Replies that are not shown here."""
        return max(self.row.replies - REPLIES, 0)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a thread; ``after`` leads to the next one, None on the last."""

    thread: Thread
    items: list[Said]
    after: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Opened:
    """One comment with what it replies to, its earlier words (text, from, until) and a page of replies."""

    said: Said
    above: list[Said]
    versions: list[tuple[str, datetime, datetime]]
    replies: list[Said]
    after: int | None


_thread = Prepared(lambda key: Thread.objects.filter(pk=key))


def thread(key: str) -> Thread | None:
    """The thread with this key, or None before anybody spoke."""
    return _thread.first(key=key)


def comment(key: str, number: int) -> Comment | None:
    """The comment of a thread with this number, or None."""
    return Comment.objects.filter(thread=key, number=number).first()


def _readable(rows: QuerySet[Comment], me: str) -> QuerySet[Comment]:
    """Comments that others read, or whose place they see, and the reader's own that wait."""
    seen = Q(state__in=rules.PUBLIC)
    return rows.filter(seen | Q(author=me) if me else seen)


def _ordered(rows: QuerySet[Comment], asked: Asked) -> QuerySet[Comment]:
    rank, number = asked.after or (0, 0)
    if asked.order == "newest":
        rows = rows.filter(number__lt=number) if asked.after else rows
        return rows.order_by("-number")
    if asked.order == "best":
        if asked.after:
            rows = rows.filter(rank__lte=rank).filter(Q(rank__lt=rank) | Q(number__gt=number))
        return rows.order_by("-rank", "number")
    return rows.filter(number__gt=number).order_by("number")


def page(key: str, asked: Asked, *, person: uuid.UUID | None = None, limit: int = PAGE) -> Page:
    """A page of a thread as a person sees it: five statements, seven for somebody who is signed in."""
    found = thread(key)
    if found is None:
        return Page(Thread(key=key), [], None)
    me = names.speaking(person, key) if person else ""
    rows = Comment.objects.filter(thread=key, root=0)
    if asked.side:
        rows = rows.filter(stance=asked.side)
    roots = list(_ordered(_readable(rows, me), asked)[: limit + 1])
    more, roots = len(roots) > limit, roots[:limit]
    below = _readable(
        Comment.objects.filter(
            thread=key, root__in=[one.number for one in roots if one.replies], ordinal__lte=REPLIES
        ),
        me,
    )
    replies = list(below.order_by("root", "number"))
    told = shown([*roots, *replies], person=person)
    by_number = {one.row.number: one for one in told[: len(roots)]}
    for one in told[len(roots) :]:
        by_number[one.row.root].replies.append(one)
    last = (roots[-1].rank, roots[-1].number) if more else None
    return Page(found, told[: len(roots)], last)


def shown(rows: Sequence[Comment], *, person: uuid.UUID | None = None) -> list[Said]:
    """Comments of one thread with their words, entries and the reader's votes, in a constant number of statements."""
    if not rows:
        return []
    key = rows[0].thread
    me = names.speaking(person, key) if person else ""
    words = dict(text.words_of(one.words for one in rows if one.state == rules.VISIBLE))
    if own := [one.words for one in rows if me and one.author == me and one.state == rules.HELD]:
        words |= text.private_words_of(own)
    entries = indexes_of([one.pk for one in rows])
    votes = _votes(rows, person)
    return [
        Said(
            row=one,
            words=words.get(one.words, ""),
            entry=entries.get(one.pk),
            mine=bool(me) and one.author == me,
            my_vote=votes.get(one.pk, ""),
        )
        for one in rows
    ]


def _votes(rows: Iterable[Comment], person: uuid.UUID | None) -> dict[str, str]:
    if person is None:
        return {}
    names_of = {one.pk: one.thread for one in rows}
    voter = {key: names.bare(names.voting(person, key)) for key in set(names_of.values())}
    found = Vote.objects.filter(pk__in=[f"{pk}/{voter[key]}" for pk, key in names_of.items()])
    return {one.key.partition("/")[0]: one.direction for one in found}


def opened(key: str, number: int, *, person: uuid.UUID | None = None, after: int = 0) -> Opened | None:
    """One comment as a person sees it; None when there is none or it waits and is somebody else's."""
    me = names.speaking(person, key) if person else ""
    row = _readable(Comment.objects.filter(thread=key, number=number), me).first()
    if row is None:
        return None
    above = _above(row, me)
    below = Comment.objects.filter(thread=key, root=row.root or row.number)
    if row.root:
        below = below.filter(parent=row.number)
    replies = list(_readable(below.filter(number__gt=after), me).order_by("number")[: PAGE + 1])
    more, replies = len(replies) > PAGE, replies[:PAGE]
    [said, *rest] = shown([row, *above, *replies], person=person)
    return Opened(
        said,
        rest[: len(above)],
        _versions(row) if said.words else [],
        rest[len(above) :],
        replies[-1].number if more else None,
    )


def _above(row: Comment, me: str) -> list[Comment]:
    wanted = {one for one in (row.root, row.parent) if one}
    rows = Comment.objects.filter(thread=row.thread, number__in=wanted)
    return list(_readable(rows, me).order_by("number")) if wanted else []


def _versions(row: Comment) -> list[tuple[str, datetime, datetime]]:
    if row.versions == 1:
        return []
    found = list(Version.objects.filter(comment=row.pk).order_by("at"))
    words = text.words_of(one.words for one in found)
    return [(words[one.words], one.at, one.until) for one in found if one.words in words]
