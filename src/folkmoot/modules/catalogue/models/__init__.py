"""Tables of the catalogue: projected ones follow from the record; ApiKey, Load and Wish are private."""

from folkmoot.modules.catalogue.models.datasets import Dataset, Table, Term, Version
from folkmoot.modules.catalogue.models.private import ApiKey, Load, Wish

__all__ = ["ApiKey", "Dataset", "Load", "Table", "Term", "Version", "Wish"]
