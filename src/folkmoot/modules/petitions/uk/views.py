"""Endpoints of the UK service: for everybody's pages, cached for seconds, answered with 304 where nothing changed."""

import csv
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.modules.petitions import queries, rules
from folkmoot.modules.petitions.models import Petition
from folkmoot.modules.petitions.rules.writing import whole
from folkmoot.modules.petitions.uk import shapes
from folkmoot.places import queries as places
from folkmoot.record import clock

View = Callable[..., Any]
MOST_PAGES = 400
"""Lists page by number, as the UK service's do; nobody reads further than 10,000 petitions."""
LIST_SECONDS, COUNT_SECONDS = 60, 10
NOT_FOUND = HTTPStatus.NOT_FOUND.value


SETTLED = timedelta(seconds=2)
"""How long after a change its second is over, so that a time in whole seconds names one answer and no other."""


def public(seconds: int) -> Callable[[View], View]:
    """Let every site and cache have the answer; ``(body, when it changed)`` of a view becomes JSON, a 404 too."""

    def decorate(view: View) -> View:
        @require_safe
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                found = view(request, *args, **kwargs)
            except Http404 as error:
                found = JsonResponse({"status": NOT_FOUND, "error": str(error)}, status=NOT_FOUND)
            response = found if isinstance(found, HttpResponse) else _conditional(request, *found)
            response.headers["Cache-Control"] = (
                f"public, max-age={seconds}, stale-while-revalidate={2 * seconds}, stale-if-error={5 * seconds}"
            )
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            return response

        return wrapped

    return decorate


def _conditional(request: HttpRequest, body: Any, changed: datetime | None) -> HttpResponse:
    """The answer with its fingerprint and its time, or 304 for whoever has it.

    Of what changed within the same second only the fingerprint tells, so the time is given a little later.
    """
    response: Any = JsonResponse(body, safe=False)
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    at = None
    if changed is not None and clock.now() - changed > SETTLED:
        at = int(changed.timestamp())
        response.headers["Last-Modified"] = http_date(at)
    found = get_conditional_response(request, etag=etag, last_modified=at, response=response)
    return found if found is not None else response


def _listed(number: int) -> Petition:
    row = queries.petition(number) if number < 2**31 else None
    if row is None or row.state not in rules.LISTED:
        raise Http404(_("There is no petition with this number."))
    return row


@public(LIST_SECONDS)
def show(request: HttpRequest, number: int) -> Any:
    """``/petitions/N.json``; readers who know a petition by its number are led on when it is in the archive."""
    return _one(request, number, archived=False)


@public(LIST_SECONDS)
def archived(request: HttpRequest, number: int) -> Any:
    """``/archived/petitions/N.json``."""
    return _one(request, number, archived=True)


def _one(request: HttpRequest, number: int, *, archived: bool) -> Any:
    row = _listed(number)
    if archived != (row.archived is not None):
        return redirect(shapes.absolute(request, row))
    [shown] = queries.shown([row])
    return shapes.whole(request, shown), row.updated


@public(COUNT_SECONDS)
def count(_request: HttpRequest, number: int) -> tuple[dict[str, Any], datetime]:
    """``/petitions/N/count.json``."""
    row = _listed(number)
    return shapes.counted(row), row.updated


def _asked(request: HttpRequest, *, archived: bool = False) -> tuple[dict[str, str], queries.Filter]:
    given = {name: request.GET.get(name, "").replace("\x00", "")[:100] for name in ("q", "state", "topic")}
    # What the UK service does not know either means the usual list.
    state = given["state"] if given["state"] in queries.STATES else "all"
    return given, queries.Filter(
        state=state, topic=given["topic"], words=given["q"].strip(), archived=archived
    )


@public(LIST_SECONDS)
def index(request: HttpRequest) -> tuple[dict[str, Any], datetime | None]:
    """``/petitions.json?state=&topic=&q=&page=``."""
    return _list(request, archived=False)


@public(LIST_SECONDS)
def archive(request: HttpRequest) -> tuple[dict[str, Any], datetime | None]:
    """``/archived/petitions.json``, with the same questions."""
    return _list(request, archived=True)


