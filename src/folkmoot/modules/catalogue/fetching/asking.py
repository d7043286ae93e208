"""One question to another portal: a bounded answer in memory, or whether an address answers at all.

The checks of addresses are those of fetch.py, at every redirect. Everything is bounded: connecting, silence, the whole
answer's time (also of a server that drips its headers), its size, and the size of what was packed.
"""

import http.client
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from folkmoot.modules.catalogue.fetching.fetch import _MOVED, REDIRECTS, _checked, _Pinned
from folkmoot.record.refusal import Refusal, Refused

AGENT = "Folkmoot catalogue"
MOST = 32 << 20
"""Bytes of one answer, unpacked."""
ANSWER = 120.0
"""Seconds for one answer, redirects included."""
PIECE = 1 << 16
LONGEST_WAIT = 6 * 3600.0
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which it is worth while to ask again."""
_UNCHANGED, _GOOD = 304, 200
_PARTIAL, _NO_METHOD = 206, frozenset({400, 403, 404, 405, 501})
_TIDY = re.compile(r"[\r\n]+")


class NotNow(RuntimeError):
    """The other side cannot answer now; ``wait`` are the seconds after which it wants to be asked again, if it said so."""

    def __init__(self, refusal: Refusal, wait: float = 0.0) -> None:
        self.refusal, self.wait = refusal, wait
        super().__init__(refusal.why)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: ``body`` is None when the server says that nothing has changed. ``url`` is where it came from at last."""

    url: str
    body: bytes | None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def media(self) -> str:
        """The media type without parameters, in small letters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


Asker = Callable[[str, Mapping[str, str]], Answer]
"""How a harvest asks: an address and headers in, an answer out. Raises Refused and NotNow."""


def ask(url: str, headers: Mapping[str, str] | None = None, *, most: int = MOST) -> Answer:
    """GET an address. Raises Refused for what will not be better later, and NotNow for what may be."""
    until = time.monotonic() + ANSWER
    for _turn in range(REDIRECTS + 1):
        with _answered("GET", url, dict(headers or {}), until) as answer:
            if answer.status in _MOVED and (there := answer.getheader("Location")):
                url = urljoin(url, there)
                continue
            told = {name.lower(): value for name, value in answer.getheaders()}
            if answer.status == _UNCHANGED:
                return Answer(url, None, told)
            _demand_good(answer)
            return Answer(url, b"".join(_pieces(answer, until, most)), told)
    raise _refused("the address leads on to other addresses too often; give the last of them")


def reach(url: str) -> None:
    """Whether an address answers: HEAD, or the first byte where HEAD is not known. Raises Refused and NotNow."""
    until = time.monotonic() + ANSWER
    method = "HEAD"
    for _turn in range(REDIRECTS + 2):
        with _answered(method, url, {"Range": "bytes=0-0"} if method == "GET" else {}, until) as answer:
            if answer.status in _MOVED and (there := answer.getheader("Location")):
                url = urljoin(url, there)
                continue
            if method == "HEAD" and answer.status in _NO_METHOD:
                method = "GET"
                continue
            if answer.status != _PARTIAL:
                _demand_good(answer)
            return
    raise _refused("the address leads on to other addresses too often; give the last of them")


@contextmanager
def _answered(
    method: str, url: str, headers: dict[str, str], until: float
) -> Iterator[http.client.HTTPResponse]:
    parts = _checked(url)
    line = _Pinned(parts)
    # A socket's own limit starts anew with every byte; this one does not.
    watch = threading.Timer(max(0.01, until - time.monotonic()), _cut, [line])
    watch.daemon = True
    watch.start()
    told = {
        "User-Agent": AGENT,
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        **{name: _TIDY.sub(" ", value) for name, value in headers.items()},
    }
    try:
        line.request(method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers=told)
        answer = line.getresponse()
        # A line that was cut looks like headers that have ended.
        _in_time(until)
        yield answer
    except ssl.SSLCertVerificationError as error:
        raise _refused("its certificate is not good: %(why)s", why=str(error.verify_message)[:200]) from error
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        _in_time(until)
        why = f"{type(error).__name__}: {error}"[:200]
        raise NotNow(Refusal.of("url", "it cannot be reached: %(why)s", why=why)) from error
    finally:
        watch.cancel()
        line.close()


def _in_time(until: float) -> None:
    if time.monotonic() >= until:
        raise NotNow(
            Refusal.of("url", "it took longer than %(seconds)s seconds to answer", seconds=int(ANSWER))
        )


def _cut(line: _Pinned) -> None:
    if line.sock is not None:
        with suppress(OSError):
            line.sock.shutdown(socket.SHUT_RDWR)


def _demand_good(answer: http.client.HTTPResponse) -> None:
    if answer.status == _GOOD:
        return
    refusal = Refusal.of("url", "its server answered %(status)s", status=str(answer.status))
    if answer.status in BUSY:
        raise NotNow(refusal, _waits(answer.getheader("Retry-After") or ""))
    raise Refused([refusal])


def _waits(given: str) -> float:
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


def _pieces(answer: http.client.HTTPResponse, until: float, most: int) -> Iterator[bytes]:
    """The answer in pieces, unpacked where its server packs in spite of having been asked not to."""
    packing = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    if packing not in {"identity", "gzip", "x-gzip", "deflate", ""}:
        raise _refused("it is packed as %(packing)s; send it plain or with gzip", packing=packing[:40])
    plain = packing in {"identity", ""}
    unpack = None if plain else _Packed()
    announced, packed, size = answer.getheader("Content-Length") or "", 0, 0
    if plain and announced.isdigit() and int(announced) > most:
        raise _large(most)
    while piece := answer.read1(PIECE):
        _in_time(until)
        packed += len(piece)
        for part in [piece] if unpack is None else unpack.parts(piece):
            size += len(part)
            if size > most:
                raise _large(most)
            yield part
    _in_time(until)
    if announced.isdigit() and packed < int(announced):
        raise NotNow(Refusal("url", "the connection broke before the whole answer had come"))
    if unpack is not None and not unpack.whole:
        raise NotNow(Refusal("url", "the connection broke before the whole answer had come"))


class _Packed:
    """Unpacks gzip, also several members one after another (RFC 1952, section 2.2), and deflate."""

    def __init__(self) -> None:
        self._unpack = zlib.decompressobj(47)

    @property
    def whole(self) -> bool:
        """Whether the end of what was packed has come."""
        return self._unpack.eof

    def parts(self, piece: bytes) -> Iterator[bytes]:
        """Never more than a piece at a time, so that a bomb is noticed before it goes off."""
        while piece:
            if self._unpack.eof:
                self._unpack = zlib.decompressobj(47)
            try:
                part = self._unpack.decompress(piece, PIECE)
            except zlib.error as error:
                raise _refused("it cannot be unpacked: %(why)s", why=str(error)) from error
            left = self._unpack.unused_data if self._unpack.eof else self._unpack.unconsumed_tail
            if part:
                yield part
            # Input that neither gives anything nor gets shorter would be gone through for ever.
            if not part and len(left) >= len(piece):
                raise _refused("it cannot be unpacked: %(why)s", why="nothing follows")
            piece = left


def host_of(url: str) -> str:
    """The host of an address, for taking turns; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "")[:255]
    except ValueError:
        return ""


def _large(most: int) -> Refused:
    return _refused("it has more than %(most)s MB; offer it in pages", most=most >> 20)


def _refused(pattern: str, **params: Any) -> Refused:
    return Refused([Refusal.of("url", pattern, **params)])
