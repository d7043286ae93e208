"""Datasets, as everybody may read them; the holder of a key sees the drafts of its office too."""

from typing import Any

from folkmoot.modules.catalogue import queries
from folkmoot.modules.catalogue.ckan import finding, shapes
from folkmoot.modules.catalogue.ckan.ask import Ask, Missing, Unasked, action
from folkmoot.modules.catalogue.formats.ckan import objects
from folkmoot.modules.catalogue.formats.ckan import search as searching
from folkmoot.modules.catalogue.models import Dataset, Version
from folkmoot.modules.catalogue.queries import Filter
from folkmoot.record.refusal import Refused

MOST_NAMES, MOST_PACKAGES, MOST_SHORT = 1_000_000, 1_000, 100
ACTIVITIES = 31


def package(ask: Ask, given: str) -> Dataset:
    """A dataset that this caller may read. Raises Missing."""
    row = queries.dataset(given)
    if row is None or not (row.state == "published" or ask.caller.writes(row.office)):
        raise Missing("Package not found")
    return row


def told(ask: Ask, row: Dataset) -> dict[str, Any]:
    """A dataset for this caller."""
    return shapes.packages([row], inside=ask.caller.writes(row.office))[0]


@action()
def package_list(ask: Ask) -> list[str]:
    """Names of all published datasets, in order. limit, offset."""
    limit, offset = ask.whole("limit", MOST_NAMES, MOST_NAMES), ask.whole("offset", 0, MOST_NAMES)
    rows = Dataset.objects.filter(state="published").order_by("key").values_list("key", flat=True)
    return list(rows[offset : offset + limit])


@action()
def package_show(ask: Ask) -> dict[str, Any]:
    """A dataset with its resources. id: its id or name."""
    return told(ask, package(ask, ask.word("id", "name_or_id")))


@action()
def package_search(ask: Ask) -> dict[str, Any]:
    """Datasets that a query in a part of Solr's language finds. q, fq, sort, rows (1,000 at most), start, facet.field."""
    try:
        search = searching.search_of(ask.given)
    except Refused as error:
        raise Unasked("; ".join(f"{one.field}: {one.why}" for one in error.refusals)) from error
    offices = [ask.caller.key.office] if ask.caller.key else []
    rows = finding.found(search, offices)
    page = list(rows[search.start : search.start + search.rows]) if search.rows else []
    return searching.answer(search, rows.count(), shapes.packages(page), finding.counts(search, rows))


@action()
def current_package_list_with_resources(ask: Ask) -> list[dict[str, Any]]:
    """Datasets with their resources, those with the newest data first. limit (1,000 at most), offset."""
    limit, offset = (
        ask.whole("limit", MOST_PACKAGES, MOST_PACKAGES),
        ask.whole("offset", 0, finding.MOST_OFFSET),
    )
    return shapes.packages(list(queries.matching(Filter())[offset : offset + limit]))


@action()
def package_autocomplete(ask: Ask) -> list[dict[str, Any]]:
    """Datasets whose words begin so. q, limit (10; 100 at most)."""
    asked = ask.word("q", "incomplete")
    limit = ask.whole("limit", 10, MOST_SHORT)
    rows = queries.matching(Filter(words=asked))[:limit]
    return [
        {
            "name": row.pk,
            "title": queries.in_words(row.shown["title"], shapes.language()),
            "match_field": "title",
            "match_displayed": f"{queries.in_words(row.shown['title'], shapes.language())} ({row.pk})",
        }
        for row in rows
    ]


@action("package_activity_list", "package_activity")
def package_activity_list(ask: Ask) -> list[dict[str, Any]]:
    """Versions of a dataset's tables, newest first. id, limit (31; 100 at most), offset."""
    row = package(ask, ask.word("id"))
    limit, offset = ask.whole("limit", ACTIVITIES, MOST_SHORT), ask.whole("offset", 0, MOST_NAMES)
    some = Version.objects.filter(dataset=row.pk).order_by("-at", "-key")[offset : offset + limit]
    title = queries.in_words((row.shown or row.draft)["title"], shapes.language())
    return [_activity(row, one, title) for one in some]


def _activity(row: Dataset, one: Version, title: str) -> dict[str, Any]:
    return {
        "id": one.fact_id,
        "timestamp": objects.naive(one.at.isoformat()),
        "user_id": row.office,
        "object_id": row.pk,
        "activity_type": "changed package",
        "data": {
            "package": {"id": row.pk, "name": row.pk, "title": title},
            "table": one.table,
            "version": one.number,
        },
    }


@action("format_autocomplete")
def format_autocomplete(ask: Ask) -> list[str]:
    """Formats of resources that begin so: every table is told as CSV. q."""
    return [one for one in ("csv",) if one.startswith(ask.word("q").lower())]
