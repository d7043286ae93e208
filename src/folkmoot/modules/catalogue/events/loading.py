"""The tables of a dataset, and each immutable version of them."""

from dataclasses import dataclass
from typing import ClassVar

from folkmoot.modules.catalogue.events.describing import Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDescribed:
    """A table of a dataset, new or described anew. ``table`` is its part of the address and never changes.

    ``sort`` is upload, link or record; a link has the ``url`` that it is loaded from, again every so many hours (0: when
    asked). One of the record is computed from it, anew at most once in so many hours.
    """

    kind: ClassVar[str] = "catalogue.table_described"
    version: ClassVar[int] = 1

    table: str
    name: Pairs
    sort: str
    url: str = ""
    every: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRemoved:
    """A table is not offered any more; its versions keep their addresses and their entries on the record."""

    kind: ClassVar[str] = "catalogue.table_removed"
    version: ClassVar[int] = 1

    table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What is laid down about a column, by its title in the file. Empty fields are open."""

    title: str
    type: str = ""
    format: str = ""
    label: str = ""
    unit: str = ""
    description: str = ""
    source: str = ""
    key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DictionaryLaidDown:
    """What the columns of a table mean, and how its files are read. Each replaces the one before.

    ``reading`` are (name, value) pairs of what was chosen about delimiter, encoding and so on.
    """

    kind: ClassVar[str] = "catalogue.dictionary_laid_down"
    version: ClassVar[int] = 1

    table: str
    columns: tuple[Column, ...]
    reading: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How a version differs from the one before: names of columns, and numbers of rows.

    With ``keyed`` rows are told apart by the key that was laid down, and ``changed`` counts those with the same key and
    other values; without it a changed row counts as one removed and one added. Numbers are nothing where they were not
    counted.
    """

    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    columns_retyped: tuple[str, ...] = ()
    keyed: bool = False
    added: int | None = None
    removed: int | None = None
    changed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationMade:
    """A version of a table: immutable, numbered from 1 on, and the one that is shown from now on.

    ``generation`` is the SHA-256 of its table.json, which holds types, dictionary and quality; ``parquet`` is that of its
    rows, ``original`` that of the file as it was handed in, with its length in ``bytes``. ``reason`` is file, dictionary
    or record. With record the rows were computed from the record: they tell of its first ``entries`` entries at least, whose
    tree has the ``root``, and of nothing accepted after this fact.
    """

    kind: ClassVar[str] = "catalogue.generation_made"
    version: ClassVar[int] = 2

    table: str
    number: int
    reason: str
    generation: str
    original: str
    bytes: int
    parquet: str
    rows: int
    columns: int
    rejects: int
    difference: Difference
    entries: int = 0
    root: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionShown:
    """An office made another version of a table, an older one most often, the one that is shown. ``words`` commit to why."""

    kind: ClassVar[str] = "catalogue.version_shown"
    version: ClassVar[int] = 1

    table: str
    number: int
    words: str
