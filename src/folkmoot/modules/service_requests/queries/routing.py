"""Reads of the rules by which new reports find their office."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from folkmoot.modules.service_requests.events import RoutingDescribed, RoutingRule
from folkmoot.modules.service_requests.models import Routing, RoutingDraft, Service, ServiceRequest
from folkmoot.modules.service_requests.queries.reports import services
from folkmoot.modules.service_requests.rules.routing import Router, rules_from
from folkmoot.places import queries as places
from folkmoot.record import clock
from folkmoot.record.api import find, timeline
from folkmoot.record.remember import Remembered

ROUTING = "routing/reports"
"""The subject of the rules."""
COUNTED = timedelta(days=90)
"""Of how long the public page counts what each rule caught."""

_described = Remembered(RoutingDescribed.kind)


@dataclass(frozen=True, slots=True)
class RoutingNow:
    """The rules in force, with the fact that described them; without any, ``fact_id`` is empty."""

    rules: tuple[RoutingRule, ...] = ()
    fact_id: str = ""
    changed: datetime | None = None


def routing() -> RoutingNow:
    """The rules in force. One cheap statement once they were read."""
    return _described.now().get("routing", _routing)


def _routing() -> RoutingNow:
    row = Routing.objects.filter(pk="reports").first()
    return RoutingNow(rules_from(row.rules), row.fact_id, row.changed) if row else RoutingNow()


def router(working: frozenset[str] | None = None) -> Router:
    """The rules in force, ready. A rule whose office closed meanwhile is passed over: nobody would answer there.

    ``working`` are the offices that work, for those who know them already.
    """
    known = _described.now()
    open_now = frozenset(one.slug for one in places.departments()) if working is None else working
    return known.get(
        ("router", open_now), lambda: working_router(known.get("routing", _routing).rules, open_now)
    )


def working_router(rules: Sequence[RoutingRule], offices: Collection[str]) -> Router:
    """A router of those rules whose office works."""
    return Router([one for one in rules if one.office in offices])


def rule_name(key: str, *, at: datetime | None = None) -> str:
    """What a rule was called at a moment, or last; the key itself when nobody ever described it."""
    names = ""
    for accepted, named in _described.now().get("names", _names):
        if at is not None and accepted > at and names:
            break
        names = named.get(key, names)
    return names or key


def _names() -> tuple[tuple[datetime, Mapping[str, str]], ...]:
    return tuple(
        (fact.accepted, {one.key: one.name for one in fact.event.rules})
        for fact in timeline(ROUTING)
        if isinstance(fact.event, RoutingDescribed)
    )


def rule_keys() -> frozenset[str]:
    """Keys of every rule that there ever was: reports of the past name them, so none is given twice."""
    return frozenset(key for _at, named in _described.now().get("names", _names) for key in named)


@dataclass(frozen=True, slots=True)
class Named:
    """The names and codes that rules may speak of, closed ones with their names too."""

    offices: Mapping[str, str]
    working: frozenset[str]
    services: Mapping[str, str]
    areas: Mapping[str, str]
    own: Mapping[str, str]
    """The office of each service, which gets what no rule catches."""
    open_services: tuple[Service, ...]
    """Those that can be reported now, by group and name."""

    @property
    def allowed(self) -> dict[str, Collection[str]]:
        """What rules.may_route compares with."""
        return {"offices": self.working, "services": self.services, "areas": self.areas}


def named() -> Named:
    """Offices, services and areas as they are now."""
    every, described = places.departments(closed=True), services(closed=True)
    return Named(
        offices={one.slug: one.name for one in every},
        working=frozenset(one.slug for one in every if not one.closed),
        services={one.pk: one.service_name for one in described},
        areas={one.slug: one.name for one in places.areas()},
        own={one.pk: one.office for one in described},
        open_services=tuple(one for one in described if not one.closed),
    )


def caught(now: datetime | None = None) -> tuple[dict[str, int], int]:
    """How many reports of the last 90 days each rule caught, by its key, and how many there were in all."""
    since = (now or clock.now()) - COUNTED
    rows = ServiceRequest.objects.filter(requested__gte=since)
    by_rule = rows.exclude(rule="").values_list("rule").annotate(n=Count("pk")).order_by("rule")
    return dict(by_rule), rows.count()


@dataclass(frozen=True, slots=True)
class Draft:
    """Rules that an administrator prepares. They replace those of the fact ``replacing`` when they are saved."""

    rules: tuple[RoutingRule, ...]
    replacing: str


def draft(person: Any) -> Draft | None:
    """Private: what an administrator prepares, or None."""
    row = RoutingDraft.objects.filter(person=person).first()
    return Draft(rules_from(row.rules), row.replacing) if row else None


def rules_of(fact_id: str) -> tuple[RoutingRule, ...]:
    """The rules that a fact described; none before the first."""
    fact = find(fact_id) if fact_id else None
    return fact.event.rules if fact and isinstance(fact.event, RoutingDescribed) else ()
