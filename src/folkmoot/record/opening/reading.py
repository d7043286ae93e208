"""The rows of an open table, read by key in pieces: however many there are, one piece is held."""

import math
import re
from collections.abc import Callable, Iterator
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
MOST_NAMES = 50_000
_LEAK = re.compile(
    # An address of mail, a commitment to words, a pseudonym or a fingerprint: none of them is anybody's business.
    r"[A-Za-z0-9._%+-]@[A-Za-z0-9-]+\.[A-Za-z]{2}|(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])|person:[0-9a-f]{32}"
)
Row = tuple[Any, ...]


class Leak(RuntimeError):
    """A value was found that no open table may hold; the table is not published. The message does not repeat it."""

    def __init__(self, table: str, column: str) -> None:
        self.table, self.column = table, column
        super().__init__(
            f"the table {table} would publish an address of mail, a pseudonym or a commitment in its column {column}; "
            "nothing of it was published"
        )


def rows(table: OpenTable, *, piece: int = PIECE) -> Iterator[list[Row]]:
    """Lists of rows in the table's order; a row has the values of its columns. Raises Leak, and TypeError for a wrong type."""
    check = _checked(table)
    if table.fold is not None:
        made: list[Row] = []
        for row in table.fold.compute(_each(table, piece)):
            made.append(tuple(row))
            if len(made) >= piece:
                yield check(made)
                made = []
        if made:
            yield check(made)
        return
    places = {field: at for at, field in enumerate(table.fields)}
    makers = [_maker(one, places) for one in table.columns]
    for some in _pieces(table, piece):
        yield check([tuple(make(row) for make in makers) for row in some])


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


def _maker(column: Column, places: dict[Field, int]) -> Callable[[Row], Any]:
    source = column.source
    if isinstance(source, Field):
        at = places[source]
        return lambda row: row[at]
    if isinstance(source, Derived):
        ats, compute = [places[one] for one in source.of], source.compute
        return lambda row: compute(*(row[at] for at in ats))
    if isinstance(source, Named):
        at, names = places[source.of], _names(source)
        return lambda row: names.get(row[at])
    assert isinstance(source, Page)  # noqa: S101 - a row's columns have one of four sources (columns.Source).
    at = places[source.of]
    return _addresses(source.view, at)


def _names(source: Named) -> dict[Any, Any]:
    rows = source.key.model._base_manager.values_list(source.key.name, source.name.name)
    return dict(rows[:MOST_NAMES])


def _addresses(view: str, at: int) -> Callable[[Row], Any]:
    """Addresses of pages; the view's address is looked up once, since a million look-ups take a minute."""
    origin = settings.ORIGIN.rstrip("/")
    parts: list[str] = []

    def address(row: Row) -> str | None:
        value = row[at]
        if value is None or value == "":
            return None
        told = quote(str(value), safe="/~:@!$&'()*+,;=")
        if not parts:
            found = reverse(view, args=[value])
            if found.count(told) != 1:
                return origin + found
            parts.extend(found.split(told))
        return f"{origin}{parts[0]}{told}{parts[1]}"

    return address


def _checked(table: OpenTable) -> Callable[[list[Row]], list[Row]]:
    fits = [(one.name, _FITS[one.type]) for one in table.columns]
    texts = [at for at, one in enumerate(table.columns) if one.type == "text"]

    def check(some: list[Row]) -> list[Row]:
        made = []
        for row in some:
            if len(row) != len(fits):
                raise TypeError(f"the table {table.name}: a row has {len(row)} values for {len(fits)} columns")
            try:
                made.append(tuple(None if value is None or value == "" else fit(value) for value, (_, fit) in zip(row, fits, strict=True)))
            except TypeError:
                wrong = next(name for value, (name, fit) in zip(row, fits, strict=True) if _wrong(value, fit))
                raise TypeError(f"the table {table.name}: a value of {wrong} is not of its type") from None
        if _LEAK.search("\n".join(row[at] for row in made for at in texts if row[at])):
            at = next(at for row in made for at in texts if row[at] and _LEAK.search(row[at]))
            raise Leak(table.name, table.columns[at].name)
        return made

    return check


def _wrong(value: Any, fit: Callable[[Any], Any]) -> bool:
    try:
        if value is not None and value != "":
            fit(value)
    except TypeError:
        return True
    return False


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _int(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not math.isfinite(value):
        raise TypeError
    return value


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _date(value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError
    return value


def _timestamp(value: Any) -> datetime:
    """A moment in UTC, to the second."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise TypeError
    return value.astimezone(UTC).replace(tzinfo=None, microsecond=0)


_FITS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "int": _int,
    "number": _number,
    "bool": _bool,
    "date": _date,
    "timestamp": _timestamp,
    "geometry": _text,
}
