"""What was found behind the addresses that datasets lead to. Not on the record: it is the net's state, not an act."""

from typing import ClassVar

from django.db import models


class Link(models.Model):
    """One address, when it was last asked, and what came. ``misses`` counts failures one after another."""

    digest = models.CharField(max_length=64, primary_key=True, help_text="SHA-256 of dataset and address")
    url = models.CharField(max_length=500)
    host = models.CharField(max_length=255)
    dataset = models.CharField(max_length=60)
    due = models.DateTimeField(help_text="when it is asked again")
    seen = models.DateTimeField(help_text="when a dataset last named it")
    checked = models.DateTimeField(null=True)
    misses = models.PositiveSmallIntegerField(default=0)
    words = models.JSONField(default=list, help_text="what was wrong the last time")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due", "digest"], name="cat_links_due"),
            models.Index(fields=["dataset"], name="cat_links_of"),
        ]
