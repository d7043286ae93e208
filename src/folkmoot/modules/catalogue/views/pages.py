"""Reading: the list of datasets, one of them with its rows, and each version at its permanent address."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.modules.catalogue import engines, exploring, page, provenance, queries, words
from folkmoot.modules.catalogue.asking import Asked, encoded
from folkmoot.modules.catalogue.engine.running.generations import Gone
from folkmoot.modules.catalogue.models import Dataset, Table, Version
from folkmoot.modules.catalogue.permits import REVIEW, WRITE
from folkmoot.modules.catalogue.queries.talk import matter_of
from folkmoot.modules.catalogue.views import apis, citations, reusing
from folkmoot.modules.catalogue.views.standards import in_head
from folkmoot.people import access
from folkmoot.record.queries import indexes_of
from folkmoot.talk.section import section
from folkmoot.web.maps import geojson
from folkmoot.web.words import number

PAGE, VERSIONS = 20, 10
REJECTS = 200


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Published datasets, those with the newest data first."""
    names = ("theme", "keyword", "area", "office", "licence", "source", "kind")
    given = {name: request.GET.get(name, "")[:60] for name in names}
    wanted = queries.Filter(words=request.GET.get("q", "")[:200], **given)
    after = request.GET.get("after", "")[:120]
    rows = queries.matching(wanted)
    some = list((queries.after(rows, after) if after else rows)[: PAGE + 1])
    offices = queries.office_names()
    kept = [(name, value) for name, value in (("q", wanted.words), *given.items()) if value]
    tables = queries.tables_of(some[:PAGE])
    origins = queries.origins([one.pk for one in some[:PAGE]])
    context = {
        "items": [
            {
                "row": one,
                "title": words.title_of(one),
                "summary": queries.in_words(one.shown["summary"]),
                "office": offices.get(one.office, one.office),
                "themes": [words.THEMES[it] for it in one.shown["themes"]],
                "licence": words.licence(one.licence)[0],
                "service": one.shown.get("service"),
                "rows": sum(it.rows for it in tables[one.pk]),
                "tables": len(tables[one.pk]),
                "files": len(origins[one.pk].files) if one.pk in origins else 0,
            }
            for one in some[:PAGE]
        ],
        "given": {**given, "q": wanted.words},
        "filtered": bool(kept),
        "count": queries.datasets_published(),
        "services": queries.services_published(),
        "kinds": words.ENTRIES.items(),
        "themes": [(one, words.THEMES.get(one, one), n) for one, n in queries.counts("theme")],
        "keywords": [(one, n, encoded([("keyword", one)])) for one, n in queries.counts("keyword")[:12]],
        "offices": [(one, offices.get(one, one), n) for one, n in queries.offices()],
        "first": encoded(kept) or "?" if after else "",
        "next": encoded([*kept, ("after", queries.place(some[PAGE - 1]))]) if len(some) > PAGE else "",
        "writes": access.can(request.user, WRITE),
    }
    return render(request, "catalogue/list.html", context)


def shown(request: HttpRequest, key: str) -> Dataset:
    """A dataset that this reader may see: published, withdrawn, or a draft of the reader's office. Raises Http404."""
    row = queries.dataset(key)
    if row is None or (not row.shown and not may_see_draft(request, row)):
        raise Http404(_("There is no such dataset."))
    return row


def may_see_draft(request: HttpRequest, row: Dataset) -> bool:
    """Whether somebody works on a dataset or reviews it."""
    return access.can(request.user, WRITE, office=row.office) or access.can(request.user, REVIEW)


def table_in(row: Dataset, name: str) -> Table:
    """A table of a dataset that has data. Raises Http404."""
    found = queries.table(row.pk, name)
    if found is None or not found.number:
        raise Http404(_("There is no such table."))
    return found


def withdrawn(request: HttpRequest, row: Dataset) -> HttpResponse:
    """The page of what is not offered any more, with the reason."""
    context = {
        "row": row,
        "title": words.title_of(row),
        "why": queries.words_behind(row.words),
        "entry": indexes_of([row.newest_fact]).get(row.newest_fact),
    }
    return render(request, "catalogue/withdrawn.html", context, status=410)


