"""The sorting helper and the score it keeps."""

from django.db import models

from folkmoot.record.projection import Projected


class TriageModel(Projected):
    """A trained sorting helper; the one with the highest number suggests. ``model`` and ``data`` are segments."""

    number = models.PositiveIntegerField(primary_key=True)
    model = models.CharField(max_length=64)
    data = models.CharField(max_length=64)
    reports = models.PositiveIntegerField()
    services = models.PositiveIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    accuracy = models.FloatField()
    macro_f1 = models.FloatField()
    top3 = models.FloatField()
    actor = models.CharField(max_length=80)
    trained = models.DateTimeField()
    fact_id = models.CharField(max_length=32)


class TriageOutcome(Projected):
    """A report whose reporter had a suggestion: what it was and whether the report stands there today."""

    service_request_id = models.CharField(max_length=60, primary_key=True)
    model = models.PositiveIntegerField()
    service_code = models.CharField(max_length=40, help_text="the first suggestion")
    followed = models.BooleanField()
    moved = models.BooleanField(default=False, help_text="followed, and an office moved it elsewhere since")


class TriageTally(Projected):
    """How often a model's first suggestion of a service was given, and what people made of it.

    ``place`` is form or desk. ``other`` counts choices of the second or third suggestion.
    """

    key = models.CharField(max_length=80, primary_key=True)
    model = models.PositiveIntegerField(db_index=True)
    place = models.CharField(max_length=8)
    service_code = models.CharField(max_length=40)
    given = models.IntegerField(default=0)
    followed = models.IntegerField(default=0)
    other = models.IntegerField(default=0)
    moved = models.IntegerField(default=0)
