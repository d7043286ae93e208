"""A term ends: announced beforehand, carried out by the worker, settled by those who govern next.

What is said of all petitions is one fact of the term; the worker then does it to each petition, with a fact each. Killed
anywhere, it goes on where it was.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from folkmoot.modules.petitions import events, queries, rules
from folkmoot.modules.petitions.models import Obligation, Petition, Term
from folkmoot.modules.petitions.rules import terms
from folkmoot.modules.petitions.services.base import NotFound, demand, on
from folkmoot.modules.petitions.services.counting import SYSTEM, count
from folkmoot.places import queries as places
from folkmoot.record import clock
from folkmoot.record.api import Recorder, about
from folkmoot.record.receipt import Receipt

AT_ONCE = 200
"""Petitions that the worker reads at once."""


@contextmanager
def _term(code: str, actor: str) -> Iterator[tuple[Recorder, Term]]:
    with about(f"petition_terms/{code}", actor=actor) as fact:
        row = Term.objects.filter(pk=code).first()
        if row is None:
            raise NotFound("there is no term '%(code)s'", code=code)
        yield fact, row


@dataclass(frozen=True, slots=True)
class TermPreview:
    """How many petitions would close when a term ends, stop before they open, and stand with a clock that runs."""

    close: int
    stop: int
    owed: int


def _announcement(
    *, period: str, government: str, kinds: tuple[str, ...], ends: datetime
) -> events.TermAnnounced:
    first = queries.kind(kinds[0]) if kinds else None
    steps = first.steps if first else []

    def threshold(what: str) -> int | None:
        return next((one["at"] for one in steps if one["what"] == what), None)

    return events.TermAnnounced(
        period=period.strip(),
        government=government.strip(),
        kinds=kinds,
        ends=ends,
        response_threshold=threshold("answer"),
        debate_threshold=threshold("debate"),
    )


def _check(code: str, event: events.TermAnnounced) -> None:
    taken = {
        kind for one in queries.terms() if one.state == "announced" and one.code != code for kind in one.kinds
    }
    known = {one.code for one in queries.kinds(closed=True)}
    demand(*terms.may_announce(code, event, kinds=known, taken=taken, now=clock.now()))


def preview_term(
    *, code: str, period: str, government: str, kinds: tuple[str, ...], ends: datetime
) -> TermPreview:
    """What the end of a term would do to the petitions there are now. Raises Refused."""
    event = _announcement(period=period, government=government, kinds=kinds, ends=ends)
    _check(code, event)
    rows = queries.to_end(Term(code=code, kinds=list(kinds), ends=ends))
    open_now = rows.filter(state="open")
    owed = queries.owed().filter(petition__in=open_now.values("pk")).count()
    return TermPreview(open_now.count(), rows.exclude(state="open").count(), owed)


def announce_term(
    *, code: str, period: str, government: str, kinds: tuple[str, ...], ends: datetime, actor: str
) -> Receipt:
    """Say when a term ends; said again before that, it replaces what was said. Raises Refused."""
    event = _announcement(period=period, government=government, kinds=kinds, ends=ends)
    with about(f"petition_terms/{code}", actor=actor) as fact:
        _check(code, event)
        row = Term.objects.filter(pk=code).first()
        demand(terms.may_change(row.state if row else ""))
        return fact(event)


def call_off_term(*, code: str, actor: str) -> Receipt:
    """Let petitions go on: the announced end does not come. Raises NotFound or Refused."""
    with _term(code, actor) as (fact, row):
        demand(
            terms.may_change(row.state),
            None
            if row.state == "announced" and clock.now() < row.ends
            else rules.Refusal(
                "state",
                "this is not possible any more: the term is in another state now; open the page again",
            ),
        )
        return fact(events.TermCalledOff())


def settle_term(*, code: str, how: str, actor: str) -> Receipt:
    """Let all petitions that stopped with a term go on, or send what is over to its archive. Raises as above."""
    with _term(code, actor) as (fact, row):
        demand(terms.may_settle(row.state, how))
        return fact(events.TermSettled(how=how))


def _each(rows: QuerySet[Petition]) -> Iterator[int]:
    """Numbers of petitions, read by key and a few at once, because they change while this goes on."""
    after = 0
    while some := list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        yield from some
        after = some[-1]


def end_terms() -> int:
    """Stop the petitions of terms that are over, then say so of the term; how many petitions stopped."""
    done = 0
    for row in Term.objects.filter(state="announced", ends__lte=clock.now()).order_by("ends", "code"):
        for number in _each(queries.to_end(row)):
            # What was confirmed in time counts; it waits for nothing but this.
            while count(number=number):
                pass
            done += _end(number, row.code)
        with _term(row.code, SYSTEM) as (fact, now):
            if now.state == "announced" and now.ends == row.ends and not queries.to_end(now).exists():
                closed, stopped = queries.ended_with(now)
                fact(events.TermEnded(closed=closed, stopped=stopped))
    return done


def _end(number: int, code: str) -> int:
    with on(number, SYSTEM) as (fact, row):
        if rules.may("ended", row.state) is not None:
            return 0
        fact(events.Ended(term=code))
    return 1


def settle_terms() -> int:
    """Reopen or archive the petitions of terms that were settled; how many."""
    done = 0
    for row in Term.objects.filter(state="reopened").order_by("ends", "code"):
        for number in _each(queries.to_reopen(row)):
            done += _go_on(number, SYSTEM, term=row.code)
    for row in Term.objects.filter(state="archived").order_by("ends", "code"):
        for number in _each(queries.to_archive(row)):
            done += _archive(number, row.code)
    return done


def reopen(*, number: int, actor: str) -> None:
    """Take up one petition that stopped with a term that is over. Raises NotFound or Refused."""
    _go_on(number, actor, term="")


def _go_on(number: int, actor: str, *, term: str) -> int:
    with on(number, actor) as (fact, row):
        over = queries.term(row.term)
        ready = (
            row.ended is not None and row.archived is None and over is not None and over.state != "announced"
        )
        if term and (row.term != term or not ready):
            return 0
        demand(
            rules.may("reopened", row.state),
            None if ready else rules.Refusal("state", "this petition did not stop with a term"),
        )
        assert row.ended is not None and row.closes is not None  # noqa: S101, PT018 - it was open when it stopped.
        zone, now = ZoneInfo(places.institution().time_zone), clock.now()
        owed = Obligation.objects.filter(petition=number, paused__isnull=False, met__isnull=True).order_by(
            "step"
        )
        fact(
            events.Reopened(
                closes=terms.goes_on(row.closes, stood=row.ended, now=now, zone=zone),
                dues=tuple(
                    events.Due(step=one.step, due=terms.goes_on(one.due, stood=row.ended, now=now, zone=zone))
                    for one in owed
                    if one.due is not None
                ),
            )
        )
    return 1


def _archive(number: int, code: str) -> int:
    with on(number, SYSTEM) as (fact, row):
        if rules.may("archived", row.state) is not None or row.archived is not None:
            return 0
        fact(events.Archived(term=code))
    return 1
