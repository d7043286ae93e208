"""Reporting a comment, deciding what becomes of it, appealing to somebody else, and destroying what was removed."""

import re
from collections.abc import Sequence
from datetime import datetime

from folkmoot.people.models import Person
from folkmoot.record import clock, text
from folkmoot.record.receipt import Receipt
from folkmoot.record.refusal import NotFound, Refused, demand
from folkmoot.talk import names, rules
from folkmoot.talk.events import AppealDecided, Appealed, Destroyed, Flagged, Held, Released, Removed
from folkmoot.talk.models import Case, Comment, Flag, Reporter
from folkmoot.talk.services.allowing import allow_flag, allow_guest_flag
from folkmoot.talk.services.base import CLOCK, MODERATION, every_text, on, took_part
from folkmoot.talk.services.looking import only_mine
from folkmoot.talk.services.writing import MACHINE

_BATCH = 100


def flag(*, thread: str, number: int, person: Person, reason: str, words: str = "") -> Receipt:
    """Report a comment to the moderators, once. Raises NotFound, Refused, TooMany.

    When enough people did, the comment waits for a moderator, unless one has read it before.
    """
    allow_flag(person)
    me = names.reporting(person.pk, thread)
    with on(thread, number, me) as (fact, row, subject):
        key = f"{row.pk}/{names.bare(me)}"
        demand(
            *rules.may_flag(
                reason=reason,
                words=words,
                state=row.state,
                mine=row.author == names.speaking(person.pk, thread),
                before=Flag.objects.filter(pk=key).exists(),
            )
        )
        private = text.commit(words.strip(), subject=subject, public=False)
        receipt = fact(Flagged(comment=number, reason=reason, words=private))
        took_part(person, thread)
        Reporter.objects.create(flag=key, person=person, thread=thread, number=number)
        if rules.flags_hold(
            flags=row.flags + 1, state=row.state, released=row.released, official=_official(row)
        ):
            fact(Held(comment=number, reasons=("flags",), newcomer=row.newcomer), actor=MACHINE)
            text.hide(every_text(row))
        return receipt


def flag_as_guest(*, thread: str, number: int, client: str, reason: str, words: str = "") -> Receipt:
    """Report a comment without an account. ``client`` is the network address, counted and never kept in clear.

    It comes into the same queue. Reports of guests let no comment wait, however many they are: nobody can tell how many
    people stand behind them. Raises NotFound, Refused, TooMany.
    """
    # Nothing of an address may be in the record, so the name is made of chance, and once is counted beside the act.
    me = names.reporting_as_guest(thread)
    again = not allow_guest_flag(client, f"{thread}/{number}")
    with on(thread, number, me) as (fact, row, subject):
        demand(
            *rules.may_flag(reason=reason, words=words, state=row.state, mine=False, before=False),
            rules.once_from_here(again=again),
        )
        private = text.commit(words.strip(), subject=subject, public=False)
        return fact(Flagged(comment=number, reason=reason, words=private, guest=True))


def _official(row: Comment) -> bool:
    return row.author.startswith("office:")


def _is_waiting(row: Comment, *sorts: str) -> bool:
    return Case.objects.filter(thread=row.thread, number=row.number, open=1, sort__in=sorts).exists()


def _matter(subject: str, number: int) -> str:
    return f"{subject}/{number}"


def release(*, thread: str, number: int, person: Person) -> Receipt:
    """Find nothing against a comment that was held or reported: everybody can read it. Raises NotFound and Refused."""
    with on(thread, number, MODERATION) as (fact, row, subject):
        demand(rules.may_release(state=row.state, waiting=_is_waiting(row, "held", "flagged")))
        only_mine(person, thread=thread, number=number)
        receipt = fact(Released(comment=number, by=names.deciding(person.pk, _matter(subject, number))))
        text.show(every_text(row))
        return receipt


