"""Reads of the watch: bursts of the last hour, and the log of those that moderators look at."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, F, QuerySet, Sum, Value
from django.db.models.functions import StrIndex, Substr

from folkmoot.modules.petitions.models import BurstLog, DayTally, Expected, Petition, Signer
from folkmoot.modules.petitions.queries.guards import guard_key, limits, listed
from folkmoot.modules.petitions.rules import watching
from folkmoot.record import clock

NAMED = 5
"""Petitions of a burst that the log names at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """A burst with its keyed hash and the petitions that most of its signatures are on, most first."""

    burst: watching.Burst
    key: str
    petitions: list[int]


def _recent(now: datetime) -> QuerySet[Signer]:
    """Signatures that people made here and confirmed in the last hour; what came on paper or by import is no burst."""
    since = now - watching.HOUR
    return Signer.objects.filter(
        confirmed__gt=since, confirmed__lte=now, state="counted", channel__in=("email", "account")
    )


_Grouped = dict[str, Counter[int]]


def _grouped(rows: QuerySet[Signer], by: str) -> _Grouped:
    """Signatures by what they come from and, of each, by petition, in one query."""
    found: _Grouped = {}
    counted = rows.values_list(by, "petition").annotate(n=Count("id")).order_by()
    for value, petition, count in counted.iterator(chunk_size=2000):
        found.setdefault(value, Counter())[petition] += count
    return found


def _totals(found: _Grouped) -> dict[str, int]:
    return {value: some.total() for value, some in found.items()}


def _most(some: Counter[int]) -> list[int]:
    """The petitions with most of them, the lower number first where two have as many."""
    return sorted(some, key=lambda one: (-some[one], one))[:NAMED]


def bursting(now: datetime) -> list[Found]:
    """Bursts of the hour until ``now``, largest first, without what is always believed and what is expected."""
    least = limits().watched
    recent = _recent(now)
    by_ip = _grouped(recent.exclude(ip=""), "ip")
    at = StrIndex(F("canonical"), Value("@"))
    by_domain = _grouped(recent.exclude(canonical="").annotate(domain=Substr("canonical", at + 1)), "domain")
    found = [
        *watching.networks(_totals(by_ip), least=least),
        *watching.domains(_totals(by_domain), least=least),
        *watching.petitions(_rates(recent, now, least), least=least),
    ]
    keyed = {one: guard_key(one.sort, one.value) for one in found}
    quiet = expected_keys(keyed.values(), now=now)
    always = listed(allow=True)
    return [
        Found(one, keyed[one], _petitions_of(one, by_ip, by_domain))
        for one in watching.order(found)
        if keyed[one] not in quiet and not watching.is_trusted(one, always)
    ]


def _petitions_of(one: watching.Burst, by_ip: _Grouped, by_domain: _Grouped) -> list[int]:
    if one.sort == "petition":
        return [int(one.value)]
    if one.sort == "domain":
        return _most(by_domain[one.value])
    some: Counter[int] = Counter()
    for address, numbers in by_ip.items():
        if watching.lies_in(address, one.value):
            some.update(numbers)
    return _most(some)


def _rates(recent: QuerySet[Signer], now: datetime, least: int) -> list[watching.Rate]:
    """Of petitions with many signatures in the hour: those, and how many they had in the week before today."""
    rows = recent.values_list("petition").annotate(n=Count("id")).filter(n__gte=least).order_by()
    counts = dict(rows)
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    days = DayTally.objects.filter(
        petition__in=list(counts), day__lt=today.date(), day__gte=(today - watching.USUAL).date()
    )
    before = dict(days.values_list("petition").annotate(n=Sum("count")).order_by())
    opened = dict(Petition.objects.filter(pk__in=list(counts)).values_list("pk", "opened"))
    return [
        watching.Rate(
            number,
            count,
            before.get(number) or 0,
            watching.hours_before(opened=opened.get(number), today=today),
        )
        for number, count in counts.items()
    ]


def expected_keys(keys: Collection[str], *, now: datetime) -> set[str]:
    """Of some places those of which nothing is told now."""
    rows = Expected.objects.filter(pk__in=list(keys), until__gt=now)
    return set(rows.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Logged:
    """A line of the log: whether it goes on, and whether it is urgent."""

    row: BurstLog
    now: bool
    urgent: bool


LINES = 100


def burst_log() -> tuple[list[Logged], list[Logged]]:
    """The log: what waits for moderators, largest first, and what they have judged, newest first."""
    rows = BurstLog.objects.all()
    return (
        [_logged(one) for one in rows.filter(verdict="").order_by("-peak", "id")[:LINES]],
        [_logged(one) for one in rows.exclude(verdict="").order_by("-last", "id")[:LINES]],
    )


def _logged(row: BurstLog) -> Logged:
    return Logged(row, clock.now() - row.last < watching.HOUR, row.peak >= limits().noticed)


def bursts_waiting() -> int:
    """How many bursts wait for moderators."""
    return BurstLog.objects.filter(verdict="").count()
