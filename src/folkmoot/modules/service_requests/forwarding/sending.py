"""The chore that hands queued reports to the other system. What it does outside is never inside a transaction."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from folkmoot.modules.service_requests import queries, rules, services
from folkmoot.modules.service_requests.forwarding.client import Remote, RemoteError
from folkmoot.modules.service_requests.models import ForwardedRequest, Forwarding
from folkmoot.record import clock
from folkmoot.record.steps import step

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""How long one worker may take to send; after that it counts as dead and nobody knows whether the report arrived."""
POLL = timedelta(seconds=30)
ATTEMPTS = 10
LOOK_BACK = timedelta(days=2)
BATCH = 10


def remote_of(forwarding: Forwarding) -> Remote:
    """The client of a forwarding's endpoint."""
    return Remote(forwarding.endpoint, forwarding.jurisdiction_id, forwarding.api_key)


def send() -> int:
    """Send what is due, at most a few at a time; how many reports moved on."""
    moved = 0
    for row, before in _claimed():
        forwarding = Forwarding.objects.filter(pk=row.service_code, active=True).first()
        if forwarding is None:
            _stuck(row, "the service is no longer forwarded")
            continue
        try:
            moved += _move(row, before, forwarding)
        except RemoteError as error:
            _failed(row, before, error)
    return moved


def _claimed() -> list[tuple[ForwardedRequest, str]]:
    """Rows that this worker has for itself for the time of the lease, each with the state it was in."""
    with transaction.atomic():
        due = ForwardedRequest.objects.filter(
            Q(state="waiting") | Q(state="sending") | Q(state="asked"), due__lte=clock.now()
        ).order_by("due")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        rows = [(one, one.state) for one in due[:BATCH]]
        for row, before in rows:
            row.state = "asked" if before == "asked" else "sending"
            row.due = clock.now() + LEASE
            row.attempts += 1
            row.save()
    return rows


def _move(row: ForwardedRequest, before: str, forwarding: Forwarding) -> int:
    remote, number = remote_of(forwarding), row.service_request_id
    if before == "asked":
        if not (external_id := remote.id_of(row.token)):
            ForwardedRequest.objects.filter(pk=number).update(due=clock.now() + POLL)
            return 0
        _arrived(row, remote, external_id)
        return 1
    fields = _fields(number, forwarding)
    if fields is None:
        _stuck(row, "the report is gone")
        return 0
    external_id, token = "", ""
    if before == "sending":
        external_id = remote.find(
            service_code=forwarding.remote_code, reference=number, since=clock.now() - LOOK_BACK
        )
    if not external_id:
        external_id, token = remote.create(fields)
    step("forward:sent")
    if external_id:
        _arrived(row, remote, external_id)
    else:
        ForwardedRequest.objects.filter(pk=number).update(
            state="asked", token=token, due=clock.now() + POLL, attempts=0, error=""
        )
    return 1


def _fields(number: str, forwarding: Forwarding) -> dict[str, str] | None:
    """What is sent of a report: its public words and place, and our number, by which it is found again."""
    row = queries.request(number)
    if row is None:
        return None
    [shown] = queries.shown([row])
    reference = f"\n\n{number} {settings.ORIGIN}{shown.url}"
    words = "\n".join(filter(None, [shown.title, shown.description]))
    answers = {one["code"]: ",".join(one["values"]) for one in row.answers if one["values"]}
    fields = {
        "service_code": forwarding.remote_code,
        "description": words[: rules.MAX_DESCRIPTION - len(reference)] + reference,
        "lat": "" if row.lat is None else f"{row.lat:.6f}",
        "long": "" if row.long is None else f"{row.long:.6f}",
        "address_string": shown.address,
        "media_url": f"{settings.ORIGIN}/files/{shown.photos[0].file}/full" if shown.photos else "",
    }
    for code, value in forwarding.attributes.items():
        fields[f"attribute[{code}]"] = answers.get(value[1:-1], "") if value[:1] == "{" else value
    return fields


def _arrived(row: ForwardedRequest, remote: Remote, external_id: str) -> None:
    with transaction.atomic():
        # Two workers may come here for one report when a lease ran out; only one of them records it.
        changed = ForwardedRequest.objects.filter(pk=row.pk, external_id="").update(
            state="sent", external_id=external_id, attempts=0, error="", due=clock.now()
        )
        if changed:
            services.forwarded(number=row.pk, system=remote.host, external_id=external_id)


def _failed(row: ForwardedRequest, before: str, error: RemoteError) -> None:
    """Try later with doubling waits, or give up and let an operator look."""
    if (error.final and not error.unknown) or row.attempts >= ATTEMPTS:
        _stuck(row, str(error))
        return
    log.warning("forwarding %s failed (%s tries): %s", row.pk, row.attempts, error)
    state = "sending" if error.unknown or before == "sending" else before
    wait = timedelta(seconds=min(3600, 5 * 2**row.attempts))
    ForwardedRequest.objects.filter(pk=row.pk, external_id="").update(
        state=state, due=clock.now() + wait, error=str(error)[:500]
    )


def _stuck(row: ForwardedRequest, why: str) -> None:
    log.error("forwarding %s is stuck: %s", row.pk, why)
    ForwardedRequest.objects.filter(pk=row.pk, external_id="").update(state="stuck", error=why[:500])


def retry(number: str) -> bool:
    """Put a stuck report back into the queue; the other system is searched first. Whether there was one."""
    return bool(
        ForwardedRequest.objects.filter(pk=number, state="stuck").update(
            state="sending", due=clock.now(), attempts=0
        )
    )
