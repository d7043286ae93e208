"""The page of all public acts and the page of search."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from folkmoot.followers import activity, feeds
from folkmoot.followers.models import Activity
from folkmoot.followers.search import said, search
from folkmoot.record import registry

PAGE = 25
_FOUND = 30
_SAID = 10
"""Things that people said, below what else was found."""
_LONGEST_QUESTION = 200
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Line:
    """One act on the page; ``words`` is safe HTML."""

    row: Activity
    words: str


@dataclass(frozen=True, slots=True)
class Day:
    """The acts of one day."""

    day: date
    lines: list[Line]


def _number(text: str) -> int | None:
    # More digits than an index can have would overflow the database's integers.
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def _text(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "")[:_LONGEST_QUESTION]


def _parts() -> list[tuple[str, str]]:
    """Parts that can appear in activity or search, for the menu of filters."""
    shown = [(one.slug, str(one.name)) for one in registry.manifests() if one.acts]
    return [("", gettext("All parts")), *sorted(shown, key=lambda one: one[1].casefold())]


@require_safe
def activity_page(request: HttpRequest) -> HttpResponse:
    """Public acts, newest first. ``module``, ``area``, ``subject`` filter; ``before`` is the keyset of the next page."""
    wanted = {name: _text(request, name) for name in ("module", "area", "subject")}
    before = _number(request.GET.get("before", ""))
    rows = activity.newest(before=before, limit=PAGE + 1, **wanted)
    more, rows = len(rows) > PAGE, rows[:PAGE]
    lines = [Line(row, feeds.linked(row)) for row in rows]
    days = [
        Day(day, list(some))
        for day, some in groupby(lines, key=lambda line: timezone.localtime(line.row.accepted).date())
    ]
    chosen = {name: value for name, value in wanted.items() if value}
    here = reverse("followers:activity")
    context = {
        "days": days,
        "parts": _parts(),
        "wanted": wanted,
        "chosen": chosen,
        "here": here,
        "feed": _feed_of(wanted),
        "follow_url": _follow_of(chosen),
        "next_url": f"{here}?{urlencode({**chosen, 'before': rows[-1].index})}" if more else "",
        "first_url": (f"{here}?{urlencode(chosen)}" if chosen else here) if before is not None else "",
    }
    return render(request, "followers/activity.html", context)


def _feed_of(wanted: dict[str, str]) -> str:
    """The feed that shows what the page shows, as an address without its ending."""
    known = {one.slug for one in registry.manifests()}
    only = [name for name, value in wanted.items() if value]
    if only == ["module"] and wanted["module"] in known:
        return f"/feeds/module/{wanted['module']}"
    return "/feeds/all"


def _follow_of(chosen: dict[str, str]) -> str:
    """Where one follows what the page shows, or chooses what to follow when it shows a mixture or everything."""
    page = reverse("followers:follow")
    names = {"module": "part", "area": "area", "subject": "subject"}
    if len(chosen) != 1:
        return page
    [(name, value)] = chosen.items()
    return f"{page}?{urlencode({names[name]: value})}"


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Search over everything public. ``q`` are the words, ``module`` narrows it to a part."""
    q, module = _text(request, "q").strip(), _text(request, "module")
    names = {one.slug: str(one.name) for one in registry.manifests()}
    hits = search(q, module=module, limit=_FOUND) if q else []
    # What was said stands by itself: a word may be in a thousand comments and in one title.
    talking = {one.slug for one in registry.manifests() if one.said}
    most = _FOUND if module in talking else _SAID
    spoken = said(q, limit=most) if q and (not module or module in talking) else []
    shown = [(hit, names.get(hit.module, hit.module)) for hit in hits]
    parts = [("", gettext("All parts"))]
    parts += [(one.slug, str(one.name)) for one in registry.manifests() if one.search or one.said]
    context = {
        "q": q,
        "module": module,
        "hits": shown,
        "parts": parts,
        "full": len(hits) == _FOUND,
        "said": spoken,
    }
    return render(request, "followers/search.html", context)
