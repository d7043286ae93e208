"""What is known of somebody who writes. Private: it is read from who wrote what, which is on no public page."""

from datetime import datetime, timedelta

from django.db.models import Count, Q

from folkmoot.people.models import Person
from folkmoot.record import clock
from folkmoot.talk import names, rules
from folkmoot.talk.models import Author, Comment, Limit
from folkmoot.talk.rules.trust import REMOVED_DAYS

_COMPARED = 200
"""Texts that a new one is compared with at most, of the last day and of the person."""


def standing(person: Person) -> rules.Standing:
    """How much is known of an account; one query."""
    now = clock.now()
    mine = Author.objects.filter(person=person).values("comment")
    since = now - timedelta(days=REMOVED_DAYS)
    found = Comment.objects.filter(pk__in=mine).aggregate(
        published=Count("pk", filter=Q(state=rules.VISIBLE)),
        removed=Count("pk", filter=Q(state=rules.HIDDEN, decided__gte=since)),
    )
    return rules.Standing(days=(now - person.joined) / timedelta(days=1), **found)


def voice(person: Person, now: datetime) -> rules.Voice:
    """Whether somebody is limited at this moment, and when they last wrote; one query for nearly everybody."""
    row = Limit.objects.filter(pk=names.voice(person.pk), until__gt=now, lifted=False).first()
    if row is None:
        return rules.Voice()
    last = Author.objects.filter(person=person).order_by("-created").values_list("created", flat=True).first()
    return rules.Voice(limit=row.limit, until=row.until, last=last)


def burst(thread: str, *, since: datetime) -> int:
    """How many comments came into a thread since a moment, counted to rules.BURST."""
    return len(Comment.objects.filter(thread=thread, at__gt=since).values_list("pk")[: rules.BURST])


def fingerprints(person: Person, now: datetime) -> list[int]:
    """Fingerprints of what the person and everybody wrote lately; two queries."""
    own = Author.objects.filter(person=person).order_by("-created").values_list("fingerprint", flat=True)
    every = Author.objects.filter(created__gte=now - timedelta(days=1)).order_by("-created")
    return [*own[:_COMPARED], *every.values_list("fingerprint", flat=True)[:_COMPARED]]
