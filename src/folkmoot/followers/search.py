"""The follower that keeps the full-text index, and the search over it.

Both databases index the same folded words, so that the same query finds the same things: case and accents are gone
and only letters and digits are left. What a person types is folded the same way; nothing of it reaches the query
language of either database but words in quotation marks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from django.utils.module_loading import import_string

from folkmoot.followers.models import SearchEntry
from folkmoot.record import registry, text
from folkmoot.record.event import Fact
from folkmoot.record.fold import MOST_LETTERS, MOST_WORDS, fold, full_text_query
from folkmoot.record.follow import Follower
from folkmoot.record.manifest import SearchText

_EXCERPT = 180


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found, best first in a list of them."""

    subject: str
    module: str
    title: str
    url: str
    area: str
    at: datetime | None
    excerpt: str


@cache
def _resolvers() -> Mapping[str, Any]:
    return {
        prefix: import_string(path) for one in registry.manifests() for prefix, path in one.search.items()
    }


def _clean(value: object) -> str:
    # PostgreSQL stores no NUL in a text; whatever a resolver took it from, nobody searches for one.
    return str(value).replace("\x00", " ")


def _entry(found: SearchText) -> SearchEntry:
    title, body = _clean(found.title)[:500], _clean(found.body)[:MOST_LETTERS]
    return SearchEntry(
        subject=found.subject,
        module=found.module,
        title=title,
        body=body,
        url=found.url,
        area=found.area,
        at=found.at,
        title_words=" ".join(fold(title)),
        body_words=" ".join(fold(body)),
    )


def handle(facts: Sequence[Fact[Any]]) -> None:
    """Index again every subject that the facts are about; one that its part no longer shows is forgotten."""
    about: dict[str, set[str]] = {}
    for fact in facts:
        about.setdefault(fact.subject.partition("/")[0], set()).add(fact.subject)
    for prefix, subjects in about.items():
        if not (resolver := _resolvers().get(prefix)):
            continue
        found: Mapping[str, SearchText] = resolver(sorted(subjects))
        SearchEntry.objects.filter(subject__in=subjects - found.keys()).delete()
        changing = [
            one.name for one in SearchEntry._meta.concrete_fields if one.name not in {"id", "subject"}
        ]
        SearchEntry.objects.bulk_create(
            [_entry(found[subject]) for subject in sorted(found.keys() & subjects)],
            batch_size=500,
            update_conflicts=True,
            unique_fields=["subject"],
            update_fields=changing,
        )


FOLLOWER = Follower(name="search", handle=handle)

_COLUMNS = "e.id, e.subject, e.module, e.title, e.url, e.area, e.at, substr(e.body, 1, 4000) AS beginning"
_SQLITE = f"""
SELECT {_COLUMNS} FROM followers_searchindex AS i JOIN followers_searchentry AS e ON e.id = i.rowid
WHERE followers_searchindex MATCH %s AND (%s = '' OR e.module = %s) AND (%s = '' OR e.area = %s)
ORDER BY bm25(followers_searchindex, 8.0, 1.0), e.at DESC, e.subject LIMIT %s
"""
_POSTGRES = f"""
SELECT {_COLUMNS} FROM followers_searchentry AS e, to_tsquery('simple', %s) AS q
WHERE e.words @@ q AND (%s = '' OR e.module = %s) AND (%s = '' OR e.area = %s)
ORDER BY ts_rank('{{0,0,0.125,1}}', e.words, q, 1) DESC, e.at DESC NULLS LAST, e.subject LIMIT %s
"""


def _excerpt(body: str, words: Sequence[str]) -> str:
    """The part of a text around the first word that was searched for."""
    line = " ".join(body.split())
    start = next((at for word in words if (at := line.casefold().find(word)) > 0), 0)
    start = line.rfind(" ", 0, max(start - 60, 0)) + 1
    part = line[start : start + _EXCERPT]
    if start + _EXCERPT < len(line):
        part = part.rpartition(" ")[0] + " …" if " " in part else part + "…"
    return f"… {part}" if start else part


def search(q: str, *, module: str = "", area: str = "", limit: int = 20) -> list[Hit]:
    """What fits the words best, at most ``limit``. Any text may be asked; one without letters or digits finds nothing.

    Titles weigh eight times as much as bodies (bm25 on SQLite, ts_rank on PostgreSQL).
    """
    words = fold(q)[:MOST_WORDS]
    if not words:
        return []
    module, area = _clean(module), _clean(area)
    sql = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
    rows = SearchEntry.objects.raw(
        sql, [full_text_query(words, connection.vendor), module, module, area, area, max(limit, 0)]
    )
    return [
        Hit(
            row.subject,
            row.module,
            row.title,
            row.url,
            row.area,
            row.at,
            _excerpt(getattr(row, "beginning", ""), words),
        )
        for row in rows
    ]


_READ = 200
"""Texts with the words that are read for one page of what was said; some may not be shown any more."""


@cache
def _sayings() -> Mapping[str, Any]:
    return {prefix: import_string(path) for one in registry.manifests() for prefix, path in one.said.items()}


def said(q: str, *, area: str = "", limit: int = 10) -> list[Hit]:
    """What people said with these words, the newest first, at most ``limit``; always as it may be read now.

    It is looked up in the record's own index, so that what is taken off is not found from that moment on.
    """
    words = fold(q)[:MOST_WORDS]
    hits: list[Hit] = []
    for prefix, resolve in _sayings().items() if words else ():
        found: list[SearchText] = resolve(text.commitments_with(q, prefix=f"{prefix}/", limit=_READ))
        hits += [
            Hit(one.subject, one.module, one.title, one.url, one.area, one.at, _excerpt(one.body, words))
            for one in found
            if not area or one.area == area
        ]
    return hits[: max(limit, 0)]
