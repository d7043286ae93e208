"""Digests: one pass over all subscribers that reads the acts of the period once.

A run is about entries ``first`` to ``last``; the next run begins behind them, so no act is left out or told twice,
whatever the clock did. It goes through the subscribers in the order of their ids, a chunk at a time; a chunk's mails and
the run's position are one transaction, so a pass that was killed goes on where it stopped.
"""

import logging
import time
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db import transaction

from folkmoot.followers.cells import SMALL, covering, lies_inside
from folkmoot.followers.models import AccountNotice, Activity, DigestRun, Mail, Subscription
from folkmoot.followers.notify import rules, targets
from folkmoot.followers.notify.compose import LINES, Reader, Told, digest_mail, own_act
from folkmoot.followers.notify.telling import target_of
from folkmoot.people.pseudonyms import Namer
from folkmoot.places.queries import institution
from folkmoot.record import clock
from folkmoot.record.steps import step

log = logging.getLogger(__name__)

CHUNK = 1_000
"""Subscribers in one transaction."""
MOST_ACTS = 100_000
"""Acts of a period that are held in memory; in a busier one the newest."""
REPLY = "talk.reply"
"""The purpose of notices that tell of an answer to what one said (talk/notices.py)."""
_MOST_OWN = 500
"""Acts of one reader among which their own are looked for."""
BUDGET = 60.0
"""Seconds of one turn of the worker; a longer pass goes on in the next."""


class Acts:
    """The acts of a period by their entry numbers, found by the keys of targets.py; all lists are newest first.

    Most subscribers follow what others follow too, so what is found is shared and not copied. Acts in a circle are
    found by the cells that it touches, one look for all acts at one place.
    """

    def __init__(self, rows: Sequence[Activity]) -> None:
        self.rows = {row.index: row for row in rows}
        self.oldest = min((row.accepted for row in rows), default=None)
        self._by_key: dict[str, list[int]] = {}
        self._by_cell: dict[str, dict[tuple[float, float], list[int]]] = {}
        for row in rows:
            for key in targets.keys_of(
                subject=row.subject, module=row.module, area=row.area, lat=None, long=None, actor=row.actor
            ):
                self._by_key.setdefault(key, []).append(row.index)
            if row.cell and row.lat is not None and row.long is not None:
                places = self._by_cell.setdefault(row.cell, {})
                places.setdefault((row.lat, row.long), []).append(row.index)

    def of(self, subscriptions: Sequence[Subscription]) -> Sequence[int]:
        """What happened to any of them since it was followed, each act once."""
        found = [some for one in subscriptions if (some := self._since(one))]
        if len(found) <= 1:
            return found[0] if found else ()
        return sorted(set().union(*found), reverse=True)

    def _since(self, subscription: Subscription) -> Sequence[int]:
        if self.oldest is None or subscription.confirmed is None:
            return ()
        found = self._followed(subscription)
        if subscription.confirmed <= self.oldest:
            return found
        return [one for one in found if self.rows[one].accepted >= subscription.confirmed]

    def _followed(self, subscription: Subscription) -> Sequence[int]:
        if subscription.sort != targets.CIRCLE:
            return self._by_key.get(subscription.key, ())
        target = target_of(subscription)
        circle = target.lat or 0.0, target.long or 0.0, target.radius or 0
        found: list[int] = []
        for cell in covering(*circle, SMALL):
            places = self._by_cell.get(cell)
            if not places:
                continue
            whole = lies_inside(cell, *circle)
            for (lat, long), indexes in places.items():
                if whole or targets.holds(target, lat=lat, long=long):
                    found += indexes
        return sorted(found, reverse=True)


def send_due() -> int:
    """Go on with the digests that are due, for a few seconds. How many mails were queued."""
    until, total = time.monotonic() + BUDGET, 0
    for period in _due():
        run = _begin(period)
        total += work(run, until=until)
    return total


_done: set[str] = set()
"""Periods that this process saw finished, so that most turns ask the database nothing."""


def _due() -> list[rules.Period]:
    now = clock.now().astimezone(ZoneInfo(institution().time_zone))
    return [one for one in rules.periods(now) if one.name not in _done]


def _begin(period: rules.Period) -> DigestRun:
    """The run of a period; the first to ask makes it, and with it settles which acts it is about."""
    with transaction.atomic():
        before = DigestRun.objects.filter(mail=period.mail).order_by("-last").first()
        first = before.last + 1 if before is not None else _newest_before(period.began) + 1
        run, _new = DigestRun.objects.get_or_create(
            period=period.name,
            defaults={
                "mail": period.mail,
                "first": first,
                "last": max(_newest_before(period.until), first - 1),
                "began": clock.now(),
            },
        )
    return run


