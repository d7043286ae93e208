"""One POST to an address that somebody typed in, so that it can reach nothing but the open internet.

The name is resolved once, every address it has must be public, and the connection goes to one of exactly those; a name
that changes its mind between looking and connecting gains nothing. Redirects are not followed, the answer is read up to
a limit, and the whole exchange has a deadline.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from folkmoot.followers.webhooks import rules

CONNECT, READ, DEADLINE = 5.0, 10.0, 15.0
"""Seconds: to connect, between two pieces of the answer, and for everything."""
MOST_ANSWER = 64 * 1024
"""Bytes of the answer that are read."""


class NotAllowed(Exception):
    """The address must not be posted to."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver said: its status, or 0 with the error when it said nothing."""

    status: int
    error: str = ""
    retry_after: str = ""

    @property
    def ok(self) -> bool:
        """Whether it took the message: any 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the successful statuses.


def addresses(host: str, port: int, *, local: bool) -> list[str]:
    """The addresses of a host, all of them public unless ``local``. Raises NotAllowed, or OSError from the resolver."""
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for one in found:
        if not local and not rules.is_public(ipaddress.ip_address(one.partition("%")[0])):
            raise NotAllowed(f"{host} leads to {one}, which is not an address of the open internet")
    return found


def post(url: str, *, body: bytes, headers: Mapping[str, str], local: bool = False) -> Answer:
    """Post a body and say what came back; whatever goes wrong is an Answer too. Touches no database."""
    if refusal := rules.may_post_to(url, local=local):
        return Answer(0, refusal.why)
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        there = addresses(host, port, local=local)
        return _exchange(parts, host, port, there[0], body, headers)
    except (NotAllowed, OSError, http.client.HTTPException, UnicodeError) as error:
        return Answer(0, f"{type(error).__name__}: {error}"[:400])


def _exchange(
    parts: Any, host: str, port: int, address: str, body: bytes, headers: Mapping[str, str]
) -> Answer:
    line = _Pinned(host, port, address, secure=parts.scheme == "https")
    deadline = threading.Timer(DEADLINE, line.cut)
    deadline.daemon = True
    deadline.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        line.request("POST", path, body=body, headers=dict(headers))
        answer = line.getresponse()
        answer.read(MOST_ANSWER)
        return Answer(
            answer.status,
            "" if 200 <= answer.status < 300 else f"answered {answer.status} {answer.reason}"[:400],  # noqa: PLR2004
            answer.headers.get("Retry-After", "")[:100],
        )
    finally:
        deadline.cancel()
        line.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to one address in the name of a host, over TLS when ``secure``."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=READ)
        self._address = address
        self._secure = secure

    def connect(self) -> None:
        """To the address that was looked at, never to what the name means by now."""
        plain = socket.create_connection((self._address, self.port), CONNECT)
        plain.settimeout(READ)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self.host)
        else:
            self.sock = plain

    def cut(self) -> None:
        """End the exchange whatever it is doing: the deadline is over."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                self.sock.close()
