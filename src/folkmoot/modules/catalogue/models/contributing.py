"""Requests for data and reuses: computed from the record; who wrote them is private."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from folkmoot.record.projection import Projected


class DataRequest(Projected):
    """A request for data. ``state`` is waiting, open, planned, published, refused, rejected or taken_down.

    ``title``, ``words``, ``answer_words`` and ``reason_words`` are commitments; ``code`` says why it was refused,
    rejected or taken down.
    """

    number = models.PositiveIntegerField(primary_key=True)
    state = models.CharField(max_length=10)
    title = models.CharField(max_length=64)
    words = models.CharField(max_length=64)
    office = models.CharField(max_length=61, blank=True)
    supporters = models.PositiveIntegerField(default=0)
    asked = models.DateTimeField()
    opened = models.DateTimeField(null=True)
    due = models.DateTimeField(null=True)
    answered = models.DateTimeField(null=True)
    answer_words = models.CharField(max_length=64, blank=True)
    dataset = models.CharField(max_length=60, blank=True)
    by = models.DateField(null=True)
    code = models.CharField(max_length=12, blank=True)
    reason_words = models.CharField(max_length=64, blank=True)
    fact_id = models.CharField(max_length=32)
    answer_fact = models.CharField(max_length=32, blank=True)
    newest_fact = models.CharField(max_length=32)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "-number"], name="cat_req_state"),
            models.Index(fields=["office", "state", "due", "number"], name="cat_req_desk"),
            models.Index(fields=["-number"], condition=Q(opened__isnull=False), name="cat_req_listed"),
            models.Index(fields=["dataset"], condition=~Q(dataset=""), name="cat_req_dataset"),
        ]

    @property
    def subject(self) -> str:
        """Its name in the record."""
        return f"data_requests/{self.number}"


class RequestSupport(Projected):
    """One supporter of a request, by pseudonym."""

    key = models.CharField(max_length=60, primary_key=True, help_text="<number>/<pseudonym>")
    request = models.PositiveIntegerField(db_index=True)


class Reuse(Projected):
    """Something made from a dataset. ``state`` is waiting, published, rejected or taken_down."""

    number = models.PositiveIntegerField(primary_key=True)
    state = models.CharField(max_length=10)
    dataset = models.CharField(max_length=60)
    sort = models.CharField(max_length=12)
    title = models.CharField(max_length=64)
    words = models.CharField(max_length=64)
    url = models.CharField(max_length=64)
    maker = models.CharField(max_length=64, blank=True)
    picture = models.CharField(max_length=32, blank=True)
    handed_in = models.DateTimeField()
    published = models.DateTimeField(null=True)
    code = models.CharField(max_length=12, blank=True)
    reason_words = models.CharField(max_length=64, blank=True)
    fact_id = models.CharField(max_length=32)
    newest_fact = models.CharField(max_length=32)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "-number"], name="cat_reuse_state"),
            models.Index(fields=["dataset", "state", "-number"], name="cat_reuse_dataset"),
        ]

    @property
    def subject(self) -> str:
        """Its name in the record."""
        return f"reuses/{self.number}"


class Contribution(models.Model):
    """Private: who asks, supports or hands something in, and how to reach them. Nothing here enters the record.

    Its number is that of the request or reuse; a support names its request in ``about``. ``state`` is pending (a mail
    asks to confirm it), done or gone (taken back). ``draft`` holds the words until they are confirmed.
    """

    number = models.AutoField(primary_key=True)
    sort = models.CharField(max_length=8, help_text="request, support or reuse")
    about = models.CharField(max_length=60, help_text="number of the request, or key of the dataset")
    state = models.CharField(max_length=8, default="pending")
    draft = models.JSONField(default=dict)
    picture = models.CharField(max_length=32, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    email = models.CharField(max_length=254)
    folded = models.CharField(max_length=254, help_text="the address in the form that is compared")
    language = models.CharField(max_length=10, blank=True)
    follows = models.BooleanField(default=True)
    created = models.DateTimeField()
    mails = models.PositiveSmallIntegerField(default=0)
    mail_due = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["about", "folded"], condition=Q(sort="support"), name="cat_support_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["mail_due", "number"], condition=Q(mail_due__isnull=False), name="cat_mail_due"
            ),
            models.Index(fields=["folded", "sort", "-number"], name="cat_contrib_email"),
            models.Index(fields=["person", "sort", "-number"], name="cat_contrib_person"),
            models.Index(fields=["created"], condition=Q(state="pending"), name="cat_unconfirmed"),
            models.Index(fields=["sort", "about"], name="cat_contrib_about"),
        ]
