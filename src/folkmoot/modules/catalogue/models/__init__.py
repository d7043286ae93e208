"""Tables of the catalogue: projected ones follow from the record; contributions, keys, loads, harvests and checks of links are private."""

from folkmoot.modules.catalogue.models.contributing import Contribution, DataRequest, RequestSupport, Reuse
from folkmoot.modules.catalogue.models.counting import Counter
from folkmoot.modules.catalogue.models.datasets import ActsOfDay, Dataset, Table, Tally, Term, Version
from folkmoot.modules.catalogue.models.harvest import Origin, Run, RunRecord, Source
from folkmoot.modules.catalogue.models.links import Link
from folkmoot.modules.catalogue.models.private import ApiKey, Keeping, Load, Wish

__all__ = [
    "ActsOfDay",
    "ApiKey",
    "Contribution",
    "Counter",
    "DataRequest",
    "Dataset",
    "Keeping",
    "Link",
    "Load",
    "Origin",
    "RequestSupport",
    "Reuse",
    "Run",
    "RunRecord",
    "Source",
    "Table",
    "Tally",
    "Term",
    "Version",
    "Wish",
]
