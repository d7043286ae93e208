"""Answers without names, and what is counted of them."""

from typing import ClassVar

from django.db import models

from folkmoot.record.projection import Projected


class Answer(Projected):
    """What the record says of one person in one edition. ``state`` is counted or withdrawn; ``at`` is the first answer."""

    key = models.CharField(
        max_length=84, primary_key=True, help_text="<survey>/<edition>/<pseudonym's digits>"
    )
    edition = models.CharField(max_length=48)
    way = models.CharField(max_length=8)
    state = models.CharField(max_length=9)
    given = models.JSONField(default=list, help_text="question, choices and words of each")
    whole = models.BooleanField()
    at = models.DateTimeField()
    fact_id = models.CharField(max_length=32, help_text="the newest")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["edition", "fact_id"], name="fb_answer_order")]


class MonthTally(Projected):
    """Answers that count, by how they came and the month (UTC) of the first answer.

    ``counts`` is ``{question: {choice: count}}``; the empty choice counts who answered the question.
    """

    open_fields = frozenset({"key", "edition", "way", "month", "answers", "counts"})

    key = models.CharField(max_length=64, primary_key=True, help_text="<survey>/<edition>/<way>/<month>")
    edition = models.CharField(max_length=48, db_index=True)
    way = models.CharField(max_length=8)
    month = models.CharField(max_length=7)
    answers = models.PositiveIntegerField(default=0)
    whole = models.PositiveIntegerField(default=0, help_text="of them, complete ones")
    counts = models.JSONField(default=dict)


class Remark(Projected):
    """An answer in words, while it counts; ``words`` is a commitment. ``removed`` says why it was taken off."""

    key = models.CharField(max_length=64, primary_key=True, help_text="<fact>/<question>")
    edition = models.CharField(max_length=48)
    answer = models.CharField(max_length=84, db_index=True)
    question = models.CharField(max_length=30)
    words = models.CharField(max_length=64, unique=True)
    removed = models.CharField(max_length=8, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["edition", "question", "-key"], name="fb_remark_newest"),
        ]


class Breakdown(Projected):
    """What may be shown of an edition by group (fact feedback.published)."""

    key = models.CharField(max_length=48, primary_key=True, help_text="<survey>/<edition>")
    table = models.JSONField(default=dict)
    answers = models.PositiveIntegerField()
    at = models.DateTimeField()
    fact_id = models.CharField(max_length=32)
