"""Commands on polls: each locks its poll, lets the rules decide, and records a fact."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from folkmoot.modules.elections import events, queries, rules
from folkmoot.modules.elections.models import Poll
from folkmoot.modules.elections.rules import Draft
from folkmoot.people.pseudonyms import pseudonym
from folkmoot.record import clock, text
from folkmoot.record.api import Recorder, about
from folkmoot.record.receipt import Receipt
from folkmoot.record.refusal import NotFound, Refusal, Refused, demand, too_long

SYSTEM = "system:elections"
NUMBERS = "polls/numbers"
"""Locked while a poll gets its number, so that two that open at once get two."""


@contextmanager
def _on(number: int, actor: str) -> Iterator[tuple[Recorder, Poll]]:
    with about(f"polls/{number}", actor=actor) as fact:
        row = queries.poll(number)
        if row is None:
            raise NotFound("there is no poll %(number)s", number=number)
        yield fact, row


def open_poll(*, draft: Draft) -> int:
    """Ask a question for an office; its number. Raises Refused with everything that is wrong at once."""
    demand(*rules.may_open(draft, now=clock.now()))
    with about(NUMBERS, actor=SYSTEM):
        number = queries.next_number()
        with about(f"polls/{number}", actor=f"office:{draft.office}") as fact:
            fact(
                events.PollOpened(
                    question=draft.question,
                    background=draft.background,
                    options=draft.options,
                    least=draft.least,
                    most=draft.most,
                    office=draft.office,
                    closes=draft.closes,
                )
            )
    return number


def vote(*, number: int, person_id: UUID, choices: Iterable[int]) -> Receipt | None:
    """Vote or vote anew. None when nothing changes, so that a second press records nothing. Raises Refused or NotFound."""
    actor = pseudonym(person_id, f"polls/{number}")
    with _on(number, actor) as (fact, row):
        demand(rules.may_vote(state=row.state, closes=row.closes, now=clock.now()))
        chosen = rules.choice(choices, options=len(row.options), least=row.least, most=row.most)
        if isinstance(chosen, Refusal):
            raise Refused([chosen])
        before = queries.ballot(person_id, number)
        if before and before.choices == list(chosen):
            return None
        return fact(events.PollVoted(choices=chosen))


def withdraw(*, number: int, person_id: UUID) -> Receipt | None:
    """Take one's vote back. None when there is none. Raises Refused or NotFound."""
    with _on(number, pseudonym(person_id, f"polls/{number}")) as (fact, row):
        demand(rules.may_vote(state=row.state, closes=row.closes, now=clock.now()))
        if queries.ballot(person_id, number) is None:
            return None
        return fact(events.PollVoteWithdrawn())


def close(*, number: int, office: str = "", reason: str = "") -> bool:
    """End a poll whose time is over, or, for its office and with a reason, before. False when it was closed already.

    The counts come from the votes themselves, not from the running figures. Raises Refused or NotFound.
    """
    reason = reason.strip()
    with _on(number, f"office:{office}" if office else SYSTEM) as (fact, row):
        if row.state != "open" and not office:
            return False
        if office:
            demand(
                Refusal("reason", "say why it is closed before its time") if not reason else None,
                too_long("reason", rules.WORDS, reason) if len(reason) > rules.WORDS else None,
            )
        demand(rules.may_close(state=row.state, closes=row.closes, now=clock.now(), early=bool(office)))
        votes = queries.votes(number)
        early = text.commit(reason, subject=row.subject) if office else ""
        counts = rules.counted(votes, len(row.options))
        fact(events.PollClosed(counts=counts, voters=len(votes), early=early))
    return True


def close_due() -> int:
    """Close every poll whose time is over; how many."""
    return sum(close(number=number) for number in queries.due(clock.now()))


def answer(*, number: int, office: str, words: str) -> Receipt:
    """Say what the office does with the outcome. Raises Refused or NotFound."""
    words = words.strip()
    demand(
        Refusal("words", "write what you do with the outcome") if not words else None,
        too_long("words", rules.WORDS, words) if len(words) > rules.WORDS else None,
    )
    with _on(number, f"office:{office}") as (fact, row):
        demand(rules.may_answer(state=row.state))
        return fact(events.PollAnswered(words=text.commit(words, subject=row.subject)))
