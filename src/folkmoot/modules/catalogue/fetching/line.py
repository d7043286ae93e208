"""One line to a server that nobody here knows: where it may lead, and how long it may last whatever the server does.

A name is resolved once, every address it has must be public, and the connection goes to one of exactly those: a name that
changes its mind between looking and connecting gains nothing. Each redirect goes through the same checks. A socket's own
limit starts anew with every byte, so a watch cuts the line when the time for the whole question is over: servers that drip
their handshake, their headers or their chunks hold nobody longer than that.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings

from folkmoot.modules.catalogue import rules
from folkmoot.record.refusal import Refusal, Refused

AGENT = "Folkmoot catalogue"
CONNECT, READ = 5.0, 20.0
"""Seconds: to connect, and between two pieces."""
REDIRECTS = 5
LONGEST_WAIT = 6 * 3600.0
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which it is worth while to ask again."""
UNCHANGED, GOOD = 304, 200
_MOVED = frozenset({301, 302, 303, 307, 308})
_TIDY = re.compile(r"[\r\n]+")


class NotNow(RuntimeError):
    """The other side cannot answer now; ``wait`` are the seconds after which it wants to be asked again, if it said so."""

    def __init__(self, refusal: Refusal, wait: float = 0.0) -> None:
        self.refusal, self.wait = refusal, wait
        super().__init__(refusal.why)


class Time:
    """The seconds that a question may take, redirects and the whole answer included."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._until = time.monotonic() + seconds
        self._cut = False

    @contextmanager
    def watching(self, line: "_Pinned") -> Iterator[None]:
        """Cut a line, whatever it is waiting for, when the time is over."""

        def cut() -> None:
            self._cut = True
            line.cut()

        watch = threading.Timer(max(0.01, self._until - time.monotonic()), cut)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def demand(self) -> None:
        """Raises NotNow when it is over. A line that was cut looks like one that has ended: ask after every piece."""
        if self._cut or time.monotonic() >= self._until:
            why = "it took longer than %(seconds)s seconds to answer"
            raise NotNow(Refusal.of("url", why, seconds=int(self.seconds)))


@contextmanager
def followed(
    method: str, url: str, headers: Mapping[str, str], time_: Time
) -> Iterator[tuple[str, http.client.HTTPResponse]]:
    """The answer of an address, after its redirects, and where it came from at last; its body is read with `pieces`.

    Raises Refused for what will not be better later, and NotNow for what may be.
    """
    for _turn in range(REDIRECTS + 1):
        with _answered(method, url, headers, time_) as answer:
            if answer.status in _MOVED and (there := answer.getheader("Location")):
                url = urljoin(url, there)
                continue
            yield url, answer
            return
    raise refused("the address leads on to other addresses too often; give the last of them")


@contextmanager
def _answered(
    method: str, url: str, headers: Mapping[str, str], time_: Time
) -> Iterator[http.client.HTTPResponse]:
    parts = _checked(url)
    line = _Pinned(parts)
    told = {
        "User-Agent": AGENT,
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        **{name: _TIDY.sub(" ", value) for name, value in headers.items()},
    }
    try:
        with time_.watching(line):
            with _faults(time_):
                line.request(
                    method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers=told
                )
                answer = line.getresponse()
            time_.demand()
            yield answer
    finally:
        line.close()


@contextmanager
def _faults(time_: Time) -> Iterator[None]:
    """What can go wrong with a line, in words. Faults of this machine, such as a full disk, are not among them."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise refused("its certificate is not good: %(why)s", why=str(error.verify_message)[:200]) from error
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        time_.demand()
        why = f"{type(error).__name__}: {error}"[:200]
        raise NotNow(Refusal.of("url", "it cannot be reached: %(why)s", why=why)) from error


def pieces(answer: http.client.HTTPResponse, time_: Time, size: int) -> Iterator[bytes]:
    """The body of an answer in pieces of at most ``size`` bytes, as it was sent. Raises NotNow, also for half a body."""
    announced, came = answer.getheader("Content-Length") or "", 0
    while True:
        with _faults(time_):
            piece = answer.read1(size)
        time_.demand()
        if not piece:
            break
        came += len(piece)
        yield piece
    if announced.isdigit() and came < int(announced):
        raise NotNow(Refusal("url", "the connection broke before the whole answer had come"))


def demand_good(answer: http.client.HTTPResponse) -> None:
    """Raises Refused or NotNow unless the answer is 200."""
    if answer.status == GOOD:
        return
    refusal = Refusal.of("url", "its server answered %(status)s", status=str(answer.status))
    if answer.status in BUSY:
        raise NotNow(refusal, waits(answer.getheader("Retry-After") or ""))
    raise Refused([refusal])


def waits(given: str) -> float:
    """Seconds of a Retry-After header (RFC 9110, section 10.2.3), at most six hours; 0 where it says nothing."""
    told = given.strip()
    if told.isascii() and told.isdigit():
        return min(float(told[:9]), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(told)
    except (TypeError, ValueError):
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - datetime.now(UTC)).total_seconds()), LONGEST_WAIT)


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
            raise refused(
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
        self._plain: socket.socket | None = None
        self._over = False
        super().__init__(parts.hostname or "", port, timeout=READ)

    def connect(self) -> None:
        """To an address that was looked at, never to what the name means by now."""
        there = addresses(self.host, self.port, local=bool(settings.FOLKMOOT_WEBHOOKS_LOCAL))
        plain = socket.create_connection((there[0], self.port), CONNECT)
        plain.settimeout(READ)
        self.sock: Any = plain
        self._plain = plain
        if self._over:
            raise TimeoutError
        if self._secure:
            self.sock = self._plain = ssl.create_default_context().wrap_socket(
                plain, server_hostname=self.host, do_handshake_on_connect=False
            )
            if self._over:
                raise TimeoutError
            self.sock.do_handshake()

    def cut(self) -> None:
        """End the connection from another thread. The answer's file holds it open even when `sock` is let go."""
        self._over = True
        if self._plain is not None:
            with suppress(OSError):
                # Not TLS's own way of ending, which another thread may be in the midst of.
                socket.socket.shutdown(self._plain, socket.SHUT_RDWR)


def refused(pattern: str, **params: Any) -> Refused:
    """What will not be better later, of an address."""
    return Refused([Refusal.of("url", pattern, **params)])
