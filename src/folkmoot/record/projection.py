"""Tables computed from facts, and computed again.

A projected table is written only while a fact is applied. Ids and times come from the fact, so that a rebuild
gives the same rows. What two facts of different subjects write to one row (a counter) must not depend on
their order, because the sealer may order them otherwise than they arrived.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar, TypeVar

from django.apps import apps
from django.db import connection, models, transaction

from folkmoot.record import store
from folkmoot.record.event import Fact

Handler = Callable[[Fact[Any]], None]
Together = Callable[[Sequence[Fact[Any]]], None]
M = TypeVar("M", bound=models.Model)

_handlers: dict[str, list[Handler]] = {}
_together: dict[Handler, Together] = {}
_applying: ContextVar[bool] = ContextVar("record_applying", default=False)


class GuardedTable(RuntimeError):
    """Somebody wrote to a projected table without a fact."""


def _guard(model: type[models.Model]) -> None:
    if not _applying.get():
        raise GuardedTable(f"{model.__name__} is computed from facts: append a fact instead of writing to it")


class ProjectedQuerySet(models.QuerySet[M]):
    """A queryset that writes only while a fact is applied."""

    def update(self, **kwargs: Any) -> int:
        _guard(self.model)
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        _guard(self.model)
        return super().delete()

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[M]:
        _guard(self.model)
        return super().bulk_create(*args, **kwargs)


class Projected(models.Model):
    """Base of every projected table. Give it a primary key that comes from the fact."""

    objects: ClassVar[models.Manager[Any]] = ProjectedQuerySet.as_manager()
    open_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields that open tables may show (record/opening): plain on the record, and nobody's. None unless it is said."""

    class Meta:
        abstract = True

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        """Save while a fact is applied; GuardedTable otherwise."""
        _guard(type(self))
        super().save_base(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete while a fact is applied; GuardedTable otherwise."""
        _guard(type(self))
        return super().delete(*args, **kwargs)


class Tallied(models.Model):
    """Base of a table that a follower counts from sealed facts; what is counted can be open as what is projected."""

    open_fields: ClassVar[frozenset[str]] = frozenset()
    """See Projected.open_fields."""

    class Meta:
        abstract = True


def projects(*events: type[Any]) -> Callable[[Handler], Handler]:
    """Decorate a function ``(fact) -> None`` that turns facts of these events into rows."""

    def register(handler: Handler) -> Handler:
        for event in events:
            _handlers.setdefault(event.kind, []).append(handler)
        return handler

    return register


def projects_together(handler: Handler) -> Callable[[Together], Together]:
    """Decorate a function that writes for several facts of a kind and subject what ``handler`` writes for each.

    It is called when they enter at once; a rebuild goes fact by fact, so that a difference between the two is found.
    """

    def register(many: Together) -> Together:
        _together[handler] = many
        return many

    return register


@contextmanager
def writing() -> Iterator[None]:
    """Open the guard. Only this module and the bulk paths of tests and benchmarks may."""
    token = _applying.set(True)
    try:
        yield
    finally:
        _applying.reset(token)


def apply(fact: Fact[Any]) -> None:
    """Let every projection of the fact's kind write its rows. An error refuses the fact whole."""
    with writing():
        for handler in _handlers.get(fact.kind, ()):
            handler(fact)


def apply_all(facts: Sequence[Fact[Any]]) -> None:
    """Apply facts about one subject in their order; those of a kind that follow each other at once where that is known."""
    for kind, run in groupby(facts, key=lambda fact: fact.kind):
        some = list(run)
        handlers = _handlers.get(kind, [])
        if len(some) > 1 and all(one in _together for one in handlers):
            with writing():
                for handler in handlers:
                    _together[handler](some)
        else:
            for fact in some:
                apply(fact)


def tables() -> list[type[Projected]]:
    """Every projected table of this installation, by name."""
    found = [model for model in apps.get_models() if issubclass(model, Projected)]
    return sorted(found, key=lambda model: model._meta.db_table)


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that the live table and the recomputed one do not share. ``live`` or ``replayed`` may be missing."""

    table: str
    key: str
    live: str
    replayed: str


def _rows(model: type[Projected]) -> dict[Any, bytes]:
    names = [field.attname for field in model._meta.concrete_fields]
    key = names.index(model._meta.pk.attname) if model._meta.pk else 0
    return {
        row[key]: hashlib.sha256(
            repr([bytes(v) if isinstance(v, memoryview) else v for v in row]).encode()
        ).digest()
        for row in model._base_manager.values_list(*names).iterator(chunk_size=5000)
    }


class _Undo(Exception):
    pass


def rebuild(*, keep: bool = False, progress: Callable[[int], None] | None = None) -> list[Difference]:
    """Recompute every projected table from the record and say how it differs from the live one.

    The work is one transaction. With ``keep`` the recomputed tables replace the live ones; without it nothing
    changes. ``progress`` is called with the number of facts read so far.
    """
    differences: list[Difference] = []
    try:
        with transaction.atomic():
            live = {model: _rows(model) for model in tables()}
            with connection.cursor() as cursor:
                for model in tables():
                    cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
            for count, row in enumerate(store.in_order(), start=1):
                apply(store.fact_of(row))
                if progress and count % 500 == 0:
                    progress(count)
            for model, before in live.items():
                after = _rows(model)
                for key in sorted(before.keys() | after.keys(), key=str):
                    if before.get(key) != after.get(key):
                        differences.append(
                            Difference(
                                table=model._meta.db_table,
                                key=str(key),
                                live=before.get(key, b"").hex(),
                                replayed=after.get(key, b"").hex(),
                            )
                        )
            if not keep:
                raise _Undo
    except _Undo:
        pass
    return differences


def assert_replays() -> None:
    """Raise AssertionError unless every projected table equals what its facts give. Tests call it after commands."""
    if differences := rebuild():
        lines = "\n".join(f"  {one.table} {one.key}" for one in differences[:20])
        raise AssertionError(f"{len(differences)} rows do not follow from the record:\n{lines}")
