"""Questions, answers and ratings."""

from typing import Any

from django.db.models import F

from folkmoot.modules.service_requests import events
from folkmoot.modules.service_requests.models import (
    Inquiry,
    Rating,
    RatingTally,
)
from folkmoot.modules.service_requests.projections.base import change, keep_photos, number_of, row_of
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects


@projects(events.Asked)
def asked(fact: Fact[events.Asked]) -> None:
    event = fact.event
    row = row_of(fact)
    Inquiry.objects.create(
        key=f"{number_of(fact)}/{event.question}",
        service_request_id=number_of(fact),
        question=event.question,
        words=event.words,
        public=event.public,
        office=row.office,
        asked=fact.accepted,
        until=event.until,
        otherwise=event.otherwise,
        state="waiting",
    )
    change(fact, row)


def _end(fact: Fact[Any], state: str, answer: str = "") -> None:
    key = f"{number_of(fact)}/{fact.event.question}"
    Inquiry.objects.filter(pk=key).update(state=state, answer=answer, ended=fact.accepted)
    change(fact)


@projects(events.Answered)
def answered(fact: Fact[events.Answered]) -> None:
    _end(fact, "answered", fact.event.words)
    keep_photos(fact, fact.event.photos, "answer")


@projects(events.Unanswered)
def unanswered(fact: Fact[events.Unanswered]) -> None:
    _end(fact, "unanswered")


def _count(rating: Rating, by: int) -> None:
    key = f"{rating.year}|{rating.service_code}|{rating.area}"
    RatingTally.objects.bulk_create(
        [RatingTally(key=key, year=rating.year, service_code=rating.service_code, area=rating.area)],
        ignore_conflicts=True,
    )
    RatingTally.objects.filter(key=key).update(**{rating.solved: F(rating.solved) + by})


@projects(events.Rated)
def rated(fact: Fact[events.Rated]) -> None:
    event = fact.event
    row = row_of(fact)
    key = f"{event.closing}/{fact.actor.partition(':')[2]}"
    if before := Rating.objects.filter(pk=key).first():
        _count(before, -1)
    rating = Rating(
        key=key,
        service_request_id=row.pk,
        closing=event.closing,
        solved=event.solved,
        words=event.words,
        service_code=row.service_code,
        area=row.area,
        year=(row.closed or fact.accepted).year,
    )
    rating.save()
    _count(rating, +1)
