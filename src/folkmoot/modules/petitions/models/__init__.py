"""Tables of petitions: projected ones follow from the record, private ones hold what must never enter it."""

from folkmoot.modules.petitions.models.guards import GuardEntry, Limits
from folkmoot.modules.petitions.models.petitions import Obligation, Petition, PetitionKind, Response
from folkmoot.modules.petitions.models.private import Draft, Guard, InternalNote, Reading, Signer
from folkmoot.modules.petitions.models.signatures import (
    AreaTally,
    CountryTally,
    DayTally,
    Invalidation,
    Signature,
)
from folkmoot.modules.petitions.models.terms import Term
from folkmoot.modules.petitions.models.watching import BurstLog, Expected, Watch

__all__ = [
    "AreaTally",
    "BurstLog",
    "CountryTally",
    "DayTally",
    "Draft",
    "Expected",
    "Guard",
    "GuardEntry",
    "InternalNote",
    "Invalidation",
    "Limits",
    "Obligation",
    "Petition",
    "PetitionKind",
    "Reading",
    "Response",
    "Signature",
    "Signer",
    "Term",
    "Watch",
]
