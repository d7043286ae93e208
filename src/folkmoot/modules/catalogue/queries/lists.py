"""The list of published datasets: searched, filtered, newest first, and paged by key."""

import math
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from folkmoot.modules.catalogue import rules
from folkmoot.modules.catalogue.models import Dataset, Origin, Tally, Term
from folkmoot.record.fold import fold

MOST_WORDS = 6
FACET_VALUES = 30
PAGE, READING = 21, 4
"""Rows that fill a page, and how many looks at a term the reading of a whole dataset costs."""
COLLECTED = 5_000
"""Datasets that are ever collected; it bounds the statement that asks for them."""


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
    kind: str = ""
    """dataset or service; both where it is empty."""


def matching(wanted: Filter) -> QuerySet[Dataset]:
    """Published datasets that a filter lets through, those with the newest data first.

    Where few datasets meet all conditions they are collected from the terms; where many do, the newest datasets are
    looked at one after the other, and a page is full after a few. Which costs less is estimated from kept counts.
    """
    rows = Dataset.objects.filter(state="published").order_by("-updated", "-key")
    if wanted.source:
        rows = rows.filter(Exists(Origin.objects.filter(pk=OuterRef("pk"), source=wanted.source)))
    if wanted.kind == rules.DATASET:
        rows = rows.filter(service=False)
    conditions = _conditions(wanted)
    if not conditions:
        return rows
    met, every = [_met(one) for one in conditions], max(published(), 1)
    fewest = met.index(min(met))
    both = every * math.prod(min(one / every, 1.0) for one in met)
    walked = min(every, PAGE * every / max(both, 0.01))
    if met[fewest] + both * READING < walked:
        keys = Term.objects.filter(conditions[fewest])
        for at, one in enumerate(conditions):
            if at != fewest:
                keys = keys.filter(Exists(Term.objects.filter(one, dataset=OuterRef("dataset"))))
        found = set(keys.order_by().values_list("dataset", flat=True)[: COLLECTED + 1])
        if len(found) <= COLLECTED:
            return rows.filter(pk__in=found)
    for one in conditions:
        rows = rows.filter(Exists(Term.objects.filter(one, dataset=OuterRef("pk"))))
    return rows


def _conditions(wanted: Filter) -> list[Q]:
    found = [
        Q(sort=sort, value=value)
        for sort in ("theme", "keyword", "area", "office", "licence")
        if (value := getattr(wanted, sort))
    ]
    if wanted.kind == rules.SERVICE:
        found.append(Q(sort="entry", value="service"))
    # A word or its beginning, as a range: LIKE would fold case and could use no index.
    return found + [
        Q(sort="word", value__gte=word, value__lt=word + "\U0010ffff")
        for word in fold(wanted.words)[:MOST_WORDS]
    ]


def _met(condition: Q) -> int:
    """How many datasets meet a condition, from the tallies; for the beginning of words the sum of theirs."""
    return Tally.objects.filter(condition).aggregate(n=Sum("count"))["n"] or 0


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


def services_published() -> int:
    """How many APIs are published."""
    return Tally.objects.filter(pk="entry|service").values_list("count", flat=True).first() or 0


def datasets_published() -> int:
    """How many datasets are published, without the APIs."""
    found = dict(Tally.objects.filter(pk__in=("all|", "entry|service")).values_list("pk", "count"))
    return int(found.get("all|", 0)) - int(found.get("entry|service", 0))


def published() -> int:
    """How many entries are published: datasets and APIs."""
    return Tally.objects.filter(pk="all|").values_list("count", flat=True).first() or 0


def keys_after(key: str) -> QuerySet[Dataset, tuple[str, datetime]]:
    """Keys of published datasets after one, with when they were updated."""
    return by_key(key).values_list("key", "updated")


def by_key(after: str = "", *, since: datetime | None = None) -> QuerySet[Dataset]:
    """Published datasets after a key, in the order of keys, which no change of a dataset moves; those updated since."""
    rows = Dataset.objects.filter(state="published", key__gt=after).order_by("key")
    return rows.filter(updated__gte=since) if since else rows


def updated_since(since: datetime) -> int:
    """How many published datasets were updated since a moment."""
    return Dataset.objects.filter(state="published", updated__gte=since).count()
