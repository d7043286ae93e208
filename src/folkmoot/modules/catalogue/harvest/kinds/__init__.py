"""What each kind of source is asked, and how its answers are read: one page at a time."""

from collections.abc import Mapping

from folkmoot.modules.catalogue.harvest.kinds import ckan, data_json, dcat
from folkmoot.modules.catalogue.harvest.kinds.page import Gather, Page

KINDS: Mapping[str, Gather] = {"ckan": ckan.page, "dcat": dcat.page, "data_json": data_json.page}

__all__ = ["KINDS", "Gather", "Page"]
