"""When voting is over: ballots are opened part by part, every pot is counted, the result is published.

Each step is on the record or not at all, and the record says which were done. So whoever dies anywhere is gone on with, and
two who do the same thing at once do it once: the lock on the round decides, and what stands there already is passed over.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from folkmoot.modules.budgeting import events, queries
from folkmoot.modules.budgeting.models import Counting, Round
from folkmoot.modules.budgeting.queries import ballots as cast
from folkmoot.modules.budgeting.queries import results as known
from folkmoot.modules.budgeting.queries import voters
from folkmoot.modules.budgeting.rules import calendar, outcome, results, revealing
from folkmoot.modules.budgeting.rules.ballots import read
from folkmoot.modules.budgeting.rules.election import BadElection
from folkmoot.modules.budgeting.rules.outcome import Pot
from folkmoot.modules.budgeting.rules.ties import UnresolvedTie
from folkmoot.modules.budgeting.services.base import SYSTEM, Refused, demand, on_round
from folkmoot.record import clock, store
from folkmoot.record.leased import LEASE, Lost, signs_of_life
from folkmoot.record.receipt import Receipt
from folkmoot.record.refusal import Refusal
from folkmoot.record.steps import step

log = logging.getLogger(__name__)

MOST_TRIES = 8
"""Workers that may die over one round before an administrator has to ask again."""
Tell = Callable[[str, int, int], None]
"""Hears of a stage, and of how many of how many steps are done."""


def _quiet(_stage: str, _done: int, _whole: int) -> None:
    """Nobody listens."""


def open_ballots(*, number: int, asked: bool = False, tell: Tell = _quiet) -> int:
    """Put every part of the opening on the record that is not there yet; how many were.

    The ballots are read while the round is held, so that none comes in between; afterwards none can. Raises NotFound, or
    Refused while it is too early.
    """
    done = 0
    with on_round(number, SYSTEM) as (fact, row):
        there = known.opened_parts(number)
        if known.all_opened(there):
            return 0
        if not there:
            demand(_may_open(row, asked=asked))
        parts = revealing.parts(
            [(voter, salt.hex(), read(words)) for voter, salt, words in cast.sealed(number)]
        )
        if not there:
            fact(_revealed(number, parts, 1))
            done += 1
    step("budgeting:opened")
    for part in range(2, len(parts) + 1):
        if part in there:
            continue
        with on_round(number, SYSTEM) as (fact, _row):
            if part not in known.opened_parts(number):
                fact(_revealed(number, parts, part))
                done += 1
        step("budgeting:opened")
        tell("opening", part, len(parts))
    return done


def _may_open(row: Round, *, asked: bool) -> Refusal | None:
    counts = cast.paper_counts(row.number)
    entered = counts["counted"] + counts["spoiled"]
    return results.may_open(
        phase=row.phase,
        unsettled=cast.papers_unsettled(row.number),
        missing=max(voters.handed_out(row.number) - entered, 0),
        asked=asked,
    )


def _revealed(number: int, parts: list[tuple[revealing.Opened, ...]], part: int) -> events.BallotsRevealed:
    ballots = tuple(
        (voter, salt, {pot: tuple((line[0], line[1]) for line in lines) for pot, lines in choice.items()})
        for voter, salt, choice in parts[part - 1]
    )
    return events.BallotsRevealed(round=number, part=part, of=len(parts), ballots=ballots)


def count_pots(*, number: int, tell: Tell = _quiet) -> int:
    """Count every pot that is not counted yet; how many were. Raises NotFound, or Refused before all ballots are opened."""
    done, pots = 0, known.frozen_pots(number)
    for place, pot in enumerate(pots.values()):
        if known.result(number, pot.code) is None:
            done += _count(number, pot)
        tell("counting", place + 1, len(pots))
    return done


def _count(number: int, pot: Pot) -> bool:
    if not known.all_opened(known.opened_parts(number)):
        raise Refused([Refusal("state", "the ballots are not all opened yet")])
    # Counting takes seconds, and needs no lock: opened ballots do not change.
    document = outcome.outcome_of(pot, known.choices(number, pot.code))
    digest = store.put_segment(outcome.canonical(document), media_type="application/json")
    step("budgeting:counted")
    with on_round(number, SYSTEM) as (fact, _row):
        if known.result(number, pot.code) is not None:
            return False
        fact(
            events.Counted(
                round=number,
                pot=pot.code,
                winners=tuple(document["winners"]),
                cost=document["cost"],
                voters=document["voters"],
                endowment=document.get("endowment", ""),
                digest=digest,
            )
        )
    return True


def publish(*, number: int, asked: bool = False, actor: str = SYSTEM) -> Receipt | None:
    """Publish the result; None when it is published already. Raises NotFound, or Refused while it is too early."""
    with on_round(number, actor) as (fact, row):
        if row.published:
            return None
        pots, counted = known.frozen_pots(number), known.results(number)
        last = calendar.phase(queries.calendar_of(row), "result") is None
        demand(
            results.may_publish(phase=row.phase, counted=len(counted), pots=len(pots), asked=asked or last)
        )
        ballots = sum(one.ballots for one in known.opened_parts(number).values())
        winners = sum(len(one.winners) for one in counted)
        return fact(events.ResultPublished(round=number, ballots=ballots, winners=winners))


def ask_to_count(*, number: int, actor: str) -> Counting:
    """Somebody responsible wants the ballots opened and counted now, without waiting for paper that did not come back.

    The worker does it. Raises NotFound, or Refused with what is in the way.
    """
    with on_round(number, actor) as (_fact, row):
        if not cast.is_revealed(number):
            demand(_may_open(row, asked=True))
        now = clock.now()
        made, _new = Counting.objects.get_or_create(
            pk=number, defaults={"state": "waiting", "created": now, "changed": now}
        )
        if made.state == "stopped":
            Counting.objects.filter(pk=number, state="stopped").update(state="waiting", tries=0, problem="")
        Counting.objects.filter(pk=number).update(asked=actor, changed=now)
        made.refresh_from_db()
        return made


@dataclass(slots=True)
class _Hand:
    """The hold on the counting of a round: every change says at once whether it is still this worker's."""

    work: Counting

    def change(self, **changes: object) -> None:
        mine = Counting.objects.filter(pk=self.work.pk, token=self.work.token, state="running")
        now = clock.now()
        if not mine.update(lease=now + LEASE, changed=now, **changes):
            raise Lost

    def tell(self, stage: str, done: int, whole: int) -> None:
        self.change(stage=stage, done=done, whole=whole)

    def end(self, state: str, problem: str = "") -> None:
        mine = Counting.objects.filter(pk=self.work.pk, token=self.work.token, state="running")
        mine.update(state=state, problem=problem[:500], lease=None, token="", changed=clock.now())


