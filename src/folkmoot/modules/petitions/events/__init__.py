"""Facts about petitions: what people ask for, who signs (without names), and what the institution does about it."""

from folkmoot.modules.petitions.events.answering import (
    Answered,
    Debated,
    DebateScheduled,
    Document,
    Followed,
    Noted,
    ThresholdReached,
)
from folkmoot.modules.petitions.events.describing import KindDescribed, Step
from folkmoot.modules.petitions.events.guarding import Guarded, LimitsDescribed, Unguarded
from folkmoot.modules.petitions.events.moderating import (
    Closed,
    Flagged,
    Opened,
    Parked,
    Rejected,
    Returned,
    Sponsored,
    Stopped,
    TakenDown,
)
from folkmoot.modules.petitions.events.signing import (
    Imported,
    Invalidated,
    Restored,
    Signed,
    Started,
    Withdrawn,
)
from folkmoot.modules.petitions.events.terms import (
    Archived,
    Due,
    Ended,
    Reopened,
    TermAnnounced,
    TermCalledOff,
    TermEnded,
    TermSettled,
)
from folkmoot.modules.petitions.events.watching import BurstJudged, BurstsFound

__all__ = [
    "Answered",
    "Archived",
    "BurstJudged",
    "BurstsFound",
    "Closed",
    "DebateScheduled",
    "Debated",
    "Document",
    "Due",
    "Ended",
    "Flagged",
    "Followed",
    "Guarded",
    "Imported",
    "Invalidated",
    "KindDescribed",
    "LimitsDescribed",
    "Noted",
    "Opened",
    "Parked",
    "Rejected",
    "Reopened",
    "Restored",
    "Returned",
    "Signed",
    "Sponsored",
    "Started",
    "Step",
    "Stopped",
    "TakenDown",
    "TermAnnounced",
    "TermCalledOff",
    "TermEnded",
    "TermSettled",
    "ThresholdReached",
    "Unguarded",
    "Withdrawn",
]
