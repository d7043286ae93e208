from folkmoot.record.projection import projects
from tests.ledger.events import Counted, Said
from tests.ledger.models import Saying, Tally


class TooMuch(ValueError):
    pass


@projects(Counted)
def counted(fact):
    tally = Tally.objects.filter(subject=fact.subject).first() or Tally(subject=fact.subject)
    tally.total += fact.event.amount
    tally.facts += 1
    tally.changed = fact.accepted
    tally.save()
    if tally.total > 1_000_000:
        raise TooMuch("more than a million")


@projects(Said)
def said(fact):
    Saying.objects.create(fact_id=fact.id, commitment=fact.event.words)
