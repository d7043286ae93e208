"""Our own API of polls. Mounted at ``/api/elections``."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from folkmoot.modules.elections import queries
from folkmoot.modules.elections.models import Poll
from folkmoot.record import text
from folkmoot.record.queries import indexes_of

router = Router(tags=["elections"])
MOST = 100


class Problem(Schema):
    """What was wrong with a request."""

    detail: str


class OptionOut(Schema):
    """An option: its number from 1, its words, and how many people chose it."""

    number: int
    words: str
    count: int


class PollOut(Schema):
    """A poll. ``entry`` is its public number on the record, null until it is sealed."""

    number: int
    question: str
    background: str
    options: list[OptionOut]
    least: int
    most: int
    office: str
    state: str
    voters: int
    opened: datetime
    closes: datetime
    closed: datetime | None
    closed_early_because: str
    answer: str
    answered: datetime | None
    entry: int | None
    fact_id: str
    url: str


class Page(Schema):
    """A page of polls; ``next`` goes into ``after`` for the next page."""

    items: list[PollOut]
    next: int | None


def _out(rows: list[Poll]) -> list[PollOut]:
    spoken = text.words_of(one for row in rows for one in (row.early, row.answer) if one)
    entries = indexes_of([row.fact_id for row in rows])
    return [
        PollOut(
            number=row.pk,
            question=row.question,
            background=row.background,
            options=[
                OptionOut(number=place, words=words, count=count)
                for place, words, count, _share in queries.shares(row)
            ],
            least=row.least,
            most=row.most,
            office=row.office,
            state=row.state,
            voters=row.voters,
            opened=row.opened,
            closes=row.closes,
            closed=row.closed,
            closed_early_because=spoken.get(row.early, ""),
            answer=spoken.get(row.answer, ""),
            answered=row.answered,
            entry=entries.get(row.fact_id),
            fact_id=row.fact_id,
            url=queries.url_of(row.pk),
        )
        for row in rows
    ]


@router.get("/polls", response=Page, summary="Polls")
def polls(
    request: HttpRequest,
    state: Literal["open", "closed", "all"] = "all",
    after: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 25,
) -> Page:
    """Polls by state, newest first; pages follow by number."""
    rows = list(queries.listed(state=state, below=after)[: limit + 1])
    more = len(rows) > limit
    return Page(items=_out(rows[:limit]), next=rows[limit - 1].pk if more else None)


@router.get("/polls/{number}", response={200: PollOut, 404: Problem}, summary="One poll")
def one(request: HttpRequest, number: int) -> PollOut | Status[Problem]:
    """The poll with this number."""
    row = queries.poll(number)
    return _out([row])[0] if row else Status(404, Problem(detail="there is no poll with this number"))
