"""The chore of the worker that posts deliveries. Several go out at once; only this thread touches the database.

A delivery is never lost. When a worker dies after the receiver took it and before it was marked, it is posted again
with the same webhook-id.
"""

import logging
import secrets
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.conf import settings
from django.db.models import F

from folkmoot.followers import queue
from folkmoot.followers.models import Delivery, Endpoint
from folkmoot.followers.webhooks import rules
from folkmoot.followers.webhooks.messages import bodies, message_id
from folkmoot.followers.webhooks.posting import Answer, post
from folkmoot.followers.webhooks.signing import headers, secret_of
from folkmoot.record import clock
from folkmoot.record.steps import step

log = logging.getLogger(__name__)

BATCH = 16
"""Deliveries claimed at once: with the threads below and the deadline of a post at most half a minute."""
THREADS = 8
LEASE = timedelta(minutes=2)
BUDGET = 60.0
"""Seconds of one turn."""


def send() -> int:
    """The chore: batch after batch while something is taken, a minute at most. How many were delivered."""
    until, total = time.monotonic() + BUDGET, 0
    while delivered := send_due():
        total += delivered
        if time.monotonic() > until:
            break
    return total


def send_due() -> int:
    """Post one batch of what is due. How many were delivered."""
    claimed = queue.claim(Delivery.objects.filter(endpoint__active=True), limit=BATCH, lease=LEASE)
    if not claimed:
        return 0
    step("webhooks:claimed")
    endpoints = Endpoint.objects.in_bulk([row.endpoint_id for row in claimed])
    found = bodies([row.index for row in claimed])
    ready = [row for row in claimed if row.endpoint_id in endpoints and row.index in found]
    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(
            threads.map(lambda row: _post(row, endpoints[row.endpoint_id], found[row.index]), ready)
        )
    step("webhooks:posted")
    return _mark(ready, answers)


def _post(row: Delivery, endpoint: Endpoint, body: bytes) -> Answer:
    """Runs in a thread: network only."""
    signed = headers(
        message_id=message_id(row.fact_id),
        timestamp=int(clock.now().timestamp()),
        body=body,
        secret=secret_of(endpoint.pk, endpoint.secret_version),
    )
    sent = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Folkmoot", **signed}
    return post(endpoint.url, body=body, headers=sent, local=settings.FOLKMOOT_WEBHOOKS_LOCAL)


def _mark(rows: Sequence[Delivery], answers: Sequence[Answer]) -> int:
    delivered = 0
    for row, answer in zip(rows, answers, strict=True):
        mine = Delivery.objects.filter(pk=row.pk, state=queue.WAITING, attempts=row.attempts)
        if answer.ok:
            delivered += mine.update(state=queue.SENT, status=answer.status, error="", delivered=clock.now())
            Endpoint.objects.filter(pk=row.endpoint_id).exclude(failures=0).update(failures=0)
        else:
            _failed(row, answer)
    return delivered


def _failed(row: Delivery, answer: Answer) -> None:
    mine = Delivery.objects.filter(pk=row.pk, state=queue.WAITING, attempts=row.attempts)
    told = {"status": answer.status or None, "error": answer.error[:500]}
    Endpoint.objects.filter(pk=row.endpoint_id).update(failures=F("failures") + 1)
    if answer.status == rules.GONE or row.attempts >= rules.ATTEMPTS:
        mine.update(state=queue.PARKED, **told)
        why = "answered 410 Gone" if answer.status == rules.GONE else f"{row.attempts} tries: {answer.error}"
        switch_off(endpoint_id=row.endpoint_id, reason=why)
        return
    asked = rules.retry_after(answer.retry_after, now=clock.now()) if answer.retry_after else None
    wait = rules.wait_after(row.attempts, chance=secrets.randbelow(1001) / 1000, retry_after=asked)
    mine.update(due=clock.now() + wait, **told)


def switch_off(*, endpoint_id: str, reason: str) -> None:
    """Post nothing more to an endpoint, and park what waits for it, until an operator switches it on again."""
    changed = Endpoint.objects.filter(pk=endpoint_id, active=True).update(active=False, reason=reason[:300])
    if changed:
        log.error("webhook endpoint %s is switched off: %s", endpoint_id, reason)
    Delivery.objects.filter(endpoint_id=endpoint_id, state=queue.WAITING).update(
        state=queue.PARKED, error="the endpoint was switched off"
    )
