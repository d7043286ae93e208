"""What comes back from a question."""

from dataclasses import dataclass
from typing import Any

from folkmoot.modules.catalogue.engine.query.columns import Column


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows as tuples in the order of `columns`; `next` is the cursor of the page behind, empty on the last one."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    next: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(one.name for one in self.columns)

    def objects(self) -> list[dict[str, Any]]:
        """The rows as mappings of names to values."""
        return [dict(zip(self.names, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Facet:
    """Commonest values of one column: (value, number of rows), commonest first.

    `different` values are there in all, `absent` rows have none. What `values` do not show are
    `different - len(values)` further values.
    """

    name: str
    type: str
    values: tuple[tuple[Any, int], ...]
    different: int
    absent: int


@dataclass(frozen=True, slots=True)
class Faceted:
    """Facets of one condition and the number of rows that it finds."""

    rows: int
    facets: tuple[Facet, ...]
