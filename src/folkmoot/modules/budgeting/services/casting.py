"""Ballots are cast, changed and taken back until voting closes.

Each holds its voter, so that nobody has two, and the round beside all other voters: many vote at the same time, and
whoever acts on the round (a phase begins, ballots are opened) waits for all of them and is waited for. So no ballot is
taken after the phase has changed and none that was taken is missed. Presses that come while others are dealt with gather
(record/gather.py) and are dealt with by one commit, so that the last evening of a vote does not wait for the disk.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from folkmoot.modules.budgeting import events, queries
from folkmoot.modules.budgeting.models import Ballot, Round, SealedChoice, Voter
from folkmoot.modules.budgeting.queries import ballots as known
from folkmoot.modules.budgeting.queries import voters
from folkmoot.modules.budgeting.rules import ballots, calendar, voting
from folkmoot.modules.budgeting.services.base import SYSTEM, NotFound, Refused, demand
from folkmoot.record import clock
from folkmoot.record.api import Recorder, about, receipt
from folkmoot.record.gather import Gathered, Take
from folkmoot.record.receipt import Receipt
from folkmoot.record.refusal import Refusal

AT_ONCE = 50
"""Ballots that are dealt with by one commit at most, so that none waits long for its page."""
CHANGED = (
    "your ballot was changed meanwhile, on another device or in another window; look at it and decide again"
)


def cast(
    *,
    voter: UUID,
    choice: ballots.Choice,
    channel: str = "internet",
    actor: str = "",
    expected: str | None = None,
) -> Receipt:
    """Let a ballot count, instead of the voter's one before; the receipt of its fact.

    ``voter`` is the private key of somebody on the roll. The same choice again gives the same receipt. ``expected`` is
    the fact of the ballot that was shown before, empty for none: another one is not replaced unseen. ``actor`` is the
    office of an officer who assists. Raises NotFound, or Refused with everything that is wrong.
    """
    number = _round_of(voter)
    return _cast(number, _Asked(voter, choice, channel, actor, expected))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One press of the button; see ``cast``."""

    voter: UUID
    choice: ballots.Choice
    channel: str
    actor: str
    expected: str | None


def _cast_all(number: int, take: Take[_Asked]) -> list[Receipt | Exception]:
    """What was asked while others were held up, with one commit; each is taken or refused alone."""
    asked = take()
    names = [voters.pseudonym_of(one.voter, number) for one in asked]
    subjects = [f"budget_ballots/{number}-{name}" for name in dict.fromkeys(names)]
    found: list[Receipt | Exception] = []
    with about(*subjects, actor=SYSTEM, beside=[f"budget_rounds/{number}"]) as fact:
        row = _round(number)
        for one, name in zip(asked, names, strict=True):
            try:
                with transaction.atomic():
                    found.append(_taken(fact, row, one, name))
            except (Refused, NotFound) as error:
                found.append(error)
    return found


_cast: Gathered[int, _Asked, Receipt] = Gathered(_cast_all, most=AT_ONCE)


def _taken(fact: Recorder, row: Round, asked: _Asked, name: str) -> Receipt:
    demand(voting.may_cast(phase=row.phase, on=queries.is_on(row, "voting", clock.now())))
    who, paper = voters.voter(asked.voter), known.paper_of(row)
    if who is None or paper is None:
        raise NotFound("there is no such voter")
    demand(voting.may_vote(struck=who.struck, channel=asked.channel, used=who.channel))
    demand(*voting.refused(ballots.problems(asked.choice, paper)))
    words, before = ballots.canonical(asked.choice), known.ballot(row.number, name)
    standing = before if before is not None and before.state == "cast" else None
    if standing and standing.channel == asked.channel and _chose(row.number, name) == words:
        # Pressed twice, or nothing was changed: one ballot, one receipt.
        return _receipt(standing)
    if asked.expected is not None and asked.expected != (standing.fact_id if standing else ""):
        raise Refused([Refusal("state", CHANGED)])
    made = seal(
        fact,
        row.number,
        name,
        words,
        channel=asked.channel,
        replaces=standing.fact_id if standing else "",
        actor=asked.actor or f"person:{name}",
    )
    _in_time(row, made)
    if who.channel != asked.channel:
        Voter.objects.filter(pk=who.pk).update(channel=asked.channel)
    return made


