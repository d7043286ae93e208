"""Private: files on their way into the catalogue, and who may write through the API. Nothing here enters the record."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Load(models.Model):
    """The loading of one file into a table.

    ``state`` is waiting, running, done, same (nothing new in it) or refused; ``problem`` says then what is wrong, as
    pattern and parameters. Whoever works on it holds the ``lease`` until a moment, by a random ``token``; a worker that
    dies lets it run out, and the next one goes on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    dataset = models.CharField(max_length=60)
    table = models.CharField(max_length=60)
    source = models.CharField(max_length=10, help_text="file, link, dictionary or record")
    url = models.CharField(max_length=500, blank=True)
    name = models.CharField(max_length=120, blank=True)
    original = models.CharField(max_length=64, blank=True)
    bytes = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, default="waiting")
    step = models.CharField(max_length=10, blank=True)
    done = models.FloatField(default=0, help_text="0 to 1")
    token = models.CharField(max_length=32, blank=True)
    lease = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.JSONField(default=list)
    etag = models.CharField(max_length=200, blank=True)
    base = models.CharField(
        max_length=64,
        blank=True,
        help_text="the generation that it changes, or new; another since and it is stale",
    )
    number = models.PositiveIntegerField(null=True, help_text="of the version that it made")
    entries = models.BigIntegerField(default=0, help_text="of the record, that its rows tell of at least")
    root = models.CharField(max_length=64, blank=True, help_text="of the tree of those entries, in hex")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created = models.DateTimeField()
    finished = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["created"], condition=Q(state__in=("waiting", "running")), name="cat_open_loads"
            ),
            models.Index(fields=["dataset", "table", "-created"], name="cat_loads"),
            models.Index(fields=["original"], condition=~Q(original=""), name="cat_load_original"),
        ]


class Keeping(models.Model):
    """Since when the record has had news for an open table, and until which entry; it can be thrown away."""

    key = models.CharField(max_length=121, primary_key=True, help_text="<dataset>/<table>")
    stale = models.DateTimeField(null=True)
    anew = models.BooleanField(default=False, help_text="its columns are declared otherwise: at once")
    queued = models.DateTimeField(null=True, help_text="when it was last queued")
    entry = models.BigIntegerField(default=-1)


class ApiKey(models.Model):
    """Who may write through CKAN's API. Only the SHA-256 of the key is kept, which was shown once.

    ``office`` is the department that it writes for. One that ``reviews`` publishes what it writes, as a reviewer would.
    """

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    office = models.CharField(max_length=61)
    reviews = models.BooleanField(default=False)
    per_hour = models.PositiveIntegerField(default=3600, help_text="acts that are taken from it in an hour")
    created = models.DateTimeField()
    used = models.DateTimeField(null=True, help_text="the day it was last used")
    revoked = models.DateTimeField(null=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )


class Wish(models.Model):
    """That a draft which came through the API be submitted, as soon as its dataset has a table with rows.

    A key that reviews publishes it as well. ``draft`` is the SHA-256 of that very draft: another one is not meant.
    """

    dataset = models.CharField(max_length=60, primary_key=True)
    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+")
    draft = models.CharField(max_length=64)
