"""Which moderator has a case open. Private: on the record moderation acts as one office, so nothing here is a fact."""

from datetime import datetime

from django.db import transaction

from folkmoot.people.models import Person
from folkmoot.record import clock
from folkmoot.record.api import about
from folkmoot.record.receipt import Receipt
from folkmoot.record.refusal import demand
from folkmoot.talk import names, rules
from folkmoot.talk.events import QueueCounted
from folkmoot.talk.models import Case, Looking, QueueDay
from folkmoot.talk.services.base import CLOCK, NotFound


def look(*, case: str, person: Person, over: bool = False) -> Looking:
    """Take a case for a while, unless a colleague has it; ``over`` takes it from them. Whoever has it now is returned.

    Raises NotFound when it waits no more.
    """
    now = clock.now()
    with transaction.atomic():
        # Two who open the same case at once wait for each other here.
        if not Case.objects.select_for_update().filter(pk=case, open=1).exists():
            raise NotFound("somebody else has decided this meanwhile")
        row = Looking.objects.filter(pk=case).first()
        mine = row is not None and row.person_id == person.pk
        if row is None or row.until <= now or (over and not mine):
            row = Looking(case=case, person=person, since=now)
            mine = True
        if mine:
            row.until = now + rules.LOOK_FOR
            row.save()
        return row


def leave(*, case: str, person: Person) -> None:
    """Let a case go that one has open; that of a colleague stays theirs."""
    Looking.objects.filter(pk=case, person=person).delete()


def only_mine(person: Person, **which: object) -> None:
    """Let nobody decide an open case that a colleague has open, and let the person's own go. Raises Refused.

    It runs inside the transaction of the decision, which undoes it when the decision is refused.
    """
    cases = Case.objects.filter(open=1, **which).values("pk")
    now = clock.now()
    others = Looking.objects.filter(case__in=cases, until__gt=now).exclude(person=person).exists()
    demand(rules.may_work(colleague=others))
    Looking.objects.filter(case__in=cases).delete()


def sweep(now: datetime) -> int:
    """Forget who looked at what once their time is over."""
    return int(Looking.objects.filter(until__lte=now).delete()[0])


def count_morning(now: datetime) -> Receipt | None:
    """Record what waits when a day begins, once a day and only if anything does. ``now`` has the institution's zone."""
    with about(names.QUEUE, actor=CLOCK) as fact:
        waiting = Case.objects.filter(open=1)
        count = waiting.count()
        counted = QueueDay.objects.filter(pk=now.date()).exists()
        if not rules.counts_morning(hour=now.hour, counted=counted, waiting=count):
            return None
        overdue = waiting.filter(due__lt=now).count()
        return fact(QueueCounted(day=now.date(), waiting=count, overdue=overdue))
