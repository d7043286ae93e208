"""Reads of limits and lists. Every signature asks for them, so they are kept in memory until a fact changes them."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from django.db.models import Count

from folkmoot.modules.petitions import events
from folkmoot.modules.petitions.models import Guard, GuardEntry, Limits, Signer
from folkmoot.modules.petitions.rules import guarding
from folkmoot.record import clock
from folkmoot.record.keys import secret
from folkmoot.record.remember import Remembered

_lists = Remembered(events.Guarded.kind, events.Unguarded.kind)
_limits = Remembered(events.LimitsDescribed.kind)


def limits() -> events.LimitsDescribed:
    """The limits of now; the reference's before anybody described others."""
    return _limits.now().get("limits", _read_limits)


def _read_limits() -> events.LimitsDescribed:
    row = Limits.objects.filter(pk="main").first()
    if row is None:
        return events.LimitsDescribed()
    return events.LimitsDescribed(
        **{one.name: getattr(row, one.name) for one in fields(events.LimitsDescribed)}
    )


def guard_key(sort: str, value: str) -> str:
    """The keyed hash under which the record knows an entry, which must be in its plain form (rules.guarding.plain)."""
    if sort == "email" and guarding.KEY.match(value):
        return value
    made = hmac.digest(secret("petitions.guards"), f"{sort}\n{value}".encode(), hashlib.sha256)
    return made.hex()[:32]


def listed(*, allow: bool) -> guarding.Listed:
    """The list of those that are always believed, or of those that never are."""
    return _lists.now().get(("listed", allow), lambda: _read_list(allow))


def _read_list(allow: bool) -> guarding.Listed:  # noqa: FBT001 - there are two lists.
    rows = list(GuardEntry.objects.filter(allow=allow).values_list("key", "sort"))
    values = dict(Guard.objects.values_list("key", "value"))
    found: dict[str, list[str]] = {sort: [] for sort in guarding.SORTS}
    for key, sort in rows:
        found[sort].append(key if sort == "email" else values.get(key, ""))
    return guarding.Listed(
        tuple(one for one in found["network"] if one),
        frozenset(found["domain"]) - {""},
        frozenset(found["email"]),
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the lists with what it is; of a mailbox that is not known any more."""

    row: GuardEntry
    value: str


def guards(*, sort: str = "", after: str = "", limit: int = 100) -> list[Entry]:
    """Entries in the order of their keys, ``after`` one of them."""
    chosen = GuardEntry.objects.filter(key__gt=after).order_by("key")
    rows = list((chosen.filter(sort=sort) if sort else chosen)[:limit])
    values = dict(Guard.objects.filter(pk__in=[one.pk for one in rows]).values_list("key", "value"))
    return [Entry(one, values.get(one.pk, "")) for one in rows]


def guard_of(sort: str, value: str) -> Entry | None:
    """The entry of exactly this network, domain or mailbox, or None."""
    if sort not in guarding.SORTS or guarding.is_guard(sort, value) is not None:
        return None
    row = GuardEntry.objects.filter(pk=guard_key(sort, guarding.plain(sort, value))).first()
    return Entry(row, value) if row else None


def guard_batches(facts: Iterable[str]) -> set[str]:
    """Which of some acts put entries on a list that are there still."""
    rows = GuardEntry.objects.filter(batch__in=[one for one in facts if one])
    return set(rows.values_list("batch", flat=True))


def guard_counts() -> dict[tuple[str, bool], int]:
    """How many entries each list has, by (sort, allow)."""
    rows = GuardEntry.objects.values("sort", "allow").annotate(n=Count("key")).order_by("sort", "allow")
    return {(one["sort"], one["allow"]): one["n"] for one in rows}


DAYS, MOST = timedelta(days=7), 20_000


def week_ago() -> datetime:
    """Since when signatures are looked at to say what limits and lists would do."""
    return clock.now() - DAYS


def made() -> list[guarding.Made]:
    """Signatures of the last week that came from a network without an account, newest first, at most MOST."""
    rows = (
        Signer.objects.filter(created__gt=week_ago(), person=None, channel="email")
        .exclude(ip="")
        .order_by("-created")
        .values_list("role", "petition", "ip", "created")[:MOST]
    )
    return [guarding.Made(*one) for one in rows]
