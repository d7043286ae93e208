"""The list of published datasets: searched, filtered, newest first, and paged by key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from folkmoot.modules.catalogue.models import Dataset, Table, Tally, Term
from folkmoot.record.fold import fold

MOST_WORDS = 6
FACET_VALUES = 30
MANY = 20_000
"""So many datasets are found sooner among the newest ones than by collecting and sorting them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What the list shows. Empty fields do not restrict."""

    words: str = ""
    theme: str = ""
    keyword: str = ""
    area: str = ""
    office: str = ""
    licence: str = ""


def matching(wanted: Filter) -> QuerySet[Dataset]:
    """Published datasets that a filter lets through, those with the newest data first.

    Where one condition is met by few, the database begins with those few; where each is met by many, with the newest
    datasets, of which it does not have to look at many before a page is full.
    """
    rows = Dataset.objects.filter(state="published").order_by("-updated", "-key")
    conditions = _conditions(wanted)
    if not conditions:
        return rows
    few, fewest = min((_met(one), at) for at, one in enumerate(conditions))
    if few < MANY:
        keys = Term.objects.filter(conditions.pop(fewest))
        for one in conditions:
            keys = keys.filter(Exists(Term.objects.filter(one, dataset=OuterRef("dataset"))))
        return rows.filter(pk__in=keys.values("dataset"))
    for one in conditions:
        rows = rows.filter(Exists(Term.objects.filter(one, dataset=OuterRef("pk"))))
    return rows


def _conditions(wanted: Filter) -> list[Q]:
    found = [
        Q(sort=sort, value=value)
        for sort in ("theme", "keyword", "area", "office", "licence")
        if (value := getattr(wanted, sort))
    ]
    # A word or its beginning, as a range: LIKE would fold case and could use no index.
    return found + [
        Q(sort="word", value__gte=word, value__lt=word + "\U0010ffff")
        for word in fold(wanted.words)[:MOST_WORDS]
    ]


def _met(condition: Q) -> int:
    """How many terms meet a condition, MANY at most."""
    return Term.objects.filter(condition).order_by()[:MANY].count()


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
    """The values that most datasets have, with how many: of themes, keywords, areas, licences or offices."""
    rows = Tally.objects.filter(sort=sort, count__gt=0).order_by("-count", "value")
    return list(rows.values_list("value", "count")[:FACET_VALUES])


def offices() -> list[tuple[str, int]]:
    """Publishing offices with the number of their datasets."""
    rows = Tally.objects.filter(sort="office", count__gt=0).order_by("-count", "value")
    return list(rows.values_list("value", "count"))


def published() -> int:
    """How many datasets are published."""
    return Tally.objects.filter(pk="all|").values_list("count", flat=True).first() or 0


def tables_of(rows: list[Dataset]) -> Mapping[str, list[Table]]:
    """The tables of some datasets, in one query."""
    found: dict[str, list[Table]] = {row.pk: [] for row in rows}
    some = Table.objects.filter(dataset__in=list(found), removed__isnull=True, number__gt=0)
    for one in some.order_by("added", "key"):
        found[one.dataset].append(one)
    return found
