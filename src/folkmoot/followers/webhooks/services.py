"""Commands of operators on endpoints and deliveries."""

import secrets
from collections.abc import Sequence

from django.conf import settings
from django.db.models import F

from folkmoot.followers import queue
from folkmoot.followers.models import Delivery, Endpoint
from folkmoot.followers.webhooks import rules
from folkmoot.followers.webhooks.sending import switch_off
from folkmoot.record import clock
from folkmoot.record.queries import size


class Refused(ValueError):
    """An endpoint that is not accepted; ``refusal`` says which input, what is wrong, what would be right."""

    def __init__(self, refusal: rules.Refusal) -> None:
        self.refusal = refusal
        super().__init__(f"{refusal.field}: {refusal.why}")


def register(*, name: str, url: str, modules: Sequence[str] = (), kinds: Sequence[str] = ()) -> Endpoint:
    """Post facts to an address from now on. Raises Refused."""
    if refusal := rules.may_post_to(url, local=settings.FOLKMOOT_WEBHOOKS_LOCAL):
        raise Refused(refusal)
    return Endpoint.objects.create(
        id=secrets.token_hex(8),
        name=name.strip(),
        url=url,
        modules=list(modules),
        kinds=list(kinds),
        since=size(),
        created=clock.now(),
    )


def switch_on(*, endpoint_id: str) -> bool:
    """Post again; what happened meanwhile is not made up for, what was parked can be replayed."""
    rows = Endpoint.objects.filter(pk=endpoint_id, active=False)
    return bool(rows.update(active=True, reason="", failures=0))


def pause(*, endpoint_id: str) -> None:
    """An operator switches an endpoint off."""
    switch_off(endpoint_id=endpoint_id, reason="switched off by an operator")


def renew_secret(*, endpoint_id: str) -> bool:
    """Sign with a new secret from now on; the old one is worth nothing any more."""
    return bool(Endpoint.objects.filter(pk=endpoint_id).update(secret_version=F("secret_version") + 1))


def remove(*, endpoint_id: str) -> bool:
    """Forget an endpoint and everything that was posted to it."""
    return bool(Endpoint.objects.filter(pk=endpoint_id).delete()[0])


def replay(*, endpoint_id: str = "", delivery_id: int | None = None) -> int:
    """Try one parked delivery again, or all of an endpoint, or all there are; endpoints that are off stay off.

    How many went back into the queue.
    """
    rows = Delivery.objects.filter(endpoint__active=True)
    if endpoint_id:
        rows = rows.filter(endpoint_id=endpoint_id)
    if delivery_id is not None:
        rows = rows.filter(pk=delivery_id)
    return queue.wake(rows)
