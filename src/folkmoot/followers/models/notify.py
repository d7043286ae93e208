"""Private: who follows what, what they were told, and mail on its way. None of it is ever on the record."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Subscriber(models.Model):
    """Somebody who follows things: an account, or an e-mail address without one."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    email = models.EmailField(blank=True, help_text="empty for an account, whose own address counts")
    language = models.CharField(max_length=10, blank=True)
    unasked = models.BooleanField(
        default=True, help_text="whether parts may write about what was not asked for"
    )
    created = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["email"], condition=~Q(email=""), name="followers_subscriber_email"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(email=""), name="followers_subscriber_one_way"
            ),
        ]


class Subscription(models.Model):
    """One thing that somebody follows. ``key`` is what acts are looked up by (targets.py).

    ``mail`` is at_once, daily, weekly or nothing; ``prompt`` says whether each act is told as it happens, in the
    account or by mail. Until an address has confirmed it, ``confirmed`` is empty and nothing is told.
    """

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    sort = models.CharField(max_length=12)
    target = models.CharField(max_length=160, blank=True)
    key = models.CharField(max_length=180)
    lat = models.FloatField(null=True)
    long = models.FloatField(null=True)
    radius = models.PositiveIntegerField(null=True, help_text="metres")
    mail = models.CharField(max_length=8, blank=True)
    prompt = models.BooleanField()
    created = models.DateTimeField()
    confirmed = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subscriber", "sort", "target"], name="followers_subscription_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["key", "prompt"], name="followers_sub_key"),
            models.Index(fields=["mail", "subscriber"], name="followers_sub_mail"),
            models.Index(
                fields=["created"], condition=Q(confirmed__isnull=True), name="followers_sub_unconfirmed"
            ),
        ]


class AccountNotice(models.Model):
    """Something an account was told on this site. Of an act it keeps no words, so removed ones do not live on here;
    ``title`` and ``body`` are those of a part that named this person.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    fact_id = models.CharField(max_length=32)
    purpose = models.CharField(max_length=80, blank=True)
    index = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=160)
    title = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField()
    read = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "fact_id", "purpose"], name="followers_notice_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-id"], name="followers_notice_newest"),
            models.Index(fields=["person"], condition=Q(read__isnull=True), name="followers_notice_unread"),
            models.Index(fields=["at"], name="followers_notice_at"),
        ]


class Mail(models.Model):
    """A mail on its way, at most one for each ``key``. Its words go when it is sent, its row 30 days later.

    ``state`` is waiting, sent or parked; while a worker has it, ``due`` lies a lease ahead.
    """

    key = models.CharField(max_length=160, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    subscriber = models.ForeignKey(Subscriber, null=True, on_delete=models.CASCADE, related_name="+")
    subscription = models.ForeignKey(Subscription, null=True, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(db_index=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    headers = models.JSONField(default=dict)
    due = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, default="waiting")
    error = models.CharField(max_length=500, blank=True)
    created = models.DateTimeField()
    sent = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due", "id"], condition=Q(state="waiting"), name="followers_mail_due"),
            models.Index(fields=["id"], condition=Q(state="parked"), name="followers_mail_parked"),
            models.Index(fields=["created"], name="followers_mail_created"),
        ]


class DigestRun(models.Model):
    """One pass of digests: entries ``first`` to ``last`` for everybody up to subscriber ``position`` so far."""

    period = models.CharField(max_length=24, primary_key=True, help_text="daily:2026-03-12, weekly:2026-W11")
    mail = models.CharField(max_length=8)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    position = models.BigIntegerField(default=0)
    queued = models.PositiveIntegerField(default=0)
    began = models.DateTimeField()
    done = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["mail", "-last"], name="followers_digest_last")]