@require_safe
def dataset(request: HttpRequest, key: str) -> HttpResponse:
    """A dataset with its first table."""
    row = shown(request, key)
    if row.state == "withdrawn":
        return withdrawn(request, row)
    if row.service:
        return _linked_to(apis.service(request, row), row)
    some = queries.tables(key)
    first = next((one for one in some if one.number), None)
    if first is None and queries.origin(key) is not None:
        return linked(request, row)
    if first is None:
        return render(request, "catalogue/empty.html", {"row": row, "title": words.title_of(row)})
    return _page(request, row, first, None, some)


def linked(request: HttpRequest, row: Dataset) -> HttpResponse:
    """A harvested dataset whose files stay at their source."""
    found, given, reached = provenance.of(row), row.shown or row.draft, provenance.reached(row)
    context = {
        "row": row,
        "title": words.title_of(row),
        "summary": queries.in_words(given["summary"]),
        "licence": words.licence(given["licence"]),
        "tags": page.tags(given),
        "given": given,
        "frequency": words.FREQUENCIES[given["frequency"]],
        "office": page.office_name(row.office),
        "contact": page.contact(given),
        "origin": found,
        "apis": [(it, words.title_of(it)) for it in queries.services_of(row.pk)],
        "files": provenance.files(found.origin if found else None),
        "reached": reached,
        "quality": provenance.quality(page.about(row, None, reached), reached),
        "works": access.can(request.user, WRITE, office=row.office),
        "trail": [(_("Open data"), reverse("catalogue:list"))],
        "described": in_head(row, get_language() or ""),
    }
    return _linked_to(render(request, "catalogue/linked.html", context), row)


