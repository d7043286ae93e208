"""``/metrics`` in the Prometheus text format 0.0.4: how the record, its readers and the parts stand. Nothing about people."""

import hmac
import ipaddress
import logging
from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from folkmoot.followers.all import followers
from folkmoot.record import clock, registry
from folkmoot.record.follow import lag
from folkmoot.record.manifest import Measure
from folkmoot.record.queries import latest_checkpoint, oldest_waiting, parked_counts, waiting_count

log = logging.getLogger(__name__)

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
    """All measures; a constant number of queries for each follower and each part."""
    lines: list[str] = []
    for one in [*_record(), *_parts()]:
        name = f"folkmoot_{one.name}"
        lines += [f"# HELP {name} {one.words}", f"# TYPE {name} {one.kind}"]
        lines += [f"{name}{_labels(labels)} {_number(value)}" for labels, value in one.values]
    return "\n".join(lines) + "\n"


def _record() -> list[Measure]:
    newest, waiting = latest_checkpoint(), oldest_waiting()
    seconds = (clock.now() - waiting).total_seconds() if waiting else 0.0
    every = followers()
    parked = parked_counts()
    return [
        Measure("up", "Whether the database answers.", [({}, 1)]),
        Measure("record_size", "Entries under the newest checkpoint.", [({}, newest.size if newest else 0)]),
        Measure("record_waiting", "Accepted facts that are not sealed yet.", [({}, waiting_count())]),
        Measure("sealer_lag_seconds", "How long the oldest of them waits.", [({}, max(0.0, seconds))]),
        Measure(
            "follower_lag",
            "Sealed facts that a follower has yet to read.",
            [({"follower": one.name}, lag(one)) for one in every],
        ),
        Measure(
            "follower_parked",
            "Facts that a follower could not handle.",
            [({"follower": one.name}, parked.get(one.name, 0)) for one in every],
        ),
    ]


def _parts() -> list[Measure]:
    """What the parts declare. One that cannot tell does not silence the others."""
    found: list[Measure] = []
    silent: list[tuple[Mapping[str, str], float]] = []
    for manifest in registry.manifests():
        if not manifest.measures:
            continue
        try:
            tell: Callable[[], list[Measure]] = import_string(manifest.measures)
            found += tell()
        except DatabaseError:
            raise
        except Exception:
            log.exception("the measures of %s could not be told", manifest.slug)
            silent.append(({"part": manifest.slug}, 1))
    return [*found, Measure("measures_failed", "Parts whose measures could not be told.", silent)]


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    told = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{told}}}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    """Whole numbers in full: ``%g`` would round those above a million."""
    return f"{value:.0f}" if value == int(value) else f"{value:.3f}"
