"""Reads of published reports and services, as lists, pages, cards and figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.events import ServiceDescribed
from folkmoot.modules.service_requests.models import (
    Contact,
    Figures,
    InternalNote,
    RequestPhoto,
    RequestTally,
    Service,
    ServiceRequest,
)
from folkmoot.places import geo
from folkmoot.places import queries as places
from folkmoot.record import text
from folkmoot.record.manifest import Card, Matter, SearchText
from folkmoot.record.prepared import Prepared
from folkmoot.record.remember import Remembered

PAGE = 20

_described = Remembered(ServiceDescribed.kind)


def services(*, closed: bool = False) -> list[Service]:
    """Services that can be reported, by group and name; with ``closed`` also those no longer offered."""
    rows = _described.now().get("services", lambda: tuple(Service.objects.order_by("group", "service_name")))
    return [one for one in rows if closed or not one.closed]


def service(code: str) -> Service | None:
    """The service with this code, or None."""
    return Service.objects.filter(pk=code).first()


_request = Prepared(lambda number: ServiceRequest.objects.filter(pk=number))
_photos = Prepared(
    lambda numbers: RequestPhoto.objects.filter(service_request_id__in=numbers, removed=False).order_by(
        "at", "file"
    )
)
_counted = Prepared(lambda code: Figures.objects.filter(pk=code))
_open = Prepared(
    lambda code: RequestTally.objects.filter(service_code=code, state__in=rules.OPEN_STATES).values_list(
        "count"
    )
)


def request(number: str) -> ServiceRequest | None:
    """The report with this number, or None."""
    return _request.first(number=number) if number else None


def requests(numbers: Iterable[str]) -> list[ServiceRequest]:
    """The reports with these numbers, in their order; those that do not exist are left out. One query."""
    wanted = list(numbers)
    found = ServiceRequest.objects.in_bulk(wanted)
    return [found[one] for one in wanted if one in found]


def photos(numbers: Iterable[str]) -> dict[str, list[RequestPhoto]]:
    """Photos that were not removed, by report, oldest first."""
    found: dict[str, list[RequestPhoto]] = {}
    wanted = list(numbers)
    for row in _photos.rows(numbers=wanted) if wanted else ():
        found.setdefault(row.service_request_id, []).append(row)
    return found


def files_of(number: str, commitments: Iterable[str]) -> list[str]:
    """Ids of a report's photos with these commitments."""
    rows = RequestPhoto.objects.filter(service_request_id=number, commitment__in=list(commitments))
    return list(rows.values_list("file", flat=True))