def _newest_before(moment: datetime) -> int:
    """The newest entry that was accepted before a moment, -1 when there is none."""
    rows = Activity.objects.filter(accepted__lt=moment).order_by("-index")
    found = rows.values_list("index", flat=True).first()
    return -1 if found is None else found


def work(run: DigestRun, *, until: float) -> int:
    """Go on with a run until it is done or ``until`` (of time.monotonic). How many mails were queued."""
    if run.done is not None:
        _done.add(run.period)
        return 0
    acts = Acts(_read(run))
    lines: dict[tuple[str, int], str] = {}
    queued = 0
    while True:
        with transaction.atomic():
            # Two workers take turns at the run's row; each goes on where the other stopped.
            held = DigestRun.objects.select_for_update().get(pk=run.pk)
            chunk = _chunk(held) if held.done is None and acts.rows else []
            mails = _mails(chunk, acts, held, lines)
            Mail.objects.bulk_create(mails, batch_size=500, ignore_conflicts=True)
            step("digest:queued")
            held.queued += len(mails)
            if chunk:
                held.position = chunk[-1].subscriber_id
            elif held.done is None:
                held.done = clock.now()
                log.info("digest %s: %s mails", held.period, held.queued)
            held.save()
        step("digest:moved")
        queued += len(mails)
        if held.done is not None:
            return queued
        if time.monotonic() > until:
            return queued


def _read(run: DigestRun) -> list[Activity]:
    rows = Activity.objects.filter(index__gte=run.first, index__lte=run.last).order_by("-index")
    return list(rows[:MOST_ACTS])


def _chunk(run: DigestRun) -> list[Subscription]:
    """The subscriptions of the next subscribers, in their order: two queries."""
    wanted = Subscription.objects.filter(
        mail=run.mail, confirmed__isnull=False, subscriber_id__gt=run.position
    )
    ids = wanted.order_by("subscriber_id").values_list("subscriber_id", flat=True).distinct()[:CHUNK]
    upto = max(ids, default=0)
    rows = wanted.filter(subscriber_id__lte=upto).select_related("subscriber__person")
    return list(rows.order_by("subscriber_id", "id"))


def _mails(
    chunk: Sequence[Subscription], acts: Acts, run: DigestRun, lines: dict[tuple[str, int], str]
) -> list[Mail]:
    namer, now, mails = Namer(), clock.now(), []
    replies = _replies(chunk, run)
    for subscriber, mine in groupby(chunk, key=lambda one: one.subscriber_id):
        subscriptions = list(mine)
        reader = Reader.of(subscriptions[0].subscriber)
        found = acts.of(subscriptions)
        if answers := [one for one in replies.get(subscriber, ()) if one in acts.rows]:
            found = sorted({*found, *answers}, reverse=True)
        told, count = _told(found, acts, reader, namer)
        if told:
            mails.append(
                digest_mail(reader, told, count, period=run.period, mail=run.mail, now=now, lines=lines)
            )
    return mails


def _replies(chunk: Sequence[Subscription], run: DigestRun) -> dict[int, list[int]]:
    """Entries of the run that answered what somebody said, of those who want to hear of it in a digest; one query."""
    people = {
        one.subscriber.person_id: one.subscriber_id
        for one in chunk
        if one.sort == targets.REPLIES and one.subscriber.person_id is not None
    }
    if not people:
        return {}
    rows = AccountNotice.objects.filter(
        person__in=list(people), purpose=REPLY, index__gte=run.first, index__lte=run.last
    )
    found: dict[int, list[int]] = {}
    for person, index in rows.values_list("person_id", "index"):
        found.setdefault(people[person], []).append(index or 0)
    return found


def _told(found: Sequence[int], acts: Acts, reader: Reader, namer: Namer) -> tuple[list[Told], int]:
    """The acts that a mail lists, newest first and without the reader's own, and how many there are in all.

    Of very many only the listed ones are looked at for own acts.
    """
    looked = [acts.rows[one] for one in (found if len(found) <= _MOST_OWN else found[:LINES])]
    kept = [row for row in looked if not own_act(namer, reader, row.subject, row.actor)]
    return [Told.of(row) for row in kept[:LINES]], len(kept) + len(found) - len(looked)
