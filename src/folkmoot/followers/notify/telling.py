"""The follower that tells people: those who follow what happened, and those whom a part names itself.

Its rows have unique keys and go in with its cursor, so reading a fact again tells nobody again.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from folkmoot.followers.models import AccountNotice, Mail, Subscriber, Subscription
from folkmoot.followers.notify import rules, targets
from folkmoot.followers.notify.compose import Reader, Told, act_mail, own_act
from folkmoot.followers.notify.named import tell_named
from folkmoot.people.pseudonyms import Namer
from folkmoot.record import clock, registry
from folkmoot.record.event import Fact
from folkmoot.record.follow import Follower
from folkmoot.record.manifest import Card

CHUNK = 1_000
"""Subscriptions read, and rows written, at once."""


@dataclass(frozen=True, slots=True)
class _Act:
    fact: Fact[Any]
    told: Told
    lat: float | None
    long: float | None


@dataclass
class _Outbox:
    """Rows on their way into the database, written in bulk."""

    notices: list[AccountNotice] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)

    def flush(self, *, least: int = 1) -> None:
        if len(self.notices) >= least:
            AccountNotice.objects.bulk_create(self.notices, batch_size=500, ignore_conflicts=True)
            self.notices.clear()
        if len(self.mails) >= least:
            Mail.objects.bulk_create(self.mails, batch_size=500, ignore_conflicts=True)
            self.mails.clear()


def handle(facts: Sequence[Fact[Any]]) -> None:
    """Tell everybody whom the facts concern; acts of long ago are not told any more."""
    now = clock.now()
    fresh = [fact for fact in facts if now - fact.accepted <= rules.TOLD_WITHIN]
    if fresh:
        told = tell_named(fresh, now=now)
        _tell_followers(fresh, now, told)


FOLLOWER = Follower(name="notify", handle=handle)


def _acts(facts: Sequence[Fact[Any]]) -> Iterator[tuple[_Act, Card | None]]:
    shown = [fact for fact in facts if (act := registry.act_of(fact.kind)) and not act.quiet]
    cards = registry.cards({fact.subject for fact in shown})
    for fact in shown:
        card = cards.get(fact.subject)
        told = Told(
            fact.id,
            fact.kind,
            fact.subject,
            str(card.title) if card else "",
            card.url if card else "",
            fact.index or 0,
        )
        yield _Act(fact, told, card.lat if card else None, card.lon if card else None), card


def _by_key(facts: Sequence[Fact[Any]]) -> Mapping[str, list[_Act]]:
    found: dict[str, list[_Act]] = {}
    for act, card in _acts(facts):
        keys = targets.keys_of(
            subject=act.fact.subject,
            module=registry.manifest_of(act.fact.kind).slug,
            area=card.area if card else "",
            lat=act.lat,
            long=act.long,
            actor=act.fact.actor,
        )
        for key in keys:
            found.setdefault(key, []).append(act)
    return found


def _subscriptions(keys: Iterable[str]) -> Iterator[tuple[Subscriber, list[Subscription]]]:
    """Those who follow any of the keys and want to know at once, one subscriber at a time, in one query."""
    rows = (
        Subscription.objects.filter(key__in=list(keys), prompt=True, confirmed__isnull=False)
        .select_related("subscriber__person")
        .order_by("subscriber_id", "id")
    )
    mine: list[Subscription] = []
    for row in rows.iterator(chunk_size=CHUNK):
        if mine and mine[0].subscriber_id != row.subscriber_id:
            yield mine[0].subscriber, mine
            mine = []
        mine.append(row)
    if mine:
        yield mine[0].subscriber, mine


def _tell_followers(facts: Sequence[Fact[Any]], now: datetime, named: AbstractSet[tuple[str, str]]) -> None:
    by_key = _by_key(facts)
    if not by_key:
        return
    namer, out = Namer(), _Outbox()
    for subscriber, subscriptions in _subscriptions(by_key):
        reader = Reader.of(subscriber)
        for act, subscription in _matches(subscriptions, by_key):
            if (act.fact.id, reader.digest) in named:
                continue
            if own_act(namer, reader, act.fact.subject, act.fact.actor):
                continue
            if subscriber.person is not None:
                out.notices.append(_notice(subscriber.person.pk, act))
            if subscription.mail == rules.AT_ONCE:
                out.mails.append(act_mail(reader, act.told, subscription, now=now))
        out.flush(least=CHUNK)
    out.flush()


def _matches(
    subscriptions: Sequence[Subscription], by_key: Mapping[str, Sequence[_Act]]
) -> list[tuple[_Act, Subscription]]:
    """Each act that one subscriber follows, once and in order; among its subscriptions one with mail at once wins."""
    best: dict[int, tuple[_Act, Subscription]] = {}
    for subscription in subscriptions:
        target = target_of(subscription)
        for act in by_key[subscription.key]:
            if subscription.confirmed is None or act.fact.accepted < subscription.confirmed:
                continue
            if not targets.holds(target, lat=act.lat, long=act.long):
                continue
            held = best.get(act.told.entry)
            if held is None or (held[1].mail != rules.AT_ONCE and subscription.mail == rules.AT_ONCE):
                best[act.told.entry] = act, subscription
    return [best[entry] for entry in sorted(best)]


def target_of(row: Subscription) -> targets.Target:
    """What a subscription is about."""
    return targets.Target(row.sort, row.target, row.lat, row.long, row.radius)


def _notice(person: uuid.UUID, act: _Act) -> AccountNotice:
    return AccountNotice(
        person_id=person,
        fact_id=act.fact.id,
        index=act.fact.index,
        kind=act.fact.kind,
        subject=act.fact.subject,
        at=act.fact.accepted,
    )