@require_safe
def table(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """A dataset with one of its tables."""
    row = shown(request, key)
    if row.state == "withdrawn":
        return withdrawn(request, row)
    return _page(request, row, table_in(row, name), None, queries.tables(key))


@require_safe
def version(request: HttpRequest, key: str, name: str, at: int) -> HttpResponse:
    """One version of a table, at its permanent address."""
    row = shown(request, key)
    if row.state == "withdrawn":
        return withdrawn(request, row)
    found = version_of(key, name, at)
    return _page(request, row, table_in(row, name), found, queries.tables(key))


def version_of(key: str, name: str, at: int) -> Version:
    """A version. Raises Http404."""
    found = queries.version(key, name, at) if at < 2**31 else None
    if found is None:
        raise Http404(_("There is no such version."))
    return found


def _page(
    request: HttpRequest, row: Dataset, one: Table, old: Version | None, some: list[Table]
) -> HttpResponse:
    history = queries.newest_versions([one])[one.pk]
    current = old or next((it for it in history if it.number == one.number), history[0])
    asked, generation = Asked.of(request.GET), current.generation
    try:
        told = engines.manifest(generation)
    except Gone:
        raise Http404(_("The files of this version are not on this machine.")) from None
    if request.GET.get("part") == "pins":
        there = exploring.on_map(generation, asked, request.path)
        told = geojson(there.pins, there.outlines, degrees=there.degrees)
        return JsonResponse(told, content_type="application/geo+json")
    found = exploring.explored(generation, asked, request.path)
    given = row.shown or row.draft
    names = [it["name"] for it in told["fields"]]
    groups, figures = exploring.choices(told["fields"])
    licence = words.licence(given["licence"])
    context: dict[str, Any] = {
        "row": row,
        "table": one,
        "version": current,
        "is_old": current.number != one.number,
        "is_newer": current.number > one.number,
        "may_show": access.can(request.user, WRITE, office=row.office)
        and current.number != one.number
        and one.sort != "record",
        "title": words.title_of(row),
        "table_name": queries.in_words(one.words),
        "summary": queries.in_words(given["summary"]),
        "licence": licence,
        "frequency": words.FREQUENCIES[given["frequency"]],
        "office": page.office_name(row.office),
        "contact": page.contact(given),
        "given": given,
        "tags": page.tags(given),
        "tables": [(it, queries.in_words(it.words)) for it in some if it.number] if len(some) > 1 else [],
        "explored": found,
        "asked": asked,
        "conditions": [(it, words.OPERATORS[it[1]], asked.without(it)) for it in asked.conditions],
        "columns": names,
        "operators": list(words.OPERATORS.items()),
        "groups": groups,
        "figures": figures,
        "dictionary": page.dictionary(generation),
        "versions": page.versions(one, history[:VERSIONS]),
        "more_versions": len(history) > VERSIONS,
        "quality": page.quality(row, one, generation),
        "downloads": page.downloads(current, generation, asked, current=current.number == one.number),
        "code": page.code(current, asked, current=current.number == one.number),
        "citation": page.citation(row, current),
        "cited": citations.shown(row, current),
        "entry": indexes_of([current.fact_id]).get(current.fact_id),
        "hash": f"{current.generation[:16]}…{current.generation[-6:]}",
        "size": words.size(current.bytes),
        "works": access.can(request.user, WRITE, office=row.office),
        "reuses": reusing.shown(list(queries.reuses(row.pk)[: reusing.AT_DATASET])) if row.shown else [],
        "talk": section(request, row.subject, matter=matter_of(row)) if old is None and row.shown else None,
        "trail": [(_("Open data"), reverse("catalogue:list"))],
        "described": in_head(row, get_language() or "") if old is None else "",
        "origin": provenance.of(row),
        "apis": [(it, words.title_of(it)) for it in queries.services_of(row.pk)],
    }
    if current.number != one.number:
        context["trail"].append((context["title"], reverse("catalogue:table", args=[row.pk, one.name])))
    return _linked_to(render(request, "catalogue/dataset.html", context), row, one.name)


def _linked_to(answer: HttpResponse, row: Dataset, table: str = "") -> HttpResponse:
    """The page with links for programs in its header (RFC 8288; RFC 6892 for describedby)."""
    if row.state == "published":
        kinds = (("jsonld", "application/ld+json"), ("ttl", "text/turtle"), ("rdf", "application/rdf+xml"))
        links = [
            f'<{reverse("catalogue:dcat_one", args=[row.pk, kind])}>; rel="alternate"; type="{media}"'
            for kind, media in kinds
        ]
        if table:
            there = reverse("catalogue:csvw", args=[row.pk, table])
            links.append(f'<{there}>; rel="describedby"; type="application/csvm+json"')
        answer["Link"] = ", ".join(links)
    return answer


@require_safe
def history(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Every version of a table, newest first."""
    row = shown(request, key)
    one = table_in(row, name)
    below = request.GET.get("below", "")
    at = int(below) if below.isascii() and below.isdigit() and len(below) < 10 else 0  # noqa: PLR2004
    rows = queries.versions(key, name, below=at, limit=51)
    context = {
        "row": row,
        "table": one,
        "title": words.title_of(row),
        "versions": page.versions(one, rows[:50]),
        "next": f"?below={rows[49].number}" if len(rows) > 50 else "",  # noqa: PLR2004
        "trail": [
            (_("Open data"), reverse("catalogue:list")),
            (words.title_of(row), reverse("catalogue:table", args=[key, name])),
        ],
    }
    return render(request, "catalogue/history.html", context)


@require_safe
def rejects(request: HttpRequest, key: str, name: str, at: int) -> HttpResponse:
    """The cells of a version that did not fit their column, with line and reason."""
    row = shown(request, key)
    if row.state == "withdrawn":
        raise PermissionDenied
    found = version_of(key, name, at)
    context = {
        "row": row,
        "version": found,
        "title": words.title_of(row),
        "rejects": page.rejects(found.generation, REJECTS) if found.rejects else [],
        "left": max(0, found.rejects - REJECTS),
        "shown": number(min(found.rejects, REJECTS)),
        "trail": [
            (_("Open data"), reverse("catalogue:list")),
            (words.title_of(row), reverse("catalogue:version", args=[key, name, at])),
        ],
    }
    return render(request, "catalogue/rejects.html", context)
