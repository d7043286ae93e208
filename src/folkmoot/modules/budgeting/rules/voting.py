"""Who may vote, when, and in which way. Pure: no clock, no Django."""

from collections.abc import Collection, Sequence
from datetime import date

from folkmoot.modules.budgeting.rules.ballots import Problem
from folkmoot.modules.budgeting.rules.roll import age, folded
from folkmoot.record.refusal import Refusal, too_long

CHANNELS = ("internet", "paper", "assisted")
HIDDEN_NAME = 200


def may_cast(*, phase: str, on: bool) -> Refusal | None:
    """Whether ballots are taken now. ``phase`` is the one that began last; ``on``: voting has begun and not closed."""
    if on:
        return None
    if phase in {"voting", "counting", "result", "delivery"}:
        return Refusal("state", "voting is over; ballots cannot be cast, changed or taken back any more")
    return Refusal("state", "voting has not begun")


def may_enter_paper(*, phase: str, frozen: bool, revealed: bool) -> Refusal | None:
    """Whether ballots on paper are entered now: from the first day of voting until the ballots are opened."""
    if revealed:
        return Refusal("state", "the ballots are opened; nothing can be entered any more")
    if phase in {"voting", "counting"} and frozen:
        return None
    return Refusal("state", "voting has not begun")


def may_vote(*, struck: str, channel: str, used: str) -> Refusal | None:
    """Whether somebody on the roll may cast a ballot by a channel; ``used`` is the one in which they have a ballot."""
    if struck:
        return Refusal("state", "you are not on the roll of this vote any more; ask the office that runs it")
    if used == "paper" and channel != "paper":
        return Refusal(
            "state", "you were given a ballot on paper; whoever has one cannot vote in another way"
        )
    return None


def may_get_paper(*, struck: str, used: str) -> Refusal | None:
    """Whether somebody may be handed a ballot on paper; ``used`` is the channel of the ballot that they have."""
    if struck:
        return Refusal("state", "this person was struck off the roll")
    if used == "paper":
        return Refusal("state", "this person was given a ballot on paper before")
    if used:
        return Refusal(
            "state", "this person has cast a ballot; it has to be taken back before they get one on paper"
        )
    return None


def may_count_paper(*, counted: int, handed: int) -> Refusal | None:
    """Whether one more ballot on paper may count: never more than were handed out."""
    if counted < handed:
        return None
    return Refusal.of(
        "serial",
        "only %(handed)s ballots on paper were handed out, and as many count already; check the roll",
        handed=handed,
    )


def may_be_voter(
    *, name: str, born: date | None, area: str, areas: Collection[str], minimum_age: int, last_day: date
) -> list[Refusal]:
    """What keeps somebody from being a voter of a round. ``areas`` are those that it is for, empty for all."""
    found: list[Refusal] = []
    if not folded(name):
        found.append(Refusal("name", "write your name in letters"))
    if len(name) > HIDDEN_NAME:
        found.append(too_long("name", HIDDEN_NAME, name))
    if areas and area not in areas:
        found.append(Refusal("area", "this vote is for people of other areas"))
    if born is None:
        found.append(Refusal("born", "give the day of birth"))
    elif born > last_day:
        found.append(Refusal("born", "this day is still to come"))
    elif age(born, last_day) < minimum_age:
        found.append(
            Refusal.of("born", "whoever is %(least)s by the last day of voting may vote", least=minimum_age)
        )
    return found


def refused(problems: Sequence[Problem]) -> list[Refusal]:
    """Problems of a ballot as refusals; the field is ``pot-<code>``, or empty for the whole ballot."""
    return [
        Refusal(f"pot-{one.pot}" if one.pot else "", one.why, one.pattern, dict(one.params))
        for one in problems
    ]
