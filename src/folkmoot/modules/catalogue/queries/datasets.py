"""Reads of datasets, tables, versions and loads."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from folkmoot.modules.catalogue import events, rules
from folkmoot.modules.catalogue.models import Dataset, Load, Table, Version
from folkmoot.places import queries as places
from folkmoot.places.queries import present
from folkmoot.record import text
from folkmoot.record.event import adapter
from folkmoot.record.manifest import Card, SearchText


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


def tables(key: str) -> list[Table]:
    """The tables that a dataset offers, in the order in which they were added."""
    return list(Table.objects.filter(dataset=key, removed__isnull=True).order_by("added", "key"))


def table(key: str, name: str) -> Table | None:
    """A table, one that is not offered any more too, or None."""
    return Table.objects.filter(pk=f"{key}/{name}").first()


def versions(key: str, name: str, *, below: int = 0, limit: int = 20) -> list[Version]:
    """Versions of a table, newest first; those under a number where one is given."""
    rows = Version.objects.filter(dataset=key, table=name).order_by("-number")
    return list((rows.filter(number__lt=below) if below else rows)[:limit])


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
