"""Phases of a round: which there are, when each may be, and which are due to begin."""

import itertools
from collections.abc import Sequence
from datetime import datetime

from folkmoot.modules.budgeting.events.rounds import Phase
from folkmoot.record.refusal import Refusal, one_of

NAMES = (
    "informing",
    "ideas",
    "sorting",
    "costing",
    "design",
    "voting",
    "counting",
    "result",
    "delivery",
)
"""In this order; a round may leave out any but voting."""


def place(name: str) -> int:
    """Where a phase stands in the order; -1 before the first (an empty name)."""
    return NAMES.index(name) if name else -1


def due(phases: Sequence[Phase], *, begun: str, frozen: bool, now: datetime) -> list[Phase]:
    """Phases that have to begin now, in order. Voting begins only in a frozen round, and nothing passes it by."""
    found = []
    for one in phases:
        if place(one.name) <= place(begun):
            continue
        if one.opens > now or (one.name == "voting" and not frozen):
            break
        found.append(one)
    return found


def next_due(phases: Sequence[Phase], *, begun: str) -> datetime | None:
    """When the phase after ``begun`` opens; None after the last one."""
    return next((one.opens for one in phases if place(one.name) > place(begun)), None)


def phase(phases: Sequence[Phase], name: str) -> Phase | None:
    """The phase with this name, or None."""
    return next((one for one in phases if one.name == name), None)


def runs(phases: Sequence[Phase], name: str, *, begun: str, now: datetime) -> bool:
    """Whether a phase is on: it began, the next one did not, and its last moment has not come."""
    one = phase(phases, name)
    return one is not None and begun == name and one.opens <= now < one.closes


def may_set(
    phases: Sequence[Phase], *, before: Sequence[Phase], begun: str, now: datetime
) -> list[Refusal | None]:
    """Everything that is wrong with a calendar, given the one before and the phase that began last."""
    names = [one.name for one in phases]
    unknown = [one for one in names if one not in NAMES]
    if unknown:
        return [one_of("phases", NAMES)]
    found: list[Refusal | None] = [
        None
        if "voting" in names
        else Refusal("phases", "give the days of voting: a round has to be voted on"),
        None
        if [place(one) for one in names] == sorted({place(one) for one in names})
        else Refusal("phases", "give each phase once, in the order in which they come"),
    ]
    found += [
        Refusal.of("phases", "the phase '%(name)s' has to close after it opens", name=one.name)
        for one in phases
        if one.closes <= one.opens
    ]
    found += [
        Refusal.of(
            "phases", "the phase '%(name)s' opens before the one before it closes; move it", name=later.name
        )
        for one, later in itertools.pairwise(phases)
        if later.opens < one.closes
    ]
    return found + _begun(phases, before=before, begun=begun, now=now)


def _begun(
    phases: Sequence[Phase], *, before: Sequence[Phase], begun: str, now: datetime
) -> list[Refusal | None]:
    """What has begun stays, and the phase that is on may be made longer only, when it is the vote."""
    found: list[Refusal | None] = []
    for one in before:
        if place(one.name) > place(begun):
            break
        again = phase(phases, one.name)
        if again is None or again.opens != one.opens:
            found.append(
                Refusal.of(
                    "phases", "the phase '%(name)s' has begun; leave its beginning as it is", name=one.name
                )
            )
        elif again.closes != one.closes and (one.name != begun or one.closes <= now):
            found.append(
                Refusal.of("phases", "the phase '%(name)s' is over; leave it as it is", name=one.name)
            )
        elif one.name == "voting" and again.closes < one.closes:
            found.append(Refusal("phases", "voting has begun; it may be made longer and never shorter"))
        elif again.closes != one.closes and again.closes <= now:
            found.append(
                Refusal.of(
                    "phases", "close the phase '%(name)s' at a time that is still to come", name=one.name
                )
            )
    found += [
        Refusal.of("phases", "the phase '%(name)s' would come before the one that has begun", name=one.name)
        for one in phases
        if place(one.name) <= place(begun) and phase(before, one.name) is None
    ]
    return found
