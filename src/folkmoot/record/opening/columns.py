"""Columns of open tables. A column can only come from a field that its model declares open.

A model is open when it is computed from the record (``Projected``, ``Tallied``), and of it those fields that its
``open_fields`` names. Nothing else can be put into a ``Field``, and every column is made of Fields: what is computed
from them is computed by pure functions of ``rules``, which know no database and see the values of Fields alone.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from folkmoot.record.manifest import Lazy
from folkmoot.record.projection import Projected, Tallied

Type = Literal["text", "int", "number", "bool", "date", "timestamp", "geometry"]
TYPES: tuple[str, ...] = ("text", "int", "number", "bool", "date", "timestamp", "geometry")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
_PURE = re.compile(r"(\A|\.)(rules|counted|suppression)(\.|\Z)")
_PERSONAL = (models.EmailField, models.GenericIPAddressField, models.FileField, models.BinaryField)


class NotOpen(TypeError):
    """Something that is not declared open was to be published; the message says what, and what would be right."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a model that everybody may see. Raises NotOpen for any other."""

    model: type[models.Model]
    name: str

    def __post_init__(self) -> None:
        model, name = self.model, self.name
        if not (isinstance(model, type) and issubclass(model, (Projected, Tallied))):
            raise NotOpen(f"{model!r} is private: only tables computed from the record can be open")
        meta, where = model._meta, f"{model.__name__}.{name}"
        if meta.abstract or meta.proxy or meta.parents or not meta.managed:
            raise NotOpen(f"{model.__name__} stands on another table; name the model whose own table it is")
        if name not in model.open_fields:
            raise NotOpen(
                f"{where} is not declared open; if it is computed from what stands on the record in plain, and is "
                f"nobody's, add it to {model.__name__}.open_fields"
            )
        try:
            field = meta.get_field(name)
        except FieldDoesNotExist:
            raise NotOpen(f"{where} is no column of its table: a property, a path or an annotation") from None
        if not isinstance(field, models.Field) or field.is_relation or field.model is not model:
            raise NotOpen(f"{where} leads to another table; open that one's own fields")
        if isinstance(field, (models.GeneratedField, *_PERSONAL)):
            raise NotOpen(f"{where} is a {type(field).__name__}, which may hold what is not open")


@dataclass(frozen=True, slots=True)
class Derived:
    """A value that a pure function of ``rules`` computes from open fields, given in this order."""

    compute: Callable[..., Any]
    of: tuple[Field, ...]

    def __post_init__(self) -> None:
        _demand_pure(self.compute)
        _demand_fields(self.of)


@dataclass(frozen=True, slots=True)
class Named:
    """The name of what ``of`` is the key of: ``name`` of the row whose ``key`` it is, of a table of some thousand rows."""

    of: Field
    key: Field
    name: Field

    def __post_init__(self) -> None:
        _demand_fields((self.of, self.key, self.name))
        if self.key.model is not self.name.model:
            raise NotOpen("key and name are fields of one table")


@dataclass(frozen=True, slots=True)
class Page:
    """The address of the row's own page: a view with one argument, which is the value of ``of``."""

    view: str
    of: Field

    def __post_init__(self) -> None:
        _demand_fields((self.of,))


Source = Field | Derived | Named | Page


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows that a pure function of ``rules`` makes of others, such as figures in which small counts are hidden.

    ``compute`` gets an iterator of tuples, the values of ``of`` in the order of the table, and gives tuples of its columns.
    """

    compute: Callable[[Iterator[tuple[Any, ...]]], Iterable[tuple[Any, ...]]]
    of: tuple[Field, ...]

    def __post_init__(self) -> None:
        _demand_pure(self.compute)
        _demand_fields(self.of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: what it is called, what it means, and where its values come from (nowhere in a folded table)."""

    name: str
    meaning: Lazy
    type: Type = "text"
    unit: Lazy = ""
    key: bool = False
    source: Source | None = None

    def __post_init__(self) -> None:
        if not _NAME.match(self.name):
            raise NotOpen(f"the column {self.name!r}: use a to z, 0 to 9 and underlines")
        if self.type not in TYPES:
            raise NotOpen(f"the column {self.name}: its type is one of {', '.join(TYPES)}")
        if self.source is not None and not isinstance(self.source, (Field, Derived, Named, Page)):
            raise NotOpen(f"the column {self.name}: its values come from open fields, not {self.source!r}")


def fields_of(source: Source | Fold) -> tuple[Field, ...]:
    """The fields of the row that a value is made of."""
    if isinstance(source, Field):
        return (source,)
    if isinstance(source, (Derived, Fold)):
        return source.of
    return (source.of,)


def _demand_pure(function: Any) -> None:
    """Functions of ``rules`` cannot reach a database (pyproject.toml, What is recorded and decided knows no Django)."""
    module, name = getattr(function, "__module__", ""), getattr(function, "__qualname__", "")
    if getattr(function, "__closure__", None) or "<" in name or "." in name or not _PURE.search(module):
        raise NotOpen(
            f"{module}.{name} is not a function of a module of rules, so it may know what is not open"
        )


def _demand_fields(given: Iterable[Any]) -> None:
    for one in given:
        if not isinstance(one, Field):
            raise NotOpen(f"{one!r} is not an open field")
