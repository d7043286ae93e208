"""Signatures without names, and what is counted of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from folkmoot.record.projection import Projected


class Signature(Projected):
    """What the record says of one person on one petition: whether their signature counts, and in which area.

    ``state`` is counted, withdrawn or invalidated; ``batch`` is the fact that invalidated it.
    """

    key = models.CharField(max_length=48, primary_key=True, help_text="<petition>/<pseudonym's digits>")
    petition = models.PositiveIntegerField()
    area = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, blank=True, default="")
    role = models.CharField(max_length=8)
    channel = models.CharField(max_length=8)
    state = models.CharField(max_length=12)
    day = models.DateField(help_text="in UTC")
    batch = models.CharField(max_length=32, blank=True)
    fact_id = models.CharField(max_length=32)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["batch", "key"], condition=~Q(batch=""), name="pet_signature_batch"),
        ]


class AreaTally(Projected):
    """Signatures that count, by area."""

    open_fields = frozenset({"key", "petition", "area", "count"})

    key = models.CharField(max_length=96, primary_key=True, help_text="<petition>|<area>")
    petition = models.PositiveIntegerField(db_index=True)
    area = models.CharField(max_length=80, blank=True, db_index=True)
    count = models.IntegerField(default=0)


class CountryTally(Projected):
    """Signatures that count of people from elsewhere, by the country that they gave."""

    open_fields = frozenset({"key", "petition", "country", "count"})

    key = models.CharField(max_length=16, primary_key=True, help_text="<petition>|<country>")
    petition = models.PositiveIntegerField(db_index=True)
    country = models.CharField(max_length=2)
    count = models.IntegerField(default=0)


class DayTally(Projected):
    """Signatures that count, by the day on which they were made (UTC)."""

    key = models.CharField(max_length=24, primary_key=True, help_text="<petition>|<day>")
    petition = models.PositiveIntegerField()
    day = models.DateField()
    count = models.IntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["petition", "day"], name="pet_day")]


class Invalidation(Projected):
    """Signatures that were struck off together, and whether that was undone. ``words`` is a commitment."""

    batch = models.CharField(max_length=32, primary_key=True, help_text="the fact")
    petition = models.PositiveIntegerField(db_index=True)
    at = models.DateTimeField()
    reason = models.CharField(max_length=14)
    conditions = models.JSONField(default=list)
    count = models.PositiveIntegerField()
    words = models.CharField(max_length=64, blank=True)
    restored = models.DateTimeField(null=True)
