"""The chore that reads what the other system did and does the same here, in the name of the report's office."""

import logging
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from folkmoot.modules.service_requests import rules, services
from folkmoot.modules.service_requests.forwarding.client import Remote, RemoteError
from folkmoot.modules.service_requests.forwarding.sending import remote_of
from folkmoot.modules.service_requests.models import ForwardedRequest, Forwarding
from folkmoot.record import clock

log = logging.getLogger(__name__)

OVERLAP = timedelta(minutes=10)
"""Clocks differ, and an update may be listed late: what was read before is read again and done once."""
FIRST = timedelta(days=30)
SPAN = timedelta(days=60)
"""Below the 90 days that GeoReport v2 allows; a longer absence is caught up in several rounds."""
AT_ONCE = 50
KEEP_LOOKING = timedelta(days=60)
"""How long a report that is closed there is still looked at, because it may be reopened."""


def mirror() -> int:
    """Read every forwarding's answers; how many acts were done here. A failing system does not stop the others."""
    done = 0
    for forwarding in Forwarding.objects.filter(active=True).order_by("service_code"):
        try:
            done += _mirror(forwarding)
        except RemoteError as error:
            log.warning("mirroring %s failed: %s", forwarding.service_code, error)
    return done


def _mirror(forwarding: Forwarding) -> int:
    remote, now = remote_of(forwarding), clock.now()
    since = (forwarding.updates_until or now - FIRST) - OVERLAP
    until = min(now, since + SPAN)
    told = remote.updates(since, until + OVERLAP)
    if told is None:
        return _poll(forwarding, remote, now)
    done = sum(_take(forwarding, one) for one in told)
    # Moved on only when every update was taken, so that a crash reads them again.
    Forwarding.objects.filter(pk=forwarding.pk).update(updates_until=until)
    return done


def _take(forwarding: Forwarding, told: dict[str, str]) -> int:
    """Do one update of the extension here; 0 when it is not about a report of ours, or does not fit any more."""
    row = ForwardedRequest.objects.filter(
        service_code=forwarding.pk, external_id=told["service_request_id"]
    ).first()
    if row is None or not told["update_id"]:
        return 0
    status = told["status"].upper().replace(" ", "_")
    if status not in rules.UPDATE_STATUSES:
        status = "IN_PROGRESS"
    return _do(forwarding, row, update_id=told["update_id"], status=status, words=told["description"])


def _poll(forwarding: Forwarding, remote: Remote, now: datetime) -> int:
    """An endpoint without the extension: compare status and notes with what was seen last."""
    rows = {
        one.external_id: one
        for one in ForwardedRequest.objects.filter(
            service_code=forwarding.pk, state="sent", due__gt=now - KEEP_LOOKING
        )
    }
    ids, done = sorted(rows), 0
    for start in range(0, len(ids), AT_ONCE):
        for found in remote.requests(ids[start : start + AT_ONCE]):
            if row := rows.get(found["service_request_id"]):
                done += _compare(forwarding, row, found)
    return done


def _compare(forwarding: Forwarding, row: ForwardedRequest, found: dict[str, str]) -> int:
    status, notes = found["status"].lower(), found["status_notes"]
    if (status, notes) == (row.remote_status, row.remote_notes) or status not in {"open", "closed"}:
        return 0
    if status == "closed":
        said = "CLOSED" if row.remote_status == "open" else ""
    else:
        said = "REOPEN" if row.remote_status == "closed" else "IN_PROGRESS" if notes else ""
    done = 0
    if said:
        done = _do(
            forwarding,
            row,
            update_id=f"{row.external_id}@{found['updated_datetime'] or status}"[:120],
            status=said,
            words=notes,
        )
    ForwardedRequest.objects.filter(pk=row.pk).update(
        remote_status=status, remote_notes=notes, due=clock.now()
    )
    return done


def _do(forwarding: Forwarding, row: ForwardedRequest, *, update_id: str, status: str, words: str) -> int:
    host = remote_of(forwarding).host
    told = services.Told(
        source=f"forwarding:{forwarding.pk}",
        update_id=update_id,
        number=row.pk,
        status=status,
        words=words.strip()[: rules.MAX_WORDS]
        or _("News from %(system)s, without words.") % {"system": host},
        responsible=host,
    )
    try:
        before = services.was_taken(told)
        services.take_update(told)
    except (services.Refused, services.NotFound) as error:
        # An officer here was faster, or merged it: what stands on the record here stays.
        log.info("an update of %s from %s was not mirrored: %s", row.pk, host, error)
        return 0
    return 0 if before else 1
