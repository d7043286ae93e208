"""Ballots on paper: two officers enter each independently; where they differ a third looks and settles it."""

from folkmoot.modules.budgeting import queries
from folkmoot.modules.budgeting.models import PaperBallot, PaperEntry
from folkmoot.modules.budgeting.queries import ballots as known
from folkmoot.modules.budgeting.queries import voters
from folkmoot.modules.budgeting.rules import ballots, voting
from folkmoot.modules.budgeting.services.base import NotFound, Refused, demand
from folkmoot.modules.budgeting.services.casting import paper_lock, seal
from folkmoot.people.models import Person
from folkmoot.record import clock
from folkmoot.record.api import Recorder, about
from folkmoot.record.refusal import Refusal

LARGEST_SERIAL = 9_999_999
SETTLING = 3
"""The place of the entry that settles a difference."""


def enter_paper(
    *, number: int, serial: int, choice: ballots.Choice | None, officer: Person, office: str
) -> PaperBallot:
    """One officer's reading of the ballot on paper with this number; None for one that is spoiled.

    The first entry waits for the second, which another officer makes without seeing it. When they are the same the ballot
    counts (or is spoiled); when not it waits for a third. Until the second has come an officer may correct their own.
    Raises NotFound, or Refused.
    """
    return _enter(number, serial, choice, officer, office, settles=False)


def settle_paper(
    *, number: int, serial: int, choice: ballots.Choice | None, officer: Person, office: str
) -> PaperBallot:
    """A third officer reads a ballot that two read differently: this is what counts. Raises NotFound or Refused."""
    return _enter(number, serial, choice, officer, office, settles=True)


def _enter(
    number: int,
    serial: int,
    choice: ballots.Choice | None,
    officer: Person,
    office: str,
    *,
    settles: bool,
) -> PaperBallot:
    if not 1 <= serial <= LARGEST_SERIAL:
        raise Refused([Refusal("serial", "give the number that is printed on the ballot")])
    name = voters.paper_pseudonym(number, serial)
    subjects = (f"budget_ballots/{number}-{name}", paper_lock(number))
    with about(*subjects, actor=f"office:{office}", beside=[f"budget_rounds/{number}"]) as fact:
        row = queries.round_of(number)
        if row is None:
            raise NotFound("there is no round %(number)s", number=number)
        demand(
            voting.may_enter_paper(
                phase=row.phase, frozen=row.frozen is not None, revealed=known.is_revealed(number)
            )
        )
        paper = known.paper_of(row)
        if paper is None:
            raise Refused([Refusal("state", "voting has not begun")])
        if choice is not None:
            demand(*voting.refused(ballots.problems(choice, paper)))
        words = ballots.canonical(choice) if choice is not None else ""
        one = PaperBallot.objects.filter(round=number, serial=serial).first()
        if settles:
            return _settled(fact, one, words, officer, name)
        return _entered(fact, one, number, serial, words, officer, name)


def _entered(
    fact: Recorder, one: PaperBallot | None, number: int, serial: int, words: str, officer: Person, name: str
) -> PaperBallot:
    if one is None:
        one = PaperBallot.objects.create(round=number, serial=serial, state="once", changed=clock.now())
        _add(one, 1, words, officer)
        return one
    if one.state != "once":
        raise Refused([Refusal("serial", "this ballot was entered twice already")])
    first = one.entries.get(place=1)
    if first.officer_id == officer.pk:
        # Whoever mistyped may say so until somebody else has looked.
        PaperEntry.objects.filter(pk=first.pk).update(choice=words, entered=clock.now())
        return one
    _add(one, 2, words, officer)
    if first.choice == words:
        return _count(fact, one, words, name)
    return _now(one, "differs")


def _settled(fact: Recorder, one: PaperBallot | None, words: str, officer: Person, name: str) -> PaperBallot:
    if one is None or one.state != "differs":
        raise Refused([Refusal("serial", "this ballot needs no third look")])
    if one.entries.filter(officer=officer).exists():
        raise Refused([Refusal("serial", "you entered this ballot; somebody else has to settle it")])
    _add(one, SETTLING, words, officer)
    return _count(fact, one, words, name)


def _add(one: PaperBallot, place: int, words: str, officer: Person) -> None:
    PaperEntry.objects.create(paper=one, place=place, officer=officer, choice=words, entered=clock.now())


def _count(fact: Recorder, one: PaperBallot, words: str, name: str) -> PaperBallot:
    if not words:
        return _now(one, "spoiled")
    counts = known.paper_counts(one.round)
    demand(
        voting.may_count_paper(
            counted=counts["counted"] + counts["spoiled"], handed=voters.handed_out(one.round)
        )
    )
    one.fact_id = seal(fact, one.round, name, words, channel="paper", replaces="").fact_id
    return _now(one, "counted")


def _now(one: PaperBallot, state: str) -> PaperBallot:
    one.state, one.changed = state, clock.now()
    one.save()
    return one
