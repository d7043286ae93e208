"""The columns of one published table: their names, their types, and what a type lets one ask."""

import difflib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

TYPES = ("int", "number", "text", "bool", "date", "timestamp", "time", "point", "geometry", "json")
"""Types of columns as table.json of a generation names them."""

ORDERED = frozenset({"int", "number", "text", "bool", "date", "timestamp", "time"})
"""Types whose values can be compared, sorted, grouped and counted."""
NUMBERS = frozenset({"int", "number"})
MOMENTS = frozenset({"date", "timestamp"})
ID = "_id"
"""The first column of every table: whole numbers from 1 in the order of the file, never absent."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the table, one of TYPES, how people call it, and how it is stored."""

    name: str
    type: str
    title: str = field(default="", compare=False)
    stored: str = field(default="", compare=False)
    """DuckDB's type where it says more: numbers may be exact decimals, DECIMAL(18, 2)."""


@dataclass(frozen=True, slots=True)
class Schema:
    """The columns of a table in their order, `_id` first."""

    columns: tuple[Column, ...]
    _by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {one.name: one for one in self.columns})

    @classmethod
    def of(cls, columns: Iterable[tuple[str, str]]) -> "Schema":
        """A schema of (name, type) pairs; `_id` is put in front where it is missing."""
        found = [Column(name, kind) for name, kind in columns]
        if not found or found[0].name != ID:
            found.insert(0, Column(ID, "int"))
        return cls(tuple(found))

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def get(self, name: str) -> Column | None:
        """The column of that very name."""
        return self._by_name.get(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns, `_id` first."""
        return tuple(self._by_name)

    @property
    def texts(self) -> tuple[str, ...]:
        """Names of the columns that hold text: what words are looked for in."""
        return tuple(one.name for one in self.columns if one.type == "text")

    def near(self, name: str) -> tuple[str, ...]:
        """At most three names that look like one that is not there."""
        low = {one.lower(): one for one in reversed(self.names)}
        return tuple(low[one] for one in difflib.get_close_matches(name.lower(), low, 3, 0.5))


def read_schema(folder: Path) -> Schema:
    """The schema of a generation, from the table.json in its folder."""
    about = json.loads((folder / "table.json").read_text(encoding="utf-8"))
    given = [
        Column(one["name"], one["type"], one.get("title") or "", one.get("stored") or "")
        for one in about["fields"]
    ]
    if unknown := sorted({one.type for one in given} - set(TYPES)):
        raise ValueError(f"{folder / 'table.json'} has columns of the types {unknown}; known are {TYPES}")
    if not given or given[0].name != ID:
        given.insert(0, Column(ID, "int"))
    return Schema(tuple(given))
