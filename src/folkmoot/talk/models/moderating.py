"""What moderators look at and what they decided."""

from typing import ClassVar

from django.db import models

from folkmoot.record.projection import Projected


class Case(Projected):
    """One matter of the queue. ``sort`` is held, flagged, appeal or limit (the appeal of one).

    ``outcome`` is released, removed, restored, kept, lifted or withdrawn once ``open`` is 0. ``reason`` is the first of
    what speaks against it. A case about a limit has no thread; its ``voice`` says whose it is.
    """

    fact_id = models.CharField(max_length=32, primary_key=True, help_text="the fact that opened it")
    sort = models.CharField(max_length=8)
    topic = models.CharField(max_length=40, blank=True, help_text="sort of subject that is talked about")
    thread = models.CharField(max_length=122, blank=True)
    number = models.PositiveIntegerField(default=0)
    voice = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=12, blank=True)
    open = models.SmallIntegerField(default=1)
    opened = models.DateTimeField()
    due = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    minutes = models.PositiveIntegerField(default=0, help_text="from opening to deciding")
    outcome = models.CharField(max_length=10, blank=True)
    removed_for = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["open", "due", "fact_id"], name="talk_queue"),
            models.Index(fields=["open", "sort", "due", "fact_id"], name="talk_queue_sort"),
            models.Index(fields=["thread", "number", "open"], name="talk_case_of"),
            models.Index(fields=["closed"], name="talk_decided"),
            models.Index(fields=["-opened"], name="talk_case_newest"),
        ]


class SpamModel(Projected):
    """Learned weights of what looks like spam; those with the highest number hold. ``model`` and ``data`` are segments."""

    number = models.PositiveIntegerField(primary_key=True)
    model = models.CharField(max_length=64)
    data = models.CharField(max_length=64)
    comments = models.PositiveIntegerField()
    spam = models.PositiveIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    precision = models.FloatField()
    recall = models.FloatField()
    auc = models.FloatField()
    log_loss = models.FloatField()
    by_hand_precision = models.FloatField()
    by_hand_recall = models.FloatField()
    by_hand_auc = models.FloatField()
    by_hand_log_loss = models.FloatField()
    trained = models.DateTimeField()
    fact_id = models.CharField(max_length=32)


class Tally(Projected):
    """How many matters ended on a day (UTC) in one way: kept as they end, so that no figure counts matters."""

    open_fields = frozenset({"key", "day", "sort", "reason", "outcome", "count"})

    key = models.CharField(
        max_length=110, primary_key=True, help_text="<day>|<topic>|<sort>|<reason>|<outcome>|<for>"
    )
    day = models.DateField(db_index=True)
    topic = models.CharField(max_length=40, blank=True)
    sort = models.CharField(max_length=8)
    reason = models.CharField(max_length=12, blank=True)
    outcome = models.CharField(max_length=10)
    removed_for = models.CharField(max_length=12, blank=True)
    count = models.PositiveIntegerField(default=0)


class Pace(Projected):
    """How many matters of a day (UTC) were decided within a time: ``within`` are minutes, one of rules.PACES, 0 for longer."""

    key = models.CharField(max_length=20, primary_key=True, help_text="<day>|<within>")
    day = models.DateField(db_index=True)
    within = models.PositiveIntegerField()
    count = models.PositiveIntegerField(default=0)


class QueueDay(Projected):
    """How much waited in the queue when a day of work began, and how much of it longer than it should."""

    day = models.DateField(primary_key=True, help_text="on the institution's calendar")
    waiting = models.PositiveIntegerField()
    overdue = models.PositiveIntegerField()


class Limit(Projected):
    """The latest limit of somebody. ``words``, ``appeal`` and ``answer`` are commitments."""

    voice = models.CharField(max_length=32, primary_key=True)
    fact_id = models.CharField(max_length=32)
    limit = models.CharField(max_length=8)
    at = models.DateTimeField()
    until = models.DateTimeField()
    words = models.CharField(max_length=64)
    by = models.CharField(max_length=32)
    appealed = models.DateTimeField(null=True)
    appeal = models.CharField(max_length=64, blank=True)
    decided = models.DateTimeField(null=True)
    lifted = models.BooleanField(default=False)
    answer = models.CharField(max_length=64, blank=True)
