"""Who gets which new report: rules are described, and a draft of them waits until it was tested."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from folkmoot.modules.service_requests import events
from folkmoot.modules.service_requests.models import Routing, RoutingDraft
from folkmoot.modules.service_requests.queries.routing import ROUTING, named, routing
from folkmoot.modules.service_requests.rules.routing import may_route, rules_from, rules_kept, tidy
from folkmoot.modules.service_requests.services.base import demand
from folkmoot.record import clock
from folkmoot.record.api import about
from folkmoot.record.receipt import Receipt

Rules = tuple[events.RoutingRule, ...]


class RoutingChanged(ValueError):
    """Somebody else changed the rules since they were shown: ``rules`` are those in force, of the fact ``fact_id``."""

    def __init__(self, found: Rules, fact_id: str) -> None:
        self.rules, self.fact_id = found, fact_id
        super().__init__("somebody else changed the rules meanwhile")


def describe_routing(*, rules: Sequence[events.RoutingRule], actor: str, replacing: str) -> Receipt:
    """Put rules in force in place of those of the fact ``replacing``, which is empty before the first.

    Raises Refused, or RoutingChanged when other rules than those are in force.
    """
    wanted = tuple(tidy(one) for one in rules)
    with about(ROUTING, actor=actor) as fact:
        # Read from the table itself: nobody else can change it while this subject is held.
        row = Routing.objects.filter(pk="reports").first()
        if (row.fact_id if row else "") != replacing:
            raise RoutingChanged(rules_from(row.rules) if row else (), row.fact_id if row else "")
        demand(*may_route(wanted, **named().allowed))
        return fact(events.RoutingDescribed(rules=wanted))


def change_draft(*, person: Any, change: Callable[[Rules], Rules]) -> Rules:
    """Change the rules that an administrator drafts; the first change begins with those in force."""
    now = routing()
    with transaction.atomic():
        row, _new = RoutingDraft.objects.select_for_update().get_or_create(
            person=person,
            defaults={
                "rules": rules_kept(now.rules),
                "replacing": now.fact_id,
                "changed": clock.now(),
            },
        )
        drafted = tuple(tidy(one) for one in change(rules_from(row.rules)))
        row.rules, row.changed = rules_kept(drafted), clock.now()
        row.save()
    return drafted


def drop_draft(*, person: Any) -> bool:
    """Throw a draft away; whether there was one."""
    return bool(RoutingDraft.objects.filter(person=person).delete()[0])


def go_on_from(*, person: Any, fact_id: str) -> None:
    """Keep a draft after its administrator saw the rules of ``fact_id``, which it will replace when it is saved."""
    RoutingDraft.objects.filter(person=person).update(replacing=fact_id)


def save_draft(*, person: Any, actor: str) -> Receipt | None:
    """Put a draft in force, and it is gone; None without one. Raises Refused or RoutingChanged, and keeps it then."""
    with transaction.atomic():
        row = RoutingDraft.objects.select_for_update().filter(person=person).first()
        if row is None:
            return None
        receipt = describe_routing(rules=rules_from(row.rules), actor=actor, replacing=row.replacing)
        row.delete()
        return receipt
