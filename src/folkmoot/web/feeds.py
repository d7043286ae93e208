"""Feeds as readers' programs take them: Atom (RFC 4287) and JSON Feed 1.1, of whatever a part of the house has news of."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, linebreaks
from django.utils.http import http_date
from django.utils.translation import get_language

from folkmoot.places.queries import institution

_TYPES = {"atom": "application/atom+xml; charset=utf-8", "json": "application/feed+json; charset=utf-8"}
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]+")
"""What XML 1.0 cannot hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of news. ``id`` never changes, whatever its title becomes; ``words`` are plain text.

    ``said`` is what somebody said, while it may be read: it stands before the words, and no cache may keep it. ``proof`` is the address of its entry on the record, where it has one.
    """

    id: str
    title: str
    link: str
    words: str
    at: datetime
    said: str = ""
    proof: str = ""
    updated: datetime | None = None
    categories: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed before it is written in one of its two formats."""

    id: str
    title: str
    address: str
    page: str
    language: str
    author: str
    items: Sequence[Item]


def tag(at: datetime, specific: str) -> str:
    """A tag URI (RFC 4151) under the log's name, which is fixed when the log starts."""
    authority = settings.FOLKMOOT_RECORD_ORIGIN.partition("/")[0].partition(":")[0]
    return f"tag:{authority},{at.astimezone(UTC):%Y-%m-%d}:{specific}"


def _written(words: str) -> str:
    return _UNWRITABLE.sub(" ", words)


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
            description=_summary(item),
            unique_id=item.id,
            pubdate=item.at,
            updateddate=item.updated or item.at,
            categories=item.categories,
        )
    return written.writeString("utf-8").encode()


def _summary(item: Item) -> str:
    """The words as HTML, which is how readers of Atom take a summary."""
    words = escape(item.words)
    return f"{linebreaks(item.said, autoescape=True)}<p>{words}</p>" if item.said else words


def _json(feed: Feed) -> bytes:
    value: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [_item(item) for item in feed.items],
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _item(item: Item) -> dict[str, Any]:
    found: dict[str, Any] = {"id": item.id, "url": item.link}
    if item.proof:
        found["external_url"] = item.proof
    found |= {
        "title": item.title,
        "content_text": item.said or item.words,
        "date_published": item.at.astimezone(UTC).isoformat(),
    }
    if item.updated and item.updated != item.at:
        found["date_modified"] = item.updated.astimezone(UTC).isoformat()
    return found | {"tags": list(item.categories)}


def respond(
    request: HttpRequest,
    *,
    name: str,
    title: str,
    page: str,
    form: str,
    items: Sequence[Item],
    query: str = "",
) -> HttpResponse:
    """A feed as ``form``, atom or json; ``name`` makes its id, ``page`` is a path. 304 where nothing changed."""
    spoken = any(one.said for one in items)
    here = institution()
    updated = max((one.updated or one.at for one in items), default=datetime.fromtimestamp(0, UTC))
    language = get_language() or settings.LANGUAGE_CODE
    state = [name, form, language, here.name, title, request.get_host(), *(repr(one) for one in items)]
    etag = f'"{hashlib.sha256(chr(0).join(state).encode()).hexdigest()[:32]}"'
    # A word that was taken off changes the feed without an act that is newer, so the tag alone is asked for.
    kept = get_conditional_response(
        request, etag=etag, last_modified=None if spoken else int(updated.timestamp())
    )
    if kept is not None:
        response = kept
    else:
        feed = Feed(
            id=tag(datetime(2026, 1, 1, tzinfo=UTC), f"feeds/{name}"),
            title=_written(f"{here.name}: {title}"),
            address=request.build_absolute_uri(request.path + query),
            page=request.build_absolute_uri(page),
            language=language,
            author=here.name,
            items=[
                replace(one, title=_written(one.title), words=_written(one.words), said=_written(one.said))
                for one in items
            ],
        )
        response = HttpResponse(_atom(feed) if form == "atom" else _json(feed), content_type=_TYPES[form])
    response.headers["ETag"] = etag
    if spoken:
        # What somebody said is asked for again each time, so that nobody reads it after it was taken off.
        response.headers["Cache-Control"] = "public, no-cache"
    else:
        response.headers["Last-Modified"] = http_date(int(updated.timestamp()))
        response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response
