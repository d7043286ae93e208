"""Rounds as they stand, and what was frozen before their vote."""

from typing import Any, ClassVar

from django.db import models

from folkmoot.record.projection import Projected


class Round(Projected):
    """A round as last described, with its calendar. ``phase`` is the newest one that began, empty before the first.

    ``pots``, ``categories``, ``who`` and ``phases`` are those of the facts, as JSON. ``counted`` and ``published`` say
    when its result was counted and made public (facts of the results).
    """

    open_fields = frozenset(
        {
            "number",
            "slug",
            "title",
            "office",
            "currency",
            "phase",
            "minimum",
            "maximum",
            "described",
            "frozen",
            "fact_id",
        }
    )

    number = models.PositiveIntegerField(primary_key=True)
    slug = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    summary = models.TextField(blank=True)
    office = models.CharField(max_length=61)
    currency = models.CharField(max_length=3)
    pots = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    minimum = models.BigIntegerField(default=0, help_text="of a project, in minor units")
    maximum = models.BigIntegerField(default=0, help_text="of a project, in minor units; 0 is none")
    who = models.JSONField(default=dict)
    phases = models.JSONField(default=list, help_text="the calendar: name, opens, closes")
    phase = models.CharField(max_length=10, blank=True)
    begun = models.DateTimeField(null=True, help_text="when the phase began")
    next_due = models.DateTimeField(null=True, help_text="when the next phase of the calendar opens")
    described = models.DateTimeField()
    changed = models.DateTimeField()
    frozen = models.DateTimeField(null=True)
    counted = models.DateTimeField(null=True)
    published = models.DateTimeField(null=True)
    fact_id = models.CharField(max_length=32, help_text="that began it")
    newest_fact = models.CharField(max_length=32)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["next_due"], name="bud_next_due")]

    @property
    def subject(self) -> str:
        """Its name in the record."""
        return f"budget_rounds/{self.number}"

    def pot(self, code: str) -> dict[str, Any] | None:
        """The pot with this code, as in the fact, or None."""
        return next((one for one in self.pots if one["code"] == code), None)


class FrozenRound(Projected):
    """What a round votes on and how it is counted (fact budgeting.frozen): ``pots`` are those of the fact, as JSON."""

    round = models.PositiveIntegerField(primary_key=True)
    currency = models.CharField(max_length=3)
    pots = models.JSONField()
    areas_most = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    fact_id = models.CharField(max_length=32)
