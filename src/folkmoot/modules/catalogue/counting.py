"""Counting what happens, for the operator's measures: exact, over all processes, and without anybody's name."""

from collections.abc import Mapping

from django.db.models import F

from folkmoot.modules.catalogue.models import Counter

RUNS, RECORDS, READ, SUCCESS = "harvest_runs", "harvest_records", "harvest_read", "harvest_success"
LOADS, ROWS, SQL = "loads", "load_rows", "sql"
"""Names of what is counted."""


def count(measure: str, *labels: str, by: int = 1) -> None:
    """Add to a counter, in the transaction of what is counted where there is one."""
    add({(measure, *labels): by})


def add(counts: Mapping[tuple[str, ...], int]) -> None:
    """Add to some counters. They are taken in order, so that two at once never wait for each other."""
    for name, by in sorted(counts.items()):
        key = "|".join(name)[:200]
        if by and not _more(key, by):
            Counter.objects.get_or_create(pk=key)
            _more(key, by)


def _more(key: str, by: int) -> int:
    return Counter.objects.filter(pk=key).update(count=F("count") + by)


def keep(measure: str, *labels: str, value: int) -> None:
    """Set a counter to a value, such as the moment in which something last succeeded."""
    Counter.objects.update_or_create(pk="|".join((measure, *labels))[:200], defaults={"count": value})


def counted() -> dict[str, dict[tuple[str, ...], int]]:
    """All counters by measure and the values of their labels; one query."""
    found: dict[str, dict[tuple[str, ...], int]] = {}
    for key, number in Counter.objects.order_by("key").values_list("key", "count"):
        measure, *labels = key.split("|")
        found.setdefault(measure, {})[tuple(labels)] = number
    return found
