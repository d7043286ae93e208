"""Ideas come, are sorted, merged, turned down, costed, and come on the ballot."""

from dataclasses import asdict
from typing import Any

from django.db.models import F

from folkmoot.modules.budgeting import events
from folkmoot.modules.budgeting.models import (
    CostSheet,
    Merge,
    MergeAgreement,
    Project,
    ProjectAuthor,
)
from folkmoot.modules.budgeting.projections.base import change, number_of, pseudonym_of
from folkmoot.modules.budgeting.rules import ideas
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects


def _create(fact: Fact[Any], **values: Any) -> None:
    event = fact.event
    Project.objects.create(
        number=number_of(fact),
        round=event.round,
        title=event.title,
        text=event.text,
        category=event.category,
        area=event.area,
        lat=event.lat,
        lon=event.lon,
        submitted=fact.accepted,
        changed=fact.accepted,
        fact_id=fact.id,
        newest_fact=fact.id,
        **values,
    )


def _author(fact: Fact[Any], *, first: bool) -> None:
    ProjectAuthor.objects.create(
        key=f"{number_of(fact)}/{pseudonym_of(fact)}",
        project=number_of(fact),
        first=first,
        joined=fact.accepted,
    )


@projects(events.IdeaSubmitted)
def submitted(fact: Fact[events.IdeaSubmitted]) -> None:
    _create(fact, state="idea", pictures=list(fact.event.pictures), authors=1)
    _author(fact, first=True)


@projects(events.ProjectAdded)
def added(fact: Fact[events.ProjectAdded]) -> None:
    event = fact.event
    _create(fact, state="costed", pot=event.pot, cost=event.cost, reference=event.reference)


@projects(events.IdeaEdited)
def edited(fact: Fact[events.IdeaEdited]) -> None:
    event = fact.event
    change(
        fact,
        title=event.title,
        text=event.text,
        category=event.category,
        area=event.area,
        lat=event.lat,
        lon=event.lon,
        pictures=list(event.pictures),
    )


@projects(events.IdeaWithdrawn)
def withdrawn(fact: Fact[events.IdeaWithdrawn]) -> None:
    change(fact, state="withdrawn")


@projects(events.AuthorJoined)
def author_joined(fact: Fact[events.AuthorJoined]) -> None:
    _author(fact, first=False)
    change(fact, authors=F("authors") + 1)


@projects(events.IdeaSorted)
def idea_sorted(fact: Fact[events.IdeaSorted]) -> None:
    event, number = fact.event, number_of(fact)
    # An office that is asked no longer has no say; what another one worked out stays.
    CostSheet.objects.filter(project=number).exclude(office__in=event.offices).delete()
    change(fact, pot=event.pot, category=event.category, offices=list(event.offices), reason=event.reason)
    _stand(fact)


@projects(events.MergeProposed)
def merge_proposed(fact: Fact[events.MergeProposed]) -> None:
    Merge.objects.create(
        fact_id=fact.id,
        source=number_of(fact),
        into=fact.event.into,
        state="open",
        reason=fact.event.reason,
        proposed=fact.accepted,
    )
    change(fact)


@projects(events.MergeAgreed)
def merge_agreed(fact: Fact[events.MergeAgreed]) -> None:
    key = f"{fact.event.proposal}/{number_of(fact)}/{pseudonym_of(fact)}"
    MergeAgreement.objects.create(key=key, merge=fact.event.proposal, project=number_of(fact))
    change(fact)


@projects(events.MergeDeclined)
def merge_declined(fact: Fact[events.MergeDeclined]) -> None:
    Merge.objects.filter(pk=fact.event.proposal).update(state="declined")
    change(fact)


@projects(events.Merged)
def merged(fact: Fact[events.Merged]) -> None:
    Merge.objects.filter(pk=fact.event.proposal).update(state="done")
    change(fact, state="merged", into=fact.event.into)


@projects(events.TurnedDown)
def turned_down(fact: Fact[events.TurnedDown]) -> None:
    code = fact.event.code
    change(fact, state=ideas.turned_down_to(code), before=F("state"), code=code, reason=fact.event.reason)


@projects(events.TakenUp)
def taken_up(fact: Fact[events.TakenUp]) -> None:
    change(fact, state=F("before"), before="", code="", reason="")


@projects(events.Costed)
def costed(fact: Fact[events.Costed]) -> None:
    event, number = fact.event, number_of(fact)
    CostSheet(
        key=f"{number}/{event.office}",
        project=number,
        office=event.office,
        lines=[asdict(one) for one in event.lines],
        total=event.total,
        feasible=event.feasible,
        reason=event.reason,
        at=fact.accepted,
        fact_id=fact.id,
    ).save()
    change(fact)
    _stand(fact)


@projects(events.OnBallot)
def on_ballot(fact: Fact[events.OnBallot]) -> None:
    change(fact, state="on_ballot", pot=fact.event.pot, cost=fact.event.cost)


def _stand(fact: Fact[Any]) -> None:
    """Where a project stands by the sheets of the offices that were asked: one that cannot do it is enough."""
    row = Project.objects.get(pk=number_of(fact))
    sheets = list(CostSheet.objects.filter(project=row.number))
    waiting = len(set(row.offices) - {one.office for one in sheets})
    state = "costed"
    if any(not one.feasible for one in sheets):
        state = "infeasible"
    elif waiting:
        state = "sorted"
    change(
        fact,
        state=state,
        waiting=waiting,
        cost=None if waiting else sum(one.total for one in sheets),
    )
