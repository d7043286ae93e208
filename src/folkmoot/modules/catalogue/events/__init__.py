"""The facts that the catalogue can record, by the subject ``datasets/<key>``."""

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
from folkmoot.modules.catalogue.events.loading import (
    Column,
    DictionaryLaidDown,
    Difference,
    GenerationMade,
    TableDescribed,
    TableRemoved,
    VersionShown,
)

__all__ = [
    "Column",
    "Described",
    "Description",
    "DictionaryLaidDown",
    "Difference",
    "GenerationMade",
    "Pairs",
    "Published",
    "Restored",
    "SentBack",
    "Submitted",
    "TableDescribed",
    "TableRemoved",
    "VersionShown",
    "Withdrawn",
]