def count_due() -> int:
    """Open, count and publish what is due; how many steps that took. What a dead worker held is taken over."""
    steps, now = 0, clock.now()
    for row in known.to_count():
        Counting.objects.get_or_create(
            pk=row.number, defaults={"state": "waiting", "created": now, "changed": now}
        )
    wanted = [row.number for row in known.to_count()]
    for number in wanted:
        work = _take(number)
        if work is not None:
            steps += _work(work)
    return steps


def _take(number: int) -> Counting | None:
    now = clock.now()
    free = Q(state="waiting") | Q(state="running", lease__lt=now)
    row = Counting.objects.filter(free, pk=number).first()
    if row is None:
        return None
    taken = Counting.objects.filter(free, pk=number, token=row.token).update(
        state="running", token=secrets.token_hex(16), lease=now + LEASE, tries=row.tries + 1, changed=now
    )
    if not taken:
        return None
    row.refresh_from_db()
    return row


def _work(work: Counting) -> int:
    hand, number, done = _Hand(work), work.pk, 0
    try:
        if work.tries > MOST_TRIES:
            hand.end(
                "stopped", "counting stopped the server several times; ask for it again when that is mended"
            )
            return 0
        with signs_of_life(hand.change, f"the counting of round {number}"):
            done += open_ballots(number=number, asked=bool(work.asked), tell=hand.tell)
            done += count_pots(number=number, tell=hand.tell)
            hand.tell("publishing", 0, 1)
            done += publish(number=number) is not None
        hand.end("done")
    except Lost:
        log.warning("the counting of round %s was taken over by another worker", number)
    except Refused as error:
        # Too early, or paper is missing: the chore looks again, and that is no failure of the worker.
        hand.end("waiting", str(error.refusals[0].why))
        Counting.objects.filter(pk=number).update(tries=0)
    except (BadElection, UnresolvedTie) as error:
        hand.end("stopped", str(error))
    return done
