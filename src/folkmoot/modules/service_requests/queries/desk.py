"""Reads for the desk and for those who set it up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, UUIDField, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.models import Holder, Likeness, RequestTally, SavedView, ServiceRequest
from folkmoot.modules.service_requests.queries.reports import PAGE, of_offices
from folkmoot.people.models import Person
from folkmoot.places import queries as places
from folkmoot.record import text
from folkmoot.record.manifest import Card
from folkmoot.record.prepared import Prepared, as_held

MOST_COUNTED = 999
"""A view counts no further: nobody works through more, and counting a million rows takes its time."""
VIEWS = ("new", "late", "today", "up", "twins", "waiting", "mine", "all", "fixed", "closed")
DUE = ("late", "today", "week", "later")
NOBODY = "nobody"


def routing_cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """The card of the routing rules."""
    url = reverse("service_requests:routing")
    return {one: Card(subject=one, title=_("Which team gets which report"), url=url) for one in subjects}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the desk shows: a view and filters, of which empty ones do not restrict.

    ``offices`` are those the officer works for, None for all; ``who`` is a colleague's id or NOBODY; ``after`` is the
    last row's place in the view's order; ``numbers`` are the only reports that are meant, None for all.
    """

    view: str
    me: Any
    now: datetime
    offices: Sequence[str] | None
    services: Sequence[str] = ()
    due: Sequence[str] = ()
    area: str = ""
    priority: str = ""
    office: str = ""
    who: str = ""
    words: str = ""
    after: tuple[datetime, str] | None = None
    numbers: Sequence[str] | None = None

    @property
    def narrowed(self) -> bool:
        """Whether it is less than the beginning of a view."""
        chosen = (
            self.services,
            self.due,
            self.area,
            self.priority,
            self.office,
            self.who,
            self.words,
            self.after,
        )
        return self.numbers is not None or any(chosen)


def order_of(view: str) -> str:
    """The column by which a view is sorted; ``-`` for newest first."""
    return {"fixed": "-closed", "closed": "-requested", "found": "-requested"}.get(view, "due")


