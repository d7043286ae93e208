"""Limits and lists against fraud, as the record has them."""

from django.db import models

from folkmoot.record.projection import Projected


class GuardEntry(Projected):
    """An entry of the lists by its keyed hash: a network, domain or mailbox, believed never or, with ``allow``, always."""

    key = models.CharField(max_length=32, primary_key=True)
    sort = models.CharField(max_length=8)
    allow = models.BooleanField()
    reason = models.CharField(max_length=10)
    since = models.DateTimeField()
    batch = models.CharField(max_length=32, help_text="the fact that put it on its list", db_index=True)


class Limits(Projected):
    """The limits, as last described (fact petitions.limits_described)."""

    id = models.CharField(max_length=4, primary_key=True)
    burst = models.PositiveIntegerField()
    burst_seconds = models.PositiveIntegerField()
    sustained = models.PositiveIntegerField()
    sustained_seconds = models.PositiveIntegerField()
    creators = models.PositiveIntegerField()
    supporters = models.PositiveIntegerField()
    mails = models.PositiveIntegerField()
    watched = models.PositiveIntegerField()
    noticed = models.PositiveIntegerField()
    delayed = models.PositiveIntegerField()
