"""Terms end, and petitions with them."""

from django.db.models import QuerySet

from folkmoot.modules.petitions import events
from folkmoot.modules.petitions.models import Obligation, Petition, Term
from folkmoot.modules.petitions.projections.base import change, number_of
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects


def _code(subject: str) -> str:
    return subject.partition("/")[2]


@projects(events.TermAnnounced)
def announced(fact: Fact[events.TermAnnounced]) -> None:
    event = fact.event
    Term(
        code=_code(fact.subject),
        period=event.period,
        government=event.government,
        kinds=list(event.kinds),
        state="announced",
        announced=fact.accepted,
        ends=event.ends,
        response_threshold=event.response_threshold,
        debate_threshold=event.debate_threshold,
    ).save()


@projects(events.TermCalledOff)
def called_off(fact: Fact[events.TermCalledOff]) -> None:
    Term.objects.filter(pk=_code(fact.subject)).update(state="called_off")


@projects(events.TermEnded)
def term_ended(fact: Fact[events.TermEnded]) -> None:
    Term.objects.filter(pk=_code(fact.subject)).update(
        state="ended", ended=fact.accepted, closed=fact.event.closed, stopped=fact.event.stopped
    )


@projects(events.TermSettled)
def settled(fact: Fact[events.TermSettled]) -> None:
    Term.objects.filter(pk=_code(fact.subject)).update(state=fact.event.how, settled=fact.accepted)


def _owed(number: int) -> QuerySet[Obligation]:
    return Obligation.objects.filter(petition=number, reached__isnull=False, met__isnull=True)


@projects(events.Ended)
def ended(fact: Fact[events.Ended]) -> None:
    number = number_of(fact)
    was_open = Petition.objects.filter(pk=number, state="open").exists()
    changes = {"state": "closed", "closed": fact.accepted} if was_open else {"state": "stopped"}
    change(fact, term=fact.event.term, ended=fact.accepted, **changes)
    _owed(number).update(paused=fact.accepted)


@projects(events.Reopened)
def reopened(fact: Fact[events.Reopened]) -> None:
    number = number_of(fact)
    change(fact, state="open", closes=fact.event.closes, closed=None, term="", ended=None)
    for one in fact.event.dues:
        _owed(number).filter(step=one.step).update(paused=None, due=one.due)


@projects(events.Archived)
def archived(fact: Fact[events.Archived]) -> None:
    change(fact, term=fact.event.term, archived=fact.accepted)
    _owed(number_of(fact)).update(lapsed=fact.accepted, paused=None)
