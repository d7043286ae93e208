"""The watch: a worker looks for bursts of signatures, moderators say what they are."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from folkmoot.modules.petitions import events, queries, rules
from folkmoot.modules.petitions.models import BurstLog, Watch
from folkmoot.modules.petitions.rules import watching
from folkmoot.modules.petitions.services.base import NotFound, demand
from folkmoot.modules.petitions.services.invalidating import INTEGRITY
from folkmoot.record import clock
from folkmoot.record.api import about
from folkmoot.record.receipt import Receipt

WATCH, MACHINE = "petition_watch/main", "system:petitions"


def watch_bursts() -> int:
    """Log the bursts of the last hour, and tell moderators once of those that are urgent; how many bursts there are.

    What two workers find at once is one line and one digest.
    """
    now = clock.now()
    # Looking takes a while on a large hour; nobody who signs waits for it.
    found = queries.bursting(now)
    if not found:
        return 0
    with about(WATCH, actor=MACHINE) as fact:
        told = Watch.objects.filter(pk="main").values_list("told", flat=True).first()
        # A colleague may have judged one of them since we looked.
        quiet = queries.expected_keys([one.key for one in found], now=now)
        rows = _log([one for one in found if one.key not in quiet], now)
        urgent = [one for one in rows if one.told is None and one.peak >= queries.limits().noticed]
        if urgent and watching.may_tell(last=told, now=now):
            fact(
                events.BurstsFound(
                    at=now,
                    networks=sum(one.sort == "network" for one in urgent),
                    domains=sum(one.sort == "domain" for one in urgent),
                    petitions=sum(one.sort == "petition" for one in urgent),
                )
            )
            BurstLog.objects.filter(pk__in=[one.pk for one in urgent]).update(told=now)
    return len(rows)


def _log(found: Sequence[queries.Found], now: datetime) -> list[BurstLog]:
    """One line for each burst: a new one, or the line of a burst that goes on."""
    going = BurstLog.objects.filter(
        key__in=[one.key for one in found], verdict="", last__gte=now - watching.HOUR
    )
    lines = {one.key: one for one in going.order_by("last")}
    for one in found:
        row = lines.get(one.key)
        if row is None:
            row = BurstLog(
                sort=one.burst.sort,
                value=one.burst.value,
                key=one.key,
                petitions=one.petitions,
                first=now - watching.HOUR,
                last=now,
                peak=one.burst.count,
            )
        row.last = max(row.last, now)
        if one.burst.count >= row.peak:
            row.peak, row.petitions = one.burst.count, one.petitions
        row.save()
        lines[one.key] = row
    return [lines[one.key] for one in found]


def judge_burst(*, burst: int, verdict: str) -> Receipt:
    """Say what a burst was: ``dealt_with``, or ``expected`` so that more of it is not told for a while.

    Raises NotFound when it is not in the log any more, or Refused.
    """
    demand(None if verdict in watching.VERDICTS else rules.Refusal("verdict", "choose what the burst was"))
    with about(WATCH, actor=INTEGRITY) as fact:
        row = BurstLog.objects.filter(pk=burst).first()
        if row is None:
            raise NotFound("this is not in the log any more")
        demand(
            None
            if not row.verdict
            else rules.Refusal("verdict", "somebody else has looked at this meanwhile")
        )
        span = timedelta(days=watching.EXPECTED_DAYS) if verdict == "expected" else watching.HOUR
        receipt = fact(
            events.BurstJudged(sort=row.sort, key=row.key, verdict=verdict, until=clock.now() + span)
        )
        BurstLog.objects.filter(key=row.key, verdict="").update(verdict=verdict)
        return receipt
