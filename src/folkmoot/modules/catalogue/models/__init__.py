"""Tables of the catalogue: projected ones follow from the record; ApiKey, Load and Wish are private."""

from folkmoot.modules.catalogue.models.datasets import ActsOfDay, Dataset, Table, Term, Version
from folkmoot.modules.catalogue.models.private import ApiKey, Keeping, Load, Wish

__all__ = ["ActsOfDay", "ApiKey", "Dataset", "Keeping", "Load", "Table", "Term", "Version", "Wish"]
