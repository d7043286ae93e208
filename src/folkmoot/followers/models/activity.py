"""What followers keep: acts in words people read, and what search finds. Both can be thrown away and read again."""

from typing import ClassVar

from django.db import models


class Activity(models.Model):
    """One act on the public record as lists and feeds show it. Titles follow the subject's newest card."""

    index = models.BigIntegerField(primary_key=True, help_text="public number of the fact")
    fact_id = models.CharField(max_length=32)
    accepted = models.DateTimeField()
    module = models.CharField(max_length=60)
    kind = models.CharField(max_length=80)
    subject = models.CharField(max_length=160)
    title = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=500, blank=True)
    area = models.CharField(max_length=160, blank=True)
    actor = models.CharField(max_length=80, blank=True)
    lat = models.FloatField(null=True)
    long = models.FloatField(null=True)
    cell = models.CharField(max_length=24, blank=True, help_text="where it lies on a grid, see cells.py")
    group = models.CharField(max_length=20)
    glyph = models.CharField(max_length=40)
    tone = models.CharField(max_length=20)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["module", "-index"], name="followers_act_module"),
            models.Index(fields=["area", "-index"], name="followers_act_area"),
            models.Index(fields=["subject", "-index"], name="followers_act_subject"),
            models.Index(fields=["cell", "-index"], name="followers_act_cell"),
        ]


class SearchEntry(models.Model):
    """What search knows of one subject. ``title_words`` and ``body_words`` are folded: see record.fold.

    The full-text index beside this table is made by the migration: FTS5 on SQLite, tsvector and GIN on PostgreSQL.
    """

    subject = models.CharField(max_length=160, unique=True)
    module = models.CharField(max_length=60)
    title = models.CharField(max_length=500)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=500)
    area = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField(null=True)
    title_words = models.TextField(blank=True)
    body_words = models.TextField(blank=True)
