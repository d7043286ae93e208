"""The rows of an open table, read by key in pieces: however many there are, one piece is held."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from folkmoot.record.opening.columns import Column, Derived, Field, Named, Page
from folkmoot.record.opening.datasets import OpenTable

PIECE = 2_000
_PLAIN = re.compile(r"[A-Za-z0-9._~-]+")
MOST_NAMES = 50_000
_LEAK = re.compile(
    # An address of mail, a commitment to words, a pseudonym or a fingerprint: none of them is anybody's business.
    r"[A-Za-z0-9._%+-]@[A-Za-z0-9-]+\.[A-Za-z]{2}|(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])|person:[0-9a-f]{32}"
)
Row = tuple[Any, ...]
Values = Sequence[Any]
"""The values of one column in a piece of rows: columns are worked on as a whole, which is several times as fast as rows."""


class Leak(RuntimeError):
    """A value was found that no open table may hold; the table is not published. The message does not repeat it."""

    def __init__(self, table: str, column: str) -> None:
        self.table, self.column = table, column
        super().__init__(
            f"the table {table} would publish an address of mail, a pseudonym or a commitment in its column {column}; "
            "nothing of it was published"
        )


def rows(table: OpenTable, *, piece: int = PIECE) -> Iterator[list[Row]]:
    """Lists of rows in the table's order; a row has the values of its columns. Raises Leak, and TypeError for a wrong type.

    Empty texts are absent; moments are in UTC, to the second, without a zone.
    """
    check = _checked(table)
    if table.fold is not None:
        made: list[Row] = []
        for row in table.fold.compute(_each(table, piece)):
            made.append(tuple(row))
            if len(made) >= piece:
                yield check(_turned(table, made))
                made = []
        if made:
            yield check(_turned(table, made))
        return
    places = {field: at for at, field in enumerate(table.fields)}
    makers = [_maker(one, places) for one in table.columns]
    for some in _pieces(table, piece):
        columns: list[Values] = list(zip(*some, strict=True))
        yield check([make(columns) for make in makers])


def _turned(table: OpenTable, some: list[Row]) -> list[Values]:
    if wrong := next((len(row) for row in some if len(row) != len(table.columns)), None):
        raise TypeError(f"the table {table.name}: a row has {wrong} values for {len(table.columns)} columns")
    return list(zip(*some, strict=True))


def _each(table: OpenTable, piece: int) -> Iterator[Row]:
    for some in _pieces(table, piece):
        yield from some


def _pieces(table: OpenTable, piece: int) -> Iterator[list[Row]]:
    """The values of the fields, by the key that the order is. No query asks for more than a piece of rows."""
    names = [one.name for one in table.fields]
    # The condition chooses rows, and values are read by the names of columns: it cannot put others in their place.
    chosen = table.of._base_manager.filter(table.where()).order_by(*table.order)
    after: Row | None = None
    while True:
        rest = chosen.filter(_after(table.order, after)) if after else chosen
        found = list(rest.values_list(*table.order, *names)[:piece])
        if not found:
            return
        yield [row[len(table.order) :] for row in found]
        if len(found) < piece:
            return
        after = found[-1][: len(table.order)]


def _after(order: tuple[str, ...], last: Row) -> Q:
    """Rows behind a place. The first column bounds the range of the index; the others tell ties apart."""
    found, same = Q(), Q()
    for name, value in zip(order, last, strict=True):
        found |= same & Q(**{f"{name}__gt": value})
        same &= Q(**{name: value})
    return found if len(order) == 1 else Q(**{f"{order[0]}__gte": last[0]}) & found


def _maker(column: Column, places: dict[Field, int]) -> Callable[[list[Values]], Values]:
    source = column.source
    if isinstance(source, Field):
        at = places[source]
        return lambda columns: columns[at]
    if isinstance(source, Derived):
        ats, compute = [places[one] for one in source.of], source.compute
        return lambda columns: list(map(compute, *(columns[at] for at in ats)))
    if isinstance(source, Named):
        at, names = places[source.of], _names(source)
        return lambda columns: list(map(names.get, columns[at]))
    assert isinstance(source, Page)  # noqa: S101 - a row's columns have one of four sources (columns.Source).
    at = places[source.of]
    address = _addresses(source.view)
    return lambda columns: list(map(address, columns[at]))


def _names(source: Named) -> dict[Any, Any]:
    rows = source.key.model._base_manager.values_list(source.key.name, source.name.name)
    return dict(rows[:MOST_NAMES])


def _addresses(view: str) -> Callable[[Any], str | None]:
    """Addresses of pages; the view's address is looked up once, since a million look-ups take a minute."""
    origin = settings.ORIGIN.rstrip("/")
    parts: list[str] = []

    def address(value: Any) -> str | None:
        if value is None or value == "":
            return None
        told = str(value)
        if not _PLAIN.fullmatch(told):
            told = quote(told, safe="/~:@!$&'()*+,;=")
        if not parts:
            found = reverse(view, args=[value])
            if found.count(told) != 1:
                return origin + found
            before, after = found.split(told)
            parts.extend((origin + before, after))
        return parts[0] + told + parts[1]

    return address


def _checked(table: OpenTable) -> Callable[[list[Values]], list[Row]]:
    def check(columns: list[Values]) -> list[Row]:
        made = []
        for one, values in zip(table.columns, columns, strict=True):
            kinds = set(map(type, values)) - {type(None)}
            if not all(issubclass(kind, _KINDS[one.type]) and kind not in _NOT[one.type] for kind in kinds):
                raise TypeError(f"the table {table.name}: a value of {one.name} is not of its type")
            told = [_FITS[one.type](value) for value in values] if one.type in _FITS else values
            if one.type == "text":
                told = [value or None for value in told]
                if _LEAK.search("\n".join(value for value in told if value)):
                    raise Leak(table.name, one.name)
            made.append(told)
        return list(zip(*made, strict=True))

    return check


def _number(value: Any) -> Any:
    if value is not None and not math.isfinite(value):
        raise TypeError("a number is not finite")
    return value


def _timestamp(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is not UTC:
        if value.tzinfo is None:
            raise TypeError("a moment has no zone")
        value = value.astimezone(UTC)
    return value.replace(tzinfo=None, microsecond=0)


_KINDS: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "int": (int,),
    "number": (int, float, Decimal),
    "bool": (bool,),
    "date": (date,),
    "timestamp": (datetime,),
    "geometry": (str,),
}
_NOT: dict[str, frozenset[type]] = {
    **dict.fromkeys(_KINDS, frozenset()),
    "int": frozenset({bool}),
    "number": frozenset({bool}),
    "date": frozenset({datetime}),
}
"""Kinds of values that Python takes for another: a truth is no number, and a moment no day."""
_FITS: dict[str, Callable[[Any], Any]] = {"number": _number, "timestamp": _timestamp}
