"""The API of rounds and projects. Mounted at ``/api/budgeting``."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from folkmoot.modules.budgeting import queries
from folkmoot.modules.budgeting.models import Round
from folkmoot.modules.budgeting.rules import ideas
from folkmoot.record.queries import indexes_of

router = Router(tags=["budgeting"])
MOST = 100


class Problem(Schema):
    """What was wrong with a request."""

    detail: str


class PotOut(Schema):
    """Money that is voted on by itself, in minor units; an empty area is everywhere."""

    code: str
    title: str
    area: str
    amount: int


class CategoryOut(Schema):
    """Something that ideas are sorted by."""

    code: str
    title: str


class PhaseOut(Schema):
    """A phase of a round and its days."""

    name: str
    opens: datetime
    closes: datetime


class WhoOut(Schema):
    """Who may vote."""

    text: str
    areas: list[str]
    minimum_age: int
    verified: bool


class RoundOut(Schema):
    """A round. ``entry`` is its public number on the record, null until it is sealed."""

    number: int
    slug: str
    title: str
    summary: str
    office: str
    currency: str
    pots: list[PotOut]
    categories: list[CategoryOut]
    minimum: int
    maximum: int
    who: WhoOut
    phases: list[PhaseOut]
    phase: str
    frozen: datetime | None
    counted: datetime | None
    published: datetime | None
    entry: int | None
    fact_id: str


class ProjectOut(Schema):
    """An idea or project; amounts are in minor units of its round's currency."""

    number: int
    round: int
    state: str
    outcome: str
    title: str
    text: str
    category: str
    pot: str
    area: str
    lat: float | None
    lon: float | None
    cost: int | None
    spent: int
    authors: int
    reference: str
    code: str
    into: int | None
    submitted: datetime
    delivered: date | None
    entry: int | None
    fact_id: str
    url: str


class LineOut(Schema):
    """A line of a costing sheet."""

    what: str
    amount: int


class SheetOut(Schema):
    """A costing sheet of one office."""

    office: str
    lines: list[LineOut]
    total: int
    feasible: bool
    reason: str
    at: datetime


class StepOut(Schema):
    """A step of building a project; ``first_due`` is what was promised at first."""

    code: str
    title: str
    due: date
    first_due: date
    reached: date | None


class SpentOut(Schema):
    """Money that was spent, in minor units."""

    on: date
    what: str
    amount: int


class WholeOut(ProjectOut):
    """A project with its costing sheets, its steps and its spending."""

    sheets: list[SheetOut]
    milestones: list[StepOut]
    spending: list[SpentOut]


class Page(Schema):
    """A page of projects; ``next`` goes into ``after`` for the next page."""

    items: list[ProjectOut]
    next: str | None


def _round(row: Round, entry: int | None) -> RoundOut:
    return RoundOut(
        number=row.number,
        slug=row.slug,
        title=row.title,
        summary=row.summary,
        office=row.office,
        currency=row.currency,
        pots=[PotOut(**one) for one in row.pots],
        categories=[CategoryOut(**one) for one in row.categories],
        minimum=row.minimum,
        maximum=row.maximum,
        who=WhoOut(**row.who),
        phases=[
            PhaseOut(name=one.name, opens=one.opens, closes=one.closes) for one in queries.calendar_of(row)
        ],
        phase=row.phase,
        frozen=row.frozen,
        counted=row.counted,
        published=row.published,
        entry=entry,
        fact_id=row.fact_id,
    )


