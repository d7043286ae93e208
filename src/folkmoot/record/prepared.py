"""Queries that are put together once and only filled in afterwards.

Putting a query together costs Django several times what a small one takes in the database, and pages ask the same few
for every reader. ``build`` makes the query with stand-ins for its values; its statement is kept, and the values take
the places of their stand-ins. What comes back is the same rows as from the query itself.
"""

from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, datetime
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import DateTimeField, Model, QuerySet, UUIDField
from django.db.models.functions import Coalesce
from django.db.models.query import get_related_populators  # type: ignore[attr-defined]  # not in the stubs
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)

Single = str | int | datetime | UUID
Value = Single | Sequence[str] | Sequence[int] | None
LONGEST = 200
"""Items of a list above which the statement is not kept: there would be one for each length."""
SINGLE = -1
"""Stands for the length of what is no list."""
_MOMENT: "DateTimeField[Any, Any]" = DateTimeField()
_UUID: "UUIDField[Any, Any]" = UUIDField()
_FIRST_YEAR = "0001-"
_NUMBER = 2_147_000_000
"""Stand-ins for whole numbers begin here, near the end of what a column of four bytes holds."""
_ROOM = 1000
_KNOWN = 4096
"""Rows of columns that a statement remembers as read; when it has so many it begins anew."""
_MARK = "\x02"
"""No text of the record has this character, so that a stand-in is not taken for a constant of the query."""


def as_held(moment: str) -> Coalesce:
    """A column of moments for ``values``, which then parses none that was read before.

    The driver of SQLite parses every column that was declared to hold moments, each time; what is worked out has no
    declaration.
    """
    return Coalesce(moment, None, output_field=DateTimeField())


class _Row(NamedTuple):
    """How a row becomes an instance: its columns that are fields, those that were worked out, and their converters.

    ``related`` makes the instances that ``select_related`` names.
    """

    model: Any
    names: list[str]
    fields: slice
    others: list[tuple[str, int]]
    converters: list[tuple[int, list[Callable[..., Any]], Any]]
    related: Sequence[Any]

    def read(self, row: Sequence[Any]) -> Any:
        values = list(row)
        for at, converters, expression in self.converters:
            for convert in converters:
                values[at] = convert(values[at], expression, connection)
        one = self.model.from_db(connection.alias, self.names, values[self.fields])
        for populator in self.related:
            populator.populate(values, one)
        for name, at in self.others:
            setattr(one, name, values[at])
        return one


class _Columns(NamedTuple):
    """How the columns of a ``values_list`` become values, and which rows did before: equal ones give equal values."""

    converters: list[tuple[int, list[Callable[..., Any]], Any]]
    known: dict[tuple[Any, ...], tuple[Any, ...]]

    def read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        found = self.known.get(row)
        if found is None:
            values = list(row)
            for at, converters, expression in self.converters:
                for convert in converters:
                    values[at] = convert(values[at], expression, connection)
            if len(self.known) >= _KNOWN:
                self.known.clear()
            found = self.known[row] = tuple(values)
        return found


class _Made(NamedTuple):
    """A statement; for each of its parameters the value that takes its place, or None for a constant.

    ``row`` is None for the columns of a ``values_list``, and ``columns`` for whole rows.
    """

    row: _Row | None
    columns: _Columns | None
    statement: str
    places: list[tuple[str, int] | None]
    constants: list[Any]


