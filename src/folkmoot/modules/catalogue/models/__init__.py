from folkmoot.modules.catalogue.models.contributing import Contribution, DataRequest, RequestSupport, Reuse
from folkmoot.modules.catalogue.models.datasets import ActsOfDay, Dataset, Table, Tally, Term, Version
from folkmoot.modules.catalogue.models.private import ApiKey, Keeping, Load, Wish

__all__ = [
    "ActsOfDay",
    "ApiKey",
    "Contribution",
    "DataRequest",
    "Dataset",
    "Keeping",
    "Load",
    "RequestSupport",
    "Reuse",
    "Table",
    "Tally",
    "Term",
    "Version",
    "Wish",
]
