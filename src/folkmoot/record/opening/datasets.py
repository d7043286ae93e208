"""A dataset that a part of the house keeps open: its words, and its tables."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.db import models
from django.db.models import Q

from folkmoot.record.manifest import Lazy
from folkmoot.record.opening.columns import Column, Field, Fold, NotOpen, fields_of

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,59}\Z")


def everything() -> Q:
    """Every row."""
    return Q()


def facts_in(events: ModuleType) -> tuple[type[Any], ...]:
    """Every event class that a package of events offers: for tables that any fact of a part may change."""
    found = [one for one in vars(events).values() if isinstance(one, type) and hasattr(one, "kind")]
    return tuple(sorted(found, key=lambda one: str(one.kind)))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTable:
    """A table that everybody may have, read in the ``order`` of open fields that tell its rows apart.

    ``name`` is its part of the address. ``where`` says which rows are open; it can only choose among rows of ``of``, since
    values are read by field afterwards. Facts of the classes ``changes`` make it stale, of all kinds where there is none;
    it is read again when it is stale and ``every`` hours have passed.
    """

    name: str
    title: Lazy
    of: type[models.Model]
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    where: Callable[[], Q] = everything
    fold: Fold | None = None
    changes: tuple[type[Any], ...] = ()
    every: int = 24

    def __post_init__(self) -> None:
        if not _SLUG.match(self.name):
            raise NotOpen(f"the table {self.name!r}: use 2 to 60 of a to z, 0 to 9 and hyphens")
        if not self.order:
            raise NotOpen(f"the table {self.name}: say by which fields its rows are ordered and told apart")
        for one in (*(Field(self.of, name) for name in self.order), *self.fields):
            if one.model is not self.of:
                raise NotOpen(f"the table {self.name}: {one.model.__name__}.{one.name} is of another table")
        names = [one.name for one in self.columns]
        if len(set(names)) != len(names) or not names:
            raise NotOpen(f"the table {self.name}: give each column a name of its own")
        for column in self.columns:
            if (column.source is None) != (self.fold is not None):
                raise NotOpen(
                    f"the table {self.name}, column {column.name}: a row's columns have a source each, a fold's none"
                )

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of a row that are read."""
        sources = (self.fold,) if self.fold else tuple(one.source for one in self.columns if one.source)
        return tuple(dict.fromkeys(field for one in sources if one for field in fields_of(one)))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDataset:
    """What a part publishes. ``licence`` is a code of the catalogue, ``themes`` of the EU, ``frequency`` what is promised."""

    key: str
    title: Lazy
    summary: Lazy
    tables: tuple[OpenTable, ...]
    themes: tuple[str, ...]
    keywords: tuple[str, ...] = ()
    licence: str = "CC-BY-4.0"
    frequency: str = "DAILY"

    def __post_init__(self) -> None:
        if not _SLUG.match(self.key):
            raise NotOpen(f"the dataset {self.key!r}: use 2 to 60 of a to z, 0 to 9 and hyphens")
        names = [one.name for one in self.tables]
        if len(set(names)) != len(names) or not names:
            raise NotOpen(f"the dataset {self.key}: give each table a name of its own")
