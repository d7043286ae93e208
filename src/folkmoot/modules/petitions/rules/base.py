"""What every rule answers with, and the states of a petition."""

from collections.abc import Mapping

from folkmoot.record.refusal import Refusal, too_long

__all__ = [
    "ALLOWED",
    "BEFORE_OPENING",
    "COLLECTING",
    "IN_MODERATION",
    "LISTED",
    "PUBLISHED",
    "STATES",
    "Refusal",
    "may",
    "takes_comments",
    "too_long",
]

COLLECTING = frozenset({"started"})
IN_MODERATION = frozenset({"sponsored", "flagged"})
BEFORE_OPENING = frozenset({"started", "sponsored", "flagged", "dormant"})
PUBLISHED = frozenset({"open", "closed"})
LISTED = frozenset({"open", "closed", "rejected"})
STATES = (
    "started",
    "sponsored",
    "flagged",
    "dormant",
    "open",
    "closed",
    "rejected",
    "hidden",
    "stopped",
    "removed",
)

ALLOWED: Mapping[str, frozenset[str]] = {
    "sponsored": COLLECTING,
    "flagged": frozenset({"sponsored", "dormant"}),
    "parked": frozenset({"sponsored", "flagged"}),
    "opened": BEFORE_OPENING,
    "rejected": BEFORE_OPENING,
    "returned": frozenset({"flagged", "dormant", "rejected", "hidden", "stopped"}),
    "stopped": BEFORE_OPENING,
    "closed": frozenset({"open"}),
    "ended": BEFORE_OPENING | {"open"},
    "reopened": frozenset({"closed"}),
    "archived": frozenset({"closed", "rejected"}),
    "taken_down": PUBLISHED,
    "answered": PUBLISHED,
    "debated": PUBLISHED,
    "followed": PUBLISHED,
    "noted": PUBLISHED,
    "invalidated": BEFORE_OPENING | PUBLISHED,
    "withdrawn": BEFORE_OPENING | PUBLISHED,
}
"""From which states each act is possible; everything else is refused (after the UK service's state machine)."""


def takes_comments(state: str, *, answered: bool) -> bool | None:
    """Whether a petition takes comments: while it is open and once it is answered. None: it has no discussion at all.

    Between its last day and the answer everything can be read and nothing added.
    """
    if state not in PUBLISHED:
        return None
    return state == "open" or answered


def may(act: str, state: str) -> Refusal | None:
    """Whether an act is possible in a state."""
    if state in ALLOWED[act]:
        return None
    return Refusal(
        "state", "this is not possible any more: the petition is in another state now; open the page again"
    )
