"""What offices did, and that a report was opened again."""

from typing import Any

from folkmoot.modules.service_requests import events, rules
from folkmoot.modules.service_requests.models import (
    Inquiry,
    RequestUpdate,
)
from folkmoot.modules.service_requests.projections.base import change, keep_photos, number_of, row_of, said
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects


@projects(events.Acknowledged)
def acknowledged(fact: Fact[events.Acknowledged]) -> None:
    change(fact, state="acknowledged", **said(fact.event.words))


@projects(events.Assigned)
def assigned(fact: Fact[events.Assigned]) -> None:
    row = row_of(fact)
    passed = row.passed_on + (fact.event.office != row.office)
    change(
        fact, row, office=fact.event.office, state="in_progress", passed_on=passed, **said(fact.event.words)
    )


@projects(events.Recategorised)
def recategorised(fact: Fact[events.Recategorised]) -> None:
    event, row = fact.event, row_of(fact)
    same = event.expected == row.expected
    late = rules.late_from_start(imported=row.imported, expected=event.expected, at=fact.accepted)
    change(
        fact,
        row,
        service_code=event.service_code,
        expected=event.expected,
        clock=event.clock,
        due=rules.due_by(requested=row.requested, expected=event.expected),
        # What was passed up was another promise.
        escalated=row.escalated if same else "",
        late_from_start=row.late_from_start if same else late,
        **said(fact.event.words),
    )


@projects(events.Updated)
def updated(fact: Fact[events.Updated]) -> None:
    change(fact, state="in_progress", status_words=fact.event.words, waiting_for="", waiting_until=None)
    keep_photos(fact, fact.event.photos, "during")


@projects(events.Closed)
def closed(fact: Fact[events.Closed]) -> None:
    event = fact.event
    change(
        fact,
        first="first_closed",
        state=event.reason,
        closed=fact.accepted,
        status_words=event.words,
        responsible=event.responsible,
        duplicate_of=event.duplicate_of.partition("/")[2],
        closing=fact.id,
        waiting_for="",
        waiting_until=None,
    )
    keep_photos(fact, event.photos, "after")
    # A closed report is not waited for: whoever opens a question's link is told so.
    Inquiry.objects.filter(service_request_id=number_of(fact), state="waiting").update(
        state="withdrawn", ended=fact.accepted
    )


@projects(events.Reopened)
def reopened(fact: Fact[events.Reopened]) -> None:
    row = row_of(fact)
    change(
        fact,
        row,
        first="first_reopened",
        state="acknowledged",
        closed=None,
        closing="",
        status_words=fact.event.words,
        responsible="",
        duplicate_of="",
        reopened=row.reopened + 1,
    )


@projects(
    events.Acknowledged,
    events.Assigned,
    events.Recategorised,
    events.Updated,
    events.Closed,
    events.Reopened,
    events.Waiting,
    events.Resumed,
    events.WorkOrdered,
    events.Merged,
    events.Unmerged,
)
def listed_as_update(fact: Fact[Any]) -> None:
    RequestUpdate.objects.create(
        update_id=fact.id,
        service_request_id=number_of(fact),
        status=rules.update_status(fact.event),
        updated=fact.accepted,
        words=getattr(fact.event, "words", ""),
    )