def _round_of(voter: UUID) -> int:
    number = Voter.objects.filter(pk=voter).values_list("round", flat=True).first()
    if number is None:
        raise NotFound("there is no such voter")
    return number


def _round(number: int) -> Round:
    row = queries.round_of(number)
    if row is None:
        raise NotFound("there is no round %(number)s", number=number)
    return row


def withdraw(*, voter: UUID, actor: str = "") -> Receipt | None:
    """Take a ballot back, so that nothing counts; None when there is none. Raises NotFound or Refused."""
    with held(voter, actor) as (fact, row, who, name):
        demand(voting.may_cast(phase=row.phase, on=queries.is_on(row, "voting", clock.now())))
        made = take_back(fact, row.number, name)
        if made is not None:
            _in_time(row, made)
            Voter.objects.filter(pk=who.pk).update(channel="")
    return made


@contextmanager
def held(
    voter: UUID, actor: str = "", *, papers: bool = False
) -> Iterator[tuple[Recorder, Round, Voter, str]]:
    """A voter locked for one act: the recorder, the round (which stays as it is), the voter and their pseudonym.

    With ``papers`` nobody counts ballots on paper meanwhile.
    """
    number = _round_of(voter)
    name = voters.pseudonym_of(voter, number)
    # All locks are taken at once, in one order for everybody, so that nobody waits in a circle.
    subjects = [f"budget_ballots/{number}-{name}", *([paper_lock(number)] if papers else [])]
    with about(*subjects, actor=actor or f"person:{name}", beside=[f"budget_rounds/{number}"]) as fact:
        # Read again now that nobody else changes them.
        row, who = queries.round_of(number), voters.voter(voter)
        if row is None or who is None:
            raise NotFound("there is no such voter")
        yield fact, row, who, name


def paper_lock(number: int) -> str:
    """Held by whoever counts ballots on paper against those that were handed out; no fact is about it."""
    return f"budget_ballots/{number}-paper"


def seal(
    fact: Recorder, number: int, name: str, words: str, *, channel: str, replaces: str, actor: str = ""
) -> Receipt:
    """Record a ballot and keep what it chose until ballots are opened; the voter is locked."""
    salt = secrets.token_bytes(ballots.SALT)
    made = fact(
        events.BallotCast(
            round=number,
            voter=name,
            channel=channel,
            choice=ballots.commitment(words, salt),
            replaces=replaces,
        ),
        subject=f"budget_ballots/{number}-{name}",
        actor=actor,
    )
    SealedChoice(
        key=f"{number}-{name}", round=number, voter=name, choice=words, salt=salt, fact_id=made.fact_id
    ).save(force_update=bool(replaces), force_insert=not replaces)
    return made


def take_back(fact: Recorder, number: int, name: str) -> Receipt | None:
    """Record that a ballot counts no more and forget what it chose; None when none counts. The voter is locked."""
    before = known.ballot(number, name)
    if before is None or before.state != "cast":
        return None
    made = fact(events.BallotWithdrawn(round=number, voter=name, ballot=before.fact_id))
    SealedChoice.objects.filter(pk=before.key).delete()
    return made


def _chose(number: int, name: str) -> str:
    row = known.sealed_choice(number, name)
    return row.choice if row else ""


def _receipt(row: Ballot) -> Receipt:
    made = receipt(row.fact_id)
    if made is None:
        raise NotFound("there is no such ballot")
    return made


def _in_time(row: Round, made: Receipt) -> None:
    """Whatever was accepted at the last moment or after it is undone: the fact's own time decides, as for a verifier."""
    voting_days = calendar.phase(queries.calendar_of(row), "voting")
    if voting_days is None or made.accepted >= voting_days.closes:
        demand(voting.may_cast(phase="counting", on=False))
