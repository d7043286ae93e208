"""The watch: its log, which is private and short, and what the record has of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from folkmoot.record.projection import Projected


class BurstLog(models.Model):
    """A burst from its beginning to its end: where, how many in its fullest hour, and whether moderators were told.

    Nobody who signed is named. It is forgotten a week after it ended.
    """

    sort = models.CharField(max_length=8)
    value = models.CharField(max_length=254)
    key = models.CharField(max_length=32, help_text="keyed hash of the value, as on the record")
    petitions = models.JSONField(
        default=list, help_text="numbers of those that most of them are on, most first"
    )
    first = models.DateTimeField()
    last = models.DateTimeField()
    peak = models.PositiveIntegerField(help_text="signatures confirmed in its fullest hour")
    told = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints: ClassVar = [
            # Two workers that find the same burst keep one row.
            models.UniqueConstraint(fields=["key", "first"], name="pet_burst_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-last", "id"], name="pet_burst_last"),
            models.Index(fields=["-peak", "id"], condition=Q(verdict=""), name="pet_burst_open"),
        ]


class Watch(Projected):
    """When moderators were last told of bursts."""

    id = models.CharField(max_length=4, primary_key=True)
    told = models.DateTimeField()


class Expected(Projected):
    """A place, by its keyed hash, of whose bursts nothing is told until a moment."""

    key = models.CharField(max_length=32, primary_key=True)
    sort = models.CharField(max_length=8)
    verdict = models.CharField(max_length=10)
    since = models.DateTimeField()
    until = models.DateTimeField()
