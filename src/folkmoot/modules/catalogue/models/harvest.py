"""Sources and what came from them follow from the record; runs and their reports are the machine's own."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from folkmoot.record.projection import Projected


class Source(Projected):
    """Where datasets are harvested from, as it was last laid down."""

    key = models.CharField(max_length=60, primary_key=True)
    name = models.CharField(max_length=100)
    sort = models.CharField(max_length=10)
    address = models.CharField(max_length=500)
    office = models.CharField(max_length=61)
    every = models.PositiveIntegerField(default=0)
    tables = models.CharField(max_length=4)
    publish = models.CharField(max_length=6)
    licence = models.CharField(max_length=20, blank=True)
    created = models.DateTimeField()
    changed = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True, help_text="of the newest harvest that changed something")
    newest_fact = models.CharField(max_length=32)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["every", "key"], condition=Q(closed__isnull=True, every__gt=0), name="cat_sources_due"
            )
        ]

    @property
    def subject(self) -> str:
        """Its name in the record."""
        return f"data_sources/{self.key}"


class Origin(Projected):
    """What the source of a harvested dataset last said of it, and what the office says in its place."""

    key = models.CharField(max_length=60, primary_key=True, help_text="of the dataset")
    source = models.CharField(max_length=60)
    record = models.CharField(max_length=500)
    digest = models.CharField(max_length=64)
    description = models.JSONField()
    page = models.CharField(max_length=500, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    files = models.JSONField(default=list)
    overrides = models.JSONField(default=dict)
    first = models.DateTimeField()
    at = models.DateTimeField()
    gone = models.DateTimeField(null=True)
    fact_id = models.CharField(max_length=32)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "record"], name="cat_origin_once")]
        indexes: ClassVar = [models.Index(fields=["record"], name="cat_origin_record")]


class Run(models.Model):
    """One harvest of a source, or a dry one.

    ``state`` is waiting, running, asks (somebody has to decide), or how it ended: done, part, same, failed, stopped.
    ``cursor`` is where gathering goes on, as the source's kind understands it. Whoever works on it holds the ``lease``
    by a random ``token``; a worker that dies lets it run out, and the next one goes on from the cursor.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    source = models.CharField(max_length=60)
    dry = models.BooleanField(default=False)
    state = models.CharField(max_length=8, default="waiting")
    step = models.CharField(max_length=8, default="gather")
    cursor = models.CharField(max_length=1000, blank=True)
    seen = models.JSONField(default=list, help_text="short digests of the places that were read")
    found = models.PositiveIntegerField(default=0)
    twice = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, help_text="as the source says it")
    complete = models.BooleanField(default=False)
    confirmed = models.BooleanField(default=False, help_text="somebody said to go on")
    missing = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    problem = models.JSONField(default=list)
    etag = models.CharField(max_length=200, blank=True)
    modified = models.CharField(max_length=60, blank=True)
    token = models.CharField(max_length=32, blank=True)
    lease = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    misses = models.PositiveSmallIntegerField(default=0, help_text="failures of the source one after another")
    after = models.DateTimeField(null=True, help_text="not before")
    created = models.DateTimeField()
    begun = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            # Whoever asks twice gets the run that is open already.
            models.UniqueConstraint(
                fields=["source"], condition=Q(state__in=("waiting", "running", "asks")), name="cat_run_open"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["created"], condition=Q(state__in=("waiting", "running")), name="cat_open_runs"
            ),
            models.Index(fields=["source", "-created"], name="cat_runs"),
        ]


class RunRecord(models.Model):
    """One record of a run and what became of it.

    ``state`` is empty before its turn, then created, changed, unchanged, refused, ours, gone or kept. ``content`` is
    what is to be brought in and is emptied with it; ``words`` say what was left out or why, as patterns and parameters.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="records")
    record = models.CharField(max_length=500)
    title = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    content = models.JSONField(default=dict)
    state = models.CharField(max_length=10, blank=True)
    dataset = models.CharField(max_length=60, blank=True)
    words = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "record"], name="cat_run_record_once")
        ]
        indexes: ClassVar = [models.Index(fields=["run", "state", "id"], name="cat_run_records")]