def remove(*, thread: str, number: int, person: Person, reason: str, words: str) -> Receipt:
    """Take a comment off the pages, for a reason of the list that ``words`` explain to its author.

    The words are kept for an appeal and destroyed when the time for one is over. Raises NotFound and Refused.
    """
    with on(thread, number, MODERATION) as (fact, row, subject):
        demand(*rules.may_remove(reason=reason, words=words, state=row.state))
        only_mine(person, thread=thread, number=number)
        told = text.commit(words.strip(), subject=subject, public=False)
        receipt = fact(
            Removed(
                comment=number,
                reason=reason,
                words=told,
                noticed=rules.noticed(flags=row.flags + row.guest_flags, holds=row.holds, state=row.state),
                by=names.deciding(person.pk, _matter(subject, number)),
            )
        )
        text.hide(every_text(row))
        return receipt


CASE = re.compile("[0-9a-f]{32}")
"""What a matter is known by; anything else is none, and no database has to be asked for it."""
MOST_TOGETHER = 100
"""Matters that one press decides at most."""


def remove_some(*, cases: Sequence[str], person: Person, reason: str, words: str) -> tuple[int, int]:
    """Take off comments that wait, for one reason; how many, and how many were decided or opened by others meanwhile.

    Each is a decision of its own, which its author hears of and can appeal. One that fails holds no other up, and doing
    it again decides nothing twice. Raises Refused when the reason or its words are not enough for any.
    """
    chosen = list(dict.fromkeys(cases))
    demand(
        *rules.may_remove(reason=reason, words=words, state=rules.VISIBLE),
        rules.some_together(count=len(chosen), most=MOST_TOGETHER),
    )
    known = [one for one in chosen if CASE.fullmatch(one)]
    waiting = Case.objects.filter(pk__in=known, open=1, sort__in=("held", "flagged")).order_by("due", "pk")
    done = 0
    for thread, number in list(waiting.values_list("thread", "number")):
        try:
            remove(thread=thread, number=number, person=person, reason=reason, words=words)
        except (Refused, NotFound):
            continue
        done += 1
    return done, len(chosen) - done


def appeal(*, thread: str, number: int, person: Person, words: str) -> Receipt:
    """Ask for another moderator's decision, as the author. Raises NotFound and Refused."""
    me = names.speaking(person.pk, thread)
    with on(thread, number, me) as (fact, row, subject):
        demand(
            *rules.may_appeal(
                words=words,
                state=row.state,
                mine=row.author == me,
                before=row.appealed is not None,
                decided=row.decided,
                now=clock.now(),
            )
        )
        return fact(Appealed(comment=number, words=text.commit(words.strip(), subject=subject, public=False)))


def decide_appeal(*, thread: str, number: int, person: Person, restored: bool, words: str) -> Receipt:
    """Decide an appeal as somebody who did not make the decision. Raises NotFound and Refused."""
    with on(thread, number, MODERATION) as (fact, row, subject):
        by = names.deciding(person.pk, _matter(subject, number))
        demand(
            *rules.may_decide(
                words=words, waiting=_is_waiting(row, "appeal"), removed_by=row.decided_by, by=by
            )
        )
        only_mine(person, thread=thread, number=number)
        told = text.commit(words.strip(), subject=subject, public=False)
        receipt = fact(AppealDecided(comment=number, restored=restored, words=told, by=by))
        if restored:
            text.show(every_text(row))
        return receipt


def destroy_due(now: datetime) -> int:
    """Destroy the words of comments that were removed and can be appealed no more; how many.

    Safe to run twice at once and to be killed: each comment is looked at again under the lock of its thread.
    """
    waiting = Comment.objects.filter(
        state=rules.HIDDEN, destroyed=False, decided__lt=now - rules.APPEAL_WITHIN
    ).order_by("decided", "fact_id")
    done = 0
    for thread, number in list(waiting.values_list("thread", "number")[:_BATCH]):
        done += _destroy(thread, number)
    return done


def _destroy(thread: str, number: int) -> int:
    with on(thread, number, CLOCK) as (fact, row, _subject):
        if row.state != rules.HIDDEN or row.destroyed or _is_waiting(row, "appeal"):
            return 0
        fact(Destroyed(comment=number))
        text.erase(every_text(row))
        return 1
