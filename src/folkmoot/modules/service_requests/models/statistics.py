"""Figures that can be thrown away and counted again."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Figures(models.Model):
    """How a service did in the last 90 days, counted again every ten minutes (services/counting.py).

    It follows from the reports and the hour, not from facts alone, so it is an ordinary table that may be emptied.
    The row with an empty code is of all services together.
    """

    service_code = models.CharField(max_length=40, primary_key=True)
    resolved = models.PositiveIntegerField()
    promised = models.PositiveIntegerField(help_text="of the resolved ones, those with a promise")
    in_time = models.PositiveIntegerField(help_text="of the promised ones, those resolved by it")
    median_hours = models.FloatField()
    counted = models.DateTimeField()


class StatisticsMonth(models.Model):
    """Reports of a month as columns (statistics/columns.py), kept by a follower; it can be thrown away and made again.

    ``month`` is the month of the report in UTC; the institution's own months are inside.
    """

    month = models.CharField(max_length=7, primary_key=True)
    version = models.CharField(
        max_length=32, blank=True, help_text="new at each computing, empty before the first"
    )
    stale = models.BooleanField(default=True)
    words = models.JSONField(default=dict)
    data = models.BinaryField(default=b"")
    computed = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["month"], condition=Q(stale=True), name="sr_statistics_stale")
        ]
