"""Our own API of petitions; the UK service's JSON beside it is the field's. Mounted at ``/api/petitions``."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from folkmoot.modules.petitions import queries, rules
from folkmoot.modules.petitions.models import Obligation
from folkmoot.modules.petitions.rules.writing import whole
from folkmoot.places.countries import countries
from folkmoot.record.queries import indexes_of

router = Router(tags=["petitions"])
MOST = 100


class Problem(Schema):
    """What was wrong with a request."""

    detail: str


class StepOut(Schema):
    """A number of signatures and what the institution owes for it: ``what`` is answer, meeting or debate."""

    at: int
    what: str
    label: str
    reached: datetime | None
    due: datetime | None
    met: datetime | None


class PetitionOut(Schema):
    """A petition. ``entry`` is its public number on the record, null until it is sealed."""

    number: int
    kind: str
    state: str
    action: str
    background: str
    details: str
    office: str
    topics: list[str]
    signatures: int
    supporters: int
    started: datetime
    opened: datetime | None
    closes: datetime | None
    closed: datetime | None
    answered: datetime | None
    debated: datetime | None
    steps: list[StepOut]
    entry: int | None
    fact_id: str
    url: str


class Page(Schema):
    """A page of petitions; ``next`` goes into ``after`` for the next page."""

    items: list[PetitionOut]
    next: str | None


class KindOut(Schema):
    """A kind of petition and its rules."""

    code: str
    title: str
    description: str
    office: str
    who: str
    areas: list[str]
    outside: bool
    accounts: bool
    days: int
    sponsors: int


class AreaOut(Schema):
    """Signatures from an area, null where they are too few to be shown; an empty code is elsewhere."""

    code: str
    signatures: int | None


def _out(rows: list[queries.Shown]) -> list[PetitionOut]:
    owed: dict[int, list[Obligation]] = {}
    for one in queries.obligations_of([row.row.number for row in rows]):
        owed.setdefault(one.petition, []).append(one)
    entries = indexes_of([one.row.fact_id for one in rows])
    return [
        PetitionOut(
            number=one.row.number,
            kind=one.row.kind_code,
            state=one.row.state,
            action=one.action,
            background=one.background,
            details=one.details,
            office=one.row.office,
            topics=one.row.topics,
            signatures=one.row.count,
            supporters=one.row.sponsors,
            started=one.row.started,
            opened=one.row.opened,
            closes=one.row.closes,
            closed=one.row.closed,
            answered=one.row.answered,
            debated=one.row.debated,
            steps=[
                StepOut(
                    at=step.at,
                    what=step.what,
                    label=step.label,
                    reached=step.reached,
                    due=step.due,
                    met=step.met,
                )
                for step in owed.get(one.row.number, [])
            ],
            entry=entries.get(one.row.fact_id),
            fact_id=one.row.fact_id,
            url=one.url,
        )
        for one in rows
    ]


@router.get("/kinds", response=list[KindOut], summary="What petitions there are")
def kinds(request: HttpRequest) -> list[KindOut]:
    """Every kind that can be started now."""
    return [KindOut.from_orm(one) for one in queries.kinds()]


@router.get("/petitions", response={200: Page, 400: Problem}, summary="Petitions")
def petitions(
    request: HttpRequest,
    state: Literal["open", "closed", "rejected", "all"] = "all",
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 25,
) -> Page | Status[Problem]:
    """Petitions by state, open ones by signatures, others newest first; pages follow by key."""
    first, _comma, last = after.partition(",")
    if after and (whole(first) is None or whole(last) is None):
        return Status(400, Problem(detail="after must be the next of an earlier answer"))
    matching = queries.matching(queries.Filter(state=state))
    rows = list((queries.after(matching, after) if after else matching)[: limit + 1])
    more = len(rows) > limit
    return Page(
        items=_out(queries.shown(rows[:limit])), next=queries.place(rows[limit - 1]) if more else None
    )


@router.get("/petitions/{number}", response={200: PetitionOut, 404: Problem}, summary="One petition")
def one(request: HttpRequest, number: int) -> PetitionOut | Status[Problem]:
    """The petition with this number, if its words are public."""
    row = queries.petition(number) if 0 <= number < 2**31 else None
    if row is None or row.state not in rules.LISTED:
        return Status(404, Problem(detail="there is no petition with this number"))
    return _out(queries.shown([row]))[0]


@router.get(
    "/petitions/{number}/areas", response={200: list[AreaOut], 404: Problem}, summary="Where people signed"
)
def areas(request: HttpRequest, number: int) -> list[AreaOut] | Status[Problem]:
    """Signatures by area; small counts are null, and so many more that none can be worked out."""
    row = queries.petition(number) if 0 <= number < 2**31 else None
    if row is None or row.state not in rules.PUBLISHED:
        return Status(404, Problem(detail="there is no petition with this number"))
    counts = queries.by_area(number)
    shown = rules.shown_counts(counts)
    return [AreaOut(code=code, signatures=shown.get(code)) for code in counts]


class CountryOut(Schema):
    """Signatures of people from elsewhere who gave a country, by its code (ISO 3166-1 alpha-2)."""

    code: str
    name: str
    signatures: int


@router.get(
    "/petitions/{number}/countries",
    response={200: list[CountryOut], 404: Problem},
    summary="From which countries people signed",
)
def by_country(request: HttpRequest, number: int) -> list[CountryOut] | Status[Problem]:
    """Signatures from elsewhere by country; countries with too few are left out, as areas are."""
    row = queries.petition(number) if 0 <= number < 2**31 else None
    if row is None or row.state not in rules.PUBLISHED:
        return Status(404, Problem(detail="there is no petition with this number"))
    shown = rules.shown_countries(queries.by_area(number), queries.by_country(number))
    return [
        CountryOut(code=code, name=name, signatures=shown[code])
        for code, name in countries().items()
        if code in shown
    ]
