"""When ballots may be opened, and when a result may be published. Pure."""

from folkmoot.record.refusal import Refusal

OVER = ("counting", "result", "delivery")
"""Phases in which voting is over."""


def may_open(*, phase: str, unsettled: int, missing: int, asked: bool) -> Refusal | None:
    """Whether the ballots of a round may be opened now. Nothing can be added afterwards.

    ``unsettled``: ballots on paper that were not entered twice alike; ``missing``: those that were handed out and not
    entered at all. While counting is on, officers may still enter them: they are waited for unless somebody responsible
    ``asked`` to open without the missing ones. When the next phase has begun nobody can enter any more.
    """
    if phase not in OVER:
        return Refusal("state", "voting is not over; ballots are opened when it is")
    if phase != "counting":
        return None
    if unsettled:
        return Refusal.of(
            "state",
            "%(count)s ballots on paper have to be entered a second time, or settled, before ballots are opened",
            count=unsettled,
        )
    if missing and not asked:
        return Refusal.of(
            "state", "%(count)s ballots on paper were handed out and not entered yet", count=missing
        )
    return None


def may_publish(*, phase: str, counted: int, pots: int, asked: bool) -> Refusal | None:
    """Whether a result may be published: when every pot is counted, on its day, or when somebody responsible asks."""
    if counted < pots:
        return Refusal.of("state", "%(counted)s of %(pots)s pots are counted", counted=counted, pots=pots)
    if phase == "counting" and not asked:
        return Refusal("state", "the day of the result has not come")
    return None
