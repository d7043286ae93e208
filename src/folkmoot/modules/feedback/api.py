"""Surveys for programs. Mounted at ``/api/feedback``."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema, Status

from folkmoot.modules.feedback import dataset, queries
from folkmoot.modules.feedback.models import Edition
from folkmoot.modules.feedback.results import results
from folkmoot.record.queries import indexes_of

router = Router(tags=["feedback"])
MOST = 100
LONGEST_KEY = 40


class Problem(Schema):
    """What was wrong with a request."""

    detail: str


class SurveyOut(Schema):
    """A survey in its newest edition. ``entry`` is the number on the record of the fact that opened it."""

    key: str
    state: str
    edition: int
    title: dict[str, str]
    office: str
    moment: str
    opened: datetime
    closes: datetime
    closed: datetime | None
    answers: int
    entry: int | None
    fact_id: str
    url: str


class Page(Schema):
    """A page of surveys; ``next`` goes into ``after`` for the next page."""

    items: list[SurveyOut]
    next: str | None


class ResponseOut(Schema):
    """How many were invited and answered; ``rr1`` is AAPOR's response rate 1, complete answers of all invited."""

    concerned: int
    not_drawn: int
    rested: int
    unwilling: int
    invited: int
    reached: int
    answered: int
    complete: int
    rr1: float | None


class RowOut(Schema):
    """A number that may be shown; the dictionary says what each column means. ``count`` is null where it is hidden."""

    way: str
    sample: str
    by: str
    group: str
    group_name: str
    question: str
    sort: str
    choice: str
    count: int | None
    share: float | None
    low_95: float | None
    high_95: float | None
    note: str


class ResultsOut(Schema):
    """The results of an edition. ``response`` is null where nobody can be invited."""

    survey: str
    edition: int
    one_in: int
    response: ResponseOut | None
    rows: list[RowOut]
    entry: int | None


@router.get("/surveys", response=Page, summary="Surveys")
def surveys(
    request: HttpRequest,
    after: Annotated[str, Query(max_length=LONGEST_KEY)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 25,
) -> Page:
    """Surveys that are or were open, by their key."""
    after = after.replace("\x00", "")
    rows = queries.surveys().order_by("key")
    found = list((rows.filter(key__gt=after) if after else rows)[: limit + 1])
    items = queries.listed(found[:limit])
    entries = indexes_of([one.newest.fact_id for one in items])
    return Page(
        items=[
            SurveyOut(
                key=one.row.pk,
                state=one.row.state,
                edition=one.newest.edition,
                title={code: words for code, words in one.newest.plan["title"]},  # noqa: C416 - pairs are lists.
                office=one.row.office,
                moment=one.newest.moment,
                opened=one.newest.opened,
                closes=one.newest.closes,
                closed=one.newest.closed,
                answers=one.answers,
                entry=entries.get(one.newest.fact_id),
                fact_id=one.newest.fact_id,
                url=reverse("feedback:survey", args=[one.row.pk]),
            )
            for one in items
        ],
        next=found[limit - 1].pk if len(found) > limit else None,
    )


def _found(key: str, number: int) -> Edition | None:
    return queries.edition(key, number) if 0 < number < 2**31 and "\x00" not in key else None


@router.get(
    "/surveys/{key}/{edition}", response={200: ResultsOut, 404: Problem}, summary="Results of a survey"
)
def one(request: HttpRequest, key: str, edition: int) -> ResultsOut | Status[Problem]:
    """Every number of an edition that may be shown."""
    row = _found(key, edition)
    if row is None:
        return Status(404, Problem(detail="there is no such edition of a survey"))
    found = results(row)
    response = None
    if found.response is not None:
        response = ResponseOut(
            concerned=row.concerned,
            not_drawn=row.not_drawn,
            rested=row.rested,
            unwilling=row.unwilling,
            invited=found.response.invited,
            reached=found.response.reached,
            answered=found.response.answered,
            complete=found.response.whole,
            rr1=found.response.rr1,
        )
    return ResultsOut(
        survey=row.survey,
        edition=row.edition,
        one_in=found.plan.one_in,
        response=response,
        rows=[RowOut(**{name: it[name] for name in RowOut.model_fields}) for it in dataset.rows(found)],
        entry=indexes_of([row.newest_fact]).get(row.newest_fact),
    )


@router.get(
    "/surveys/{key}/{edition}/dictionary",
    response={200: dict[str, Any], 404: Problem},
    summary="What the results of a survey mean",
)
def dictionary(request: HttpRequest, key: str, edition: int) -> dict[str, Any] | Status[Problem]:
    """Columns, questions and choices, in every language."""
    row = _found(key, edition)
    if row is None:
        return Status(404, Problem(detail="there is no such edition of a survey"))
    return dataset.dictionary(row)
