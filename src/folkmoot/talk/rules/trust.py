"""How much a person may do, which grows with what they did. Limits are told, never silent."""

from collections.abc import Mapping
from dataclasses import dataclass

NEW, KNOWN, TRUSTED = "new", "known", "trusted"
LEVELS = (NEW, KNOWN, TRUSTED)
KNOWN_DAYS, TRUSTED_DAYS, TRUSTED_COMMENTS, DISTRUST = 1, 30, 10, 3
"""Days of an account, comments that stand, and removals in 90 days from which somebody counts as new again."""
REMOVED_DAYS = 90


GUEST_FLAGS_HOUR, GUEST_FLAGS_DAY, GUEST_ONCE_DAYS = 5, 10, 30
"""Reports from one network address without an account within an hour and a day, and days for which one counts once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of somebody: days since the account was made, comments that stand, removals of the last 90 days."""

    days: float = 0.0
    published: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How many comments, votes and reports an account may make within an hour, and comments within a day."""

    comments_hour: int
    comments_day: int
    votes_hour: int
    flags_hour: int


ALLOWANCES: Mapping[str, Allowance] = {
    NEW: Allowance(comments_hour=3, comments_day=6, votes_hour=30, flags_hour=5),
    KNOWN: Allowance(comments_hour=10, comments_day=30, votes_hour=120, flags_hour=20),
    TRUSTED: Allowance(comments_hour=30, comments_day=100, votes_hour=300, flags_hour=40),
}


def level(standing: Standing) -> str:
    """One of LEVELS: new until the account is a day old and one comment stands, trusted after a month and ten."""
    if standing.days < KNOWN_DAYS or not standing.published or standing.removed >= DISTRUST:
        return NEW
    seasoned = standing.days >= TRUSTED_DAYS and standing.published >= TRUSTED_COMMENTS
    return TRUSTED if seasoned and not standing.removed else KNOWN


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a level takes. ``what`` is days, published or removed; ``needs`` is the least, of removals the most."""

    what: str
    has: int
    needs: int
    met: bool


def ahead(standing: Standing) -> tuple[str, list[Step]]:
    """The next level and everything that it takes, met or not; nothing for who is trusted."""
    now = level(standing)
    days = int(standing.days)
    if now == TRUSTED:
        return "", []
    if now == NEW:
        return KNOWN, [
            Step("days", days, KNOWN_DAYS, standing.days >= KNOWN_DAYS),
            Step("published", standing.published, 1, standing.published >= 1),
            Step("removed", standing.removed, DISTRUST - 1, standing.removed < DISTRUST),
        ]
    return TRUSTED, [
        Step("days", days, TRUSTED_DAYS, standing.days >= TRUSTED_DAYS),
        Step("published", standing.published, TRUSTED_COMMENTS, standing.published >= TRUSTED_COMMENTS),
        Step("removed", standing.removed, 0, not standing.removed),
    ]
