"""What can be reported, and where each report stands."""

from typing import ClassVar

from django.db import models
from django.db.models import Case, Q, Value, When

from folkmoot.modules.service_requests.rules import OPEN
from folkmoot.record.projection import Projected


class Service(Projected):
    """What can be reported (GeoReport v2 service), as last described."""

    open_fields = frozenset(
        {
            "service_code",
            "service_name",
            "group",
            "office",
            "promise_hours",
            "promise_clock",
            "emergency",
            "closed",
        }
    )

    service_code = models.CharField(max_length=40, primary_key=True)
    service_name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    group = models.CharField(max_length=80)
    keywords = models.JSONField(default=list)
    office = models.CharField(max_length=61)
    promise_hours = models.PositiveIntegerField(default=0)
    promise_clock = models.CharField(max_length=10, default="calendar")
    notice = models.TextField(blank=True)
    emergency = models.BooleanField(default=False)
    questions = models.JSONField(default=list)
    closed = models.BooleanField(default=False)
    review = models.BooleanField(default=False)
    changed = models.DateTimeField()


class ServiceRequest(Projected):
    """Where a report stands. ``title``, ``description``, ``address`` and ``status_words`` are commitments."""

    open_fields = frozenset(
        {
            "service_request_id",
            "service_code",
            "state",
            "office",
            "requested",
            "updated",
            "expected",
            "closed",
            "lat",
            "long",
            "area",
            "channel",
            "supporters",
            "reopened",
            "duplicate_of",
            "imported",
            "fact_id",
        }
    )

    service_request_id = models.CharField(max_length=60, primary_key=True)
    service_code = models.CharField(max_length=40)
    state = models.CharField(max_length=20)
    office = models.CharField(max_length=61)
    requested = models.DateTimeField()
    updated = models.DateTimeField()
    expected = models.DateTimeField(null=True)
    clock = models.CharField(
        max_length=10, default="calendar", help_text="of the promise: calendar or opening"
    )
    closed = models.DateTimeField(null=True)
    lat = models.FloatField(null=True)
    long = models.FloatField(null=True)
    area = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=64)
    description = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=64, blank=True)
    address_id = models.CharField(max_length=80, blank=True)
    answers = models.JSONField(default=list)
    channel = models.CharField(max_length=40)
    supporters = models.PositiveIntegerField(default=1)
    responsible = models.CharField(max_length=200, blank=True)
    duplicate_of = models.CharField(max_length=60, blank=True)
    status_words = models.CharField(max_length=64, blank=True)
    reopened = models.PositiveIntegerField(default=0)
    closing = models.CharField(
        max_length=32, blank=True, help_text="id of the fact that closed it, while closed"
    )
    answered = models.DateTimeField(null=True, help_text="when an office first did something about it")
    first_closed = models.DateTimeField(null=True, help_text="of closings on this record, never an import's")
    first_reopened = models.DateTimeField(null=True)
    fact_id = models.CharField(max_length=32, help_text="the fact that reported or imported it")
    imported = models.BooleanField(default=False)
    late_from_start = models.BooleanField(
        default=False, help_text="imported, and its promise had passed already when it got it"
    )
    due = models.DateTimeField(
        help_text="by what the desk sorts: the promise or, without one, when it has waited rules.PATIENCE"
    )
    priority = models.CharField(max_length=8, default="normal")
    waiting_for = models.CharField(max_length=12, blank=True)
    waiting_until = models.DateTimeField(null=True)
    order_system = models.CharField(max_length=80, blank=True)
    order_number = models.CharField(max_length=80, blank=True)
    order_url = models.CharField(max_length=400, blank=True)
    escalated = models.CharField(
        max_length=8, blank=True, help_text="due_soon or missed, of the promise that holds"
    )
    passed_on = models.PositiveIntegerField(default=0, help_text="how often it went to another office")
    rule = models.CharField(
        max_length=40, blank=True, help_text="the routing rule that chose its first office"
    )
    split_from = models.CharField(max_length=60, blank=True)
    open = models.GeneratedField(
        expression=Case(When(state__in=OPEN, then=Value(1)), default=Value(0)),
        output_field=models.SmallIntegerField(),
        db_persist=True,
        help_text="1 while somebody has to do something, 0 after; a number, because SQLite takes no index for a bare truth",
    )

    class Meta:
        # Every list is a range of one index in the order in which it is shown, so that a page reads a page of rows.
        indexes: ClassVar = [
            models.Index(fields=["-requested", "-service_request_id"], name="sr_newest"),
            models.Index(fields=["open", "-requested", "-service_request_id"], name="sr_open"),
            models.Index(fields=["service_code", "-requested", "-service_request_id"], name="sr_service"),
            models.Index(fields=["area", "-requested", "-service_request_id"], name="sr_area"),
            models.Index(
                fields=["area", "service_code", "-requested", "-service_request_id"], name="sr_area_service"
            ),
            models.Index(fields=["office", "open", "-requested", "-service_request_id"], name="sr_office"),
            # The last column of these two is only counted by: with it a count need not look at any row.
            models.Index(fields=["office", "open", "due", "service_request_id", "expected"], name="sr_desk"),
            models.Index(fields=["open", "due", "service_request_id"], name="sr_due"),
            models.Index(fields=["lat", "long"], name="sr_place"),
            models.Index(fields=["state", "closed", "office"], name="sr_ended"),
            models.Index(fields=["office", "state", "closed"], name="sr_office_ended"),
            # Few reports have no promise, and those that waited long are counted: their own index, so that the desk
            # need not look through everything that is late.
            models.Index(fields=["office", "open", "due"], condition=Q(expected=None), name="sr_unpromised"),
            models.Index(fields=["updated"], name="sr_updated"),
            # Whole and not of some rows only: SQLite does not see that a condition with values holds.
            models.Index(fields=["office", "open", "waiting_for", "due"], name="sr_waiting"),
            models.Index(fields=["office", "open", "escalated", "due"], name="sr_escalated"),
            models.Index(fields=["duplicate_of"], name="sr_duplicates"),
            models.Index(fields=["rule", "requested"], condition=~Q(rule=""), name="sr_rule"),
        ]


