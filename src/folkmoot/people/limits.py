"""How often something may be done: counted in the database, so that every process and machine counts the same.

A window starts with the first act and lasts ``per_seconds``; then the count starts again. The table holds no
address in clear: its keys are HMACs, and rows go when their window is over.
"""

import hashlib
import hmac
import ipaddress
import math
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver

from folkmoot.people.models import Spending
from folkmoot.record import clock
from folkmoot.record.keys import secret

_SWEEP_ONE_IN = 256
_IPV6_SITE = 64


View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` acts in a window of ``per_seconds``; ``name`` keeps limits apart."""

    name: str
    count: int
    per_seconds: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the act is within the limit; if not, whole seconds until it would be."""

    allowed: bool
    retry_after: int = 0


def spend(limit: Limit, key: str) -> Verdict:
    """Count one act of ``key`` and say whether it is allowed.

    One statement, so that acts at the same moment are all counted. Call it outside the transaction of the act
    itself: what is rolled back is not counted.
    """
    now = clock.now()
    table = connection.ops.quote_name(Spending._meta.db_table)
    adapt = connection.ops.adapt_datetimefield_value
    moment, until = adapt(now), adapt(now + timedelta(seconds=limit.per_seconds))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, spent, until) VALUES (%s, 1, %s) ON CONFLICT (key) DO UPDATE SET "
            f"spent = CASE WHEN {table}.until <= %s THEN 1 ELSE {table}.spent + 1 END, "
            f"until = CASE WHEN {table}.until <= %s THEN excluded.until ELSE {table}.until END "
            "RETURNING spent, until",
            [_hidden(limit, key), until, moment, moment],
        )
        spent, ends = cursor.fetchone()
    if spent == 1 and secrets.randbelow(_SWEEP_ONE_IN) == 0:
        purge()
    if spent <= limit.count:
        return Verdict(allowed=True)
    for convert in connection.ops.get_db_converters(Spending._meta.get_field("until").get_col(table)):
        ends = convert(ends, None, connection)
    return Verdict(allowed=False, retry_after=max(1, math.ceil((ends - now).total_seconds())))


@dataclass(frozen=True, slots=True)
class Left:
    """How many acts of a limit are left, and when the count begins again; None when nothing is counted now."""

    limit: Limit
    count: int
    until: datetime | None = None


def left(asked: Sequence[tuple[Limit, str]]) -> list[Left]:
    """What is left of some limits for their keys, in order; one statement, and nothing is counted by asking."""
    rows = Spending.objects.filter(until__gt=clock.now()).in_bulk([_hidden(*one) for one in asked])
    found = [(limit, rows.get(_hidden(limit, key))) for limit, key in asked]
    return [
        Left(limit, max(limit.count - row.spent, 0), row.until) if row else Left(limit, limit.count)
        for limit, row in found
    ]


class TooMany(Exception):
    """Somebody has done too much; the verdict says when to try again."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.retry_after)
        self.verdict = verdict


def demand(limit: Limit, key: str) -> None:
    """Count one act against a limit. Raises TooMany."""
    verdict = spend(limit, key)
    if not verdict.allowed:
        raise TooMany(verdict)


def purge() -> int:
    """Delete the counts whose window is over."""
    return Spending.objects.filter(until__lte=clock.now()).delete()[0]


def client_key(request: HttpRequest) -> str:
    """Who is asking, as far as the network tells: an IPv4 address or an IPv6 site (/64).

    Behind a proxy that the settings trust it is the last address in X-Forwarded-For, the one our proxy wrote;
    what stands before it can be made up by anybody.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.FOLKMOOT_TRUST_FORWARDED_FOR:
        address = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or address
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        # A UNIX socket has no address; everybody behind it shares one key, which errs on the safe side.
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(found), _IPV6_SITE), strict=False))
    return str(found)


def too_many(request: HttpRequest, verdict: Verdict) -> HttpResponse:
    """The site's page for status 429 with a Retry-After of the verdict's seconds."""
    response: HttpResponse = get_resolver().resolve_error_handler(429)(request)
    response.headers["Retry-After"] = str(verdict.retry_after)
    return response


def limited(limit: Limit) -> Callable[[View], View]:
    """Decorate a view: POST counts against the limit of whoever is signed in, or of the address."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                who = str(request.user.pk) if request.user.is_authenticated else client_key(request)
                verdict = spend(limit, who)
                if not verdict.allowed:
                    return too_many(request, verdict)
            return view(request, *args, **kwargs)

        return wrapped

    return decorate


def _hidden(limit: Limit, key: str) -> str:
    return hmac.digest(secret("limits"), f"{limit.name}\n{key}".encode(), hashlib.sha256).hex()
