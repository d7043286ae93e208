"""The facts that the catalogue can record, about datasets, requests for data and reuses."""

from folkmoot.modules.catalogue.events.asking import (
    DataAsked,
    RequestAnswered,
    RequestOpened,
    RequestRejected,
    RequestSupported,
    RequestTakenDown,
    SupportTakenBack,
)
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
from folkmoot.modules.catalogue.events.reusing import (
    ReuseHandedIn,
    ReusePublished,
    ReuseRejected,
    ReuseTakenDown,
)

__all__ = [
    "Column",
    "DataAsked",
    "Described",
    "Description",
    "DictionaryLaidDown",
    "Difference",
    "GenerationMade",
    "Pairs",
    "Published",
    "RequestAnswered",
    "RequestOpened",
    "RequestRejected",
    "RequestSupported",
    "RequestTakenDown",
    "Restored",
    "ReuseHandedIn",
    "ReusePublished",
    "ReuseRejected",
    "ReuseTakenDown",
    "SentBack",
    "Submitted",
    "SupportTakenBack",
    "TableDescribed",
    "TableRemoved",
    "VersionShown",
    "Withdrawn",
]
