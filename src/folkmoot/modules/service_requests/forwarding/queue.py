"""The follower that queues reports of forwarded services."""

from collections.abc import Sequence
from typing import Any

from folkmoot.modules.service_requests import events
from folkmoot.modules.service_requests.models import ForwardedRequest, Forwarding
from folkmoot.record.event import Fact
from folkmoot.record.follow import Follower


def handle(facts: Sequence[Fact[Any]]) -> None:
    """Queue each report once, when it comes into a service that is forwarded now."""
    codes = set(Forwarding.objects.filter(active=True).values_list("service_code", flat=True))
    ForwardedRequest.objects.bulk_create(
        [
            ForwardedRequest(
                service_request_id=fact.subject.partition("/")[2],
                service_code=fact.event.service_code,
                due=fact.accepted,
            )
            for fact in facts
            if fact.event.service_code in codes
        ],
        ignore_conflicts=True,
    )


FOLLOWER = Follower(
    name="service_requests.forwarding",
    handle=handle,
    kinds=(events.Reported.kind, events.Recategorised.kind),
)
