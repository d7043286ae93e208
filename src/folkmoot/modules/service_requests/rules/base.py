"""What every rule of a report answers with, and which states are open."""

from folkmoot.record.refusal import Refusal, one_of, too_long

__all__ = ["NOT_YOURS", "OPEN", "OPEN_STATES", "Refusal", "may_work", "may_work_on", "one_of", "too_long"]

OPEN = ("new", "acknowledged", "in_progress")
"""States in which somebody has to do something, in the order of a report's life, in which migrations know them."""
OPEN_STATES = frozenset(OPEN)


def may_work(state: str) -> Refusal | None:
    """Assigning, moving and updating need an open report."""
    return (
        None
        if state in OPEN_STATES
        else Refusal.of("state", "this report is closed (%(state)s); reopen it first", state=state)
    )


NOT_YOURS = Refusal("office", "another team has this report by now; open the page again")


def may_work_on(*, state: str, holds: bool) -> Refusal | None:
    """The same for an act whose page may be old: the office that acts must hold the report still."""
    return may_work(state) if holds else NOT_YOURS
