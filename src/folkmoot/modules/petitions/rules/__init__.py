"""Decisions about petitions: pure, with a reason for every no. No Django, no clock, no database."""

from folkmoot.modules.petitions.rules.base import (
    ALLOWED,
    BEFORE_OPENING,
    COLLECTING,
    IN_MODERATION,
    LISTED,
    PUBLISHED,
    STATES,
    Refusal,
    may,
    takes_comments,
)
from folkmoot.modules.petitions.rules.counting import (
    LEAST,
    Ledger,
    by_area,
    crossed,
    end_of_day,
    shown_countries,
    shown_counts,
    spaced,
)
from folkmoot.modules.petitions.rules.kinds import may_describe
from folkmoot.modules.petitions.rules.writing import REJECTIONS

__all__ = [
    "ALLOWED",
    "BEFORE_OPENING",
    "COLLECTING",
    "IN_MODERATION",
    "LEAST",
    "LISTED",
    "PUBLISHED",
    "REJECTIONS",
    "STATES",
    "Ledger",
    "Refusal",
    "by_area",
    "crossed",
    "end_of_day",
    "may",
    "may_describe",
    "shown_countries",
    "shown_counts",
    "spaced",
    "takes_comments",
]
