"""Our own API of reports; Open311 beside it is the field's. Mounted at ``/api/service_requests``."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema, Status

from folkmoot.modules.service_requests import queries
from folkmoot.modules.service_requests.queries.routing import routing
from folkmoot.modules.service_requests.rules.routing import rules_kept
from folkmoot.modules.service_requests.statistics.asking import RefusedMonth, ask
from folkmoot.modules.service_requests.statistics.publishing import Published, publish, total
from folkmoot.modules.service_requests.statistics.results import results
from folkmoot.modules.service_requests.triage import queries as triage
from folkmoot.record.queries import indexes_of

router = Router(tags=["service requests"])
MOST = 100


class Problem(Schema):
    """What was wrong with a request."""

    detail: str


class ServiceOut(Schema):
    """Something that can be reported."""

    service_code: str
    service_name: str
    group: str
    description: str
    office: str
    promise_hours: int
    promise_clock: str


class RequestOut(Schema):
    """A report. ``entry`` is its public number on the record, null until it is sealed.

    ``priority`` is urgent, high, normal or low; ``waiting_for`` says for what the work waits, empty when for nothing;
    ``order_number`` is the work's number in ``order_system``; ``duplicate_of`` is the report at which this one is
    followed, ``split_from`` the one of which it was a part; ``passed_on`` counts how often it went to another team;
    ``escalated`` is due_soon or missed when its promise was passed up.
    """

    service_request_id: str
    service_code: str
    service_name: str
    state: str
    status: str
    title: str
    description: str
    address: str
    area: str
    office: str
    requested: datetime
    updated: datetime
    expected: datetime | None
    closed: datetime | None
    lat: float | None
    long: float | None
    supporters: int
    priority: str
    waiting_for: str
    waiting_until: datetime | None
    order_system: str
    order_number: str
    order_url: str
    duplicate_of: str
    split_from: str
    passed_on: int
    escalated: str
    entry: int | None
    fact_id: str
    url: str


class Page(Schema):
    """A page of reports, newest first; ``next`` goes into ``after`` for the next page."""

    items: list[RequestOut]
    next: str | None


class OutcomeOut(Schema):
    """What people made of suggestions; ``overridden`` counts choices against the first one, at once or later."""

    given: int
    followed: int
    other: int
    moved: int
    overridden: int


class TriageOut(Schema):
    """A sorting helper. ``model`` and ``data`` are SHA-256; shares are from 0 to 1."""

    number: int
    model: str
    model_url: str
    data: str
    data_url: str
    actor: str
    trained: datetime
    since: datetime
    until: datetime
    parameters: dict[str, Any]
    learned_from: dict[str, Any]
    figures: dict[str, Any]
    duplicates: dict[str, Any]
    outcomes: dict[str, OutcomeOut]
    outcomes_by_service: dict[str, OutcomeOut]
    entry: int | None
    fact_id: str
    url: str


def _out(shown: queries.Shown, entries: dict[str, int]) -> RequestOut:
    row = shown.row
    return RequestOut(
        service_request_id=row.pk,
        service_code=row.service_code,
        service_name=shown.service_name,
        state=row.state,
        status=shown.status,
        title=shown.title,
        description=shown.description,
        address=shown.address,
        area=row.area,
        office=row.office,
        requested=row.requested,
        updated=row.updated,
        expected=row.expected,
        closed=row.closed,
        lat=row.lat,
        long=row.long,
        supporters=row.supporters,
        priority=row.priority,
        waiting_for=row.waiting_for if shown.status == "open" else "",
        waiting_until=row.waiting_until if shown.status == "open" else None,
        order_system=row.order_system,
        order_number=row.order_number,
        order_url=row.order_url,
        duplicate_of=row.duplicate_of,
        split_from=row.split_from,
        passed_on=row.passed_on,
        escalated=row.escalated,
        entry=entries.get(row.fact_id),
        fact_id=row.fact_id,
        url=shown.url,
    )


@router.get("/services", response=list[ServiceOut], summary="What can be reported")
def services(request: HttpRequest) -> list[ServiceOut]:
    """Every service that is offered now."""
    return [
        ServiceOut(
            service_code=one.service_code,
            service_name=one.service_name,
            group=one.group,
            description=one.description,
            office=one.office,
            promise_hours=one.promise_hours,
            promise_clock=one.promise_clock,
        )
        for one in queries.services()
    ]


@router.get("/requests", response={200: Page, 400: Problem}, summary="Reports, newest first")
def requests(
    request: HttpRequest,
    service: str = "",
    area: str = "",
    status: Literal["", "open", "closed"] = "",
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 20,
) -> Page | Status[Problem]:
    """Reports by service, area and status; pages follow by key, so they never skip or repeat."""
    place = queries.place_after(after)
    if after and place is None:
        return Status(400, Problem(detail="after must be the next of an earlier answer"))
    wanted = queries.Filter(
        service_codes=[service.replace("\x00", "")] if service else (),
        area=area.replace("\x00", ""),
        status=status,
        after=place,
    )
    rows = list(queries.matching(wanted)[: limit + 1])
    shown = queries.shown(rows[:limit])
    entries = indexes_of([one.row.fact_id for one in shown])
    last = rows[limit - 1] if len(rows) > limit else None
    following = f"{last.requested.isoformat()},{last.pk}" if last else None
    return Page(items=[_out(one, entries) for one in shown], next=following)


@router.get(
    "/triage", response={200: TriageOut, 404: Problem}, summary="The sorting helper", url_name="triage"
)
def sorting_helper(request: HttpRequest) -> TriageOut | Status[Problem]:
    """The model that suggests services now: its files, its figures and what people made of its suggestions."""
    model = triage.current()
    if model is None:
        return Status(404, Problem(detail="no model was trained yet"))
    head = triage.load(model.model).head
    by_place, by_service = triage.tallies(model.number)
    return TriageOut(
        number=model.number,
        model=model.model,
        model_url=reverse("record:segment", args=[model.model]),
        data=model.data,
        data_url=reverse("record:segment", args=[model.data]),
        actor=model.actor,
        trained=model.trained,
        since=model.since,
        until=model.until,
        parameters=dict(head.parameters),
        learned_from=dict(head.data),
        figures=dict(head.figures),
        duplicates=dict(head.duplicates),
        outcomes={place: _outcome(kept) for place, kept in by_place.items()},
        outcomes_by_service={code: _outcome(kept) for code, kept in by_service.items()},
        entry=indexes_of([model.fact_id]).get(model.fact_id),
        fact_id=model.fact_id,
        url=reverse("service_requests:triage"),
    )


def _outcome(kept: triage.Kept) -> OutcomeOut:
    return OutcomeOut(
        given=kept.given,
        followed=kept.followed,
        other=kept.other,
        moved=kept.moved,
        overridden=kept.overridden,
    )


class RuleOut(Schema):
    """A rule; each list that is not empty must hold one thing that fits. ``words`` are beginnings of words."""

    key: str
    name: str
    office: str
    service_codes: list[str]
    areas: list[str]
    words: list[str]
    priority: str


class RoutingOut(Schema):
    """Rules in their order: the first that fits chooses the office, else the service's own gets the report."""

    rules: list[RuleOut]
    changed: datetime | None
    entry: int | None
    fact_id: str
    url: str


