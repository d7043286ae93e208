"""One GET of a file, checked at every step.

A name is resolved once, every address it has must be public, and the connection goes to one of exactly those: a name that
changes its mind between looking and connecting gains nothing. Each redirect goes through the same checks. Time and size
are limited, and the server may not answer compressed, which would hide the size.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from django.conf import settings

from folkmoot.modules.catalogue import originals, rules
from folkmoot.record.refusal import Refusal, Refused

CONNECT, READ, DEADLINE = 5.0, 20.0, 900.0
"""Seconds: to connect, between two pieces, and for everything."""
REDIRECTS = 5
PIECE = 1 << 20
_MOVED = frozenset({301, 302, 303, 307, 308})
_SAME = 304
_GOOD = 200


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that came; ``original`` is nothing when the server says that it has not changed. ``name`` is for people."""

    original: originals.Original | None
    name: str
    etag: str


def fetch(url: str, *, etag: str = "", tick: Callable[[], None] = lambda: None) -> Fetched:
    """Fetch a file and keep it. ``tick`` is called with every piece. Raises Refused, saying what is wrong."""
    until = time.monotonic() + DEADLINE
    for _turn in range(REDIRECTS + 1):
        parts = _checked(url)
        line = _Pinned(parts)
        try:
            answer = _asked(line, parts, etag)
            if answer.status in _MOVED and (there := answer.getheader("Location")):
                url = urljoin(url, there)
                continue
            if answer.status == _SAME:
                return Fetched(None, _name(url), etag)
            if answer.status != _GOOD:
                raise _refused("the server of the file answered %(status)s", status=str(answer.status))
            announced = answer.getheader("Content-Length") or ""
            if announced.isdigit() and int(announced) > originals.most():
                raise originals.too_large()
            kept = originals.keep(_pieces(answer, int(announced) if announced.isdigit() else -1, until, tick))
            return Fetched(kept, _name(url), (answer.getheader("ETag") or "")[:200])
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            raise _refused(
                "the file cannot be fetched: %(why)s", why=f"{type(error).__name__}: {error}"[:200]
            ) from error
        finally:
            line.close()
    raise _refused("the address leads on to other addresses too often; give the last of them")


def _asked(line: "_Pinned", parts: SplitResult, etag: str) -> http.client.HTTPResponse:
    headers = {"User-Agent": "Folkmoot catalogue", "Accept": "*/*", "Accept-Encoding": "identity"}
    if etag:
        headers["If-None-Match"] = etag
    line.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers=headers)
    answer = line.getresponse()
    if (answer.getheader("Content-Encoding") or "identity").lower() != "identity":
        raise _refused("the server sends the file compressed although it was asked not to")
    return answer


def _pieces(
    answer: http.client.HTTPResponse, announced: int, until: float, tick: Callable[[], None]
) -> Iterator[bytes]:
    """The file in pieces; less than was ``announced`` is refused, so that half a file is never kept."""
    came = 0
    while piece := answer.read1(PIECE):
        if time.monotonic() > until:
            raise _refused(
                "the file took longer than %(minutes)s minutes to come", minutes=int(DEADLINE / 60)
            )
        came += len(piece)
        tick()
        yield piece
    if came < announced:
        raise _refused("the connection broke before the whole file had come; try again")


def _checked(url: str) -> SplitResult:
    """The parts of an address that may be asked. Raises Refused."""
    if refusal := rules.may_link("url", url, needed=True):
        raise Refused([refusal])
    return urlsplit(url)


def addresses(host: str, port: int, *, local: bool) -> list[str]:
    """The addresses of a host, all of them public unless ``local``. Raises Refused, or OSError from the resolver."""
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for one in found:
        if not local and not rules.is_public(ipaddress.ip_address(one.partition("%")[0])):
            raise _refused(
                "%(host)s leads to %(address)s, which is not an address of the open internet",
                host=host,
                address=one,
            )
    return found


class _Pinned(http.client.HTTPConnection):
    """A connection to one address in the name of a host, over TLS when the address says so."""

    def __init__(self, parts: SplitResult) -> None:
        self._secure = parts.scheme == "https"
        port = parts.port or (443 if self._secure else 80)
        super().__init__(parts.hostname or "", port, timeout=READ)

    def connect(self) -> None:
        """To an address that was looked at, never to what the name means by now."""
        there = addresses(self.host, self.port, local=bool(settings.FOLKMOOT_WEBHOOKS_LOCAL))
        plain = socket.create_connection((there[0], self.port), CONNECT)
        plain.settimeout(READ)
        self.sock: Any = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
            if self._secure
            else plain
        )


def _name(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2])[:120] or "file"


def _refused(pattern: str, **params: Any) -> Refused:
    return Refused([Refusal.of("url", pattern, **params)])