def _list(request: HttpRequest, *, archived: bool) -> tuple[dict[str, Any], datetime | None]:
    given, wanted = _asked(request, archived=archived)
    page = min(max(whole(request.GET.get("page", "")) or 1, 1), MOST_PAGES)
    matching = queries.matching(wanted)
    total = matching.count()
    last = max(min(-(-total // queries.PAGE), MOST_PAGES), 1)
    rows = list(matching[(page - 1) * queries.PAGE : page * queries.PAGE])
    around = shapes.Around(rows)

    def at(number: int | None) -> str | None:
        if number is None:
            return None
        query = {key: value for key, value in given.items() if value} | (
            {"page": number} if number > 1 else {}
        )
        url = reverse("petitions:archive_json" if archived else "petitions:index_json") + (
            f"?{urlencode(query)}" if query else ""
        )
        return request.build_absolute_uri(url)

    body = {
        "links": {
            "self": at(page),
            "first": at(1),
            "last": at(last),
            "next": at(page + 1 if page < last else None),
            "prev": at(page - 1 if page > 1 else None),
        },
        "data": [shapes.item(request, one, around) for one in queries.shown(rows)],
    }
    return body, queries.newest_change()


def _cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


@public(LIST_SECONDS)
def table(request: HttpRequest, *, archived: bool = False) -> HttpResponse:
    """``/petitions.csv`` and ``/archived/petitions.csv``: the same list, at most its first 10,000 petitions."""
    _given, wanted = _asked(request, archived=archived)
    rows = list(queries.matching(wanted)[: MOST_PAGES * queries.PAGE])
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="petitions.csv"'
    write = csv.writer(response)
    write.writerow(["Petition", "URL", "State", "Signatures Count", "Opened", "Closed"])
    for one in queries.shown(rows, titles_only=True):
        url = request.build_absolute_uri(one.url)
        row = one.row
        cells = [one.title, url, row.state, row.count, shapes.moment(row.opened), shapes.moment(row.closed)]
        write.writerow([_cell(cell) for cell in cells])
    return response


@public(LIST_SECONDS)
def trending(request: HttpRequest) -> tuple[dict[str, Any], None]:
    """``/trending.json``: the ten that most people signed in the last hour."""
    found = queries.trending()
    rows = queries.shown([row for row, _count in found], titles_only=True)
    data = [
        {
            "type": "petition",
            "id": one.row.number,
            "links": {"self": shapes.absolute(request, one.row)},
            "attributes": {"action": one.action, "signature_count": count},
        }
        for one, (_row, count) in zip(rows, found, strict=True)
    ]
    links = {"self": request.build_absolute_uri(reverse("petitions:trending_json"))}
    return {"data": data, "links": links, "meta": {"updated_at": shapes.moment(clock.now())}}, None


@public(LIST_SECONDS)
def local(request: HttpRequest, place: str, *, closed: bool = False) -> tuple[dict[str, Any], None]:
    """``/petitions/local/{postcode or area}.json``; ``/all`` has closed petitions too."""
    slug = place.casefold()
    areas = {one.slug: one for one in places.areas()}
    area = areas.get(slug) or areas.get(queries.area_of(place[:20].replace("\x00", "")))
    if area is None:
        raise Http404(_("There is no such area or postcode here."))
    found = queries.signed_in(area.slug, closed=closed)
    shown = queries.shown([row for row, _count in found], titles_only=True)
    return {
        "constituency": area.name,
        "petitions": [
            {
                "action": one.action,
                "url": request.build_absolute_uri(one.url),
                "state": one.row.state,
                "constituency_signature_count": count,
                "total_signature_count": one.row.count,
            }
            for one, (_row, count) in zip(shown, found, strict=True)
        ],
    }, None


@public(LIST_SECONDS)
def topics(_request: HttpRequest) -> tuple[dict[str, Any], None]:
    """``/topics.json``."""
    return {code: {"code": code, "name": name} for code, name in sorted(queries.topics().items())}, None


@public(LIST_SECONDS)
def constituencies(_request: HttpRequest) -> tuple[dict[str, Any], None]:
    """``/constituencies.json``: the areas, each under its code."""
    return {
        one.slug: {
            "mp": None,
            "party": None,
            "constituency": one.name,
            "ons_code": one.slug,
            "start_date": None,
            "end_date": None,
        }
        for one in places.areas()
    }, None


@public(LIST_SECONDS)
def parliaments(_request: HttpRequest) -> tuple[list[dict[str, Any]], None]:
    """``/parliaments.json``: the terms that were announced to end, and the time that goes on."""
    terms = [one for one in queries.terms() if one.state != "called_off"]
    return [shapes.parliament(one) for one in [None, *terms]], None
