"""Administrators describe rounds and their calendars; phases begin by themselves; a round is frozen for its vote."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from folkmoot.modules.budgeting import events, queries
from folkmoot.modules.budgeting.models import Project, Round
from folkmoot.modules.budgeting.rules import calendar, freezing, ideas
from folkmoot.modules.budgeting.rules import rounds as rules
from folkmoot.modules.budgeting.rules.rule import Rule
from folkmoot.modules.budgeting.services.base import SYSTEM, NotFound, demand, on_round
from folkmoot.places import queries as places
from folkmoot.record import clock
from folkmoot.record.api import Recorder, about
from folkmoot.record.receipt import Receipt
from folkmoot.record.refusal import Refusal

_NUMBERS = "budget_rounds/0"
"""Locked while a new round gets its number; no round has number 0."""


def describe_round(
    *,
    description: events.RoundDescribed,
    actor: str,
    number: int | None = None,
    expected: events.RoundDescribed | None = None,
) -> int:
    """Describe a new round, or one that there is anew; its number.

    With ``expected``, what was looked at before. Raises NotFound, or Refused with everything that is wrong, also when
    somebody else changed the round meanwhile.
    """
    if number is None:
        with about(_NUMBERS, actor=actor):
            newest = queries.newest_round()
            number = newest.number + 1 if newest else 1
            _check(description, None)
            with about(f"budget_rounds/{number}", actor=actor) as fact:
                fact(description)
        return number
    with on_round(number, actor) as (fact, row):
        now = queries.described(row)
        if expected is not None and now != expected:
            demand(Refusal("", "somebody else changed this meanwhile; look again"))
        _check(description, row)
        if now != description:
            fact(description)
    return number


def _check(description: events.RoundDescribed, row: Round | None) -> None:
    demand(
        *rules.may_describe(
            description,
            before=queries.described(row) if row else None,
            frozen=bool(row and row.frozen),
            offices=[one.slug for one in places.departments()],
            areas=[one.slug for one in places.areas()],
        )
    )


def set_calendar(*, number: int, phases: Sequence[events.Phase], actor: str) -> Receipt | None:
    """Set the phases of a round; None when they are as they were. Raises NotFound or Refused."""
    with on_round(number, actor) as (fact, row):
        before = queries.calendar_of(row)
        demand(*calendar.may_set(phases, before=before, begun=row.phase, now=clock.now()))
        if tuple(phases) == before:
            return None
        receipt = fact(events.CalendarSet(phases=tuple(phases)))
        _begin(fact, number)
        return receipt


def begin_due() -> int:
    """Begin every phase that is due; how many began. Voting waits for the round to be frozen.

    Two workers at once, and one that dies anywhere, begin each phase once and in order: the lock on the round and what
    the record says decide, not this process.
    """
    done = 0
    for number in queries.waiting_rounds(clock.now()):
        with on_round(number, SYSTEM) as (fact, _row):
            done += _begin(fact, number)
    return done


def _begin(fact: Recorder, number: int) -> int:
    row = Round.objects.get(pk=number)
    found = calendar.due(
        queries.calendar_of(row), begun=row.phase, frozen=row.frozen is not None, now=clock.now()
    )
    for one in found:
        fact(events.PhaseBegun(phase=one.name, at=one.opens), actor=SYSTEM)
    return len(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """How one pot is voted on and counted; ``filters`` say which projects are counted at all (rules/prefilters.py)."""

    design: events.BallotDesign
    rule: Rule
    filters: tuple[Mapping[str, Any], ...] = ()


def freeze(*, number: int, votes: Mapping[str, Vote], actor: str, areas_most: int = 0) -> Receipt:
    """Freeze what is voted on and how it is counted; ``votes`` is by code of the pot. Voting begins when it is due.

    A rule whose ties go by lot gets its seed here, unless it has one: random, and public before the vote. Projects stand
    in the order of their numbers. Raises NotFound, or Refused with everything that keeps the round from its vote.
    """
    row = queries.round_of(number)
    if row is None:
        raise NotFound("there is no round %(number)s", number=number)
    chosen = tuple(_costed(number))
    with on_round(number, actor, projects=chosen) as (fact, row):
        demand(_may_begin(row), _same(chosen, tuple(_costed(number))))
        by_pot: dict[str, list[events.Line]] = {code: [] for code in votes}
        for one in Project.objects.filter(pk__in=chosen).order_by("number"):
            by_pot.setdefault(one.pot, []).append(events.Line(number=one.number, cost=one.cost or 0))
        amounts = {one["code"]: one["amount"] for one in row.pots}
        pots = tuple(
            events.FrozenPot(
                code=code,
                amount=amounts.get(code, 0),
                design=vote.design,
                rule=_counted(vote),
                projects=tuple(by_pot[code]),
            )
            for code, vote in votes.items()
        )
        demand(
            *freezing.may_freeze(
                pots,
                codes=list(amounts),
                undecided=Project.objects.filter(round=number, state__in=ideas.OPEN).count(),
                areas_most=areas_most,
                areas=sum(bool(one["area"]) for one in row.pots),
            )
        )
        receipt = fact(events.Frozen(currency=row.currency, pots=pots, areas_most=areas_most))
        for pot in pots:
            for line in pot.projects:
                fact(events.OnBallot(pot=pot.code, cost=line.cost), subject=f"budget_projects/{line.number}")
        _begin(fact, number)
        return receipt


def _costed(number: int) -> list[int]:
    found = Project.objects.filter(round=number, state="costed").order_by("number")
    return list(found.values_list("number", flat=True))


def _may_begin(row: Round) -> Refusal | None:
    if row.frozen:
        return Refusal("", "this round is frozen already, and what was frozen cannot change")
    voting = calendar.phase(queries.calendar_of(row), "voting")
    if voting is None or voting.closes <= clock.now():
        return Refusal("phases", "set a calendar whose days of voting are still to come")
    return None


def _same(before: tuple[int, ...], now: tuple[int, ...]) -> Refusal | None:
    return None if before == now else Refusal("", "somebody else changed this meanwhile; look again")


def _counted(vote: Vote) -> dict[str, Any]:
    rule = _seeded(vote.rule).record()
    return rule | {"filters": [dict(one) for one in vote.filters]} if vote.filters else rule


def _seeded(rule: Rule) -> Rule:
    if rule.ties.order != "lot" or rule.ties.seed != "new":
        return rule
    return replace(rule, ties=replace(rule.ties, seed=secrets.token_hex(16)))
