"""Limiting what somebody may write for a while. The person is told, and another moderator decides when they ask."""

from datetime import datetime

from folkmoot.people.models import Person
from folkmoot.record import clock, text
from folkmoot.record.api import about
from folkmoot.record.receipt import Receipt
from folkmoot.record.refusal import demand
from folkmoot.talk import names, rules
from folkmoot.talk.events import LimitAppealed, LimitDecided, Limited
from folkmoot.talk.models import Author, Case, Limit, Voice
from folkmoot.talk.services.base import MODERATION, NotFound
from folkmoot.talk.services.looking import only_mine


def limit(*, comment: str, person: Person, kind: str, until: datetime, words: str) -> Receipt:
    """Limit the author of a comment, named by its fact, until a moment. Raises NotFound and Refused.

    The fact names neither the comment nor its thread, so that it leads to nothing that the person wrote.
    """
    author = Author.objects.filter(pk=comment).select_related("person").first()
    if author is None:
        raise NotFound("nobody is known who wrote this comment")
    key = names.voice(author.person.pk)
    subject = f"voices/{key}"
    with about(subject, actor=MODERATION) as fact:
        demand(*rules.may_limit(limit=kind, until=until, words=words, now=clock.now()))
        Voice.objects.get_or_create(key=key, defaults={"person": author.person})
        return fact(
            Limited(
                limit=kind,
                until=until,
                words=text.commit(words.strip(), subject=subject, public=False),
                by=names.deciding(person.pk, subject),
            )
        )


def appeal_limit(*, person: Person, words: str) -> Receipt:
    """Ask for another moderator's decision about one's limit. Raises NotFound and Refused."""
    key = names.voice(person.pk)
    subject = f"voices/{key}"
    with about(subject, actor=f"person:{key}") as fact:
        row = Limit.objects.filter(pk=key).first()
        if row is None:
            raise NotFound("there is no limit")
        now = clock.now()
        holds = row.until > now and not row.lifted
        demand(
            *rules.may_appeal(
                words=words,
                state=rules.HIDDEN if holds else rules.VISIBLE,
                mine=True,
                before=row.appealed is not None,
                decided=row.at,
                now=now,
            )
        )
        return fact(LimitAppealed(words=text.commit(words.strip(), subject=subject, public=False)))


def decide_limit(*, voice: str, person: Person, lifted: bool, words: str) -> Receipt:
    """Decide whether a limit stays, as somebody who did not make it. Raises NotFound and Refused."""
    subject = f"voices/{voice}"
    with about(subject, actor=MODERATION) as fact:
        row = Limit.objects.filter(pk=voice).first()
        if row is None:
            raise NotFound("there is no limit")
        by = names.deciding(person.pk, subject)
        waiting = Case.objects.filter(voice=voice, open=1).exists()
        demand(*rules.may_decide(words=words, waiting=waiting, removed_by=row.by, by=by))
        only_mine(person, voice=voice)
        told = text.commit(words.strip(), subject=subject, public=False)
        return fact(LimitDecided(lifted=lifted, words=told, by=by))
