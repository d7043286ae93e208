"""A report comes in."""

from folkmoot.modules.service_requests import events, rules
from folkmoot.modules.service_requests.models import (
    HeldRequest,
    ServiceRequest,
)
from folkmoot.modules.service_requests.projections.base import keep_photos, number_of, tally
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects


@projects(events.Held)
def held(fact: Fact[events.Held]) -> None:
    event = fact.event
    HeldRequest.objects.create(
        service_request_id=number_of(fact),
        service_code=event.service_code,
        office=event.office,
        requested=event.requested,
        title=event.title,
        description=event.description,
        state="held",
        fact_id=fact.id,
    )


@projects(events.Released)
def released(fact: Fact[events.Released]) -> None:
    HeldRequest.objects.filter(pk=number_of(fact)).update(state="released")


@projects(events.Refused)
def refused(fact: Fact[events.Refused]) -> None:
    HeldRequest.objects.filter(pk=number_of(fact)).update(
        state="refused", reason=fact.event.reason, words=fact.event.words
    )


@projects(events.Reported)
def reported(fact: Fact[events.Reported]) -> None:
    event = fact.event
    ServiceRequest.objects.create(
        service_request_id=number_of(fact),
        service_code=event.service_code,
        state="new",
        office=event.office,
        requested=event.requested,
        updated=fact.accepted,
        expected=event.expected,
        clock=event.clock,
        lat=event.lat,
        long=event.long,
        area=event.area,
        title=event.title,
        description=event.description,
        address=event.address,
        address_id=event.address_id,
        answers=[
            {"code": one.code, "values": list(one.values), "commitment": one.commitment}
            for one in event.answers
        ],
        channel=event.channel,
        due=rules.due_by(requested=event.requested, expected=event.expected),
        rule=event.rule,
        priority=event.priority,
        split_from=event.split_from.partition("/")[2],
        fact_id=fact.id,
    )
    tally(event.office, event.service_code, "new", +1)
    keep_photos(fact, event.photos, "before")


@projects(events.Joined)
def joined(fact: Fact[events.Joined]) -> None:
    row = ServiceRequest.objects.get(pk=number_of(fact))
    row.supporters += 1
    row.save()
