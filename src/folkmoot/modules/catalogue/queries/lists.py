"""The list of published datasets: searched, filtered, newest first, and paged by key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from folkmoot.modules.catalogue.models import Dataset, Origin, Table, Term
from folkmoot.record.fold import fold

MOST_WORDS = 6
FACET_VALUES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What the list shows. Empty fields do not restrict."""

    words: str = ""
    theme: str = ""
    keyword: str = ""
    area: str = ""
    office: str = ""
    licence: str = ""
    source: str = ""


def matching(wanted: Filter) -> QuerySet[Dataset]:
    """Published datasets that a filter lets through, those with the newest data first."""
    rows = Dataset.objects.filter(state="published").order_by("-updated", "-key")
    if wanted.office:
        rows = rows.filter(office=wanted.office)
    if wanted.licence:
        rows = rows.filter(licence=wanted.licence)
    if wanted.source:
        rows = rows.filter(Exists(Origin.objects.filter(pk=OuterRef("pk"), source=wanted.source)))
    for sort in ("theme", "keyword", "area"):
        if value := getattr(wanted, sort):
            rows = rows.filter(_has(sort, Q(value=value)))
    for word in fold(wanted.words)[:MOST_WORDS]:
        # A word or its beginning, as a range: LIKE would fold case and could use no index.
        rows = rows.filter(_has("word", Q(value__gte=word, value__lt=word + "\U0010ffff")))
    return rows


def _has(sort: str, condition: Q) -> Exists:
    return Exists(Term.objects.filter(condition, sort=sort, dataset=OuterRef("pk")))


def after(rows: QuerySet[Dataset], given: str) -> QuerySet[Dataset]:
    """The rest of a list after the place that ``<time>,<key>`` means; all of it when that is not understood."""
    first, _comma, key = given.partition(",")
    try:
        updated = datetime.fromisoformat(first)
    except ValueError:
        return rows
    if updated.tzinfo is None or not key:
        return rows
    return rows.filter(Q(updated__lt=updated) | Q(updated=updated, key__lt=key))


def place(row: Dataset) -> str:
    """The place of a row, for ``after``."""
    return f"{row.updated.isoformat()},{row.pk}"


def counts(sort: str) -> list[tuple[str, int]]:
    """The values that most datasets have, with how many: of themes, keywords or areas."""
    rows = Term.objects.filter(sort=sort).values("value").annotate(n=Count("key")).order_by("-n", "value")
    return [(one["value"], one["n"]) for one in rows[:FACET_VALUES]]


def offices() -> list[tuple[str, int]]:
    """Publishing offices with the number of their datasets."""
    rows = Dataset.objects.filter(state="published").values("office").annotate(n=Count("key"))
    return [(one["office"], one["n"]) for one in rows.order_by("-n", "office")]


def published() -> int:
    """How many datasets are published."""
    return Dataset.objects.filter(state="published").count()


def tables_of(rows: list[Dataset]) -> Mapping[str, list[Table]]:
    """The tables of some datasets, in one query."""
    found: dict[str, list[Table]] = {row.pk: [] for row in rows}
    some = Table.objects.filter(dataset__in=list(found), removed__isnull=True, number__gt=0)
    for one in some.order_by("added", "key"):
        found[one.dataset].append(one)
    return found


def keys_after(key: str) -> QuerySet[Dataset, tuple[str, datetime]]:
    """Keys of published datasets after one, with when they were updated."""
    rows = Dataset.objects.filter(state="published", key__gt=key).order_by("key")
    return rows.values_list("key", "updated")
