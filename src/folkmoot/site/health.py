"""Two addresses for machines: is the process alive, and can it do its work."""

from datetime import timedelta
from threading import Event

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from folkmoot.followers.all import followers
from folkmoot.record import clock
from folkmoot.record.follow import lag
from folkmoot.record.queries import oldest_waiting

LATE = timedelta(seconds=60)
"""How long an accepted fact may wait for the sealer before the installation counts as not ready."""
FAR_BEHIND = 10_000
"""Sealed facts that a follower may have yet to read."""
_applied = Event()


@never_cache
@require_safe
def alive(_request: HttpRequest) -> HttpResponse:
    """The process answers. It asks no database, so a broken database does not get the process restarted."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def _unapplied() -> int:
    """Migrations that wait; found once per process, because applied ones stay applied and looking is slow."""
    if _applied.is_set():
        return 0
    executor = MigrationExecutor(connection)
    count = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not count:
        _applied.set()
    return count


def reasons() -> tuple[list[str], dict[str, int]]:
    """Why this installation is not ready (empty when it is), and each follower's lag in facts."""
    found: list[str] = []
    if count := _unapplied():
        return [f"{count} migrations are not applied: run ./run manage migrate"], {}
    waiting = oldest_waiting()
    if waiting is not None and clock.now() - waiting > LATE:
        seconds = int((clock.now() - waiting).total_seconds())
        found.append(f"the oldest unsealed fact has waited {seconds} s: is the sealer running?")
    behind = {one.name: lag(one) for one in followers()}
    for name, count in behind.items():
        if count > FAR_BEHIND:
            found.append(f"follower {name} has {count} facts yet to read: is the worker running?")
    return found, behind


@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """200 when the installation can do its work, 503 with the reasons when it cannot."""
    try:
        found, behind = reasons()
    except DatabaseError as error:
        found, behind = [f"the database does not answer: {type(error).__name__}"], {}
    return JsonResponse(
        {"ready": not found, "reasons": found, "followers": behind}, status=503 if found else 200
    )