def commitments(number: str) -> set[str]:
    """Every commitment of a report that could be removed: words and photos."""
    from folkmoot.record.api import timeline

    found: set[str] = set()
    for fact in timeline(f"requests/{number}"):
        event = fact.event
        found |= {getattr(event, name, "") for name in ("title", "description", "address", "words")}
        found |= {one.commitment for one in (*getattr(event, "photos", ()), *getattr(event, "answers", ()))}
        found |= {one.new for one in getattr(event, "redactions", ())}
    if row := request(number):
        found |= {row.title, row.description, row.address}
    return found - {""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list shows. Empty fields do not restrict. ``after`` is the last row's (requested, id)."""

    numbers: Sequence[str] = ()
    service_codes: Sequence[str] = ()
    status: str = ""
    states: Sequence[str] = ()
    office: str = ""
    area: str = ""
    since: datetime | None = None
    until: datetime | None = None
    updated_since: datetime | None = None
    updated_until: datetime | None = None
    box: geo.Bounds | None = None
    words: str = ""
    channel: str = ""
    counted: Q | None = None
    """A further condition, such as what a figure of the statistics counts."""
    after: tuple[datetime, str] | None = None


def place_after(text: str) -> tuple[datetime, str] | None:
    """The place in a list that ``<time with zone>,<number>`` means; None when it is not understood."""
    at, _comma, number = text.replace(" ", "+").partition(",")
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (found, number) if found.tzinfo and number and "\x00" not in number else None


def matching(wanted: Filter) -> QuerySet[ServiceRequest]:
    """Reports that a filter lets through, newest first."""
    rows: QuerySet[ServiceRequest] = ServiceRequest.objects.all()
    if wanted.numbers:
        return rows.filter(pk__in=wanted.numbers).order_by("-requested", "-service_request_id")
    if wanted.service_codes:
        rows = rows.filter(service_code__in=wanted.service_codes)
    if wanted.status == "open":
        rows = rows.filter(open=1)
    elif wanted.status == "closed":
        # Nearly everything is closed: beside a narrower filter it must not be what an index is chosen for.
        narrower = wanted.service_codes or wanted.area
        rows = rows.exclude(open=1) if narrower else rows.filter(open=0)
    if wanted.states:
        rows = rows.filter(state__in=wanted.states)
    if wanted.office:
        rows = rows.filter(office=wanted.office)
    if wanted.area:
        rows = rows.filter(area=wanted.area)
    if wanted.since:
        rows = rows.filter(requested__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(requested__lte=wanted.until)
    if wanted.updated_since:
        rows = rows.filter(updated__gte=wanted.updated_since)
    if wanted.updated_until:
        rows = rows.filter(updated__lte=wanted.updated_until)
    if wanted.box:
        box = wanted.box
        rows = rows.filter(lat__range=(box.south, box.north), long__range=(box.west, box.east))
    if wanted.words:
        subjects = text.subjects_with(wanted.words, prefix="requests/")
        rows = rows.filter(pk__in=[one.partition("/")[2] for one in subjects])
    if wanted.channel:
        rows = rows.filter(channel=wanted.channel)
    if wanted.counted is not None:
        rows = rows.filter(wanted.counted)
    if wanted.after:
        at, number = wanted.after
        rows = rows.filter(requested__lte=at).filter(Q(requested__lt=at) | Q(service_request_id__lt=number))
    return rows.order_by("-requested", "-service_request_id")


def part(rows: QuerySet[ServiceRequest], asked: slice) -> list[ServiceRequest]:
    """A slice of an ordered list. The rows before it are passed over in the index and never fetched."""
    if not asked.start:
        return list(rows[asked])
    numbers = list(rows.values_list("pk", flat=True)[asked])
    found = ServiceRequest.objects.in_bulk(numbers)
    return [found[one] for one in numbers if one in found]


@lru_cache(maxsize=4096)
def _page_of(number: str) -> str:
    # Twenty of these are asked for on every list, and Django looks for an address from the beginning each time.
    return reverse("service_requests:request", args=[number])


@dataclass(frozen=True, slots=True)
class Shown:
    """A report with its public words, ready for a list or a page."""

    row: ServiceRequest
    service_name: str
    title: str
    description: str
    address: str
    status_words: str
    area_name: str
    office_name: str
    photos: Sequence[RequestPhoto]

    @property
    def url(self) -> str:
        """The report's page."""
        return _page_of(self.row.pk)

    @property
    def status(self) -> str:
        """GeoReport's open or closed."""
        return rules.open311_status(self.row.state)


def shown(rows: Sequence[ServiceRequest], *, titles_only: bool = False) -> list[Shown]:
    """Rows with words, service names and photos, in a constant number of queries however many rows.

    A list that shows no more than titles says so, and gets neither the other words nor photos.
    """
    words = text.words_of(
        one
        for row in rows
        for one in (
            (row.title,) if titles_only else (row.title, row.description, row.address, row.status_words)
        )
    )
    names = {one.pk: one.service_name for one in services(closed=True)}
    areas = {one.slug: one.name for one in places.areas()} if any(row.area for row in rows) else {}
    offices = {one.slug: one.name for one in places.departments(closed=True)}
    pictures = {} if titles_only else photos(row.pk for row in rows)
    removed = _("[words removed]")
    return [
        Shown(
            row=row,
            service_name=names.get(row.service_code, row.service_code),
            title=words.get(row.title, removed)
            if row.title
            else names.get(row.service_code, row.service_code),
            description=words.get(row.description, removed if row.description else ""),
            address=words.get(row.address, ""),
            status_words=words.get(row.status_words, ""),
            area_name=areas.get(row.area, ""),
            office_name=offices.get(row.office, row.office),
            photos=pictures.get(row.pk, []),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """How many reports of a service are open now, and how it did in the last 90 days as counted a while ago."""

    open: int
    counted: Figures | None


def counted(service_code: str = "") -> Figures | None:
    """How a service did in the last 90 days, or all of them; None when nothing was resolved or counted yet.

    The worker counts every ten minutes; ``counted`` of the row says when.
    """
    return _counted.first(code=service_code)


def figures(service_code: str) -> ServiceFigures:
    """Open now, and what was counted of the last 90 days."""
    tallies = _open.columns(code=service_code)
    return ServiceFigures(sum(count for (count,) in tallies), counted(service_code))


def _tallied(*, offices: Sequence[str] | None) -> QuerySet[RequestTally, Any]:
    rows = RequestTally.objects.all() if offices is None else RequestTally.objects.filter(office__in=offices)
    return rows.values("state").annotate(total=Sum("count")).order_by("state").values_list("state", "total")


_tallies = Prepared(_tallied)


def tallies(*, offices: Iterable[str] | None = None) -> dict[str, int]:
    """How many reports are in each state, of some offices or of all."""
    some = None if offices is None else list(offices)
    return {} if some == [] else {state: int(total) for state, total in _tallies.columns(offices=some)}


def queue(
    *, offices: Sequence[str] | None, after: tuple[datetime, str] | None = None
) -> QuerySet[ServiceRequest]:
    """Open reports of offices by when they are due, overdue first, for the desk. None means every office."""
    rows: QuerySet[ServiceRequest] = ServiceRequest.objects.filter(open=1)
    if after:
        at, number = after
        rows = rows.filter(due__gte=at).filter(Q(due__gt=at) | Q(service_request_id__gt=number))
    return of_offices(rows.order_by("due", "service_request_id"), offices)


def of_offices(
    rows: QuerySet[ServiceRequest], offices: Sequence[str] | None, *, most: int = PAGE + 1
) -> QuerySet[ServiceRequest]:
    """The beginning of an ordered list, at least ``most`` rows of it, of some offices. None means every office.

    Of several offices each gives the beginning of its own list, because no index holds the rows of all of them in
    one order, and sorting would read everything they have.
    """
    if offices is None or len(offices) <= 1:
        return rows if offices is None else rows.filter(office__in=offices)
    any_of = Q()
    for one in offices:
        any_of |= Q(pk__in=rows.filter(office=one).values("pk")[:most])
    return ServiceRequest.objects.filter(any_of).order_by(*rows.query.order_by)


def notes(number: str) -> list[InternalNote]:
    """Private notes of a report, oldest first."""
    return list(InternalNote.objects.filter(service_request_id=number).order_by("created", "id"))


def contact(number: str) -> Contact | None:
    """Private: who reported, for officers who need to ask."""
    return Contact.objects.filter(service_request_id=number, reporter=True).first()


def cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of reports, for every other part of the house."""
    numbers = [one.partition("/")[2] for one in subjects]
    found = shown(list(ServiceRequest.objects.filter(pk__in=numbers)))
    return {f"requests/{one.row.pk}": card_of(one) for one in found}


def card_of(one: Shown) -> Card:
    """What others may show of a report."""
    return Card(
        subject=f"requests/{one.row.pk}",
        title=one.title,
        url=one.url,
        state=one.row.state,
        area=one.row.area,
        place=one.address,
        lat=one.row.lat,
        lon=one.row.long,
        at=one.row.requested,
    )


def matters(subjects: Iterable[str]) -> Mapping[str, Matter]:
    """Which office answers in the discussion of each report. What was merged is discussed at the other report."""
    numbers = [one.partition("/")[2] for one in subjects]
    rows = ServiceRequest.objects.filter(pk__in=numbers)
    return {f"requests/{row.pk}": matter_of(row) for row in rows}


def matter_of(row: ServiceRequest) -> Matter:
    """See ``matters``."""
    return Matter(
        office=row.office,
        open=not (row.state == "duplicate" and row.duplicate_of),
        part=row.service_code,
    )


def talk_parts() -> Mapping[str, str]:
    """Services by name: the reports of each can be talked about or not."""
    return {one.pk: one.service_name for one in services(closed=True)}


def service_cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of services."""
    codes = [one.partition("/")[2] for one in subjects]
    url = reverse("service_requests:report")
    return {
        f"services/{one.pk}": Card(
            subject=f"services/{one.pk}", title=one.service_name, url=f"{url}?service={one.pk}"
        )
        for one in Service.objects.filter(pk__in=codes)
    }


def search_texts(subjects: Iterable[str]) -> Mapping[str, SearchText]:
    """What search indexes of reports: their public words."""
    numbers = [one.partition("/")[2] for one in subjects]
    return {
        f"requests/{one.row.pk}": SearchText(
            subject=f"requests/{one.row.pk}",
            title=one.title,
            body=" ".join(
                filter(None, [one.description, one.address, one.service_name, one.status_words, one.row.pk])
            ),
            url=one.url,
            module="service_requests",
            area=one.row.area,
            at=one.row.requested,
        )
        for one in shown(list(ServiceRequest.objects.filter(pk__in=numbers)))
    }
