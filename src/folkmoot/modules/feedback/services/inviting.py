"""The follower that invites: it reads what happened, draws whom to ask, and leaves in peace who was asked lately.

How many were concerned, drawn and invited is a fact; who they are is not. The mails go out by the notices of that fact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.module_loading import import_string

from folkmoot.modules.feedback import events, queries, rules
from folkmoot.modules.feedback.models import Edition, Handled, Invitation, LastAsked
from folkmoot.modules.feedback.services.base import SYSTEM, on
from folkmoot.people.asking import unwilling
from folkmoot.people.pseudonyms import Namer
from folkmoot.record import clock, registry
from folkmoot.record.event import Fact
from folkmoot.record.follow import Follower
from folkmoot.record.manifest import Concerned, Moment

WITHIN = timedelta(days=14)
"""Nobody is asked about what is longer ago than this."""
AT_ONCE = 500
_QUIET = "feedback_rules/main"


def handle(facts: Sequence[Fact[Any]]) -> None:
    """Ask those whom some facts concern, where a survey is open for it."""
    invite(facts)


FOLLOWER = Follower(name="feedback", handle=handle)


def invite(facts: Sequence[Fact[Any]]) -> int:
    """Invite those whom facts concern to every survey that asks then; how many. Asked again it invites nobody twice."""
    by_kind = {one.event.kind: one for one in registry.moments().values() if one.event}
    batches: dict[str, list[Fact[Any]]] = {}
    since = clock.now() - WITHIN
    for fact in facts:
        if fact.kind in by_kind and fact.accepted >= since:
            batches.setdefault(fact.kind, []).append(fact)
    return sum(
        _ask(edition, by_kind[kind], some)
        for kind, some in batches.items()
        for edition in queries.open_at(by_kind[kind].name)
    )


def address_key(namer: Namer, email: str) -> str:
    """Under which it is remembered when an address was last asked; nobody can read it back."""
    return namer.guest(email, _QUIET)


@dataclass
class _Sorted:
    """Those concerned: the ones who are asked, and how many are not, and why."""

    asked: list[Concerned]
    concerned: int = 0
    not_drawn: int = 0
    unwilling: int = 0
    rested: int = 0


def _ask(edition: Edition, moment: Moment, facts: Sequence[Fact[Any]]) -> int:
    with on(edition.survey, SYSTEM) as (fact, row):
        now = clock.now()
        new = _new(edition, facts, now)
        if row.state != "open" or row.edition != edition.edition or now >= edition.closes or not new:
            return 0
        people = list(import_string(moment.concerned)(list(new.values())))
        found = _sort(edition, people, now)
        if not found.concerned:
            return 0
        receipt = fact(
            events.Invited(
                edition=edition.edition,
                concerned=found.concerned,
                not_drawn=found.not_drawn,
                rested=found.rested,
                unwilling=found.unwilling,
                invited=len(found.asked),
            )
        )
        Invitation.objects.bulk_create(
            (
                Invitation(
                    survey=edition.survey,
                    edition=edition.edition,
                    batch=receipt.fact_id,
                    about=new[one.fact_id].subject,
                    person_id=one.person_id,
                    email="" if one.person_id else one.email.strip(),
                    language=one.language,
                    groups={sort: one.groups.get(sort, "") for sort in moment.groups},
                    made=now,
                )
                for one in found.asked
            ),
            batch_size=AT_ONCE,
        )
        return len(found.asked)


def _new(edition: Edition, facts: Sequence[Fact[Any]], now: datetime) -> dict[str, Fact[Any]]:
    """Facts since the edition opened that it has not asked about, by their ids; they are marked as handled."""
    fresh = {f"{edition.pk}/{one.id}": one for one in facts if one.accepted > edition.opened}
    known = set(Handled.objects.filter(pk__in=list(fresh)).values_list("pk", flat=True))
    rows = [Handled(key=key, at=now) for key in fresh if key not in known]
    Handled.objects.bulk_create(rows, batch_size=AT_ONCE)
    return {one.id: one for key, one in fresh.items() if key not in known}


def _sort(edition: Edition, people: Sequence[Concerned], now: datetime) -> _Sorted:
    found, namer = _Sorted([], concerned=len(people)), Namer()
    one_in = queries.plan_of(edition).one_in
    drawn = [
        one
        for one in people
        if rules.is_drawn(opened=edition.fact_id, moment=one.fact_id, pseudonym=one.pseudonym, one_in=one_in)
    ]
    found.not_drawn = len(people) - len(drawn)
    silent = unwilling(
        people={one.person_id for one in drawn if one.person_id},
        emails={one.email for one in drawn if not one.person_id},
    )
    willing = [one for one in drawn if (one.person_id or one.email.strip().lower()) not in silent]
    found.unwilling = len(drawn) - len(willing)
    keys = [address_key(namer, one.email) for one in willing]
    rested = _asked_since(keys, now - timedelta(days=queries.quiet_days()))
    for key, one in zip(keys, willing, strict=True):
        if key in rested:
            found.rested += 1
            continue
        rested.add(key)
        found.asked.append(one)
    rows = [LastAsked(key=key, at=now) for key in {address_key(namer, one.email) for one in found.asked}]
    LastAsked.objects.bulk_create(
        rows, batch_size=AT_ONCE, update_conflicts=True, unique_fields=["key"], update_fields=["at"]
    )
    return found


def _asked_since(keys: Sequence[str], since: datetime) -> set[str]:
    found: set[str] = set()
    for first in range(0, len(keys), AT_ONCE):
        some = LastAsked.objects.filter(pk__in=keys[first : first + AT_ONCE], at__gt=since)
        found |= set(some.values_list("pk", flat=True))
    return found
