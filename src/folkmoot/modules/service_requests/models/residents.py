"""The people behind reports: what they are asked, what they said, how to reach them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from folkmoot.record.projection import Projected


class Inquiry(Projected):
    """A question of an office to the person who reported, and what became of it.

    ``state`` is waiting, answered, unanswered or withdrawn (the report was closed first). ``words`` and ``answer``
    are commitments; ``answer`` is empty unless the person chose to publish it.
    """

    key = models.CharField(max_length=80, primary_key=True)
    service_request_id = models.CharField(max_length=60, db_index=True)
    question = models.PositiveIntegerField()
    words = models.CharField(max_length=64)
    public = models.BooleanField()
    office = models.CharField(max_length=61)
    asked = models.DateTimeField()
    until = models.DateTimeField()
    otherwise = models.CharField(max_length=8)
    state = models.CharField(max_length=12)
    answer = models.CharField(max_length=64, blank=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["until", "key"], condition=Q(state="waiting"), name="sr_inquiry_waiting"),
        ]


class Rating(Projected):
    """What one person said about one closing, the latest word only."""

    key = models.CharField(max_length=80, primary_key=True)
    service_request_id = models.CharField(max_length=60, db_index=True)
    closing = models.CharField(max_length=32)
    solved = models.CharField(max_length=8)
    words = models.CharField(max_length=64, blank=True)
    service_code = models.CharField(max_length=40)
    area = models.CharField(max_length=80, blank=True)
    year = models.PositiveIntegerField()


class RatingTally(Projected):
    """How many people said what about the closings of a year, by service and area."""

    key = models.CharField(max_length=160, primary_key=True)
    year = models.PositiveIntegerField(db_index=True)
    service_code = models.CharField(max_length=40)
    area = models.CharField(max_length=80, blank=True)
    yes = models.IntegerField(default=0)
    partly = models.IntegerField(default=0)
    no = models.IntegerField(default=0)


class Contact(models.Model):
    """Private: how to reach the person who reported, and who may act as the reporter. Never on the record."""

    service_request_id = models.CharField(max_length=60, db_index=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    device_id = models.CharField(max_length=100, blank=True)
    account_id = models.CharField(max_length=100, blank=True)
    pseudonym = models.CharField(max_length=40)
    reporter = models.BooleanField(default=True, help_text="False for people who joined or follow")
    language = models.CharField(max_length=10, blank=True, help_text="in which they reported or joined")
    created = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service_request_id", "pseudonym"], name="sr_contact_once"),
        ]


class Reply(models.Model):
    """Private: what the person who reported answered to a question, for the office that asked."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="replies")
    inquiry = models.CharField(max_length=80, unique=True)
    words = models.TextField()
    photos = models.JSONField(default=list, help_text="ids of files")
    created = models.DateTimeField()


class Feedback(models.Model):
    """Private: what somebody told the office beside saying whether a closing solved it."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="feedback")
    rating = models.CharField(max_length=80, unique=True)
    words = models.TextField()
    created = models.DateTimeField()


class Queued(models.Model):
    """Private: which report a phone's own number for it became, so that sending it again does not double it."""

    key = models.CharField(max_length=36, primary_key=True)
    service_request_id = models.CharField(max_length=60)
    fact_id = models.CharField(max_length=32)
    created = models.DateTimeField(db_index=True)
