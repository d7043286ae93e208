"""Ballots as the record has them: who (a pseudonym), how and when, and never what was chosen."""

from typing import ClassVar

from django.db import models

from folkmoot.record.projection import Projected


class Ballot(Projected):
    """The ballot of one voter in one round. ``state`` is cast or withdrawn; ``choice`` is the newest commitment."""

    key = models.CharField(max_length=44, primary_key=True, help_text="<round>-<voter>")
    round = models.PositiveIntegerField()
    voter = models.CharField(max_length=32)
    state = models.CharField(max_length=9)
    channel = models.CharField(max_length=8)
    choice = models.CharField(max_length=64)
    first = models.DateTimeField(help_text="when the voter's first ballot was cast")
    hour = models.DateTimeField(help_text="the hour of the first one, in UTC")
    changed = models.DateTimeField()
    fact_id = models.CharField(max_length=32, help_text="the newest ballot_cast")

    class Meta:
        indexes: ClassVar = [
            # Turnout is counted from the index alone.
            models.Index(fields=["round", "state", "channel", "hour"], name="bud_ballot_turnout"),
            models.Index(fields=["round", "state", "voter"], name="bud_ballot_voter"),
        ]

    @property
    def subject(self) -> str:
        """Its name in the record."""
        return f"budget_ballots/{self.key}"
