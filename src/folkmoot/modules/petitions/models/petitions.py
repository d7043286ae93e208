"""What can be asked for, what was asked for, and what the institution owes."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from folkmoot.record.projection import Projected


class PetitionKind(Projected):
    """A kind of petition, as last described (fact petitions.kind_described)."""

    code = models.CharField(max_length=40, primary_key=True)
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    office = models.CharField(max_length=61)
    who = models.CharField(max_length=400)
    steps = models.JSONField(default=list)
    areas = models.JSONField(default=list)
    outside = models.BooleanField(default=True)
    accounts = models.BooleanField(default=False)
    days = models.PositiveIntegerField()
    sponsors = models.PositiveIntegerField()
    sponsors_most = models.PositiveIntegerField()
    moderation_days = models.PositiveIntegerField()
    closed = models.BooleanField(default=False)
    changed = models.DateTimeField()


class Petition(Projected):
    """Where a petition stands. ``action``, ``background``, ``details``, ``reason_words`` are commitments."""

    open_fields = frozenset(
        {
            "number",
            "kind_code",
            "state",
            "office",
            "topics",
            "count",
            "opened",
            "closes",
            "closed",
            "rejected",
            "code",
            "answered",
            "debated",
            "term",
            "fact_id",
        }
    )

    number = models.PositiveIntegerField(primary_key=True)
    kind_code = models.CharField(max_length=40)
    state = models.CharField(max_length=10)
    action = models.CharField(max_length=64)
    background = models.CharField(max_length=64)
    details = models.CharField(max_length=64, blank=True)
    office = models.CharField(max_length=61, blank=True)
    topics = models.JSONField(default=list)
    needed = models.PositiveIntegerField(help_text="supporters before it is moderated")
    areas = models.JSONField(default=list)
    outside = models.BooleanField(default=True)
    accounts = models.BooleanField(default=False)
    count = models.PositiveIntegerField(default=0, help_text="signatures that count now")
    sponsors = models.PositiveIntegerField(default=0, help_text="of them, of supporters")
    started = models.DateTimeField()
    updated = models.DateTimeField()
    sponsored = models.DateTimeField(null=True)
    due = models.DateTimeField(null=True, help_text="until when moderators decide")
    opened = models.DateTimeField(null=True)
    closes = models.DateTimeField(null=True)
    closed = models.DateTimeField(null=True)
    rejected = models.DateTimeField(null=True)
    code = models.CharField(max_length=12, blank=True, help_text="why it was rejected or taken down")
    reason_words = models.CharField(max_length=64, blank=True)
    answered = models.DateTimeField(null=True)
    debated = models.DateTimeField(null=True, help_text="when an outcome of a debate was told")
    held = models.BooleanField(null=True, help_text="whether the debate took place")
    term = models.CharField(
        max_length=40, blank=True, help_text="with which it ended, or whose archive has it"
    )
    ended = models.DateTimeField(null=True, help_text="when it stopped with the term")
    archived = models.DateTimeField(null=True)
    fact_id = models.CharField(max_length=32)
    newest_fact = models.CharField(max_length=32, help_text="of a signature or anything else")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "-number"], name="pet_by_state"),
            models.Index(
                fields=["-opened", "-number"], condition=Q(state__in=("open", "closed")), name="pet_opened"
            ),
            models.Index(fields=["-count", "-number"], condition=Q(state="open"), name="pet_most_signed"),
            models.Index(
                fields=["due", "number"], condition=Q(state__in=("sponsored", "flagged")), name="pet_queue"
            ),
            models.Index(fields=["closes", "number"], condition=Q(state="open"), name="pet_closing"),
            models.Index(
                fields=["-answered", "-number"], condition=Q(answered__isnull=False), name="pet_answered"
            ),
            models.Index(
                fields=["-debated", "-number"], condition=Q(debated__isnull=False), name="pet_debated"
            ),
            models.Index(fields=["-number"], condition=Q(archived__isnull=False), name="pet_archived"),
            models.Index(fields=["term", "number"], condition=~Q(term=""), name="pet_by_term"),
        ]

    @property
    def subject(self) -> str:
        """Its name in the record."""
        return f"petitions/{self.number}"


class Obligation(Projected):
    """A step of an open petition: what the institution owes once so many have signed, and whether it did it."""

    key = models.CharField(max_length=24, primary_key=True, help_text="<petition>/<step>")
    petition = models.PositiveIntegerField(db_index=True)
    step = models.PositiveIntegerField()
    at = models.PositiveIntegerField()
    what = models.CharField(max_length=8)
    days = models.PositiveIntegerField()
    label = models.CharField(max_length=60)
    office = models.CharField(max_length=61)
    reached = models.DateTimeField(null=True)
    due = models.DateTimeField(null=True)
    scheduled = models.DateField(null=True)
    scheduled_on = models.DateField(null=True, help_text="when the day was told, in UTC")
    paused = models.DateTimeField(null=True, help_text="since when the clock stands still, with the term")
    lapsed = models.DateTimeField(null=True, help_text="when it went to the archive undone")
    met = models.DateTimeField(null=True)
    met_on = models.DateField(null=True, help_text="the day of the meeting or debate")
    held = models.BooleanField(null=True)
    fact_id = models.CharField(max_length=32, blank=True, help_text="that met it")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["reached", "key"],
                condition=Q(
                    reached__isnull=False, met__isnull=True, paused__isnull=True, lapsed__isnull=True
                ),
                name="pet_owed",
            ),
        ]


class Response(Projected):
    """Something the institution said or did: an answer, an outcome of a debate, later business, or a note.

    ``sort`` is answer, debate, business or note; ``summary`` and ``words`` are commitments.
    """

    fact_id = models.CharField(max_length=32, primary_key=True)
    petition = models.PositiveIntegerField()
    sort = models.CharField(max_length=8)
    at = models.DateTimeField()
    on = models.DateField(null=True)
    step = models.IntegerField(null=True)
    held = models.BooleanField(null=True)
    summary = models.CharField(max_length=64, blank=True)
    words = models.CharField(max_length=64, blank=True)
    body = models.CharField(max_length=120, blank=True)
    links = models.JSONField(default=dict, help_text="transcript, video and pack of a debate")
    documents = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["petition", "at"], name="pet_response")]
