"""Polls as they stand, written by the projection alone."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from folkmoot.record.projection import Projected


class Poll(Projected):
    """A question with its options and their counts; ``early`` and ``answer`` are commitments."""

    open_fields = frozenset(
        {
            "number",
            "question",
            "options",
            "least",
            "most",
            "office",
            "state",
            "opened",
            "closes",
            "closed",
            "voters",
        }
        | {"counts", "answered", "fact_id"}
    )

    number = models.PositiveIntegerField(primary_key=True)
    question = models.CharField(max_length=200)
    background = models.TextField(blank=True)
    options = models.JSONField(default=list)
    least = models.PositiveIntegerField()
    most = models.PositiveIntegerField()
    office = models.CharField(max_length=61)
    state = models.CharField(max_length=6, help_text="open or closed")
    opened = models.DateTimeField()
    closes = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    early = models.CharField(max_length=64, blank=True)
    voters = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=list, help_text="how often each option was chosen")
    answer = models.CharField(max_length=64, blank=True)
    answered = models.DateTimeField(null=True)
    fact_id = models.CharField(max_length=32)
    closing_fact = models.CharField(max_length=32, blank=True)
    answer_fact = models.CharField(max_length=32, blank=True)
    newest_fact = models.CharField(max_length=32, help_text="of a vote or anything else")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "-number"], name="poll_by_state"),
            models.Index(fields=["closes", "number"], condition=Q(state="open"), name="poll_closing"),
        ]

    @property
    def subject(self) -> str:
        """Its name on the record."""
        return f"polls/{self.number}"


class PollBallot(Projected):
    """What the record says of one voter in one poll; ``choices`` is empty once the vote was taken back."""

    open_fields = frozenset({"poll", "choices"})

    key = models.CharField(max_length=48, primary_key=True, help_text="<poll>/<pseudonym's digits>")
    poll = models.PositiveIntegerField(db_index=True)
    choices = models.JSONField(default=list)
    voted = models.DateTimeField()
    fact_id = models.CharField(max_length=32)
