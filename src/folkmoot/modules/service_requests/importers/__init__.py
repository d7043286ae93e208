"""Bringing reports in from another system's CSV file."""

from folkmoot.modules.service_requests.importers.mapping import Mapping, RefusedMapping, load_mapping
from folkmoot.modules.service_requests.importers.run import Outcome, import_file

__all__ = ["Mapping", "Outcome", "RefusedMapping", "import_file", "load_mapping"]
