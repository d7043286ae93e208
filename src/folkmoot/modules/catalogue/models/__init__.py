"""Tables of the catalogue: projected ones follow from the record; Load and Contribution are private."""

from folkmoot.modules.catalogue.models.contributing import Contribution, DataRequest, RequestSupport, Reuse
from folkmoot.modules.catalogue.models.datasets import Dataset, Table, Tally, Term, Version
from folkmoot.modules.catalogue.models.private import Load

__all__ = [
    "Contribution",
    "DataRequest",
    "Dataset",
    "Load",
    "RequestSupport",
    "Reuse",
    "Table",
    "Tally",
    "Term",
    "Version",
]
