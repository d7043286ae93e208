"""How offices order their work."""

from typing import Any

from django.db.models import F

from folkmoot.modules.service_requests import events
from folkmoot.modules.service_requests.models import Apart, Inquiry, Routing, ServiceRequest
from folkmoot.modules.service_requests.projections.base import change, number_of, row_of, said
from folkmoot.modules.service_requests.rules import pair
from folkmoot.modules.service_requests.rules.routing import rules_kept
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects


@projects(events.Prioritised)
def prioritised(fact: Fact[events.Prioritised]) -> None:
    change(fact, priority=fact.event.priority)


@projects(events.Waiting)
def waiting(fact: Fact[events.Waiting]) -> None:
    event = fact.event
    change(
        fact,
        state="in_progress",
        waiting_for=event.whom,
        waiting_until=event.until,
        **said(event.words),
    )


@projects(events.Resumed)
def resumed(fact: Fact[events.Resumed]) -> None:
    change(fact, waiting_for="", waiting_until=None, **said(fact.event.words))


@projects(events.WorkOrdered)
def work_ordered(fact: Fact[events.WorkOrdered]) -> None:
    event = fact.event
    change(fact, order_system=event.system, order_number=event.number, order_url=event.url)


@projects(events.Merged)
def merged(fact: Fact[events.Merged]) -> None:
    change(
        fact,
        first="first_closed",
        state="duplicate",
        closed=fact.accepted,
        closing=fact.id,
        # What it waited for stays, so that undoing the merge leaves it as it stood.
        duplicate_of=fact.event.into.partition("/")[2],
        **said(fact.event.words),
    )
    Inquiry.objects.filter(service_request_id=number_of(fact), state="waiting").update(
        state="withdrawn", ended=fact.accepted
    )


@projects(events.Unmerged)
def unmerged(fact: Fact[events.Unmerged]) -> None:
    row = row_of(fact)
    # Questions that the merge withdrew wait again; those whose day passed meanwhile could not be answered in time.
    Inquiry.objects.filter(
        service_request_id=row.pk, state="withdrawn", ended=row.closed, until__gt=fact.accepted
    ).update(state="waiting", ended=None)
    change(
        fact,
        row,
        state=fact.event.state,
        # A merge that was undone closed nothing.
        first_closed=None if row.first_closed == row.closed else row.first_closed,
        closed=None,
        closing="",
        duplicate_of="",
        **said(fact.event.words),
    )


def _supporters(fact: Fact[Any], by: int) -> None:
    ServiceRequest.objects.filter(pk=number_of(fact)).update(
        supporters=F("supporters") + by, updated=fact.accepted
    )


@projects(events.TookIn)
def took_in(fact: Fact[events.TookIn]) -> None:
    _supporters(fact, fact.event.supporters)


@projects(events.GaveBack)
def gave_back(fact: Fact[events.GaveBack]) -> None:
    _supporters(fact, -fact.event.supporters)


@projects(events.KeptApart)
def kept_apart(fact: Fact[events.KeptApart]) -> None:
    Apart.objects.get_or_create(key=pair(number_of(fact), fact.event.other.partition("/")[2]))


@projects(events.SplitOff)
def split_off(fact: Fact[events.SplitOff]) -> None:
    change(fact, **said(fact.event.words))


@projects(events.Escalated)
def escalated(fact: Fact[events.Escalated]) -> None:
    change(fact, escalated=fact.event.level)


@projects(events.RoutingDescribed)
def routing_described(fact: Fact[events.RoutingDescribed]) -> None:
    kept = rules_kept(fact.event.rules)
    Routing(key="reports", rules=kept, fact_id=fact.id, changed=fact.accepted).save()
