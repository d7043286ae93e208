"""Ballots are opened or imported, pots are counted, a result is published."""

from collections.abc import Iterable
from typing import Any

from folkmoot.modules.budgeting import events
from folkmoot.modules.budgeting.models import OpenedBallot, OpenedPart, PotResult, Project
from folkmoot.modules.budgeting.projections.base import change_round, number_of
from folkmoot.modules.budgeting.rules.revealing import lines_text
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects

AT_ONCE = 500


@projects(events.BallotsRevealed)
def revealed(fact: Fact[events.BallotsRevealed]) -> None:
    _part(fact, fact.event.part, fact.event.of, len(fact.event.ballots))
    _ballots(number_of(fact), fact.event.ballots)


@projects(events.BallotsImported)
def imported(fact: Fact[events.BallotsImported]) -> None:
    event = fact.event
    _part(
        fact,
        event.part,
        event.of,
        len(event.ballots),
        imported=True,
        source=event.source,
        sha256=event.sha256,
    )
    _ballots(number_of(fact), event.ballots)


def _part(fact: Fact[Any], part: int, of: int, ballots: int, **more: object) -> None:
    OpenedPart.objects.create(
        key=f"{number_of(fact)}/{part}",
        round=number_of(fact),
        part=part,
        of=of,
        ballots=ballots,
        fact_id=fact.id,
        at=fact.accepted,
        **more,
    )


def _ballots(number: int, ballots: Iterable[events.Opened]) -> None:
    OpenedBallot.objects.bulk_create(
        [
            OpenedBallot(
                key=f"{number}/{pot}/{voter}", round=number, pot=pot, voter=voter, lines=lines_text(lines)
            )
            for voter, _salt, choice in ballots
            for pot, lines in choice.items()
        ],
        batch_size=AT_ONCE,
    )


@projects(events.Counted)
def counted(fact: Fact[events.Counted]) -> None:
    event, number = fact.event, number_of(fact)
    PotResult.objects.create(
        key=f"{number}/{event.pot}",
        round=number,
        pot=event.pot,
        winners=list(event.winners),
        cost=event.cost,
        voters=event.voters,
        endowment=event.endowment,
        digest=event.digest,
        fact_id=fact.id,
        at=fact.accepted,
    )
    change_round(fact, counted=fact.accepted)


@projects(events.ResultPublished)
def published(fact: Fact[events.ResultPublished]) -> None:
    number = number_of(fact)
    won = [
        one for row in PotResult.objects.filter(round=number).values_list("winners", flat=True) for one in row
    ]
    voted_on = Project.objects.filter(round=number, state="on_ballot")
    voted_on.filter(pk__in=won).update(outcome="won")
    voted_on.exclude(pk__in=won).update(outcome="lost")
    change_round(fact, published=fact.accepted)
