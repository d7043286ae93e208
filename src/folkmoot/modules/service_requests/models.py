"""Tables of the module: projected ones follow from the record, private ones hold what must never enter it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When

from folkmoot.record.projection import Projected


class Service(Projected):
    """What can be reported (GeoReport v2 service), as last described."""

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
    open = models.GeneratedField(
        expression=Case(
            When(state__in=("new", "acknowledged", "in_progress"), then=Value(1)), default=Value(0)
        ),
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
            models.Index(fields=["office", "open", "expected", "service_request_id"], name="sr_office_due"),
            models.Index(fields=["open", "expected", "service_request_id"], name="sr_due"),
            models.Index(fields=["lat", "long"], name="sr_place"),
            models.Index(fields=["state", "closed"], name="sr_closed"),
            models.Index(fields=["updated"], name="sr_updated"),
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


class Figures(models.Model):
    """How a service did in the last 90 days, counted again every ten minutes (services/counting.py).

    It follows from the reports and the hour, not from facts alone, so it is an ordinary table that may be emptied.
    The row with an empty code is of all services together.
    """

    service_code = models.CharField(max_length=40, primary_key=True)
    resolved = models.PositiveIntegerField()
    promised = models.PositiveIntegerField(help_text="of the resolved ones, those with a promise")
    in_time = models.PositiveIntegerField(help_text="of the promised ones, those resolved by it")
    median_hours = models.FloatField()
    counted = models.DateTimeField()


class StatisticsMonth(models.Model):
    """Reports of a month as columns (statistics/columns.py), kept by a follower; it can be thrown away and made again.

    ``month`` is the month of the report in UTC; the institution's own months are inside.
    """

    month = models.CharField(max_length=7, primary_key=True)
    version = models.CharField(
        max_length=32, blank=True, help_text="new at each computing, empty before the first"
    )
    stale = models.BooleanField(default=True)
    words = models.JSONField(default=dict)
    data = models.BinaryField(default=b"")
    computed = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["month"], condition=Q(stale=True), name="sr_statistics_stale")
        ]


class TriageModel(Projected):
    """A trained sorting helper; the one with the highest number suggests. ``model`` and ``data`` are segments."""

    number = models.PositiveIntegerField(primary_key=True)
    model = models.CharField(max_length=64)
    data = models.CharField(max_length=64)
    reports = models.PositiveIntegerField()
    services = models.PositiveIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    accuracy = models.FloatField()
    macro_f1 = models.FloatField()
    top3 = models.FloatField()
    actor = models.CharField(max_length=80)
    trained = models.DateTimeField()
    fact_id = models.CharField(max_length=32)


class TriageOutcome(Projected):
    """A report whose reporter had a suggestion: what it was and whether the report stands there today."""

    service_request_id = models.CharField(max_length=60, primary_key=True)
    model = models.PositiveIntegerField()
    service_code = models.CharField(max_length=40, help_text="the first suggestion")
    followed = models.BooleanField()
    moved = models.BooleanField(default=False, help_text="followed, and an office moved it elsewhere since")


class TriageTally(Projected):
    """How often a model's first suggestion of a service was given, and what people made of it.

    ``place`` is form or desk. ``other`` counts choices of the second or third suggestion.
    """

    key = models.CharField(max_length=80, primary_key=True)
    model = models.PositiveIntegerField(db_index=True)
    place = models.CharField(max_length=8)
    service_code = models.CharField(max_length=40)
    given = models.IntegerField(default=0)
    followed = models.IntegerField(default=0)
    other = models.IntegerField(default=0)
    moved = models.IntegerField(default=0)


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


class InternalNote(models.Model):
    """Private: what colleagues tell each other about a report."""

    service_request_id = models.CharField(max_length=60, db_index=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    office = models.CharField(max_length=61)
    words = models.TextField()
    created = models.DateTimeField()


class ApiKey(models.Model):
    """Private: who may post through Open311. Only the SHA-256 of the key is kept.

    With an ``office`` the holder is that office's case system and may post updates in its name.
    """

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    contact = models.EmailField()
    office = models.CharField(max_length=61, blank=True)
    per_hour = models.PositiveIntegerField(default=1200, help_text="posts that are taken from it in an hour")
    created = models.DateTimeField()
    revoked = models.DateTimeField(null=True)


class Token(models.Model):
    """Private: a GeoReport v2 token for a request that was accepted without an id at once."""

    token = models.CharField(max_length=43, primary_key=True)
    service_request_id = models.CharField(max_length=60)
    created = models.DateTimeField()


class ExternalUpdate(models.Model):
    """Private: updates that came from another case system, so that one that is sent again is done once.

    ``source`` names the system: an API key or a forwarding.
    """

    source = models.CharField(max_length=80)
    update_id = models.CharField(max_length=120)
    fact_id = models.CharField(max_length=32)
    received = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "update_id"], name="sr_external_update_once"),
        ]


class Forwarding(models.Model):
    """Private: a service whose reports go to another GeoReport v2 endpoint. ``api_key`` is a secret of that system.

    ``attributes`` maps attribute codes of the other service to a fixed value, or to ``{CODE}`` of ours.
    """

    service_code = models.CharField(max_length=40, primary_key=True)
    endpoint = models.URLField(help_text="base address, without /requests.xml")
    jurisdiction_id = models.CharField(max_length=120, blank=True)
    api_key = models.CharField(max_length=200, blank=True)
    remote_code = models.CharField(max_length=120)
    attributes = models.JSONField(default=dict)
    active = models.BooleanField(default=True)
    updates_until = models.DateTimeField(null=True, help_text="updates were read up to here")


class ForwardedRequest(models.Model):
    """Private: one report on its way to another system. ``state`` is waiting, sending, asked, sent, done or stuck.

    ``asked`` has a token and waits for its id. ``sending`` past its ``due`` means that nobody knows whether it
    arrived: the other system is searched for our number before it is sent again.
    """

    service_request_id = models.CharField(max_length=60, primary_key=True)
    service_code = models.CharField(max_length=40)
    state = models.CharField(max_length=8, default="waiting")
    due = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    token = models.CharField(max_length=120, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    remote_status = models.CharField(max_length=20, default="open")
    remote_notes = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "due"], name="sr_forward_due"),
            models.Index(fields=["service_code", "external_id"], name="sr_forward_external"),
        ]
