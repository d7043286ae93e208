"""One question to one table, as an immutable tree. Every dialect is read into it; compile.py alone turns it into SQL.

What holds for every dialect and every engine:

- A condition about an absent value is neither true nor false, as in SQL; only rows for which the whole is true are found.
- Text is compared by code point; `HasText` and `Words` do not tell upper from lower case.
- Absent values come last, whether sorted up or down. Rows that are otherwise equal come in the order of `_id`.
- A week begins on Monday (ISO 8601).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias

Value: TypeAlias = int | float | Decimal | str | bool | date | datetime | time
OPERATORS = ("eq", "ne", "lt", "le", "gt", "ge")
WAYS = ("contains", "starts", "ends")
BUCKETS = ("year", "quarter", "month", "week", "day", "hour")
MEASURES = ("count", "sum", "mean", "min", "max", "median", "distinct")


@dataclass(frozen=True, slots=True)
class Compare:
    """A column against a value: eq, ne, lt, le, gt or ge. `at` is how the asker wrote it, for messages."""

    column: str
    op: str
    value: Value
    at: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A column equal to one of at least one value."""

    column: str
    values: tuple[Value, ...]
    at: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class HasText:
    """A text column that contains, starts with or ends with a text; upper and lower case are one."""

    column: str
    way: str
    text: str
    at: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class IsNull:
    """A column without a value."""

    column: str
    at: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Words:
    """Every word stands somewhere in one of the text columns; empty `columns` are all of them."""

    text: str
    columns: tuple[str, ...] = ()
    at: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds; with no parts it holds always."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part is false; where it is unknown this is unknown too."""

    part: "Condition"


Condition: TypeAlias = Compare | OneOf | HasText | IsNull | Words | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Key:
    """What rows are grouped by: a column, or the year, month … in which its date lies."""

    column: str
    by: str = ""
    name: str = ""

    @property
    def label(self) -> str:
        """The name of the column in the answer."""
        return self.name or (f"{self.column}_{self.by}" if self.by else self.column)


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure for each group: one of MEASURES of a column; `count` without a column counts rows.

    `distinct` counts different values. None of them counts absent values; of nothing but absent ones, count and
    distinct are 0 and the others absent.
    """

    what: str
    column: str = ""
    name: str = ""

    @property
    def label(self) -> str:
        """The name of the column in the answer."""
        return self.name or (f"{self.what}_{self.column}" if self.column else self.what)


@dataclass(frozen=True, slots=True)
class Sort:
    """By which column of the answer (without groups: of the table), and whether from the highest down."""

    name: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """One question. With `group` or `measures` the answer has a row for each group, else one for each row.

    `select` empty means all columns. `after` is the cursor that an answer gave for its next page; `offset` skips rows and
    is limited, except in a table as it stands, where it costs nothing.
    """

    where: Condition | None = None
    select: tuple[str, ...] = ()
    group: tuple[Key, ...] = ()
    measures: tuple[Measure, ...] = ()
    sort: tuple[Sort, ...] = ()
    limit: int = 100
    offset: int = 0
    after: str = ""

    @property
    def grouped(self) -> bool:
        """Whether its rows are groups."""
        return bool(self.group or self.measures)


@dataclass(frozen=True, slots=True)
class Facets:
    """The commonest values of several columns among the rows that a condition finds, in one go."""

    keys: tuple[Key, ...]
    where: Condition | None = None
    limit: int = 10


def walk(condition: Condition | None) -> Iterator[Condition]:
    """A condition and all inside it, outermost first."""
    waiting = [] if condition is None else [condition]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, AllOf | AnyOf):
            waiting += reversed(one.parts)
        elif isinstance(one, Not):
            waiting.append(one.part)


def both(*conditions: Condition | None) -> Condition | None:
    """All of the conditions that there are; nothing where there is none."""
    found = tuple(one for one in conditions if one is not None)
    return found[0] if len(found) == 1 else AllOf(found) if found else None
