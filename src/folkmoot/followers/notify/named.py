"""Whom parts want told about their own facts (``Manifest.notices``): looked up, put in words, queued."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.module_loading import import_string

from folkmoot.followers.models import AccountNotice, Mail, Subscriber, Subscription
from folkmoot.followers.notify import rules
from folkmoot.followers.notify.compose import PURPOSE, Reader, notice_mail
from folkmoot.followers.words import one_line
from folkmoot.people.models import Person
from folkmoot.record import registry
from folkmoot.record.event import Fact
from folkmoot.record.manifest import Notice

_TITLE, _URL = 500, 2000


Told = frozenset[tuple[str, str]]
"""Pairs of a fact's id and the digest of a reader who was told of it."""


def tell_named(facts: Sequence[Fact[Any]], *, now: datetime) -> Told:
    """Queue what the parts of these facts want told; the same notice is told once however often it is asked for.

    A part may name whoever acted (a confirmation), so own acts are not left out here. What comes back is who need not
    hear of the same fact again as one of its followers.
    """
    asked = [one for one in _asked(facts) if one.person_id is not None or one.email]
    if not asked:
        return frozenset()
    readers = _readers(asked, now)
    settings = _loudness(asked, readers, now)
    by_id = {fact.id: fact for fact in facts}
    told: set[tuple[str, str]] = set()
    notices, mails = [], []
    for notice in asked:
        subscriber = readers.get(_who(notice))
        if subscriber is None or not (notice.wanted or subscriber.unasked):
            continue
        reader, fact = Reader.of(subscriber), by_id.get(notice.fact_id)
        if subscriber.person is not None:
            notices.append(_row(notice, subscriber.person, fact, now))
        setting = settings.get((subscriber.pk, notice.loudness))
        if setting is None or setting.mail == rules.AT_ONCE:
            index = fact.index if fact else None
            mails.append(notice_mail(reader, notice, entry=index, now=now, setting=setting))
        told.add((notice.fact_id, reader.digest))
    AccountNotice.objects.bulk_create(notices, batch_size=500, ignore_conflicts=True)
    Mail.objects.bulk_create(mails, batch_size=500, ignore_conflicts=True)
    return frozenset(told)


def _loudness(
    asked: Sequence[Notice], readers: dict[str, Subscriber], now: datetime
) -> dict[tuple[int, str], Subscription]:
    """How loud accounts want notices that can be made quieter, at once unless they chose otherwise; two queries."""
    wanted = {
        (reader.pk, one.loudness)
        for one in asked
        if one.loudness and (reader := readers.get(_who(one))) is not None and reader.person_id is not None
    }
    if not wanted:
        return {}
    rows = [
        Subscription(
            subscriber_id=pk,
            sort=sort,
            key=f"{sort}:",
            mail=rules.AT_ONCE,
            prompt=True,
            created=now,
            confirmed=now,
        )
        for pk, sort in sorted(wanted)
    ]
    Subscription.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    found = Subscription.objects.filter(
        subscriber_id__in={pk for pk, _sort in wanted}, sort__in={sort for _pk, sort in wanted}
    )
    return {(one.subscriber_id, one.sort): one for one in found}


def _asked(facts: Sequence[Fact[Any]]) -> list[Notice]:
    by_part: dict[str, list[Fact[Any]]] = {}
    for fact in facts:
        by_part.setdefault(registry.manifest_of(fact.kind).slug, []).append(fact)
    found: list[Notice] = []
    for part in registry.manifests():
        if part.notices and part.slug in by_part:
            found += import_string(part.notices)(by_part[part.slug])
    return found


def _who(notice: Notice) -> str:
    return str(notice.person_id) if notice.person_id is not None else notice.email.strip().lower()


def _readers(asked: Sequence[Notice], now: datetime) -> dict[str, Subscriber]:
    """The subscriber row of everybody who is named, in four queries; it holds what they do not want to hear."""
    people = {one.person_id for one in asked if one.person_id is not None}
    emails = {one.email.strip().lower(): one.language for one in asked if one.person_id is None}
    there = set(Person.objects.filter(pk__in=people, is_active=True).values_list("pk", flat=True))
    rows = [Subscriber(person_id=one, created=now) for one in sorted(there)]
    rows += [Subscriber(email=one, language=emails[one], created=now) for one in sorted(emails)]
    Subscriber.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    found = {
        str(row.person_id): row
        for row in Subscriber.objects.filter(person_id__in=there).select_related("person")
    }
    return found | {row.email: row for row in Subscriber.objects.filter(email__in=emails)}


def _row(notice: Notice, person: Person, fact: Fact[Any] | None, now: datetime) -> AccountNotice:
    return AccountNotice(
        person=person,
        fact_id=notice.fact_id,
        purpose=notice.purpose[:PURPOSE],
        index=fact.index if fact else None,
        kind=fact.kind if fact else "",
        subject=notice.subject,
        title=one_line(notice.title)[:_TITLE],
        body=notice.body,
        url=notice.url[:_URL],
        at=fact.accepted if fact else now,
    )
