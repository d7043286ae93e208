"""Reads of datasets, tables, versions and loads."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from folkmoot.modules.catalogue import events, rules
from folkmoot.modules.catalogue.models import Dataset, Load, Table, Version
from folkmoot.places import queries as places
from folkmoot.places.queries import present
from folkmoot.record import moment, text
from folkmoot.record.event import adapter
from folkmoot.record.manifest import Card, SearchText

NEWEST = 21
"""Versions of a table that pages and descriptions name at most, and one more, which says that there are older ones."""

AT_ONCE = 100
"""Tables that one statement asks for; databases bound how deep a condition may be."""


def known() -> rules.Known:
    """What a description may name here."""
    return rules.Known(
        languages=tuple(present().languages),
        offices=frozenset((rules.INSTITUTION, *(one.slug for one in places.departments()))),
        areas=frozenset(one.slug for one in places.areas()),
    )


def office_names() -> dict[str, str]:
    """What publishers are called, closed departments too. The institution itself publishes what is kept from the record."""
    found = {rules.INSTITUTION: places.institution().name}
    return found | {one.slug: one.name for one in places.departments(closed=True)}


def description_of(stored: Mapping[str, Any]) -> events.Description:
    """A description as it stands in a row."""
    found: events.Description = adapter(events.Description).validate_python(stored)
    return found


def words_behind(commitment: str) -> str:
    """The words of one commitment, hidden ones too; empty where there are none."""
    return text.private_words_of([commitment]).get(commitment, "") if commitment else ""


def in_words(pairs: Iterable[Sequence[str]], language: str = "") -> str:
    """The words in a language, in the reader's without one, else in the first that there is."""
    said = {one[0]: one[1] for one in pairs}
    return said.get(language or get_language() or "") or next(iter(said.values()), "")


def dataset(key: str) -> Dataset | None:
    """A dataset in any state, or None."""
    return Dataset.objects.filter(pk=key).first()


def dataset_titles(keys: Iterable[str]) -> dict[str, str]:
    """Titles of published datasets, in the reader's language; none for those that are not offered."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = Dataset.objects.filter(pk__in=wanted, state="published").values_list("key", "shown")
    return {key: in_words(shown["title"]) for key, shown in rows}


def tables(key: str) -> list[Table]:
    """The tables that a dataset offers, in the order in which they were added."""
    return [one for one in _every([key]).get(key, []) if one.removed is None]


def tables_of(rows: Iterable[Dataset]) -> dict[str, list[Table]]:
    """The tables with data of some datasets, in one query, or none for what this page has asked before."""
    keys = [row.pk for row in rows]
    found = _every(keys)
    return {
        key: [one for one in found.get(key, []) if one.removed is None and one.number > 0] for key in keys
    }


def table(key: str, name: str) -> Table | None:
    """A table, one that is not offered any more too, or None."""
    return next((one for one in _every([key]).get(key, []) if one.name == name), None)


def _every(keys: Iterable[str]) -> dict[str, list[Table]]:
    def read(missing: list[str]) -> dict[str, list[Table]]:
        found: dict[str, list[Table]] = {}
        for one in Table.objects.filter(dataset__in=missing).order_by("added", "key"):
            found.setdefault(one.dataset, []).append(one)
        return found

    return moment.answers("catalogue.tables", keys, read)


def versions(key: str, name: str, *, below: int = 0, limit: int = 20) -> list[Version]:
    """Versions of a table, newest first; those under a number where one is given."""
    rows = Version.objects.filter(dataset=key, table=name).order_by("-number")
    return list((rows.filter(number__lt=below) if below else rows)[:limit])


def newest_versions(tables: Sequence[Table]) -> dict[str, list[Version]]:
    """The newest of each table's versions by its key, newest first: NEWEST of them, and the one that is shown.

    One query for each hundred tables, or none for what this page has asked before.
    """
    wanted = {one.pk: one for one in tables}

    def read(missing: list[str]) -> dict[str, list[Version]]:
        found: dict[str, list[Version]] = {pk: [] for pk in missing}
        for start in range(0, len(missing), AT_ONCE):
            for row in _newest([wanted[pk] for pk in missing[start : start + AT_ONCE]]):
                kept = found[f"{row.dataset}/{row.table}"]
                if len(kept) < NEWEST or row.number == wanted[f"{row.dataset}/{row.table}"].number:
                    kept.append(row)
        return found

    return moment.answers("catalogue.versions", list(wanted), read)


def _newest(tables: Sequence[Table]) -> QuerySet[Version]:
    # Numbers follow each other, so that a bound keeps a table of ten thousand versions from being read whole.
    some = Q(pk__in=[])
    for one in tables:
        some |= Q(dataset=one.dataset, table=one.name, number__gt=one.number - NEWEST)
    return Version.objects.filter(some).order_by("dataset", "table", "-number")


def newest_number(key: str, name: str) -> int:
    """The number of the newest version of a table, 0 before the first."""
    found = (
        Version.objects.filter(dataset=key, table=name).order_by("-number").values_list("number", flat=True)
    )
    return found.first() or 0


def version(key: str, name: str, number: int) -> Version | None:
    """One version, or None."""
    return Version.objects.filter(pk=f"{key}/{name}/{number}").first()


def of_offices(offices: Iterable[str] | None) -> QuerySet[Dataset]:
    """Datasets of some offices, or of all, in every state, by key."""
    rows = Dataset.objects.order_by("key")
    return rows if offices is None else rows.filter(office__in=list(offices))


def in_review() -> QuerySet[Dataset]:
    """Datasets whose offices wait for a review, longest waiting first."""
    return Dataset.objects.filter(asked__isnull=False).order_by("asked", "key")


def loads(key: str, name: str, *, limit: int = 5) -> list[Load]:
    """The newest loads of a table."""
    return list(Load.objects.filter(dataset=key, table=name).order_by("-created")[:limit])


def load(pk: uuid.UUID) -> Load | None:
    """One load, or None."""
    return Load.objects.filter(pk=pk).first()


def cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of datasets, for every other part of the house. A draft has no page of its own yet."""
    keys = [one.partition("/")[2] for one in subjects]
    return {
        row.subject: Card(
            subject=row.subject,
            title=in_words((row.shown or row.draft)["title"]),
            url=reverse("catalogue:dataset", args=[row.pk]) if row.shown else reverse("catalogue:list"),
            state=row.state,
            at=row.created,
        )
        for row in Dataset.objects.filter(pk__in=keys)
    }


def search_texts(subjects: Iterable[str]) -> Mapping[str, SearchText]:
    """What search may index: published datasets with their words and keywords."""
    keys = [one.partition("/")[2] for one in subjects]
    return {
        row.subject: SearchText(
            subject=row.subject,
            title=in_words(row.shown["title"], settings.LANGUAGE_CODE),
            body="\n".join(
                [words for name in ("title", "summary") for _code, words in row.shown[name]]
                + row.shown["keywords"]
            ),
            url=reverse("catalogue:dataset", args=[row.pk]),
            module="catalogue",
            at=row.updated,
        )
        for row in Dataset.objects.filter(pk__in=keys, state="published")
    }
