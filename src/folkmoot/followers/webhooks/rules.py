"""Decisions about deliveries and about addresses. Pure: no clock, no network, no database."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

ATTEMPTS = 12
"""Tries of a delivery before it is parked and its endpoint switched off: with the waits below about nine hours."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=6)
LONGEST_RETRY_AFTER = timedelta(hours=24)
QUEUED_WITHIN = timedelta(days=14)
"""Facts older than this when the follower reads them are not queued, so reading the record again posts nothing twice:
what was delivered is remembered longer."""
GONE = 410
"""The receiver wants no more (Standard Webhooks, "410 Gone")."""
_HTTPS = 443
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an endpoint is not accepted: which input, what is wrong and what would be right."""

    field: str
    why: str


def wait_after(attempts: int, *, chance: float, retry_after: timedelta | None = None) -> timedelta:
    """How long to wait after the ``attempts``-th failure (from 1): doubling, with up to a quarter more or less.

    ``chance`` is from 0 to 1; it keeps many deliveries that failed together from coming back together. A receiver
    that asked for a longer wait gets it, a day at most.
    """
    doublings: int = 2 ** min(max(attempts, 1) - 1, 16)
    wait = min(FIRST_WAIT * doublings, LONGEST_WAIT) * (0.75 + 0.5 * chance)
    return max(wait, min(retry_after or timedelta(), LONGEST_RETRY_AFTER))


def retry_after(value: str, *, now: datetime) -> timedelta | None:
    """What a Retry-After header asks for: seconds or a date (RFC 9110, 10.2.3); None when it makes no sense."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value[:9]), LONGEST_RETRY_AFTER.total_seconds()))
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return max(timedelta(), (at if at.tzinfo else at.replace(tzinfo=UTC)) - now)


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open internet: not private, link-local, loopback, shared or reserved."""
    if isinstance(address, ipaddress.IPv6Address):
        for inner in (address.ipv4_mapped, address.sixtofour, (address.teredo or (None, None))[1]):
            if inner is not None:
                return is_public(inner)
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def may_post_to(url: str, *, local: bool) -> Refusal | None:
    """Whether an address may be an endpoint: https with a host and no password; with ``local`` also http.

    Which machine it leads to is looked at when it is posted to (posting.py), because names change.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return Refusal("url", "this is no address; write https://example.org/hook")
    if parts.scheme not in ({"https", "http"} if local else {"https"}):
        return Refusal("url", "the address must begin with https://")
    if not parts.hostname or parts.username is not None or parts.password is not None:
        return Refusal("url", "write https://, the host and the path, without a name or a password")
    if any(ord(one) <= 32 or ord(one) > 126 for one in url):  # noqa: PLR2004 - printable ASCII.
        return Refusal("url", "use only letters, digits and signs of ASCII; write others in their %xx form")
    if not local and port not in {None, _HTTPS} and (port or 0) < 1024:  # noqa: PLR2004 - privileged ports.
        return Refusal("url", "use port 443 or one above 1023")
    return None


def wants(*, modules: Sequence[str], kinds: Sequence[str], module: str, kind: str) -> bool:
    """Whether a filter lets a fact through: no filter lets all, otherwise its part or its kind must be named."""
    return (not modules and not kinds) or module in modules or kind in kinds
