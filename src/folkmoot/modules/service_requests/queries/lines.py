"""The rows of the desk's queue: for each report what its line says, in one statement."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from folkmoot.modules.service_requests.models import Holder, ServiceRequest
from folkmoot.modules.service_requests.queries.desk import (
    VIEWS,
    Wanted,
    at_desk,
    days_around,
    in_order,
    in_view,
    offices_named,
)
from folkmoot.modules.service_requests.queries.reports import PAGE, of_offices
from folkmoot.record import text
from folkmoot.record.prepared import Prepared, as_held


class Line(NamedTuple):
    """What a line of the queue is made of; names are those of ServiceRequest.

    ``title`` is a commitment, ``title_words`` and ``description_words`` are the public words, None where there are
    none. ``holder_name`` and ``holder_email`` are the colleague's who has taken it, None where nobody has.
    """

    service_request_id: str
    service_code: str
    state: str
    office: str
    requested: datetime
    expected: datetime | None
    closed: datetime | None
    due: datetime
    area: str
    supporters: int
    priority: str
    waiting_for: str
    title: str
    title_words: str | None
    description_words: str | None
    holder_name: str | None
    holder_email: str | None

    @property
    def holder(self) -> str:
        """The colleague as ``Person.get_short_name`` says it, empty where nobody has taken the report."""
        return self.holder_name or (self.holder_email or "").partition("@")[0]


def _lines(ordered: QuerySet[ServiceRequest]) -> QuerySet[ServiceRequest, Any]:
    """The first PAGE + 1 of some rows as lines."""
    # Who has a report is kept beside the record, so that the tables meet here and not by a foreign key.
    taken = Holder.objects.filter(pk=OuterRef("pk"))
    told = {
        "title_words": text.words_behind("title"),
        "description_words": text.words_behind("description"),
        "holder_name": Subquery(taken.values("person__name")[:1]),
        "holder_email": Subquery(taken.values("person__email")[:1]),
    }
    moments = {one: as_held(one) for one in ("requested", "expected", "closed", "due")}
    # Which rows they are is found first: what is told of them would else be looked up for all that are sorted.
    some = ServiceRequest.objects.filter(pk__in=ordered.values("pk")[: PAGE + 1])
    rows = some.order_by(*ordered.query.order_by).annotate(**told)
    return rows.values_list(*[moments.get(one, one) for one in Line._fields])


_ASKS = {"late": ("now",), "today": ("now", "tomorrow"), "mine": ("me",), "fixed": ("monday",)}
"""The views of VIEWS that differ by who asks or when, and by what."""


def _beginning(
    view: str,
    *,
    offices: Sequence[str] | None,
    me: Any = None,
    now: Any = None,
    tomorrow: Any = None,
    monday: Any = None,
) -> QuerySet[ServiceRequest, Any]:
    rows = ServiceRequest.objects.filter(in_view(view, me=me, now=now, days=(monday, tomorrow, now)))
    return _lines(of_offices(in_order(rows, view), offices))


_beginnings = {view: Prepared(partial(_beginning, view)) for view in VIEWS}


def page_at_desk(wanted: Wanted) -> list[Line]:
    """The first PAGE + 1 rows of ``at_desk``. The views as they are, which are asked for most, are put together once."""
    offices = offices_named(wanted)
    if wanted.narrowed or wanted.view not in _beginnings or offices == []:
        return [Line._make(one) for one in _lines(at_desk(wanted))]
    monday, tomorrow, _week = days_around(wanted.now)
    known = {"now": wanted.now, "me": wanted.me, "monday": monday, "tomorrow": tomorrow}
    asked = {name: known[name] for name in _ASKS.get(wanted.view, ())}
    return [Line._make(one) for one in _beginnings[wanted.view].values(offices=offices, **asked)]