class RequestPhoto(Projected):
    """A photo of a report: sent with it (``before``), with news (``during``), an answer or its closing (``after``)."""

    file = models.CharField(max_length=32, primary_key=True)
    commitment = models.CharField(max_length=64)
    service_request_id = models.CharField(max_length=60, db_index=True)
    stage = models.CharField(max_length=8)
    at = models.DateTimeField()
    removed = models.BooleanField(default=False)


class RequestUpdate(Projected):
    """An act of an office on a report, as the extension servicerequestupdates of GeoReport v2 lists it.

    ``status`` is one of rules.UPDATE_STATUSES; ``words`` is a commitment.
    """

    update_id = models.CharField(max_length=32, primary_key=True)
    service_request_id = models.CharField(max_length=60, db_index=True)
    status = models.CharField(max_length=40)
    updated = models.DateTimeField()
    words = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["updated", "update_id"], name="sr_updates")]


class RequestTally(Projected):
    """How many reports an office has of a service in a state, so that counts cost nothing at a million rows."""

    key = models.CharField(max_length=160, primary_key=True)
    office = models.CharField(max_length=61)
    service_code = models.CharField(max_length=40)
    state = models.CharField(max_length=20)
    count = models.IntegerField(default=0)


class HeldRequest(Projected):
    """A report that is read before it is published. ``state`` is held, released or refused."""

    service_request_id = models.CharField(max_length=60, primary_key=True)
    service_code = models.CharField(max_length=40)
    office = models.CharField(max_length=61)
    requested = models.DateTimeField()
    title = models.CharField(max_length=64)
    description = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=64, blank=True)
    fact_id = models.CharField(max_length=32, help_text="the fact that says it came in")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["requested", "service_request_id"], condition=Q(state="held"), name="sr_held"
            )
        ]


class HeldContent(models.Model):
    """Private: what a held report says beside its words. It goes when the report is published or refused."""

    service_request_id = models.CharField(max_length=60, primary_key=True)
    content = models.JSONField()
