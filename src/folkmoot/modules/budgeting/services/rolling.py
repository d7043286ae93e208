"""The roll of a vote: officers upload it, give out access codes, add people at the counter and strike them off."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from folkmoot.modules.budgeting import queries
from folkmoot.modules.budgeting.models import CounterAct, PaperBallot, Round, SealedChoice, Voter
from folkmoot.modules.budgeting.queries import ballots as known
from folkmoot.modules.budgeting.queries import voters
from folkmoot.modules.budgeting.rules import roll, voting
from folkmoot.modules.budgeting.services.base import NotFound, Refused, demand
from folkmoot.modules.budgeting.services.casting import held, take_back
from folkmoot.people.models import Person
from folkmoot.places import queries as places
from folkmoot.record import clock
from folkmoot.record.api import about
from folkmoot.record.refusal import Refusal

LETTERS_AT_ONCE = 500
OVER = frozenset({"counting", "result", "delivery"})


class BadRoll(ValueError):
    """A file of the roll that was not taken; ``lines`` say what is wrong where."""

    def __init__(self, lines: Sequence[roll.BadLine]) -> None:
        self.lines = tuple(lines)
        super().__init__("; ".join(f"line {one.line}: {one.why}" for one in lines))


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What an upload did: people who are new on the roll, and those who stood on it before."""

    added: int
    known: int


def _round(number: int) -> Round:
    row = queries.round_of(number)
    if row is None:
        raise NotFound("there is no round %(number)s", number=number)
    return row


def _open(row: Round) -> None:
    demand(Refusal("state", "voting is over; the roll stays as it is") if row.phase in OVER else None)


def upload_roll(*, number: int, content: bytes, officer: Person | None) -> Uploaded:
    """Add the people of a CSV file to the roll of a round; whoever stands on it stays as they are. All or none.

    Uploading a file again adds nobody. Raises NotFound, BadRoll with the lines that are wrong, or Refused.
    """
    row = _round(number)
    areas = {one.slug: one.slug for one in places.areas()} | {
        roll.folded(one.name): one.slug for one in places.areas()
    }
    day = voters.last_day(row) or clock.now().date()
    found, wrong = roll.read(content, areas=areas, today=day, minimum_age=row.who.get("minimum_age", 0))
    if wrong:
        raise BadRoll(wrong)
    allowed = set(row.who.get("areas", ()))
    if (
        allowed
        and (strange := next((at for at, one in enumerate(found) if one.area not in allowed), None))
        is not None
    ):
        known = {"name": found[strange].name}
        raise BadRoll([roll.BadLine(strange + 2, "%(name)s lives in no area of this vote", known)])
    now = clock.now()
    with _on_roll(number):
        row = _round(number)
        _open(row)
        standing = set(Voter.objects.filter(round=number).values_list("identity", flat=True))
        rows = [_voter(number, "roll", one.name, one.born, one.area, now, one) for one in found]
        new = [one for one in rows if one.identity not in standing]
        # Somebody may say who they are at this very moment; whoever came first stands on the roll.
        Voter.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
        _note(number, "uploaded", officer, words=str(len(new)))
    return Uploaded(len(new), len(rows) - len(new))


def _on_roll(number: int) -> Any:
    # The roll has a lock of its own: who votes meanwhile does not wait for a file of 100,000 people.
    return about(
        f"budget_ballots/{number}-roll", actor="system:budgeting", beside=[f"budget_rounds/{number}"]
    )


def _voter(
    number: int, source: str, name: str, born: date | None, area: str, now: Any, line: roll.Line | None = None
) -> Voter:
    reference = line.reference if line else ""
    return Voter(
        round=number,
        source=source,
        identity=voters.identity_of(number, name=name, born=born, reference=reference),
        name=name.strip(),
        folded=roll.folded(name)[:200],
        born=born,
        area=area,
        address=line.address if line else "",
        email=line.email if line else "",
        reference=reference,
        created=now,
    )


def declare(*, number: int, person: Person, name: str, born: date | None, area: str) -> Voter:
    """A signed-in person says who they are, where the round does not ask for proof of it; their voter.

    The same account again gives the same voter. Raises NotFound, or Refused: not entitled, or somebody with this name and
    day of birth votes already.
    """
    row = _round(number)
    mine = voters.voter_of(number, person)
    if mine is not None:
        return mine
    if row.who.get("verified", True):
        raise Refused(
            [Refusal("state", "this vote needs a proof of where you live: use the code of your letter")]
        )
    demand(*_may_be(row, name, born, area))
    return _add(number, _voter(number, "account", name, born, area, clock.now()), person=person)


def _may_be(row: Round, name: str, born: date | None, area: str) -> list[Refusal]:
    known = [one.slug for one in places.areas()]
    if area and area not in known:
        return [Refusal("area", "choose one of the areas")]
    return voting.may_be_voter(
        name=name,
        born=born,
        area=area,
        areas=row.who.get("areas", ()),
        minimum_age=row.who.get("minimum_age", 0),
        last_day=voters.last_day(row) or clock.now().date(),
    )


def _add(number: int, made: Voter, *, person: Person | None) -> Voter:
    made.person = person
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        # A double press made the same voter, or somebody else is the same person in another way.
        mine = voters.voter_of(number, person) if person else None
        if mine is not None:
            return mine
        why = "somebody with this name and day of birth is on the roll; use the code of the letter, or come to the counter"
        raise Refused([Refusal("name", why)]) from None
    return made


