"""What was said: threads, comments, their earlier versions and what people think of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from folkmoot.record.projection import Projected
from folkmoot.talk.rules import HIDDEN


class Discussions(Projected):
    """What may be talked about: one row, ``main``, as last described. ``house_rules`` are words by reason."""

    key = models.CharField(max_length=8, primary_key=True)
    open = models.JSONField(default=list)
    read_first = models.JSONField(default=list)
    house_rules = models.JSONField(default=dict)


class Thread(Projected):
    """A discussion about a subject. ``comments`` counts every comment there was, and is the newest one's number."""

    open_fields = frozenset(
        {"key", "comments", "visible", "official", "side_for", "side_against", "closed", "updated"}
    )

    key = models.CharField(max_length=122, primary_key=True, help_text="<sort>~<name> of what it is about")
    comments = models.PositiveIntegerField(default=0)
    visible = models.IntegerField(default=0)
    official = models.IntegerField(default=0, help_text="visible answers of offices")
    side_for = models.IntegerField(default=0)
    side_against = models.IntegerField(default=0)
    speakers = models.PositiveIntegerField(default=0)
    closed = models.DateTimeField(null=True)
    closed_words = models.CharField(max_length=64, blank=True)
    updated = models.DateTimeField()


class Speaker(Projected):
    """Somebody who has spoken in a thread: ``ordinal`` counts from 1 and is what others call them by."""

    key = models.CharField(max_length=155, primary_key=True, help_text="<thread>/<pseudonym>")
    ordinal = models.PositiveIntegerField()


class Comment(Projected):
    """A comment. ``words``, ``statement``, ``appeal`` and ``answer`` are commitments; ``root`` is 0 for one that replies to none.

    ``ordinal`` counts the replies below one root. ``counted_up`` and ``counted_down`` are the votes that count for the
    order (rules.order), ``rank`` what follows from them.
    """

    fact_id = models.CharField(max_length=32, primary_key=True)
    thread = models.CharField(max_length=122)
    number = models.PositiveIntegerField()
    root = models.PositiveIntegerField(default=0)
    parent = models.PositiveIntegerField(default=0)
    ordinal = models.PositiveIntegerField(default=0)
    replies = models.PositiveIntegerField(default=0, help_text="below a root, whatever became of them")
    at = models.DateTimeField()
    author = models.CharField(max_length=80, help_text="the actor: a pseudonym or an office")
    speaker = models.PositiveIntegerField(default=0, help_text="0 for an office")
    language = models.CharField(max_length=10, blank=True)
    stance = models.CharField(max_length=8, blank=True)
    words = models.CharField(max_length=64, db_index=True)
    versions = models.PositiveIntegerField(default=1)
    revised = models.DateTimeField(null=True)
    state = models.CharField(max_length=10)
    up = models.PositiveIntegerField(default=0)
    down = models.PositiveIntegerField(default=0)
    counted_up = models.PositiveIntegerField(default=0)
    counted_down = models.PositiveIntegerField(default=0)
    rank = models.PositiveIntegerField(default=0)
    flags = models.PositiveIntegerField(default=0, help_text="reports of people with an account")
    guest_flags = models.PositiveIntegerField(default=0, help_text="reports of others")
    holds = models.JSONField(default=list)
    score = models.FloatField(null=True)
    model = models.PositiveIntegerField(default=0, help_text="number of the weights that gave the score")
    newcomer = models.BooleanField(
        default=False, help_text="whether its author counted as new when it was held"
    )
    released = models.BooleanField(
        default=False, help_text="a moderator read it and found nothing against it"
    )
    reason = models.CharField(max_length=12, blank=True)
    noticed = models.CharField(max_length=8, blank=True)
    statement = models.CharField(max_length=64, blank=True)
    decided = models.DateTimeField(null=True, help_text="when the latest decision to take it off was made")
    decided_by = models.CharField(max_length=32, blank=True)
    appealed = models.DateTimeField(null=True)
    appeal = models.CharField(max_length=64, blank=True)
    answer = models.CharField(
        max_length=64, blank=True, help_text="what the author was told after the appeal"
    )
    appeal_decided = models.DateTimeField(null=True)
    destroyed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "number"], name="talk_number_once")
        ]
        # Every order of a thread is a range of one index, so that a page reads a page of rows.
        indexes: ClassVar = [
            models.Index(fields=["thread", "root", "number"], name="talk_in_order"),
            models.Index(fields=["thread", "root", "-rank", "number"], name="talk_best"),
            models.Index(fields=["thread", "root", "stance", "number"], name="talk_sides"),
            models.Index(fields=["thread", "at"], name="talk_by_time"),
            models.Index(
                fields=["decided", "fact_id"],
                condition=Q(state=HIDDEN, destroyed=False),
                name="talk_to_destroy",
            ),
        ]


class Version(Projected):
    """Earlier words of a comment, a commitment, as they stood until ``until``."""

    key = models.CharField(max_length=40, primary_key=True, help_text="<comment's fact>/<which one, from 1>")
    comment = models.CharField(max_length=32, db_index=True)
    words = models.CharField(max_length=64)
    at = models.DateTimeField()
    until = models.DateTimeField()


class Vote(Projected):
    """What one person thinks of one comment: the latest only."""

    key = models.CharField(max_length=70, primary_key=True, help_text="<comment's fact>/<pseudonym>")
    direction = models.CharField(max_length=4)
    hour = models.PositiveIntegerField()


class VoteHour(Projected):
    """Votes on one comment that stand and were cast within one hour."""

    key = models.CharField(max_length=48, primary_key=True, help_text="<comment's fact>/<hour>")
    up = models.PositiveIntegerField(default=0)
    down = models.PositiveIntegerField(default=0)


class Flag(Projected):
    """One person's report of one comment. ``words`` is a commitment that moderators alone can open."""

    key = models.CharField(max_length=70, primary_key=True, help_text="<comment's fact>/<pseudonym>")
    comment = models.CharField(max_length=32, db_index=True)
    reason = models.CharField(max_length=12)
    words = models.CharField(max_length=64, blank=True)
    guest = models.BooleanField(default=False)
    at = models.DateTimeField()
