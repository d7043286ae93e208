"""Tables of the catalogue: projected ones follow from the record; loads, harvests and checks of links are private."""

from folkmoot.modules.catalogue.models.datasets import Dataset, Table, Term, Version
from folkmoot.modules.catalogue.models.harvest import Origin, Run, RunRecord, Source
from folkmoot.modules.catalogue.models.links import Link
from folkmoot.modules.catalogue.models.private import Load

__all__ = ["Dataset", "Link", "Load", "Origin", "Run", "RunRecord", "Source", "Table", "Term", "Version"]