def days_around(now: datetime) -> tuple[datetime, datetime, datetime]:
    """When this week began, when today ends and when the next seven days end, where the institution is."""
    here = now.astimezone(ZoneInfo(places.institution().time_zone)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    return here - timedelta(days=here.weekday()), here + timedelta(days=1), here + timedelta(days=8)


def in_view(view: str, *, me: Any, now: datetime, days: tuple[datetime, datetime, datetime]) -> Q:
    monday, tomorrow, _week = days
    # Something that is not empty comes after what is: that is a range of an index, where "not empty" is none.
    match view:
        case "new":
            return Q(open=1, state="new")
        case "late":
            # A promise is what the desk sorts by, so that both conditions are one range of the index.
            return Q(open=1, due__lt=now, expected__lt=now)
        case "today":
            return Q(open=1, due__gte=now, due__lt=tomorrow, expected__isnull=False)
        case "up":
            return Q(open=1, escalated__gt="")
        case "twins":
            return Q(open=1, pk__in=Likeness.objects.values("service_request_id"))
        case "waiting":
            return Q(open=1, waiting_for__gt="")
        case "mine":
            return Q(open=1, pk__in=Holder.objects.filter(person=me).values("service_request_id"))
        case "fixed":
            return Q(state="resolved", closed__gte=monday)
        case "closed":
            return Q(open=0)
        case "found":
            return Q()
        case _:
            return Q(open=1)


def _dues(now: datetime, days: tuple[datetime, datetime, datetime]) -> dict[str, Q]:
    """What each filter of DUE lets through; each is one range of the column by which the desk sorts, or two."""
    _monday, tomorrow, week = days
    return {
        "late": Q(due__lt=now, expected__lt=now),
        "today": Q(due__gte=now, due__lt=tomorrow),
        "week": Q(due__gte=tomorrow, due__lt=week),
        "later": Q(due__gte=week) | Q(expected__isnull=True, due__lt=now),
    }


def at_desk(wanted: Wanted, *, most: int = PAGE + 1) -> QuerySet[ServiceRequest]:
    """Reports of a view that the filters let through, in the view's order: the ``most`` first of them, or more."""
    days = days_around(wanted.now)
    rows = ServiceRequest.objects.filter(in_view(wanted.view, me=wanted.me, now=wanted.now, days=days))
    if wanted.numbers is not None:
        rows = rows.filter(pk__in=wanted.numbers)
    if wanted.services:
        rows = rows.filter(service_code__in=wanted.services)
    if wanted.due:
        dues = _dues(wanted.now, days)
        rows = rows.filter(reduce(or_, (dues[one] for one in wanted.due)))
    if wanted.area:
        rows = rows.filter(area=wanted.area)
    if wanted.priority:
        rows = rows.filter(priority=wanted.priority)
    if wanted.who == NOBODY:
        rows = rows.exclude(pk__in=Holder.objects.values("service_request_id"))
    elif wanted.who:
        rows = rows.filter(pk__in=Holder.objects.filter(person__pk=wanted.who).values("service_request_id"))
    if wanted.words:
        subjects = text.subjects_with(wanted.words, prefix="requests/")
        rows = rows.filter(pk__in=[one.partition("/")[2] for one in subjects])
    if wanted.after:
        key = order_of(wanted.view)
        column, back = key.lstrip("-"), key.startswith("-")
        at, number = wanted.after
        step = "lt" if back else "gt"
        rows = rows.filter(**{f"{column}__{step}e": at}).filter(
            Q(**{f"{column}__{step}": at}) | Q(**{f"service_request_id__{step}": number})
        )
    ordered = in_order(rows, wanted.view)
    if wanted.office:
        mine = wanted.offices is None or wanted.office in wanted.offices
        return ordered.filter(office=wanted.office) if mine else ordered.none()
    return of_offices(ordered, offices_named(wanted), most=most)


_FEW = ("up", "waiting")
"""Views of a few reports among many: they are found by an index of their own, which begins with the office."""


def in_order(rows: QuerySet[ServiceRequest], view: str) -> QuerySet[ServiceRequest]:
    """The rows in the order of a view."""
    if view in _FEW:
        # Sorted when they are found: by the index in this order one would walk through all that are open.
        return rows.order_by(as_held("due"), "service_request_id")
    key = order_of(view)
    return rows.order_by(key, "-service_request_id" if key.startswith("-") else "service_request_id")


def offices_named(wanted: Wanted) -> list[str] | None:
    """The offices of a queue; for whoever sees every office they are named where their index needs it."""
    if wanted.offices is None and wanted.view in _FEW:
        return sorted({office for office, *_rest in _tallies.columns(offices=None)})
    return None if wanted.offices is None else list(wanted.offices)


LATE = "late"
"""A view and a filter of the same reports, which are counted once."""
TALLIED = ("new", "all", "closed")
"""Views that need not be counted, because it is known how many reports are in each state."""


_NAMES = (
    *(f"view_{one}" for one in VIEWS if one not in TALLIED),
    *(f"due_{one}" for one in DUE if one != LATE),
    "due_unpromised",
)
"""What is counted in one statement, in its order."""


class _Counted(Subquery):
    """How many rows a query has, as one value of another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many reports stand in each of VIEWS, and how many open ones each filter of DUE and each service lets through.

    Services of which nothing is open are absent.
    """

    views: Mapping[str, int]
    dues: Mapping[str, int]
    services: Mapping[str, int]


def _counted(
    *,
    offices: Sequence[str],
    me: Any,
    now: datetime,
    monday: datetime,
    tomorrow: datetime,
    week: datetime,
) -> QuerySet[RequestTally, Any]:
    """One row with the counts of _NAMES."""
    days = (monday, tomorrow, week)
    conditions = {
        f"view_{one}": in_view(one, me=me, now=now, days=days) for one in VIEWS if one not in TALLIED
    } | {f"due_{one}": Q(open=1) & condition for one, condition in _dues(now, days).items() if one != LATE}
    # Two ranges, each of an index of its own: together they would be looked for among everything that is late.
    conditions["due_later"] = Q(open=1, due__gte=week)
    conditions["due_unpromised"] = Q(open=1, expected__isnull=True, due__lt=now)
    rows = ServiceRequest.objects.filter(office__in=offices)
    counted = {
        # Nothing of a row is asked for, so that an index is enough.
        name: _Counted(rows.filter(conditions[name]).values(row=Value(1))[: MOST_COUNTED + 1])
        for name in _NAMES
    }
    # A value needs a row to stand in, and where nothing is tallied there is no report either.
    return RequestTally.objects.annotate(**counted).values_list(*counted)[:1]


_counts = Prepared(_counted)


def _tallied(*, offices: Sequence[str] | None) -> QuerySet[RequestTally, Any]:
    rows = RequestTally.objects.filter(count__gt=0)
    if offices is not None:
        rows = rows.filter(office__in=offices)
    return rows.order_by("key").values_list("office", "service_code", "state", "count")


_tallies = Prepared(_tallied)


def counts(*, offices: Sequence[str] | None, me: Any, now: datetime) -> Counts:
    """What the desk counts, views and dues each at most MOST_COUNTED + 1, in two statements. ``me`` is a person's id."""
    some = None if offices is None else list(offices)
    still, new, ended = dict[str, int](), 0, 0
    tallies = _tallies.columns(offices=some) if some != [] else []
    for _office, service, state, count in tallies:
        if state not in rules.OPEN_STATES:
            ended += count
            continue
        still[service] = still.get(service, 0) + count
        new += count if state == "new" else 0
    # What is counted anyway need not be counted again.
    known = dict(zip(TALLIED, (new, sum(still.values()), ended), strict=True))
    monday, tomorrow, week = days_around(now)
    days = {"monday": monday, "tomorrow": tomorrow, "week": week}
    # Each index begins with the office, so that all of them are named also for those who see all.
    named = sorted({office for office, *_rest in tallies})
    [row] = _counts.columns(offices=named, me=me, now=now, **days) if named else [(0,) * len(_NAMES)]
    found = dict(zip(_NAMES, row, strict=True))
    found["due_later"] += found.pop("due_unpromised")
    views = known | {one: found[f"view_{one}"] for one in VIEWS if one not in known}
    dues = {one: views[LATE] if one == LATE else found[f"due_{one}"] for one in DUE}
    return Counts(
        views={one: min(views[one], MOST_COUNTED + 1) for one in VIEWS},
        dues={one: min(dues[one], MOST_COUNTED + 1) for one in DUE},
        services=still,
    )


@dataclass(frozen=True, slots=True)
class Load:
    """What a colleague has taken and is open; ``person`` None stands for what nobody has."""

    person: Any
    open: int
    late: int
    waiting: int
    oldest: datetime | None


def loads(*, offices: Sequence[str] | None, now: datetime) -> list[Load]:
    """The work of each colleague who has taken something, and of nobody. One query however many reports."""
    rows = ServiceRequest.objects.filter(open=1)
    if offices is not None:
        rows = rows.filter(office__in=offices)
    # Who has a report is kept beside the record, so the two tables meet here and not by a foreign key; a subquery
    # forgets that the id is a UUID, which not every database knows by itself.
    person = Holder.objects.filter(pk=OuterRef("pk")).values("person_id")
    found = (
        rows.annotate(person=Subquery(person, output_field=UUIDField()))
        .values("person")
        .annotate(
            open_=Count("pk"),
            late=Count("pk", filter=Q(expected__lt=now)),
            waiting=Count("pk", filter=~Q(waiting_for="")),
            oldest=Min("requested"),
        )
        .order_by("person")
    )
    return [Load(one["person"], one["open_"], one["late"], one["waiting"], one["oldest"]) for one in found]


_holders = Prepared(lambda numbers: Holder.objects.filter(pk__in=numbers).select_related("person"))


def holders(numbers: Iterable[str]) -> dict[str, Any]:
    """Who has which of some reports, by number."""
    some = list(numbers)
    return {one.pk: one.person for one in _holders.rows(numbers=some)} if some else {}


class Saved(NamedTuple):
    """A view that an officer keeps: its name, the query of its address, and whether it is one's own."""

    id: int
    name: str
    query: str
    own: bool


def _views(*, person: UUID, offices: Sequence[str] | None) -> QuerySet[SavedView, Any]:
    shared = ~Q(office="") if offices is None else Q(office__in=offices)
    rows = SavedView.objects.filter(Q(person=person) | shared).order_by("name", "id")[:100]
    return rows.values_list("id", "name", "query", "person")


_saved = Prepared(_views)


def views_for(*, person: Person, offices: Sequence[str] | None) -> list[Saved]:
    """Views of one's own and those shared with one of the offices (None means all), by name. One query."""
    some = None if offices is None else list(offices)
    rows = (
        list(_views(person=person.pk, offices=[]))
        if some == []
        else _saved.values(person=person.pk, offices=some)
    )
    return [Saved(pk, name, query, owner == person.pk) for pk, name, query, owner in rows]
