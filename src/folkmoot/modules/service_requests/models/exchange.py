"""Reports that go to other systems and come from them."""

from typing import ClassVar

from django.db import models


class ApiKey(models.Model):
    """Private: who may post through Open311. Only the SHA-256 of the key is kept.

    With an ``office`` the holder is that office's case system and may post updates in its name.
    """

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    contact = models.EmailField()
    office = models.CharField(max_length=61, blank=True)
    per_hour = models.PositiveIntegerField(default=1200, help_text="posts that are taken from it in an hour")
    created = models.DateTimeField()
    revoked = models.DateTimeField(null=True)


class Token(models.Model):
    """Private: a GeoReport v2 token for a request that was accepted without an id at once."""

    token = models.CharField(max_length=43, primary_key=True)
    service_request_id = models.CharField(max_length=60)
    created = models.DateTimeField()


class ExternalUpdate(models.Model):
    """Private: updates that came from another case system, so that one that is sent again is done once.

    ``source`` names the system: an API key or a forwarding.
    """

    source = models.CharField(max_length=80)
    update_id = models.CharField(max_length=120)
    fact_id = models.CharField(max_length=32)
    received = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "update_id"], name="sr_external_update_once"),
        ]


class Forwarding(models.Model):
    """Private: a service whose reports go to another GeoReport v2 endpoint. ``api_key`` is a secret of that system.

    ``attributes`` maps attribute codes of the other service to a fixed value, or to ``{CODE}`` of ours.
    """

    service_code = models.CharField(max_length=40, primary_key=True)
    endpoint = models.URLField(help_text="base address, without /requests.xml")
    jurisdiction_id = models.CharField(max_length=120, blank=True)
    api_key = models.CharField(max_length=200, blank=True)
    remote_code = models.CharField(max_length=120)
    attributes = models.JSONField(default=dict)
    active = models.BooleanField(default=True)
    updates_until = models.DateTimeField(null=True, help_text="updates were read up to here")


class ForwardedRequest(models.Model):
    """Private: one report on its way to another system. ``state`` is waiting, sending, asked, sent, done or stuck.

    ``asked`` has a token and waits for its id. ``sending`` past its ``due`` means that nobody knows whether it
    arrived: the other system is searched for our number before it is sent again.
    """

    service_request_id = models.CharField(max_length=60, primary_key=True)
    service_code = models.CharField(max_length=40)
    state = models.CharField(max_length=8, default="waiting")
    due = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    token = models.CharField(max_length=120, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    remote_status = models.CharField(max_length=20, default="open")
    remote_notes = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "due"], name="sr_forward_due"),
            models.Index(fields=["service_code", "external_id"], name="sr_forward_external"),
        ]
