"""The follower that queues a delivery for each fact and each endpoint that wants it. A row is unique, so once."""

from collections.abc import Sequence
from typing import Any

from folkmoot.followers.models import Delivery, Endpoint
from folkmoot.followers.webhooks import rules
from folkmoot.record import clock, registry
from folkmoot.record.event import Fact
from folkmoot.record.follow import Follower


def handle(facts: Sequence[Fact[Any]]) -> None:
    """Queue the facts: one query for the endpoints, one bulk insert."""
    now = clock.now()
    fresh = [fact for fact in facts if now - fact.accepted <= rules.QUEUED_WITHIN]
    endpoints = list(Endpoint.objects.filter(active=True)) if fresh else []
    rows = [
        Delivery(endpoint=one, index=fact.index or 0, fact_id=fact.id, kind=fact.kind, due=now, created=now)
        for fact in fresh
        for one in endpoints
        if (fact.index or 0) >= one.since
        and rules.wants(
            modules=one.modules,
            kinds=one.kinds,
            module=registry.manifest_of(fact.kind).slug,
            kind=fact.kind,
        )
    ]
    Delivery.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


FOLLOWER = Follower(name="webhooks", handle=handle)
