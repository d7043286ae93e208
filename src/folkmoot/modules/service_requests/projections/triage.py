"""Facts about the sorting helper become rows: models, and what people made of suggestions."""

from typing import Any

from django.db.models import F

from folkmoot.modules.service_requests import events
from folkmoot.modules.service_requests.models import TriageModel, TriageOutcome, TriageTally
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects


def _id(fact: Fact[Any]) -> str:
    return fact.subject.partition("/")[2]


def _count(model: int, place: str, service_code: str, **more: int) -> None:
    key = f"{model}|{place}|{service_code}"
    TriageTally.objects.bulk_create(
        [TriageTally(key=key, model=model, place=place, service_code=service_code)], ignore_conflicts=True
    )
    TriageTally.objects.filter(key=key).update(**{name: F(name) + by for name, by in more.items()})


def _answered(suggested: events.Suggested, place: str, chosen: str) -> None:
    first, *others = suggested.service_codes
    _count(suggested.model, place, first, given=1, followed=int(chosen == first), other=int(chosen in others))


@projects(events.TriageModelTrained)
def trained(fact: Fact[events.TriageModelTrained]) -> None:
    event = fact.event
    TriageModel.objects.create(
        number=event.number,
        model=event.model,
        data=event.data,
        reports=event.reports,
        services=event.services,
        since=event.since,
        until=event.until,
        accuracy=event.accuracy,
        macro_f1=event.macro_f1,
        top3=event.top3,
        actor=fact.actor,
        trained=fact.accepted,
        fact_id=fact.id,
    )


@projects(events.Reported)
def reported(fact: Fact[events.Reported]) -> None:
    event, suggested = fact.event, fact.event.suggested
    if suggested is None or not suggested.service_codes:
        return
    _answered(suggested, "form", event.service_code)
    TriageOutcome.objects.create(
        service_request_id=_id(fact),
        model=suggested.model,
        service_code=suggested.service_codes[0],
        followed=event.service_code == suggested.service_codes[0],
    )


@projects(events.Recategorised)
def recategorised(fact: Fact[events.Recategorised]) -> None:
    event, suggested = fact.event, fact.event.suggested
    if suggested is not None and suggested.service_codes:
        _answered(suggested, "desk", event.service_code)
    row = TriageOutcome.objects.filter(pk=_id(fact)).first()
    if row is None or not row.followed:
        return
    moved = event.service_code != row.service_code
    if moved != row.moved:
        row.moved = moved
        row.save()
        _count(row.model, "form", row.service_code, moved=1 if moved else -1)


@projects(events.CategoryKept)
def category_kept(fact: Fact[events.CategoryKept]) -> None:
    if fact.event.suggested.service_codes:
        _answered(fact.event.suggested, "desk", "")
