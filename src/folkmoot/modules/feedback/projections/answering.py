"""Answers come, change and go, and are counted."""

import json
from collections.abc import Sequence
from typing import Any

from folkmoot.modules.feedback import events, rules
from folkmoot.modules.feedback.models import Answer, Breakdown, Edition, MonthTally, Remark
from folkmoot.modules.feedback.projections.writing import edition_of
from folkmoot.record import store
from folkmoot.record.event import Fact, adapter
from folkmoot.record.projection import projects


def _answer(fact: Fact[Any]) -> str:
    return f"{edition_of(fact)}/{fact.actor.partition(':')[2]}"


def _count(row: Answer, by: int) -> None:
    """Count an answer up or down; answers of one survey come one after the other, so nothing is lost between."""
    month = f"{row.at:%Y-%m}"
    key = f"{row.edition}/{row.way}/{month}"
    tally = MonthTally.objects.filter(pk=key).first()
    if tally is None:
        tally = MonthTally(key=key, edition=row.edition, way=row.way, month=month)
    tally.answers += by
    tally.whole += by * row.whole
    rules.add(tally.counts, row.given, by)
    tally.save()


@projects(events.Answered)
def answered(fact: Fact[events.Answered]) -> None:
    event, key = fact.event, _answer(fact)
    before = Answer.objects.filter(pk=key).first()
    if before is not None and before.state == "counted":
        _count(before, -1)
        Remark.objects.filter(answer=key).delete()
    edition = Edition.objects.get(pk=edition_of(fact))
    given = [adapter(events.Given).dump_python(one, mode="json") for one in event.answers]
    row = Answer(
        key=key,
        edition=edition.pk,
        way=event.way,
        state="counted",
        given=given,
        whole=rules.is_whole(
            adapter(events.Plan).validate_python(edition.plan), [one["question"] for one in given]
        ),
        at=before.at if before is not None else fact.accepted,
        fact_id=fact.id,
    )
    row.save(force_insert=before is None)
    _count(row, +1)
    _remember_words(fact, row, event.answers)
    Edition.objects.filter(pk=edition.pk).update(newest_fact=fact.id)


def _remember_words(fact: Fact[Any], row: Answer, answers: Sequence[events.Given]) -> None:
    Remark.objects.bulk_create(
        Remark(
            key=f"{fact.id}/{one.question}",
            edition=row.edition,
            answer=row.pk,
            question=one.question,
            words=one.words,
        )
        for one in answers
        if one.words
    )


@projects(events.Withdrawn)
def withdrawn(fact: Fact[events.Withdrawn]) -> None:
    row = Answer.objects.get(pk=_answer(fact))
    if row.state == "counted":
        _count(row, -1)
    row.state, row.given, row.whole, row.fact_id = "withdrawn", [], False, fact.id
    row.save()
    Remark.objects.filter(answer=row.pk).delete()
    Edition.objects.filter(pk=row.edition).update(newest_fact=fact.id)


@projects(events.WordsRemoved)
def words_removed(fact: Fact[events.WordsRemoved]) -> None:
    Remark.objects.filter(words__in=fact.event.commitments).update(removed=fact.event.reason)


@projects(events.Published)
def published(fact: Fact[events.Published]) -> None:
    Breakdown(
        key=edition_of(fact),
        table=json.loads(store.get_segment(fact.event.segment)),
        answers=fact.event.answers,
        at=fact.accepted,
        fact_id=fact.id,
    ).save()
    Edition.objects.filter(pk=edition_of(fact)).update(newest_fact=fact.id)
