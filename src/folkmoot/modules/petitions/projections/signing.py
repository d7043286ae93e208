"""Signatures come, go and come back."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import F

from folkmoot.modules.petitions import events
from folkmoot.modules.petitions.models import Invalidation, Petition, PetitionKind, Signature
from folkmoot.modules.petitions.projections.base import change, number_of, tally
from folkmoot.record import store
from folkmoot.record.event import Fact
from folkmoot.record.prepared import Prepared
from folkmoot.record.projection import projects, projects_together


def _key(fact: Fact[Any]) -> str:
    return f"{number_of(fact)}/{fact.actor.partition(':')[2]}"


@projects(events.KindDescribed)
def kind_described(fact: Fact[events.KindDescribed]) -> None:
    event = fact.event
    PetitionKind(
        code=event.code,
        title=event.title,
        description=event.description,
        office=event.office,
        who=event.who,
        steps=[{"at": one.at, "what": one.what, "days": one.days, "label": one.label} for one in event.steps],
        areas=list(event.areas),
        outside=event.outside,
        accounts=event.accounts,
        days=event.days,
        sponsors=event.sponsors,
        sponsors_most=event.sponsors_most,
        moderation_days=event.moderation_days,
        closed=event.closed,
        changed=fact.accepted,
    ).save()


@projects(events.Started)
def started(fact: Fact[events.Started]) -> None:
    event = fact.event
    Petition.objects.create(
        number=number_of(fact),
        kind_code=event.kind_code,
        state="started",
        action=event.action,
        background=event.background,
        details=event.details,
        needed=event.sponsors,
        areas=list(event.areas),
        outside=event.outside,
        accounts=event.accounts,
        started=fact.accepted,
        updated=fact.accepted,
        fact_id=fact.id,
        newest_fact=fact.id,
    )


def _signature(fact: Fact[events.Signed]) -> Signature:
    return Signature(
        key=_key(fact),
        petition=number_of(fact),
        area=fact.event.area,
        country=fact.event.country,
        role=fact.event.role,
        channel=fact.event.channel,
        state="counted",
        day=fact.accepted.astimezone(UTC).date(),
        batch="",
        fact_id=fact.id,
    )


_GIVEN = ("area", "country", "role", "channel", "state", "day", "batch", "fact_id")


def _again(row: Signature) -> bool:
    """Whoever took a signature back may give it again; it is the same row then, never a second one."""
    values = {name: getattr(row, name) for name in _GIVEN}
    return bool(Signature.objects.filter(pk=row.pk).exclude(state="counted").update(**values))


@projects(events.Signed)
def signed(fact: Fact[events.Signed]) -> None:
    row = _signature(fact)
    if not _again(row):
        row.save(force_insert=True)
    change(fact, count=F("count") + 1, sponsors=F("sponsors") + int(row.role == "sponsor"))
    tally(row.petition, row.area, row.day, +1, row.country)


@projects_together(signed)
def signed_together(facts: Sequence[Fact[events.Signed]]) -> None:
    rows = [_signature(fact) for fact in facts]
    held = {key for (key,) in _held.columns(keys=[one.pk for one in rows])}
    Signature.objects.bulk_create([one for one in rows if one.pk not in held or not _again(one)])
    _shift(facts[-1], rows, +1)


_held = Prepared(lambda keys: Signature.objects.filter(pk__in=keys).values_list("key"))


@projects(events.Withdrawn)
def withdrawn(fact: Fact[events.Withdrawn]) -> None:
    row = Signature.objects.get(pk=_key(fact))
    counted = row.state == "counted"
    row.state, row.batch = "withdrawn", ""
    row.save()
    change(
        fact, count=F("count") - int(counted), sponsors=F("sponsors") - int(counted and row.role == "sponsor")
    )
    if counted:
        tally(row.petition, row.area, row.day, -1, row.country)


@projects(events.Imported)
def imported(fact: Fact[events.Imported]) -> None:
    number = number_of(fact)
    rows = []
    for line in store.get_segment(fact.event.segment).splitlines():
        one = json.loads(line)
        rows.append(
            Signature(
                key=f"{number}/{one['actor'].partition(':')[2]}",
                petition=number,
                area=one["area"],
                country=one.get("country", ""),
                role="signer",
                channel="import",
                state="counted",
                day=datetime.fromisoformat(one["at"]).astimezone(UTC).date(),
                fact_id=fact.id,
            )
        )
    Signature.objects.bulk_create(rows, batch_size=500)
    change(fact, count=F("count") + len(rows))
    _tally_all(number, rows, +1)


@projects(events.Invalidated)
def invalidated(fact: Fact[events.Invalidated]) -> None:
    number, event = number_of(fact), fact.event
    keys = [f"{number}/{one.partition(':')[2]}" for one in json.loads(store.get_segment(event.segment))]
    rows: list[Signature] = []
    for first in range(0, len(keys), 500):
        some = keys[first : first + 500]
        rows += Signature.objects.filter(pk__in=some, state="counted")
        Signature.objects.filter(pk__in=some, state="counted").update(state="invalidated", batch=fact.id)
    _shift(fact, rows, -1)
    Invalidation.objects.create(
        batch=fact.id,
        petition=number,
        at=fact.accepted,
        reason=event.reason,
        conditions=list(event.conditions),
        count=len(rows),
        words=event.words,
    )


@projects(events.Restored)
def restored(fact: Fact[events.Restored]) -> None:
    chosen = Signature.objects.filter(batch=fact.event.batch)
    rows = list(chosen)
    chosen.update(state="counted", batch="")
    _shift(fact, rows, +1)
    Invalidation.objects.filter(pk=fact.event.batch).update(restored=fact.accepted)


def _shift(fact: Fact[Any], rows: list[Signature], by: int) -> None:
    """Count many signatures up or down at once."""
    supporters = sum(one.role == "sponsor" for one in rows)
    change(fact, count=F("count") + by * len(rows), sponsors=F("sponsors") + by * supporters)
    _tally_all(number_of(fact), rows, by)


def _tally_all(number: int, rows: Iterable[Signature], by: int) -> None:
    counted = Counter((one.area, one.day, one.country) for one in rows)
    for (area, day, country), count in sorted(counted.items()):
        tally(number, area, day, by * count, country)
