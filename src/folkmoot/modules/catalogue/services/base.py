"""What every command shares: a dataset locked for one act, and who acts where nobody does."""

from collections.abc import Iterator
from contextlib import contextmanager

from folkmoot.modules.catalogue.models import Dataset, Table
from folkmoot.record.api import Recorder, about
from folkmoot.record.refusal import NotFound, Refused, demand

__all__ = ["REVIEWERS", "SYSTEM", "NotFound", "Refused", "demand", "on", "table_of"]

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