def _project(one: queries.Shown, entry: int | None) -> dict[str, Any]:
    row = one.row
    names = (
        "number", "round", "state", "outcome", "category", "pot", "area", "lat", "lon", "cost", "spent", "authors",
        "reference", "code", "into", "submitted", "delivered", "fact_id",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {
        "title": one.title,
        "text": one.text,
        "entry": entry,
        "url": one.url,
    }


@router.get("/rounds", response=list[RoundOut], summary="Rounds of participatory budgeting")
def rounds(request: HttpRequest) -> list[RoundOut]:
    """Every round, the newest first."""
    rows = list(queries.rounds()[:MOST])
    entries = indexes_of([one.fact_id for one in rows])
    return [_round(one, entries.get(one.fact_id)) for one in rows]


@router.get("/rounds/{number}", response={200: RoundOut, 404: Problem}, summary="One round")
def one_round(request: HttpRequest, number: int) -> RoundOut | Status[Problem]:
    """The round with this number: its money, its dates, where it stands."""
    row = queries.round_of(number) if 0 <= number < 2**31 else None
    if row is None:
        return Status(404, Problem(detail="there is no round with this number"))
    return _round(row, indexes_of([row.fact_id]).get(row.fact_id))


@router.get(
    "/rounds/{number}/ballot", response={200: dict[str, Any], 404: Problem}, summary="What is voted on"
)
def ballot(request: HttpRequest, number: int) -> dict[str, Any] | Status[Problem]:
    """What a round votes on and how it is counted, as it stands on the record; 404 before it is frozen."""
    found = queries.frozen_record(number) if 0 <= number < 2**31 else None
    if found is None:
        return Status(404, Problem(detail="there is no frozen ballot of a round with this number"))
    return found


@router.get(
    "/rounds/{number}/projects",
    response={200: Page, 400: Problem, 404: Problem},
    summary="Ideas and projects",
)
def projects(
    request: HttpRequest,
    number: int,
    state: Literal["all", "open", "costed", "on_ballot", "won", "lost", "delivered", "out"] = "all",
    order: Literal["newest", "oldest", "cheap", "dear"] = "newest",
    category: Annotated[str, Query(max_length=40)] = "",
    pot: Annotated[str, Query(max_length=40)] = "",
    q: Annotated[str, Query(max_length=100)] = "",
    after: Annotated[str, Query(max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 25,
) -> Page | Status[Problem]:
    """Ideas and projects of a round with the filters of its page; pages follow by key. No order knows of votes."""
    if not 0 <= number < 2**31 or queries.round_of(number) is None:
        return Status(404, Problem(detail="there is no round with this number"))
    clean = [one.replace("\x00", "") for one in (category, pot, q)]
    wanted = queries.Filter(words=clean[2].strip(), category=clean[0], pot=clean[1], state=state, order=order)
    matching = queries.matching(number, wanted)
    following = queries.after(matching, order, after) if after else matching
    if after and following is matching:
        return Status(400, Problem(detail="after must be the next of an earlier answer"))
    rows = list(following[: limit + 1])
    entries = indexes_of([one.fact_id for one in rows[:limit]])
    return Page(
        items=[
            ProjectOut(**_project(one, entries.get(one.row.fact_id))) for one in queries.shown(rows[:limit])
        ],
        next=queries.place(rows[limit - 1]) if len(rows) > limit else None,
    )


@router.get("/projects/{number}", response={200: WholeOut, 404: Problem}, summary="One project")
def one_project(request: HttpRequest, number: int) -> WholeOut | Status[Problem]:
    """A project from its idea to the ribbon, if its words are public."""
    row = queries.project(number)
    if row is None or row.state not in ideas.SHOWN:
        return Status(404, Problem(detail="there is no project with this number"))
    [shown] = queries.shown([row])
    return WholeOut(
        **_project(shown, indexes_of([row.fact_id]).get(row.fact_id)),
        sheets=[
            SheetOut(
                office=one.office,
                lines=[LineOut(what=what, amount=amount) for what, amount in lines],
                total=one.total,
                feasible=one.feasible,
                reason=reason,
                at=one.at,
            )
            for one, lines, reason in queries.sheets(number)
        ],
        milestones=[
            StepOut(code=one.code, title=title, due=one.due, first_due=one.first_due, reached=one.reached)
            for one, title, _why, _said in queries.milestones(number)
        ],
        spending=[
            SpentOut(on=one.on, what=what, amount=one.amount) for one, what in queries.spending(number)
        ],
    )
