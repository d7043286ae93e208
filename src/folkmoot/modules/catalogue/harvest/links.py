"""Whether the addresses that published datasets lead to answer: asked seldom, politely, and through the guarded line."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from folkmoot.modules.catalogue.fetching import NotNow, host_of, reach
from folkmoot.modules.catalogue.harvest.stored import stored
from folkmoot.modules.catalogue.models import Dataset, Link, Origin, Table
from folkmoot.record import clock
from folkmoot.record.refusal import Refusal, Refused

AGAIN, AGAIN_BROKEN = timedelta(days=7), timedelta(days=1)
"""After which time an address is asked again: one that answered, and one that did not."""
BROKEN = 2
"""Failures one after another after which an address counts as broken; one may be a night's maintenance."""
BATCH, AT_ONCE = 500, 40
PAUSE = 1.0
"""Seconds between two questions to one host."""
SLICE = 45.0
"""Seconds of one turn."""
FORGET = timedelta(days=30)
ASKS_BACK = frozenset({"400", "401", "403", "405", "406", "415", "422"})
"""Statuses with which an API says that it is there: it wants words, a key, another method or another form."""


def digest(url: str) -> str:
    """The key of an address."""
    return hashlib.sha256(url.encode()).hexdigest()


def collect() -> int:
    """Note the addresses of every published dataset, each once for every dataset; how many are new."""
    now, count, after = clock.now(), 0, ""
    while rows := list(
        Dataset.objects.filter(state="published", key__gt=after).order_by("key").only("key", "shown")[:BATCH]
    ):
        after = rows[-1].pk
        wanted = {digest(f"{key} {url}"): (key, url) for key, url in _addresses(rows)}
        there = set(Link.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        Link.objects.filter(pk__in=there).update(seen=now)
        new = [
            Link(digest=one, url=url, host=host_of(url), dataset=key, due=now, seen=now)
            for one, (key, url) in wanted.items()
            if one not in there
        ]
        Link.objects.bulk_create(new, ignore_conflicts=True)
        count += len(new)
    # What no dataset named in this pass is not asked any more.
    Link.objects.filter(seen__lt=now).delete()
    return count


def _addresses(rows: list[Dataset]) -> Iterator[tuple[str, str]]:
    keys, home = [row.pk for row in rows], settings.ORIGIN.rstrip("/") + "/"
    for row in rows:
        if row.shown.get("landing"):
            yield row.pk, row.shown["landing"]
        # Whoever reads the page of an interface of ours has just had an answer of it.
        yield from ((row.pk, one) for one in _of_service(row.shown) if one and not one.startswith(home))
    for dataset, url in Table.objects.filter(dataset__in=keys, removed__isnull=True).values_list(
        "dataset", "url"
    ):
        if url:
            yield dataset, url
    for one in Origin.objects.filter(pk__in=keys).only("key", "page", "files"):
        yield from ((one.pk, file["url"]) for file in one.files)
        if one.page:
            yield one.pk, one.page


def _of_service(shown: Mapping[str, Any]) -> list[str]:
    given = shown.get("service")
    return [given["endpoint"], given["description"], given["terms"]] if given else []


def _is_there(one: Link, error: Refused) -> bool:
    """Whether an API only wants to be asked otherwise: with words, with a key, or by another method."""
    if not any(it.params.get("status") in ASKS_BACK for it in error.refusals):
        return False
    row = Dataset.objects.filter(pk=one.dataset, service=True).only("shown").first()
    return row is not None and bool(row.shown) and row.shown["service"]["endpoint"] == one.url


def check(reaching: Callable[[str], None] = reach) -> int:
    """Ask the addresses that are due, the hosts in turn; how many."""
    until, count = time.monotonic() + SLICE, 0
    asked: dict[str, float] = {}
    while time.monotonic() < until:
        now = clock.now()
        due = list(Link.objects.filter(due__lte=now).order_by("due", "digest")[:AT_ONCE])
        if not due:
            return count
        for one in _in_turn(due):
            # Whoever moves the time has the address: two workers never ask twice.
            later = now + AGAIN_BROKEN
            if not Link.objects.filter(pk=one.pk, due=one.due).update(due=later):
                continue
            wait = asked.get(one.host, 0.0) + PAUSE - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            _check(one, reaching)
            asked[one.host] = time.monotonic()
            count += 1
            if time.monotonic() >= until:
                return count
    return count


def _in_turn(rows: Iterable[Link]) -> list[Link]:
    """The hosts one after another, so that no host is asked many times in a row."""
    by_host: dict[str, list[Link]] = {}
    for one in rows:
        by_host.setdefault(one.host, []).append(one)
    most = max((len(some) for some in by_host.values()), default=0)
    return [some[at] for at in range(most) for some in by_host.values() if at < len(some)]


def _check(one: Link, reaching: Callable[[str], None]) -> None:
    now = clock.now()
    wait = AGAIN_BROKEN
    try:
        reaching(one.url)
    except Refused as error:
        words, misses = list(error.refusals), one.misses + 1
        if _is_there(one, error):
            words, misses, wait = [], 0, AGAIN
    except NotNow as error:
        words, misses = [error.refusal], one.misses + 1
        wait = max(wait, timedelta(seconds=error.wait))
    else:
        words, misses, wait = [], 0, AGAIN
    Link.objects.filter(pk=one.pk).update(
        checked=now, misses=min(misses, 1000), words=stored(words), due=now + wait
    )


def states_of(
    key: str,
) -> tuple[dict[str, datetime | None], dict[str, tuple[Refusal, datetime | None]]]:
    """The addresses of an entry that were asked, with when; and those that are broken, with what is wrong."""
    rows = list(Link.objects.filter(dataset=key, checked__isnull=False)[:BATCH])
    broken = {url: (refusal, checked) for url, refusal, checked in _broken(rows)}
    return {one.url: one.checked for one in rows}, broken


def broken_of(key: str) -> tuple[int, list[tuple[str, Refusal, datetime | None]]]:
    """How many addresses of a dataset were asked, and those that are broken: address, what is wrong, since when it is known."""
    rows = list(Link.objects.filter(dataset=key, checked__isnull=False).order_by("url")[:BATCH])
    return len(rows), _broken(rows)


def _broken(rows: Iterable[Link]) -> list[tuple[str, Refusal, datetime | None]]:
    return [
        (one.url, Refusal(it["field"], it["why"], it["pattern"], it["params"]), one.checked)
        for one in rows
        if one.misses >= BROKEN
        for it in one.words[:1]
    ]