@router.get("/routing", response=RoutingOut, summary="Which team gets which report", url_name="routing")
def rules_in_force(request: HttpRequest) -> RoutingOut:
    """The rules that choose the office of new reports now."""
    now = routing()
    return RoutingOut(
        rules=[RuleOut(**one) for one in rules_kept(now.rules)],
        changed=now.changed,
        entry=indexes_of([now.fact_id]).get(now.fact_id) if now.fact_id else None,
        fact_id=now.fact_id,
        url=reverse("service_requests:routing"),
    )


@router.get("/requests/{number}", response={200: RequestOut, 404: Problem}, summary="One report")
def one(request: HttpRequest, number: str) -> RequestOut | Status[Problem]:
    """The report with this number."""
    row = queries.request(number.replace("\x00", ""))
    if row is None:
        return Status(404, Problem(detail="there is no report with this number"))
    [shown] = queries.shown([row])
    return _out(shown, indexes_of([row.fact_id]))


class FigureOut(Schema):
    """A figure. ``value`` is in days or a share from 0 to 1, ``low`` and ``high`` its 95% interval; ``k`` of ``n``.

    Everything is null where it is not known, or hidden because it counts fewer than 5 reports or would give such a
    count away; ``hidden`` tells the two apart.
    """

    value: float | None
    low: float | None
    high: float | None
    k: int | None
    n: int | None
    hidden: bool


class GroupOut(Schema):
    """The figures of a group of reports; ``reports`` is null where it is hidden."""

    key: str
    reports: int | None
    median_days: FigureOut
    p90_days: FigureOut
    closed_on_time: FigureOut
    on_time: FigureOut
    reopened: FigureOut
    satisfied: FigureOut


class StatisticsOut(Schema):
    """Statistics of reports made in a period, as they stood when they were computed."""

    computed: datetime
    total: GroupOut
    by: str
    groups: list[GroupOut]


def _group_out(row: Published) -> GroupOut:
    figures = {
        name: FigureOut(value=None, low=None, high=None, k=None, n=None, hidden=True)
        if one is None
        else FigureOut(value=one.value, low=one.low, high=one.high, k=one.k, n=one.n, hidden=False)
        for name, one in row.values.items()
    }
    return GroupOut(key=row.key, reports=row.reports, **figures)


Month = Annotated[str, Query(pattern=r"^((19[7-9][0-9]|2[0-9]{3})-(0[1-9]|1[0-2]))?$")]


@router.get("/statistics", response={200: StatisticsOut, 400: Problem}, summary="How reports fare")
def statistics(
    request: HttpRequest,
    service: str = "",
    area: str = "",
    department: str = "",
    channel: str = "",
    since: Month = "",
    until: Month = "",
    by: Literal["", "service", "area", "department", "channel", "month"] = "",
) -> StatisticsOut | Status[Problem]:
    """The figures of reports made in the months from ``since`` to ``until`` (2026-03), and of each group of ``by``."""
    given = {
        "service": service, "area": area, "department": department, "channel": channel,
        "since": since, "until": until,
    }  # fmt: skip
    try:
        asked = ask(given)
    except RefusedMonth as error:
        return Status(400, Problem(detail=str(error)))
    found = results(asked.choice, by=(by,) if by else ())
    return StatisticsOut(
        computed=found.moment,
        total=_group_out(total(found.total)),
        by=by,
        groups=[_group_out(row) for row in publish(found.by.get(by, ()))],
    )
