"""Tables of the catalogue: projected ones follow from the record; Load is private."""

from folkmoot.modules.catalogue.models.datasets import Dataset, Table, Term, Version
from folkmoot.modules.catalogue.models.private import Load

__all__ = ["Dataset", "Load", "Table", "Term", "Version"]
