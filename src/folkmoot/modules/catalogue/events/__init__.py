"""The facts that the catalogue can record, by the subjects ``datasets/<key>`` and ``data_sources/<key>``."""

from folkmoot.modules.catalogue.events.describing import (
    Described,
    Description,
    Pairs,
    Published,
    Restored,
    SentBack,
    Submitted,
    Withdrawn,
)
from folkmoot.modules.catalogue.events.harvesting import (
    GoneAtSource,
    Harvested,
    HarvestedFile,
    HarvestEnded,
    Overridden,
    SourceClosed,
    SourceDescribed,
)
from folkmoot.modules.catalogue.events.loading import (
    Column,
    DictionaryLaidDown,
    Difference,
    GenerationMade,
    TableDescribed,
    TableRemoved,
)

__all__ = [
    "Column",
    "Described",
    "Description",
    "DictionaryLaidDown",
    "Difference",
    "GenerationMade",
    "GoneAtSource",
    "HarvestEnded",
    "Harvested",
    "HarvestedFile",
    "Overridden",
    "Pairs",
    "Published",
    "Restored",
    "SentBack",
    "SourceClosed",
    "SourceDescribed",
    "Submitted",
    "TableDescribed",
    "TableRemoved",
    "Withdrawn",
]
