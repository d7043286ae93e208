"""Where facts are posted to, and each post on its way. The facts are public; the addresses are the operator's."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Endpoint(models.Model):
    """An address that gets facts from entry ``since`` on. Empty filters let everything through.

    Its secret is not kept: it is made of the id, ``secret_version`` and a key outside the database (signing.py).
    """

    id = models.CharField(max_length=32, primary_key=True)
    name = models.CharField(max_length=120)
    url = models.CharField(max_length=500)
    modules = models.JSONField(default=list)
    kinds = models.JSONField(default=list)
    since = models.BigIntegerField()
    active = models.BooleanField(default=True)
    reason = models.CharField(max_length=300, blank=True, help_text="why it was switched off")
    failures = models.PositiveIntegerField(default=0, help_text="in a row")
    secret_version = models.PositiveIntegerField(default=1)
    created = models.DateTimeField()


class Delivery(models.Model):
    """One fact for one endpoint. ``state`` is waiting, sent or parked; a worker that has it moves ``due`` ahead."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    index = models.BigIntegerField(help_text="public number of the fact")
    fact_id = models.CharField(max_length=32)
    kind = models.CharField(max_length=80)
    due = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, default="waiting")
    status = models.PositiveIntegerField(null=True, help_text="the last answer's HTTP status")
    error = models.CharField(max_length=500, blank=True)
    created = models.DateTimeField()
    delivered = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["endpoint", "index"], name="followers_delivery_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due", "id"], condition=Q(state="waiting"), name="followers_delivery_due"),
            models.Index(fields=["endpoint", "-id"], name="followers_delivery_newest"),
            models.Index(
                fields=["endpoint", "id"], condition=Q(state="parked"), name="followers_delivery_parked"
            ),
            models.Index(fields=["created"], name="followers_delivery_created"),
        ]