def claim(*, number: int, person: Person) -> Voter | None:
    """The voter that a signed-in person is by the confirmed address of their account, where the roll has it; else None."""
    mine = voters.voter_of(number, person)
    if mine is not None:
        return mine
    found = list(Voter.objects.filter(round=number, email=person.email.lower(), person=None, struck="")[:2])
    # An address that two people of the roll share proves neither.
    if not person.email or len(found) != 1:
        return None
    try:
        with transaction.atomic():
            Voter.objects.filter(pk=found[0].pk, person=None).update(person=person)
    except IntegrityError:
        return voters.voter_of(number, person)
    return voters.voter_of(number, person)


def admit(*, number: int, name: str, born: date | None, area: str, officer: Person | None) -> Voter:
    """An officer puts somebody on the roll who came to the counter with their papers. Raises NotFound or Refused."""
    row = _round(number)
    _open(row)
    demand(*_may_be(row, name, born, area))
    made = _add(number, _voter(number, "counter", name, born, area, clock.now()), person=None)
    _note(number, "admitted", officer, voter=made)
    return made


def write_codes(*, number: int, officer: Person | None, only: UUID | None = None) -> list[tuple[Voter, str]]:
    """New access codes for people of the roll who have none, at most LETTERS_AT_ONCE, or for the one named.

    This is the only time at which the codes are seen: only their keyed hashes are kept. A new code of somebody replaces
    the one before. Raises NotFound or Refused.
    """
    row = _round(number)
    _open(row)
    with _on_roll(number):
        if only is None:
            rows = list(voters.without_code(number)[:LETTERS_AT_ONCE])
        else:
            rows = list(Voter.objects.filter(pk=only, round=number))
            if not rows:
                raise NotFound("there is no such voter")
            demand(Refusal("state", "this person was struck off the roll") if rows[0].struck else None)
        made = [(one, _code()) for one in rows]
        for one, code in made:
            one.code = voters.code_digest(number, code)
        Voter.objects.bulk_update(rows, ["code"], batch_size=200)
        if rows:
            _note(number, "codes", officer, voter=rows[0] if only else None, words=str(len(rows)))
    return made


def _code() -> str:
    return "".join(secrets.choice(roll.CODE_ALPHABET) for _each in range(roll.CODE_LENGTH))


def hand_out_paper(
    *, voter: UUID, officer: Person | None, office: str, take_ballot_back: bool = False
) -> Voter:
    """Somebody gets a ballot on paper and can vote in no other way from now on.

    ``take_ballot_back``: they ask that the ballot which they cast before counts no more. Raises NotFound or Refused.
    """
    with held(voter, f"office:{office}") as (fact, row, who, name):
        demand(voting.may_cast(phase=row.phase, on=queries.is_on(row, "voting", clock.now())))
        used = who.channel
        if take_ballot_back and used in {"internet", "assisted"}:
            take_back(fact, row.number, name)
            used = ""
        demand(voting.may_get_paper(struck=who.struck, used=used))
        Voter.objects.filter(pk=voter).update(channel="paper")
        who.channel = "paper"
        _note(row.number, "paper", officer, voter=who)
    return who


def return_paper(*, voter: UUID, officer: Person | None, office: str) -> Voter:
    """Somebody brings their ballot on paper back unused and may vote in another way. Raises NotFound or Refused."""
    with held(voter, f"office:{office}", papers=True) as (_fact, row, who, _name):
        demand(voting.may_cast(phase=row.phase, on=queries.is_on(row, "voting", clock.now())))
        if who.channel != "paper":
            raise Refused([Refusal("state", "this person was given no ballot on paper")])
        counts = known.paper_counts(row.number)
        if sum(counts.values()) >= voters.handed_out(row.number):
            raise Refused(
                [Refusal("state", "as many ballots on paper were entered as were handed out; none is unused")]
            )
        Voter.objects.filter(pk=voter).update(channel="")
        who.channel = ""
        _note(row.number, "returned", officer, voter=who)
    return who


def strike(*, voter: UUID, reason: str, officer: Person | None, office: str) -> Voter:
    """Somebody may not vote after all; a ballot that they cast is taken back. Raises NotFound or Refused."""
    if not reason.strip():
        raise Refused([Refusal("reason", "say why")])
    with held(voter, f"office:{office}") as (fact, row, who, name):
        _open(row)
        if who.channel == "paper":
            raise Refused(
                [Refusal("state", "this person has a ballot on paper; let them bring it back first")]
            )
        take_back(fact, row.number, name)
        Voter.objects.filter(pk=voter).update(struck=reason.strip()[:200], channel="")
        who.struck, who.channel = reason.strip()[:200], ""
        _note(row.number, "struck", officer, voter=who)
    return who


def note_assisted(*, number: int, officer: Person | None) -> None:
    """Keep that an officer helped somebody to vote, and not whom."""
    _note(number, "assisted", officer)


def _note(
    number: int, act: str, officer: Person | None, *, voter: Voter | None = None, words: str = ""
) -> None:
    CounterAct.objects.create(
        round=number, act=act, officer=officer, voter=voter, words=words, at=clock.now()
    )


def destroy_rolls(*, published_before: datetime) -> int:
    """Forget who could vote in rounds whose result was published before a moment; how many rows went.

    With the roll go the log of the counter and the entries of paper. Ballots were opened: they are on the record.
    """
    over = list(Round.objects.filter(published__lt=published_before).values_list("pk", flat=True))
    gone = 0
    for model in (CounterAct, PaperBallot, SealedChoice, Voter):
        gone += model.objects.filter(round__in=over).delete()[0]
    return gone
