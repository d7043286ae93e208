"""Administrators set limits and keep the lists of who is believed never or always."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from folkmoot.modules.petitions import events, queries, rules
from folkmoot.modules.petitions.models import Guard, GuardEntry, Signer
from folkmoot.modules.petitions.rules import guarding
from folkmoot.modules.petitions.services.base import demand
from folkmoot.record.api import about
from folkmoot.record.receipt import Receipt

LIMITS, GUARDS = "petition_limits/main", "petition_guards/main"
BATCH = 500


@dataclass(frozen=True, slots=True)
class LimitsPreview:
    """Of the signatures of the last week: how many there were, and how many break the limits of now and the new ones."""

    made: int
    now: int
    then: int


def preview_limits(*, description: events.LimitsDescribed) -> LimitsPreview:
    """What new limits would have meant for the last week. Raises Refused."""
    demand(*guarding.may_limit(description))
    made = queries.made()
    return LimitsPreview(
        len(made), guarding.too_many(made, queries.limits()), guarding.too_many(made, description)
    )


def describe_limits(
    *, description: events.LimitsDescribed, actor: str, expected: events.LimitsDescribed | None = None
) -> Receipt | None:
    """Set the limits; they hold for signatures that are not confirmed yet, too. None when they are so already.

    ``expected`` is what was set when the administrator looked. Raises Refused.
    """
    demand(*guarding.may_limit(description))
    with about(LIMITS, actor=actor) as fact:
        now = queries.limits()
        demand(None if expected in {None, now} else _CHANGED)
        return None if now == description else fact(description)


_CHANGED = rules.Refusal("", "somebody else changed this meanwhile; look again")


@dataclass(frozen=True, slots=True)
class GuardPreview:
    """What entries would do: how many are new or change their list, how many were there, and whom they would touch.

    ``waiting`` and ``counted`` are signatures that they fit: not confirmed yet, and counted in the last week.
    """

    new: int
    known: int
    waiting: int
    counted: int


def _plain(sort: str, values: Sequence[str]) -> dict[str, str]:
    """Entries in their plain form by their keys, in the order in which they were given."""
    plain = [guarding.plain(sort, one) for one in values]
    return {queries.guard_key(sort, one): one for one in plain}


def _known(keys: Sequence[str], *, allow: bool) -> set[str]:
    return set(GuardEntry.objects.filter(pk__in=keys, allow=allow).values_list("pk", flat=True))


def preview_guards(*, sort: str, values: Sequence[str], allow: bool, reason: str) -> GuardPreview:
    """What these entries would do. Raises Refused with every line that cannot be understood."""
    demand(*guarding.may_guard(sort=sort, values=values, reason=reason))
    entries = _plain(sort, values)
    known = _known(list(entries), allow=allow)
    return GuardPreview(
        len(entries) - len(known),
        len(known),
        _fitting(sort, entries, "pending"),
        _fitting(sort, entries, "counted"),
    )


def _fitting(sort: str, entries: dict[str, str], state: str) -> int:
    listed = guarding.Listed(
        tuple(entries.values()) if sort == "network" else (),
        frozenset(entries.values()) if sort == "domain" else frozenset(),
    )
    since = queries.week_ago()
    rows = Signer.objects.filter(state=state, created__gt=since)
    if sort == "email":
        return rows.filter(canonical__in=list(entries.values())).count()
    some = rows.values_list("ip", "canonical").iterator(chunk_size=2000)
    return sum(listed.has(ip=ip, email=canonical, key="") for ip, canonical in some)


def add_guards(*, sort: str, values: Sequence[str], allow: bool, reason: str, actor: str) -> Receipt | None:
    """Put entries on the list of those that are never believed or, with ``allow``, always; None when all are there.

    An entry of the other list changes its list. Raises Refused with every line that cannot be understood.
    """
    demand(*guarding.may_guard(sort=sort, values=values, reason=reason))
    entries = _plain(sort, values)
    with about(GUARDS, actor=actor) as fact:
        known = _known(list(entries), allow=allow)
        new = [key for key in entries if key not in known]
        if not new:
            return None
        # Whoever reads a list between two statements must find what every key of it means.
        if sort != "email":
            Guard.objects.bulk_create(
                [Guard(key=key, value=entries[key]) for key in new], ignore_conflicts=True, batch_size=BATCH
            )
        return fact(events.Guarded(sort=sort, allow=allow, keys=tuple(new), reason=reason))


def _pieces(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(keys), BATCH):
        yield keys[first : first + BATCH]


def lift_guards(*, keys: Sequence[str] = (), batch: str = "", actor: str) -> int:
    """Take entries off their list, those with these keys or all of one act (``batch``, its fact); how many there were."""
    with about(GUARDS, actor=actor) as fact:
        rows = (
            GuardEntry.objects.filter(batch=batch) if batch else GuardEntry.objects.filter(pk__in=list(keys))
        )
        found = sorted(rows.values_list("pk", flat=True))
        for some in _pieces(found):
            fact(events.Unguarded(keys=tuple(some)))
            Guard.objects.filter(pk__in=some).delete()
        return len(found)
