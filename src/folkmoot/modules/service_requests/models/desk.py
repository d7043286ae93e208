"""How officers order their work."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from folkmoot.record.projection import Projected


class InternalNote(models.Model):
    """Private: what colleagues tell each other about a report."""

    service_request_id = models.CharField(max_length=60, db_index=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    office = models.CharField(max_length=61)
    words = models.TextField()
    created = models.DateTimeField()


class Routing(Projected):
    """The rules by which new reports find their office, as last described; one row."""

    key = models.CharField(max_length=20, primary_key=True)
    rules = models.JSONField(default=list)
    fact_id = models.CharField(max_length=32)
    changed = models.DateTimeField()


class Apart(Projected):
    """Two reports that an office found to tell of different problems; ``key`` is their numbers in order."""

    key = models.CharField(max_length=121, primary_key=True)


class Likeness(models.Model):
    """Open reports that look alike, found by a follower (services/likeness.py); it can be thrown away and made again."""

    service_request_id = models.CharField(max_length=60, primary_key=True)
    other = models.CharField(max_length=60, db_index=True)
    score = models.FloatField()


class Holder(models.Model):
    """Private: which colleague has taken a report. On the record the office acts, never a person."""

    service_request_id = models.CharField(max_length=60, primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()


class SavedView(models.Model):
    """Private: a view of the desk that an officer keeps; with an ``office`` colleagues there have it too."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    office = models.CharField(max_length=61, blank=True)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    created = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "name"], name="sr_view_once"),
        ]


class CannedAnswer(models.Model):
    """Private: words that an office uses again and again; without an ``office`` every office has them."""

    office = models.CharField(max_length=61, blank=True, db_index=True)
    name = models.CharField(max_length=60)
    words = models.TextField()
    changed = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "name"], name="sr_canned_once"),
        ]


class RoutingDraft(models.Model):
    """Private: rules that an administrator prepares and tests. They replace those of the fact ``replacing``."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    rules = models.JSONField(default=list)
    replacing = models.CharField(max_length=32, blank=True)
    changed = models.DateTimeField()
