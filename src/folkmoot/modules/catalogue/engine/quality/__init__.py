"""How good the data of a table is, and its schema for others."""

from folkmoot.modules.catalogue.engine.quality.documents import csvw, table_schema
from folkmoot.modules.catalogue.engine.quality.scores import Finding, quality_of

__all__ = ["Finding", "csvw", "quality_of", "table_schema"]
