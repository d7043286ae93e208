"""Tables of the catalogue: projected ones follow from the record; Load is private."""

from folkmoot.modules.catalogue.models.datasets import ActsOfDay, Dataset, Table, Term, Version
from folkmoot.modules.catalogue.models.private import Keeping, Load

__all__ = ["ActsOfDay", "Dataset", "Keeping", "Load", "Table", "Term", "Version"]
