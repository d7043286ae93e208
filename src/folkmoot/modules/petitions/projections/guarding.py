"""Limits and lists become rows."""

from dataclasses import asdict

from folkmoot.modules.petitions import events
from folkmoot.modules.petitions.models import GuardEntry, Limits
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects


@projects(events.LimitsDescribed)
def limits_described(fact: Fact[events.LimitsDescribed]) -> None:
    Limits(id="main", **asdict(fact.event)).save()


@projects(events.Guarded)
def guarded(fact: Fact[events.Guarded]) -> None:
    event = fact.event
    for key in event.keys:
        GuardEntry(
            key=key,
            sort=event.sort,
            allow=event.allow,
            reason=event.reason,
            since=fact.accepted,
            batch=fact.id,
        ).save()


@projects(events.Unguarded)
def unguarded(fact: Fact[events.Unguarded]) -> None:
    GuardEntry.objects.filter(pk__in=fact.event.keys).delete()
