"""What every command shares: a dataset locked for one act, and who acts where nobody does."""

from collections.abc import Iterator
from contextlib import contextmanager

from folkmoot.modules.catalogue.models import Dataset, Origin, Source, Table
from folkmoot.record.api import Recorder, about
from folkmoot.record.refusal import NotFound, Refusal, Refused, demand

__all__ = ["REVIEWERS", "SYSTEM", "NotFound", "Refused", "by_hand", "demand", "on", "table_of"]

SYSTEM = "system:catalogue"
REVIEWERS = "office:data-review"
"""Reviewers act as an office of their own: which of them decided is not public."""


@contextmanager
def on(key: str, actor: str = "") -> Iterator[tuple[Recorder, Dataset]]:
    """The locked dataset with its recorder; its office acts where no ``actor`` is named. Raises NotFound."""
    row = Dataset.objects.filter(pk=key).only("office").first()
    if row is None:
        raise NotFound("there is no dataset “%(key)s”", key=key)
    with about(f"datasets/{key}", actor=actor or f"office:{row.office}") as fact:
        yield fact, Dataset.objects.get(pk=key)


def table_of(key: str, name: str) -> Table:
    """A table that is offered. Raises NotFound."""
    found = Table.objects.filter(pk=f"{key}/{name}", removed__isnull=True).first()
    if found is None:
        raise NotFound("there is no table “%(name)s” in this dataset", name=name)
    return found


def by_hand(key: str) -> Refusal | None:
    """Whether people here may describe a dataset: one that is harvested would be overwritten by its source."""
    source = Origin.objects.filter(pk=key).values_list("source", flat=True).first()
    if source is None or not Source.objects.filter(pk=source, closed__isnull=True).exists():
        return None
    return Refusal.of(
        "key",
        "this dataset is harvested from “%(source)s”: change it there, say something in its place at the desk, or close the source",
        source=source,
    )
