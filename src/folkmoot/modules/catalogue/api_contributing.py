"""Requests for data and reuses for programs; everything in it is public and needs no key."""

from datetime import date, datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema, Status

from folkmoot.modules.catalogue import queries
from folkmoot.modules.catalogue.rules import contributing as limits
from folkmoot.record.queries import indexes_of

router = Router(tags=["catalogue"])
MOST = 100


class Missing(Schema):
    """What was asked for is not there."""

    detail: str


class RequestOut(Schema):
    """A request for data. ``state`` is open, planned, published or refused; ``entry`` its public number on the record.

    An answer of planned has a day in ``by``, one of published a ``dataset``, one of refused a ``code`` of the reasons.
    """

    number: int
    state: str
    title: str
    words: str
    office: str
    supporters: int
    opened: datetime | None
    due: datetime | None
    answered: datetime | None
    answer: str
    dataset: str
    by: date | None
    code: str
    entry: int | None
    page: str


class ReuseOut(Schema):
    """Something that somebody made from a dataset; ``sort`` is one of app, analysis, story, picture, research, service, other."""

    number: int
    dataset: str
    sort: str
    title: str
    words: str
    url: str
    maker: str
    picture: str
    published: datetime | None
    entry: int | None
    page: str


class Requests(Schema):
    """A page of requests, the newest first; ``next`` goes into ``below``."""

    items: list[RequestOut]
    next: int | None


class Reuses(Schema):
    """A page of reuses, the newest first; ``next`` goes into ``below``."""

    items: list[ReuseOut]
    next: int | None


def _absolute(name: str, *args: object) -> str:
    return settings.ORIGIN.rstrip("/") + reverse(name, args=args)


def _requests(rows: list[Any]) -> list[dict[str, Any]]:
    entries = indexes_of([one.fact_id for one in rows])
    same = ("number", "state", "office", "supporters", "opened", "due", "answered", "dataset", "by", "code")
    return [
        {name: getattr(it.row, name) for name in same}
        | {
            "title": it.title,
            "words": it.words,
            "answer": it.answer,
            "entry": entries.get(it.row.fact_id),
            "page": _absolute("catalogue:request", it.row.pk),
        }
        for it in queries.worded(rows)
    ]


def _reuses(rows: list[Any]) -> list[dict[str, Any]]:
    entries = indexes_of([one.fact_id for one in rows])
    return [
        {name: getattr(it.row, name) for name in ("number", "dataset", "sort", "published")}
        | {name: getattr(it, name) for name in ("title", "words", "url", "maker")}
        | {
            "picture": _absolute("files:file", it.row.picture, "full") if it.row.picture else "",
            "entry": entries.get(it.row.fact_id),
            "page": _absolute("catalogue:reuse", it.row.pk),
        }
        for it in queries.worded(rows)
    ]


Many = Annotated[int, Query(ge=1, le=MOST)]
Place = Annotated[int, Query(ge=0, lt=2**31)]


@router.get("/requests", response=Requests, summary="Requests for data")
def requests(request: HttpRequest, state: str = "", below: Place = 0, limit: Many = 25) -> Any:
    """Published requests, the newest first, of one ``state`` where one is named."""
    rows = queries.requests(state)
    some = list((rows.filter(number__lt=below) if below else rows)[: limit + 1])
    return {"items": _requests(some[:limit]), "next": some[limit - 1].pk if len(some) > limit else None}


@router.get("/requests/{number}", response={200: RequestOut, 404: Missing}, summary="One request for data")
def one_request(request: HttpRequest, number: int) -> Any:
    """A published request with its answer."""
    row = queries.data_request(number) if 0 <= number < 2**31 else None
    if row is None or row.state not in limits.LISTED:
        return Status(404, Missing(detail="there is no such request"))
    return _requests([row])[0]


@router.get("/reuses", response=Reuses, summary="What people made from datasets")
def reuses(request: HttpRequest, dataset: str = "", below: Place = 0, limit: Many = 25) -> Any:
    """Published reuses, the newest first, of one dataset where one is named."""
    rows = queries.reuses(dataset[:60])
    some = list((rows.filter(number__lt=below) if below else rows)[: limit + 1])
    return {"items": _reuses(some[:limit]), "next": some[limit - 1].pk if len(some) > limit else None}
