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
from folkmoot.followers.models import Activity
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
    act = registry.act_of(row.kind)
    if act is None:
        return f"{row.kind}: {row.title or row.subject}"
    title = row.title or gettext("something that is no longer listed")
    return str(act.sentence).replace("%(title)s", title).replace("%%", "%")


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
    module: str = "",
    area: str = "",
    subject: str = "",
) -> HttpResponse:
    rows = activity.newest(limit=LENGTH, module=module, area=area, subject=subject)
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
            address=_absolute(request, request.path),
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
        request, name="all", title=gettext("public acts"), page=reverse("followers:activity"), form=form
    )


@require_safe
def of_module(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Acts of one part of the house."""
    try:
        part = registry.manifest(slug)
    except KeyError as error:
        raise Http404(f"there is no part {slug}") from error
    page = f"{reverse('followers:activity')}?module={slug}"
    return _respond(request, name=f"module/{slug}", title=str(part.name), page=page, form=form, module=slug)


@require_safe
def of_area(request: HttpRequest, area: str, form: str) -> HttpResponse:
    """Acts in one area."""
    if not Activity.objects.filter(area=area).exists():
        raise Http404("nothing has happened in an area of this name")
    page = f"{reverse('followers:activity')}?area={area}"
    return _respond(request, name=f"area/{area}", title=area, page=page, form=form, area=area)


@require_safe
def of_subject(request: HttpRequest, subject: str, form: str) -> HttpResponse:
    """Acts about one subject."""
    newest = Activity.objects.filter(subject=subject).order_by("-index").first()
    if newest is None:
        raise Http404("nothing has happened to a subject of this name")
    page = newest.url or f"{reverse('followers:activity')}?subject={subject}"
    return _respond(
        request,
        name=f"subject/{subject}",
        title=newest.title or subject,
        page=page,
        form=form,
        subject=subject,
    )


def linked(row: Activity) -> str:
    """An act as a sentence in which the title of its subject is a link."""
    act = registry.act_of(row.kind)
    if act is None:
        return strip_tags(words_of(row))
    return sentence(act, Card(row.subject, row.title, row.url) if row.title else None)
