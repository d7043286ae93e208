"""Opened ballots and counted pots as the record has them; and the work of opening and counting, which is private."""

from typing import ClassVar

from django.db import models

from folkmoot.record.projection import Projected


class OpenedPart(Projected):
    """A part of the opening of a round's ballots; ``imported`` ones were cast elsewhere."""

    key = models.CharField(max_length=24, primary_key=True, help_text="<round>/<part>")
    round = models.PositiveIntegerField(db_index=True)
    part = models.PositiveIntegerField()
    of = models.PositiveIntegerField()
    ballots = models.PositiveIntegerField()
    imported = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    fact_id = models.CharField(max_length=32)
    at = models.DateTimeField()


class OpenedBallot(Projected):
    """What one ballot says about one pot; ``lines`` is canonical JSON: ``[[project, points or rank], …]``."""

    open_fields = frozenset({"key", "round", "pot", "voter", "lines"})

    key = models.CharField(max_length=90, primary_key=True, help_text="<round>/<pot>/<voter>")
    round = models.PositiveIntegerField()
    pot = models.CharField(max_length=40)
    voter = models.CharField(max_length=32)
    lines = models.TextField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["round", "pot", "voter"], name="bud_opened_pot")]


class PotResult(Projected):
    """A counted pot. ``digest`` names the outcome document, which the record keeps; ``published`` once it may be shown."""

    open_fields = frozenset(
        {"key", "round", "pot", "winners", "cost", "voters", "endowment", "digest", "at", "fact_id"}
    )

    key = models.CharField(max_length=52, primary_key=True, help_text="<round>/<pot>")
    round = models.PositiveIntegerField(db_index=True)
    pot = models.CharField(max_length=40)
    winners = models.JSONField(default=list)
    cost = models.BigIntegerField(help_text="in minor units")
    voters = models.PositiveIntegerField()
    endowment = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    fact_id = models.CharField(max_length=32)
    at = models.DateTimeField()


class Counting(models.Model):
    """Private: the work of opening, counting and publishing a round, which one worker holds by a lease.

    ``state`` is waiting, running, stopped (``problem`` says why) or done; ``stage`` opening, counting or publishing, with
    ``done`` of ``whole`` steps.
    """

    round = models.PositiveIntegerField(primary_key=True)
    state = models.CharField(max_length=8)
    stage = models.CharField(max_length=10, blank=True)
    done = models.PositiveIntegerField(default=0)
    whole = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    asked = models.CharField(max_length=70, blank=True, help_text="the office that wants it opened now")
    token = models.CharField(max_length=32, blank=True)
    lease = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    created = models.DateTimeField()
    changed = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "created"], name="bud_counting_state")]


class Brought(models.Model):
    """Private: a file of a vote held elsewhere that became a round, so that bringing it again goes on."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    round = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=200)
    created = models.DateTimeField()
