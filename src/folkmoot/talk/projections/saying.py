"""Threads, comments and votes."""

from typing import Any

from folkmoot.record.event import Fact
from folkmoot.record.projection import projects
from folkmoot.talk import rules
from folkmoot.talk.events import (
    Commented,
    DiscussionsDescribed,
    Revised,
    Supported,
    SupportWithdrawn,
    ThreadClosed,
    ThreadReopened,
    Withdrawn,
)
from folkmoot.talk.models import Comment, Discussions, Speaker, Thread, Version, Vote, VoteHour
from folkmoot.talk.names import bare
from folkmoot.talk.projections.base import close_case, comment_of, count, move, thread_of


@projects(DiscussionsDescribed)
def described(fact: Fact[DiscussionsDescribed]) -> None:
    event = fact.event
    Discussions(
        key="main",
        open=list(event.open),
        read_first=list(event.read_first),
        house_rules={one.reason: one.words for one in event.house_rules},
    ).save()


def _thread(fact: Fact[Any]) -> Thread:
    key = thread_of(fact)
    return Thread.objects.filter(pk=key).first() or Thread(key=key, updated=fact.accepted)


@projects(ThreadClosed)
def closed(fact: Fact[ThreadClosed]) -> None:
    row = _thread(fact)
    row.closed, row.closed_words, row.updated = fact.accepted, fact.event.words, fact.accepted
    row.save()


@projects(ThreadReopened)
def reopened(fact: Fact[ThreadReopened]) -> None:
    row = _thread(fact)
    row.closed, row.closed_words, row.updated = None, "", fact.accepted
    row.save()


@projects(Commented)
def commented(fact: Fact[Commented]) -> None:
    event, row = fact.event, _thread(fact)
    row.comments += 1
    root = ordinal = 0
    if event.parent:
        parent = Comment.objects.get(thread=row.pk, number=event.parent)
        root = parent.root or parent.number
        above = parent if not parent.root else Comment.objects.get(thread=row.pk, number=root)
        above.replies += 1
        above.save()
        ordinal = above.replies
    speaker = 0
    if not fact.actor.startswith("office:"):
        speaker = _speaker(row, fact.actor)
    row.save()
    comment = Comment.objects.create(
        fact_id=fact.id,
        thread=row.pk,
        number=row.comments,
        root=root,
        parent=event.parent,
        ordinal=ordinal,
        at=fact.accepted,
        author=fact.actor,
        speaker=speaker,
        language=event.language,
        stance=event.stance,
        words=event.words,
        state=rules.VISIBLE,
    )
    count(fact, comment, by=+1)


def _speaker(row: Thread, actor: str) -> int:
    """By what number somebody goes in a thread; a new one for who has not spoken yet."""
    key = f"{row.pk}/{bare(actor)}"
    if found := Speaker.objects.filter(pk=key).first():
        return int(found.ordinal)
    row.speakers += 1
    Speaker.objects.create(key=key, ordinal=row.speakers)
    return row.speakers


@projects(Revised)
def revised(fact: Fact[Revised]) -> None:
    row = comment_of(fact)
    Version.objects.create(
        key=f"{row.pk}/{row.versions}",
        comment=row.pk,
        words=row.words,
        at=row.revised or row.at,
        until=fact.accepted,
    )
    row.words, row.revised, row.versions = fact.event.words, fact.accepted, row.versions + 1
    row.save()


@projects(Withdrawn)
def withdrawn(fact: Fact[Withdrawn]) -> None:
    row = comment_of(fact)
    move(fact, row, rules.WITHDRAWN)
    close_case(fact, "withdrawn", thread=row.thread, number=row.number)


@projects(Supported)
def supported(fact: Fact[Supported]) -> None:
    row = comment_of(fact)
    key = f"{row.pk}/{bare(fact.actor)}"
    if before := Vote.objects.filter(pk=key).first():
        _tally(row, before, -1)
    vote = Vote(key=key, direction=fact.event.direction, hour=rules.hour_of(fact.accepted))
    vote.save()
    _tally(row, vote, +1)
    row.rank = rules.rank(row.counted_up, row.counted_down)
    row.save()


@projects(SupportWithdrawn)
def support_withdrawn(fact: Fact[SupportWithdrawn]) -> None:
    row = comment_of(fact)
    if before := Vote.objects.filter(pk=f"{row.pk}/{bare(fact.actor)}").first():
        _tally(row, before, -1)
        before.delete()
        row.rank = rules.rank(row.counted_up, row.counted_down)
        row.save()


def _tally(row: Comment, vote: Vote, by: int) -> None:
    """Count a vote up or down: in its hour, in all, and as far as its hour still counts for the order."""
    key, name = f"{row.pk}/{vote.hour}", vote.direction
    hour = VoteHour.objects.filter(pk=key).first() or VoteHour(key=key)
    before = getattr(hour, name)
    after = before + by
    setattr(hour, name, after)
    if hour.up or hour.down:
        hour.save()
    else:
        hour.delete()
    setattr(row, name, getattr(row, name) + by)
    moved = rules.counted([after]) - rules.counted([before])
    setattr(row, f"counted_{name}", getattr(row, f"counted_{name}") + moved)
