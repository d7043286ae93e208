"""Private: whose the names on the record are. Each row goes with the person's account."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Author(models.Model):
    """Private: who wrote a comment, so that they can be told what became of it.

    ``fingerprint`` finds nearly the same text written again (rules.fingerprint); no words can be made of it.
    """

    comment = models.CharField(max_length=32, primary_key=True, help_text="the fact that recorded it")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    thread = models.CharField(max_length=122)
    number = models.PositiveIntegerField()
    fingerprint = models.BigIntegerField()
    created = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-created"], name="talk_by_person"),
            models.Index(fields=["-created"], name="talk_newest"),
            models.Index(fields=["thread", "number"], name="talk_author_of"),
        ]


class Participant(models.Model):
    """Private: that somebody wrote, voted or reported in a thread, so that their own acts can be found for them."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    thread = models.CharField(max_length=122)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "thread"], name="talk_participant_once")
        ]


class Reporter(models.Model):
    """Private: who reported a comment with an account, so that they are told what was decided (DSA, article 16(5))."""

    flag = models.CharField(max_length=70, primary_key=True, help_text="the key of the report")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    thread = models.CharField(max_length=122)
    number = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["thread", "number"], name="talk_reporter_of")]


class Looking(models.Model):
    """Private: which moderator has a case open, so that two do not work on one unknowingly. It ends by itself."""

    case = models.CharField(max_length=32, primary_key=True, help_text="the fact that opened the case")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(db_index=True)


class Voice(models.Model):
    """Private: who was limited, so that they are told and the limit is kept."""

    key = models.CharField(max_length=32, primary_key=True)
    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
