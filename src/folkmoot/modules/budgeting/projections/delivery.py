"""Projects are built: milestones, spending, the ribbon."""

from django.db.models import F

from folkmoot.modules.budgeting import events
from folkmoot.modules.budgeting.models import Milestone, Spending
from folkmoot.modules.budgeting.projections.base import change, number_of
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects


@projects(events.MilestonePlanned)
def planned(fact: Fact[events.MilestonePlanned]) -> None:
    event, number = fact.event, number_of(fact)
    key = f"{number}/{event.code}"
    values = {
        "title": event.title,
        "due": event.due,
        "reason": event.reason,
        "changed": fact.accepted,
        "fact_id": fact.id,
    }
    if not Milestone.objects.filter(pk=key).update(**values):
        Milestone.objects.create(key=key, project=number, code=event.code, first_due=event.due, **values)
    change(fact)


@projects(events.MilestoneReached)
def reached(fact: Fact[events.MilestoneReached]) -> None:
    event = fact.event
    Milestone.objects.filter(pk=f"{number_of(fact)}/{event.code}").update(
        reached=event.on, words=event.words, changed=fact.accepted, fact_id=fact.id
    )
    change(fact)


@projects(events.Spent)
def spent(fact: Fact[events.Spent]) -> None:
    event = fact.event
    Spending.objects.create(
        fact_id=fact.id, project=number_of(fact), amount=event.amount, on=event.on, what=event.what
    )
    change(fact, spent=F("spent") + event.amount)


@projects(events.Delivered)
def delivered(fact: Fact[events.Delivered]) -> None:
    change(fact, state="delivered", delivered=fact.event.on, reason=fact.event.words)
