"""What is asked, and of how many."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from folkmoot.record.projection import Projected


class Survey(Projected):
    """A survey and its newest draft. ``state`` is draft, open or closed; ``edition`` is the newest one, 0 before the first."""

    key = models.CharField(max_length=40, primary_key=True)
    state = models.CharField(max_length=6)
    office = models.CharField(max_length=61)
    moment = models.CharField(max_length=80)
    plan = models.JSONField(default=dict)
    edition = models.PositiveIntegerField(default=0)
    changed = models.BooleanField(
        default=True, help_text="whether the draft differs from what is or was open"
    )
    drafted = models.DateTimeField()
    newest_fact = models.CharField(max_length=32, help_text="of writing, opening or closing")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "key"], name="fb_survey_state")]

    @property
    def subject(self) -> str:
        """Its name in the record."""
        return f"surveys/{self.key}"


class Edition(Projected):
    """A survey as it was asked, and the numbers of those who were invited."""

    open_fields = frozenset(
        {
            "key",
            "survey",
            "edition",
            "moment",
            "opened",
            "closes",
            "closed",
            "concerned",
            "invited",
            "reached",
            "fact_id",
        }
    )

    key = models.CharField(max_length=48, primary_key=True, help_text="<survey>/<edition>")
    survey = models.CharField(max_length=40, db_index=True)
    edition = models.PositiveIntegerField()
    moment = models.CharField(max_length=80)
    plan = models.JSONField(default=dict)
    opened = models.DateTimeField()
    closes = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    reason = models.CharField(max_length=8, blank=True)
    concerned = models.PositiveIntegerField(default=0)
    not_drawn = models.PositiveIntegerField(default=0)
    rested = models.PositiveIntegerField(default=0)
    unwilling = models.PositiveIntegerField(default=0)
    invited = models.PositiveIntegerField(default=0)
    reached = models.PositiveIntegerField(default=0)
    fact_id = models.CharField(max_length=32, help_text="that opened it")
    newest_fact = models.CharField(max_length=32, help_text="an answer or anything else")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["moment"], condition=Q(closed__isnull=True), name="fb_open_by_moment"),
            models.Index(fields=["closes"], condition=Q(closed__isnull=True), name="fb_closing"),
        ]


class Quiet(Projected):
    """For how many days people are left in peace after an invitation; there is one row."""

    key = models.CharField(max_length=4, primary_key=True)
    days = models.PositiveIntegerField()
