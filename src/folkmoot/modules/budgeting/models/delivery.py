"""What becomes of projects that won."""

from typing import ClassVar

from django.db import models

from folkmoot.record.projection import Projected


class Milestone(Projected):
    """A step of building a project. ``title``, ``reason`` and ``words`` are commitments."""

    key = models.CharField(max_length=60, primary_key=True, help_text="<project>/<code>")
    project = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=64)
    due = models.DateField()
    first_due = models.DateField(help_text="what was promised at first")
    reason = models.CharField(max_length=64, blank=True, help_text="why it was moved")
    reached = models.DateField(null=True)
    words = models.CharField(max_length=64, blank=True)
    changed = models.DateTimeField()
    fact_id = models.CharField(max_length=32)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["project", "due"], name="bud_milestones")]


class Spending(Projected):
    """Money spent on a project, in minor units; ``what`` is a commitment."""

    open_fields = frozenset({"fact_id", "project", "amount", "on"})

    fact_id = models.CharField(max_length=32, primary_key=True)
    project = models.PositiveIntegerField()
    amount = models.BigIntegerField()
    on = models.DateField()
    what = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["project", "on"], name="bud_spending")]
