"""Ideas and projects: one row from the idea to the ribbon, its authors, proposals to merge, and costing sheets."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from folkmoot.record.projection import Projected


class Project(Projected):
    """An idea, later a project. ``state`` is one of rules.ideas.STATES; ``title``, ``text``, ``reason`` are commitments.

    ``outcome`` is empty, won or lost, and written by facts of the results alone.
    """

    open_fields = frozenset(
        {
            "number",
            "round",
            "state",
            "outcome",
            "category",
            "pot",
            "area",
            "lat",
            "lon",
            "cost",
            "spent",
            "reference",
            "code",
            "into",
            "submitted",
            "delivered",
            "fact_id",
        }
    )

    number = models.PositiveIntegerField(primary_key=True)
    round = models.PositiveIntegerField()
    state = models.CharField(max_length=12)
    outcome = models.CharField(max_length=4, blank=True)
    title = models.CharField(max_length=64)
    text = models.CharField(max_length=64, blank=True)
    category = models.CharField(max_length=40, blank=True)
    pot = models.CharField(max_length=40, blank=True)
    area = models.CharField(max_length=80, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    pictures = models.JSONField(default=list)
    reference = models.CharField(max_length=60, blank=True, help_text="its number in another system")
    authors = models.PositiveIntegerField(default=0)
    offices = models.JSONField(default=list, help_text="that cost it")
    waiting = models.PositiveIntegerField(default=0, help_text="offices whose costing sheet is missing")
    cost = models.BigIntegerField(null=True, help_text="in minor units, once every office costed it")
    code = models.CharField(max_length=12, blank=True, help_text="why it was turned down")
    reason = models.CharField(max_length=64, blank=True)
    before = models.CharField(max_length=12, blank=True, help_text="its state before it was turned down")
    into = models.PositiveIntegerField(null=True, help_text="the idea that it became part of")
    spent = models.BigIntegerField(default=0, help_text="in minor units")
    submitted = models.DateTimeField()
    changed = models.DateTimeField()
    delivered = models.DateField(null=True)
    fact_id = models.CharField(max_length=32)
    newest_fact = models.CharField(max_length=32)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["round", "-number"], name="bud_of_round"),
            models.Index(fields=["round", "cost", "number"], name="bud_by_cost"),
            models.Index(fields=["round", "state", "-number"], name="bud_by_state"),
        ]

    @property
    def subject(self) -> str:
        """Its name in the record."""
        return f"budget_projects/{self.number}"


class ProjectAuthor(Projected):
    """A pseudonym that wrote an idea, alone or with others; ``first`` marks whose idea it was."""

    key = models.CharField(max_length=48, primary_key=True, help_text="<project>/<pseudonym>")
    project = models.PositiveIntegerField(db_index=True)
    first = models.BooleanField(default=False)
    joined = models.DateTimeField()


class Merge(Projected):
    """A proposal to make one idea part of another; ``state`` is open, done or declined."""

    fact_id = models.CharField(max_length=32, primary_key=True)
    source = models.PositiveIntegerField(db_index=True)
    into = models.PositiveIntegerField(db_index=True)
    state = models.CharField(max_length=8)
    reason = models.CharField(max_length=64, blank=True)
    proposed = models.DateTimeField()


class MergeAgreement(Projected):
    """That one author of either idea agreed."""

    key = models.CharField(max_length=100, primary_key=True, help_text="<proposal>/<project>/<pseudonym>")
    merge = models.CharField(max_length=32, db_index=True)
    project = models.PositiveIntegerField()


class CostSheet(Projected):
    """What one office worked out for a project; ``lines`` are (commitment, minor units)."""

    key = models.CharField(max_length=80, primary_key=True, help_text="<project>/<office>")
    project = models.PositiveIntegerField(db_index=True)
    office = models.CharField(max_length=61)
    lines = models.JSONField(default=list)
    total = models.BigIntegerField()
    feasible = models.BooleanField()
    reason = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    fact_id = models.CharField(max_length=32)


class IdeaDraft(models.Model):
    """Private: gives an idea its number. ``once`` is the form's own number, so that a second press adds nothing."""

    number = models.AutoField(primary_key=True)
    round = models.PositiveIntegerField()
    once = models.CharField(max_length=32, unique=True, null=True)  # noqa: DJ001 - projects of offices have none.
    created = models.DateTimeField()


class Author(models.Model):
    """Private: the account behind an author's pseudonym. Without an account nobody can be asked any more."""

    project = models.PositiveIntegerField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    pseudonym = models.CharField(max_length=40)
    language = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "pseudonym"], name="bud_author_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "project"], name="bud_of_person")]