class Prepared(Generic[M]):
    """A query of some named texts, whole numbers, moments, UUIDs, or lists of texts or numbers for ``__in``.

    No list may be empty.

    None is given to ``build`` as it is. Nothing may be worked out of a moment in ``build``, which sees a stand-in.
    """

    def __init__(self, build: Callable[..., QuerySet[M, Any]]) -> None:
        self._build = build
        self._made: dict[tuple[Any, ...], _Made] = {}

    def rows(self, **values: Value) -> list[M]:
        """The rows as instances of the model."""
        made, given = self._filled(values)
        if made.row is None:
            raise TypeError("a values_list has columns, not rows")
        read = made.row.read
        with connection.cursor() as cursor:
            cursor.execute(made.statement, given)
            return [read(one) for one in cursor.fetchall()]

    def first(self, **values: Value) -> M | None:
        """The first row, or None."""
        return next(iter(self.rows(**values)), None)

    def columns(self, **values: Value) -> list[tuple[Any, ...]]:
        """The columns of a ``values_list`` as the database gives them: texts and whole numbers only."""
        made, given = self._filled(values)
        with connection.cursor() as cursor:
            cursor.execute(made.statement, given)
            return list(cursor.fetchall())

    def values(self, **values: Value) -> list[tuple[Any, ...]]:
        """The columns of a ``values_list`` as Django gives them.

        A row that was read before is the same tuple again, so that whoever makes something of it can know it by that.
        """
        made, given = self._filled(values)
        if made.columns is None:
            raise TypeError("whole rows have no columns: ask for a values_list")
        read = made.columns.read
        with connection.cursor() as cursor:
            cursor.execute(made.statement, given)
            return [read(one) for one in cursor.fetchall()]

    def _filled(self, values: dict[str, Value]) -> tuple[_Made, list[Any]]:
        lengths = [(name, _length(one)) for name, one in values.items()]
        shape = (connection.vendor, *lengths)
        made = self._made.get(shape)
        if made is None:
            made = self._make(values)
            if max((length for _name, length in lengths), default=0) <= LONGEST:
                self._made[shape] = made
        # A value is often named in several places.
        written = {name: _written(one) for name, one in values.items()}
        return made, [
            constant if place is None else _at(written[place[0]], place[1])
            for place, constant in zip(made.places, made.constants, strict=True)
        ]

    def _make(self, values: dict[str, Value]) -> _Made:
        given = {name: _stand_in(name, number, one) for number, (name, one) in enumerate(values.items())}
        stand_ins = {
            _written(_at(one, at)): (name, at)
            for name, one in given.items()
            for at in (range(len(one)) if isinstance(one, list) else (SINGLE,))
            if one is not None
        }
        compiler = self._build(**given).query.get_compiler(connection=connection)
        statement, constants = compiler.as_sql()
        places = [stand_ins.get(one) if isinstance(one, Hashable) else None for one in constants]
        if len({one for one in places if one}) < len(stand_ins):
            raise ValueError("each value must stand in the query as it is given")
        if any(
            place is None and str(one).startswith(_FIRST_YEAR)
            for place, one in zip(places, constants, strict=True)
        ):
            raise ValueError("a moment must stand in the query as it is given; work it out before")
        return _Made(_row(compiler), _columns(compiler), statement, places, list(constants))


def _columns(compiler: SQLCompiler) -> _Columns | None:
    """The converters that Django's own iterator works out anew for each query (``ValuesListIterable``)."""
    if compiler.query.default_cols:
        return None
    return _Columns(_converters(compiler), {})


def _converters(compiler: SQLCompiler) -> list[tuple[int, list[Callable[..., Any]], Any]]:
    found = compiler.get_converters([one[0] for one in compiler.select])
    return [(at, convert, expression) for at, (convert, expression) in found.items()]


def _row(compiler: SQLCompiler) -> _Row | None:
    """What Django's own iterator works out anew for each query (``django.db.models.query.ModelIterable``)."""
    if not compiler.query.default_cols:
        return None
    known, select = compiler.klass_info, compiler.select
    fields = slice(known["select_fields"][0], known["select_fields"][-1] + 1)
    return _Row(
        known["model"],
        [one[0].target.attname for one in select[fields]],
        fields,
        list((compiler.annotation_col_map or {}).items()),
        _converters(compiler),
        get_related_populators(known, select, connection.alias),
    )


def _length(value: Value) -> int:
    return 0 if value is None else len(value) if isinstance(value, list | tuple) else SINGLE


def _stand_in(name: str, number: int, value: Value) -> Any:
    """A value of the same sort that no query has as a constant."""
    match value:
        case None:
            return None
        case str():
            return _MARK + name
        case int():
            return _NUMBER + number * _ROOM
        case datetime():
            return datetime(1, 1, 1 + number, tzinfo=UTC)
        case UUID():
            return UUID(int=1 + number)
    if isinstance(value[0], int):
        return [_NUMBER + number * _ROOM + at for at in range(len(value))]
    return [f"{_MARK}{name}{at}" for at in range(len(value))]


def _at(value: Any, at: int) -> Any:
    return value if at == SINGLE else value[at]


def _written(value: Any) -> Any:
    """A value as the database takes it."""
    match value:
        case datetime():
            return _MOMENT.get_db_prep_value(value, connection)
        case UUID():
            return _UUID.get_db_prep_value(value, connection)
    return value
