"""Reads of APIs: the datasets that each gives, and the APIs that give a dataset."""

from collections.abc import Iterable, Mapping

from folkmoot.modules.catalogue import rules
from folkmoot.modules.catalogue.models import Dataset, Origin, Term
from folkmoot.modules.catalogue.queries.harvesting import origin, origins

EVERYTHING = "*"
"""What an interface of ours serves that gives every table."""
MOST = 20


def served(rows: Iterable[Dataset]) -> Mapping[str, list[Dataset]]:
    """The published datasets that each of some APIs gives, in the order in which it names them.

    A harvested API names them by addresses of its source; those that were not harvested from there are left out.
    """
    named = {row.pk: list((row.shown or row.draft)["service"]["serves"]) for row in rows}
    keys = {one for some in named.values() for one in some if not rules.is_address(one)}
    addresses = {one for some in named.values() for one in some if rules.is_address(one)}
    sources = {one.pk: one.source for one in origins(named).values()}
    there: dict[tuple[str, str], str] = {}
    if addresses:
        found = Origin.objects.filter(record__in=addresses, source__in=set(sources.values()))
        there = {(one.source, one.record): one.pk for one in found.only("key", "source", "record")}
    wanted = keys | set(there.values())
    open_ = {one.pk: one for one in Dataset.objects.filter(pk__in=wanted, state="published", service=False)}
    return {
        key: [
            open_[one]
            for one in dict.fromkeys(there.get((sources.get(key, ""), it), it) for it in some)
            if one in open_
        ]
        for key, some in named.items()
    }


def services_of(key: str) -> list[Dataset]:
    """The published APIs that give a dataset, by key."""
    come = origin(key)
    names = [key, *([rules.served_as(come.record)] if come and rules.is_address(come.record) else [])]
    found = Term.objects.filter(sort="serves", value__in=names).values_list("dataset", flat=True)
    rows = list(Dataset.objects.filter(pk__in=found, state="published").order_by("key")[:MOST])
    if len(names) == 1 or not rows:
        return rows
    # The same address may stand in another source, which means another dataset by it.
    sources = {one.pk: one.source for one in origins([row.pk for row in rows]).values()}
    return [
        row
        for row in rows
        if key in row.shown["service"]["serves"] or (come is not None and sources.get(row.pk) == come.source)
    ]


def interfaces(keys: Iterable[str]) -> list[Dataset]:
    """Published APIs of these keys, by key."""
    return list(Dataset.objects.filter(pk__in=list(keys), state="published", service=True).order_by("key"))
