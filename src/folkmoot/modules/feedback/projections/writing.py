"""Surveys are written, opened and closed; people are invited."""

from typing import Any

from django.db.models import F

from folkmoot.modules.feedback import events
from folkmoot.modules.feedback.models import Edition, Quiet, Survey
from folkmoot.record.event import Fact, adapter
from folkmoot.record.projection import projects


def key_of(fact: Fact[Any]) -> str:
    """The key of the survey that a fact is about."""
    return fact.subject.partition("/")[2]


def edition_of(fact: Fact[Any]) -> str:
    """The key of the edition that a fact is about."""
    return f"{key_of(fact)}/{fact.event.edition}"


def _plain(plan: events.Plan) -> dict[str, Any]:
    found: dict[str, Any] = adapter(events.Plan).dump_python(plan, mode="json")
    return found


@projects(events.Drafted)
def drafted(fact: Fact[events.Drafted]) -> None:
    plan = _plain(fact.event.plan)
    changes = {
        "office": fact.event.plan.office,
        "moment": fact.event.plan.moment,
        "plan": plan,
        "changed": True,
        "drafted": fact.accepted,
        "newest_fact": fact.id,
    }
    if not Survey.objects.filter(pk=key_of(fact)).update(**changes):
        Survey.objects.create(key=key_of(fact), state="draft", **changes)


@projects(events.Opened)
def opened(fact: Fact[events.Opened]) -> None:
    event = fact.event
    Survey.objects.filter(pk=key_of(fact)).update(
        state="open", edition=event.edition, changed=False, newest_fact=fact.id
    )
    Edition.objects.create(
        key=edition_of(fact),
        survey=key_of(fact),
        edition=event.edition,
        moment=event.plan.moment,
        plan=_plain(event.plan),
        opened=fact.accepted,
        closes=event.closes,
        fact_id=fact.id,
        newest_fact=fact.id,
    )


@projects(events.Closed)
def closed(fact: Fact[events.Closed]) -> None:
    Edition.objects.filter(pk=edition_of(fact)).update(
        closed=fact.accepted, reason=fact.event.reason, newest_fact=fact.id
    )
    Survey.objects.filter(pk=key_of(fact)).update(state="closed", newest_fact=fact.id)


@projects(events.Invited)
def invited(fact: Fact[events.Invited]) -> None:
    event = fact.event
    names = ("concerned", "not_drawn", "rested", "unwilling", "invited")
    Edition.objects.filter(pk=edition_of(fact)).update(
        newest_fact=fact.id, **{name: F(name) + getattr(event, name) for name in names}
    )


@projects(events.Reached)
def reached(fact: Fact[events.Reached]) -> None:
    Edition.objects.filter(pk=edition_of(fact)).update(
        newest_fact=fact.id, reached=F("reached") + fact.event.count
    )


@projects(events.QuietDescribed)
def quiet_described(fact: Fact[events.QuietDescribed]) -> None:
    Quiet(key="main", days=fact.event.days).save()
