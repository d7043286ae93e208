"""Feeds of public acts: Atom (RFC 4287) and JSON Feed 1.1, of everything, a part, an area or a subject."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import strip_tags
from django.utils.http import http_date
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from folkmoot.followers import activity
from folkmoot.followers.cells import LEAST_RADIUS, MOST_RADIUS
from folkmoot.followers.models import Activity
from folkmoot.followers.words import plain
from folkmoot.places.geo import grid, is_place
from folkmoot.places.queries import institution
from folkmoot.record import registry
from folkmoot.record.manifest import Card
from folkmoot.web.words import sentence

LENGTH = 50
"""Acts in a feed, newest first."""

_TYPES = {"atom": "application/atom+xml; charset=utf-8", "json": "application/feed+json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Item:
    """One act in a feed. ``id`` never changes, whatever its title becomes."""

    id: str
    title: str
    link: str
    proof: str
    at: datetime
    category: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed before it is written in one of its two formats."""

    id: str
    title: str
    address: str
    page: str
    language: str
    author: str
    updated: datetime
    items: list[Item]


def tag(at: datetime, specific: str) -> str:
    """A tag URI (RFC 4151) under the log's name, which is fixed when the log starts."""
    authority = settings.FOLKMOOT_RECORD_ORIGIN.partition("/")[0].partition(":")[0]
    return f"tag:{authority},{at.astimezone(UTC):%Y-%m-%d}:{specific}"


def words_of(row: Activity) -> str:
    """An act as a plain sentence."""
    return plain(row.kind, title=row.title, subject=row.subject)


def _absolute(request: HttpRequest, address: str) -> str:
    return request.build_absolute_uri(address)


def _item(request: HttpRequest, row: Activity) -> Item:
    proof = _absolute(request, f"/record/{row.index}")
    return Item(
        id=tag(row.accepted, f"record/{row.index}"),
        title=words_of(row),
        link=_absolute(request, row.url) if row.url else proof,
        proof=proof,
        at=row.accepted,
        category=row.module,
    )


def _atom(feed: Feed) -> bytes:
    # feedgenerator takes the time of the newest item as the feed's own, which is what RFC 4287 asks for.
    written = Atom1Feed(
        title=feed.title,
        link=feed.page,
        description="",
        language=feed.language,
        author_name=feed.author,
        feed_url=feed.address,
        feed_guid=feed.id,
    )
    for item in feed.items:
        written.add_item(
            title=item.title,
            link=item.link,
            description=gettext("On the public record: %(address)s") % {"address": item.proof},
            unique_id=item.id,
            pubdate=item.at,
            updateddate=item.at,
            categories=[item.category],
        )
    return written.writeString("utf-8").encode()


def _json(feed: Feed) -> bytes:
    value: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [
            {
                "id": item.id,
                "url": item.link,
                "external_url": item.proof,
                "title": item.title,
                "content_text": item.title,
                "date_published": item.at.astimezone(UTC).isoformat(),
                "tags": [item.category],
            }
            for item in feed.items
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _respond(
    request: HttpRequest,
    *,
    name: str,
    title: str,
    page: str,
    form: str,
    rows: list[Activity],
    query: str = "",
) -> HttpResponse:
    here = institution()
    updated = max((row.accepted for row in rows), default=datetime.fromtimestamp(0, UTC))
    language = get_language() or settings.LANGUAGE_CODE
    state = [name, form, language, here.name, title, request.get_host()]
    state += [f"{row.index}\n{row.title}\n{row.url}\n{row.area}" for row in rows]
    etag = f'"{hashlib.sha256(chr(0).join(state).encode()).hexdigest()[:32]}"'
    kept = get_conditional_response(request, etag=etag, last_modified=int(updated.timestamp()))
    if kept is not None:
        response = kept
    else:
        feed = Feed(
            id=tag(datetime(2026, 1, 1, tzinfo=UTC), f"feeds/{name}"),
            title=f"{here.name}: {title}",
            address=_absolute(request, request.path + query),
            page=_absolute(request, page),
            language=language,
            author=here.name,
            updated=updated,
            items=[_item(request, row) for row in rows],
        )
        response = HttpResponse(_atom(feed) if form == "atom" else _json(feed), content_type=_TYPES[form])
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(int(updated.timestamp()))
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
def everything(request: HttpRequest, form: str) -> HttpResponse:
    """Every act."""
    return _respond(
        request,
        name="all",
        title=gettext("public acts"),
        page=reverse("followers:activity"),
        form=form,
        rows=activity.newest(limit=LENGTH),
    )


@require_safe
def of_module(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Acts of one part of the house."""
    try:
        part = registry.manifest(slug)
    except KeyError as error:
        raise Http404(f"there is no part {slug}") from error
    page = f"{reverse('followers:activity')}?module={slug}"
    rows = activity.newest(limit=LENGTH, module=slug)
    return _respond(request, name=f"module/{slug}", title=str(part.name), page=page, form=form, rows=rows)


@require_safe
def of_area(request: HttpRequest, area: str, form: str) -> HttpResponse:
    """Acts in one area."""
    rows = activity.newest(limit=LENGTH, area=area)
    if not rows:
        raise Http404("nothing has happened in an area of this name")
    page = f"{reverse('followers:activity')}?area={area}"
    return _respond(request, name=f"area/{area}", title=area, page=page, form=form, rows=rows)


@require_safe
def of_subject(request: HttpRequest, subject: str, form: str) -> HttpResponse:
    """Acts about one subject."""
    rows = activity.newest(limit=LENGTH, subject=subject)
    if not rows:
        raise Http404("nothing has happened to a subject of this name")
    newest = rows[0]
    page = newest.url or f"{reverse('followers:activity')}?subject={subject}"
    return _respond(
        request,
        name=f"subject/{subject}",
        title=newest.title or subject,
        page=page,
        form=form,
        rows=rows,
    )


@require_safe
def near(request: HttpRequest, form: str) -> HttpResponse:
    """Acts around a point: ``?lat=52.48&lon=1.7&radius=500``, degrees of WGS 84 and 100 to 5,000 metres."""
    numbers = {name: _degrees(request.GET.get(name, "")) for name in ("lat", "lon", "radius")}
    lat, lon, radius = numbers["lat"], numbers["lon"], numbers["radius"]
    if lat is None or lon is None or not is_place(lat, lon):
        return _refused(gettext("lat and lon: give a place in degrees, for example lat=52.48&lon=1.7"))
    if radius is None or not LEAST_RADIUS <= radius <= MOST_RADIUS:
        return _refused(gettext("radius: give 100 to 5000 metres, for example radius=500"))
    # On a grid of ten metres, so that an address kept by a reader's program does not point at a door.
    lat, lon = grid(lat, lon)
    query = f"?lat={lat}&lon={lon}&radius={radius:.0f}"
    return _respond(
        request,
        name=f"near/{lat},{lon},{radius:.0f}",
        title=gettext("within %(metres)s metres of a place") % {"metres": f"{radius:.0f}"},
        page=reverse("followers:activity"),
        form=form,
        rows=activity.near(lat=lat, long=lon, radius=radius, limit=LENGTH),
        query=query,
    )


def _degrees(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _refused(words: str) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=400, content_type="text/plain; charset=utf-8")


def linked(row: Activity) -> str:
    """An act as a sentence in which the title of its subject is a link."""
    act = registry.act_of(row.kind)
    if act is None:
        return strip_tags(words_of(row))
    return sentence(act, Card(row.subject, row.title, row.url) if row.title else None)
