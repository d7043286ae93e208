"""``/metrics`` in the Prometheus text format 0.0.4: how the record and its readers stand. Nothing about people."""

import hmac
import ipaddress

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from folkmoot.followers.all import followers
from folkmoot.record import clock
from folkmoot.record.follow import lag
from folkmoot.record.queries import latest_checkpoint, oldest_waiting, parked_counts, waiting_count

_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The measures, 404 for those who may not read them, 503 when the database does not answer."""
    if not may_read(request):
        return HttpResponse("not found\n", status=404, content_type="text/plain; charset=utf-8")
    try:
        return HttpResponse(text(), content_type=_TYPE)
    except DatabaseError as error:
        return HttpResponse(f"# {type(error).__name__}\nfolkmoot_up 0\n", status=503, content_type=_TYPE)


def may_read(request: HttpRequest) -> bool:
    """Whoever has the token when one is set; else this machine itself, not somebody whom a proxy brings here."""
    if token := settings.FOLKMOOT_METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    if settings.FOLKMOOT_TRUST_FORWARDED_FOR or "X-Forwarded-For" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def text() -> str:
    """All measures; a constant number of queries for each follower."""
    newest, waiting = latest_checkpoint(), oldest_waiting()
    seconds = (clock.now() - waiting).total_seconds() if waiting else 0.0
    every = followers()
    parked = parked_counts()
    measures: list[tuple[str, str, list[tuple[str, float]]]] = [
        ("folkmoot_up", "Whether the database answers.", [("", 1)]),
        (
            "folkmoot_record_size",
            "Entries under the newest checkpoint.",
            [("", newest.size if newest else 0)],
        ),
        (
            "folkmoot_record_waiting",
            "Accepted facts that are not sealed yet.",
            [("", waiting_count())],
        ),
        ("folkmoot_sealer_lag_seconds", "How long the oldest of them waits.", [("", max(0.0, seconds))]),
        (
            "folkmoot_follower_lag",
            "Sealed facts that a follower has yet to read.",
            [(_label(one.name), lag(one)) for one in every],
        ),
        (
            "folkmoot_follower_parked",
            "Facts that a follower could not handle.",
            [(_label(one.name), parked.get(one.name, 0)) for one in every],
        ),
    ]
    lines: list[str] = []
    for name, words, values in measures:
        lines += [f"# HELP {name} {words}", f"# TYPE {name} gauge"]
        lines += [
            f"{name}{label} {value:g}" if isinstance(value, float) else f"{name}{label} {value}"
            for label, value in values
        ]
    return "\n".join(lines) + "\n"


def _label(follower: str) -> str:
    return f'{{follower="{follower}"}}'
