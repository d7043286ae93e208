"""Rounds are described, have a calendar, begin their phases, and are frozen."""

import json
from dataclasses import asdict
from typing import Any

from folkmoot.modules.budgeting import events
from folkmoot.modules.budgeting.models import FrozenRound, Round
from folkmoot.modules.budgeting.projections.base import change_round, number_of
from folkmoot.modules.budgeting.rules import calendar
from folkmoot.record.event import Fact, event_from, payload_of, timestamp
from folkmoot.record.projection import projects


@projects(events.RoundDescribed)
def described(fact: Fact[events.RoundDescribed]) -> None:
    event = fact.event
    values: dict[str, Any] = {
        "slug": event.slug,
        "title": event.title,
        "summary": event.summary,
        "office": event.office,
        "currency": event.currency,
        "pots": [asdict(one) for one in event.pots],
        "categories": [asdict(one) for one in event.categories],
        "minimum": event.minimum,
        "maximum": event.maximum,
        "who": payload_of(event)["who"],
    }
    if Round.objects.filter(pk=number_of(fact)).exists():
        change_round(fact, **values)
        return
    Round.objects.create(
        number=number_of(fact),
        described=fact.accepted,
        changed=fact.accepted,
        fact_id=fact.id,
        newest_fact=fact.id,
        **values,
    )


@projects(events.CalendarSet)
def calendar_set(fact: Fact[events.CalendarSet]) -> None:
    begun = Round.objects.values_list("phase", flat=True).get(pk=number_of(fact))
    phases = fact.event.phases
    change_round(
        fact,
        phases=[
            {"name": one.name, "opens": timestamp(one.opens), "closes": timestamp(one.closes)}
            for one in phases
        ],
        next_due=calendar.next_due(phases, begun=begun),
    )


@projects(events.PhaseBegun)
def phase_begun(fact: Fact[events.PhaseBegun]) -> None:
    kept = Round.objects.values_list("phases", flat=True).get(pk=number_of(fact))
    phases = event_from(events.CalendarSet, {"phases": kept}).phases
    change_round(
        fact,
        phase=fact.event.phase,
        begun=fact.accepted,
        next_due=calendar.next_due(phases, begun=fact.event.phase),
    )


@projects(events.Frozen)
def frozen(fact: Fact[events.Frozen]) -> None:
    FrozenRound.objects.create(
        round=number_of(fact),
        currency=fact.event.currency,
        # A rule is free JSON, which the record gives back with its names sorted.
        pots=json.loads(json.dumps(payload_of(fact.event)["pots"], sort_keys=True)),
        areas_most=fact.event.areas_most,
        at=fact.accepted,
        fact_id=fact.id,
    )
    change_round(fact, frozen=fact.accepted)
