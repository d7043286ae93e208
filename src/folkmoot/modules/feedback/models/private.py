"""Private: who was invited and who answered with an account. Nothing here ever enters the record."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Invitation(models.Model):
    """An invitation. Whose it is stays here until the mail is out; then the row knows its groups and nobody's address.

    The pseudonym of the answer follows from the id and a secret outside the database, and from nothing about the person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.CharField(max_length=40)
    edition = models.PositiveIntegerField()
    batch = models.CharField(max_length=32, help_text="the fact that says how many were invited")
    about = models.CharField(max_length=160, blank=True, help_text="subject of the moment")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    email = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=10, blank=True)
    groups = models.JSONField(default=dict)
    made = models.DateTimeField()
    opened = models.DateTimeField(null=True, help_text="when its link was first followed")
    told = models.BooleanField(default=False, help_text="whether the record counts it as reached")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["batch"], condition=~Q(about=""), name="fb_invitation_batch"),
            models.Index(
                fields=["survey", "edition"], condition=Q(opened__isnull=False, told=False), name="fb_untold"
            ),
            models.Index(fields=["made"], condition=~Q(about=""), name="fb_invitation_named"),
            models.Index(fields=["email"], condition=~Q(email=""), name="fb_invitation_email"),
        ]


class GroupTally(models.Model):
    """Answers of invited people by group, kept fresh and shown to nobody as it is (see rules/groups.py)."""

    key = models.CharField(max_length=200, primary_key=True, help_text="<survey>/<edition>/<sort>/<group>")
    edition = models.CharField(max_length=48, db_index=True)
    sort = models.CharField(max_length=40)
    group = models.CharField(max_length=80, blank=True)
    counts = models.JSONField(default=dict)


class LastAsked(models.Model):
    """When somebody was last invited to any survey. ``key`` is an HMAC of the address, which nobody can read back."""

    key = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField(db_index=True)


class Taker(models.Model):
    """An account answered a survey on a page; what it answered stands on the record under its pseudonym there."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    survey = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "survey"], name="fb_taker_once"),
        ]


class Handled(models.Model):
    """A fact about which an edition has asked already, however often the record is read. Kept a while, then forgotten."""

    key = models.CharField(max_length=84, primary_key=True, help_text="<survey>/<edition>/<fact>")
    at = models.DateTimeField(db_index=True)
