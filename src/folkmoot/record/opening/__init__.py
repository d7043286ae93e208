"""Which tables are open to everybody, said so that what is private cannot be named (docs/modules.md, Open tables)."""

from folkmoot.record.opening.columns import (
    Column,
    Derived,
    Field,
    Fold,
    Named,
    NotOpen,
    Page,
)
from folkmoot.record.opening.datasets import OpenDataset, OpenTable, facts_in
from folkmoot.record.opening.declared import datasets, table
from folkmoot.record.opening.reading import Leak, rows

__all__ = [
    "Column",
    "Derived",
    "Field",
    "Fold",
    "Leak",
    "Named",
    "NotOpen",
    "OpenDataset",
    "OpenTable",
    "Page",
    "datasets",
    "facts_in",
    "rows",
    "table",
]
