"""Terms of the institution, for petitions that end with them."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

from folkmoot.record.projection import Projected


class Term(Projected):
    """A term as announced. ``state`` is announced, called_off, ended, reopened or archived."""

    code = models.CharField(max_length=40, primary_key=True)
    period = models.CharField(max_length=40)
    government = models.CharField(max_length=120)
    kinds = models.JSONField(default=list)
    state = models.CharField(max_length=10)
    announced = models.DateTimeField()
    ends = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    settled = models.DateTimeField(null=True)
    closed = models.PositiveIntegerField(default=0)
    stopped = models.PositiveIntegerField(default=0)
    response_threshold = models.PositiveIntegerField(null=True)
    debate_threshold = models.PositiveIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-ends", "code"], name="pet_term_ends")]

    @property
    def last(self) -> datetime:
        """A moment of the last day of the term."""
        return self.ends - timedelta(minutes=1)
