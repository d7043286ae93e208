"""What talk puts on a person's own page: what waits for them, and what they wrote."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.people import access
from folkmoot.people.models import Person
from folkmoot.people.you import Asked, Own, Thing, Waits
from folkmoot.record import clock, registry, text
from folkmoot.talk import names, queries, rules, words
from folkmoot.talk.models import Author, Comment
from folkmoot.talk.queries.cards import thread_url
from folkmoot.talk.reader import MODERATE

COMMENTS = "comments"
_LOOKED_AT = 50
"""Newest comments of one's own among which those that wait or were taken off are looked for."""
_KINDS = {rules.VISIBLE: "fixed", rules.HELD: "waiting", rules.HIDDEN: "late", rules.WITHDRAWN: "closed"}


def waits(person: Person) -> Sequence[Waits]:
    """Decisions that can be appealed, comments that a moderator reads first, a limit; for moderators the queue."""
    now = clock.now()
    return [*_of_comments(person, now), *_limit(person, now), *_queue(person)]


def _of_comments(person: Person, now: datetime) -> list[Waits]:
    numbers = Author.objects.filter(person=person).order_by("-created").values_list("comment", flat=True)
    rows = Comment.objects.filter(pk__in=list(numbers[:_LOOKED_AT]), state__in=(rules.HELD, rules.HIDDEN))
    mine = [one for one in rows if one.state == rules.HELD or _can_appeal(one, now)]
    cards = registry.cards({names.about_of(one.thread) for one in mine})
    said = text.private_words_of(one.statement for one in mine)
    found = []
    for one in mine:
        card = cards.get(names.about_of(one.thread))
        known = {"number": one.number, "title": card.title if card else names.about_of(one.thread)}
        if one.state == rules.HELD:
            found.append(
                Waits(
                    title=_("Your comment #%(number)s waits for a moderator: %(title)s") % known,
                    text=_("You are told what becomes of it."),
                    url=reverse("talk:mine"),
                    since=one.at,
                )
            )
        else:
            reason = words.REASONS.get(one.reason)
            found.append(
                Waits(
                    title=_("Your comment #%(number)s was taken off: %(title)s") % known,
                    text=" ".join(
                        part
                        for part in (f"{reason.name}." if reason else "", said.get(one.statement, ""))
                        if part
                    ),
                    url=f"{thread_url(names.about_of(one.thread))}/{one.number}/appeal",
                    action=_("Read why and appeal"),
                    since=one.decided,
                    until=one.decided + rules.APPEAL_WITHIN if one.decided else None,
                )
            )
    return found


def _can_appeal(one: Comment, now: datetime) -> bool:
    return one.decided is not None and one.appealed is None and now < one.decided + rules.APPEAL_WITHIN


def _limit(person: Person, now: datetime) -> list[Waits]:
    found = queries.my_limit(person, now)
    if found is None or found[0].until <= now:
        return []
    row, said = found
    return [
        Waits(
            title=_("A moderator limited what you can write until %(until)s: %(limit)s")
            % {"until": words.day(row.until), "limit": words.LIMITS[row.limit]},
            text=said.get(row.words, ""),
            url=reverse("talk:mine"),
            action=_("Read why and appeal") if row.appealed is None else "",
            until=row.until,
        )
    ]


def _queue(person: Person) -> list[Waits]:
    if not access.can(person, MODERATE):
        return []
    count = sum(queries.waiting().values())
    if not count:
        return []
    return [
        Waits(
            title=ngettext("%(n)s case waits for moderators", "%(n)s cases wait for moderators", count)
            % {"n": count},
            text=_("Comments that were reported or held, appeals and limits."),
            url=reverse("talk:queue"),
            action=_("Open the queue"),
        )
    ]


def own(person: Person, asked: Asked) -> Sequence[Own]:
    """One's comments, newest first: three queries and one look-up for each sort of what they are about."""
    if not asked.wants(COMMENTS):
        return ()
    start = asked.below or 0
    rows = Author.objects.filter(person=person).order_by("-created", "-comment")
    authors = list(rows[start : start + asked.limit + 1])
    more, authors = len(authors) > asked.limit, authors[: asked.limit]
    comments = Comment.objects.in_bulk([one.comment for one in authors])
    said = text.private_words_of(one.words for one in comments.values())
    states = {
        rules.VISIBLE: _("Published"),
        rules.HELD: _("Waits for a moderator"),
        rules.HIDDEN: _("Taken off"),
        rules.WITHDRAWN: _("Taken back"),
    }
    things = []
    for one in authors:
        row = comments.get(one.comment)
        if row is None:
            continue
        url = thread_url(names.about_of(row.thread))
        things.append(
            Thing(
                title=_short(said.get(row.words, "")) or _("Comment #%(number)s") % {"number": row.number},
                url=f"{url}/{row.number}" if row.state in rules.READABLE else reverse("talk:mine"),
                at=row.at,
                state=states[row.state],
                kind=_KINDS[row.state],
            )
        )
    return [
        Own(
            key=COMMENTS,
            title=_("My comments"),
            things=things,
            after=str(start + asked.limit) if more else "",
            note=_("Only you see that they are all yours."),
        )
    ]


_LETTERS = 90


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LETTERS else line[: _LETTERS - 1].rstrip() + "…"
