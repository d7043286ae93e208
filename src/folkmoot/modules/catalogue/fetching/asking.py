"""One question to another portal: a bounded answer in memory, or whether an address answers at all.

Where it may lead and how long it may last is for line.py; here are the size, and the size of what was packed.
"""

import http.client
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from folkmoot.modules.catalogue.fetching import line
from folkmoot.modules.catalogue.fetching.line import NotNow, refused
from folkmoot.record.refusal import Refusal, Refused

MOST = 32 << 20
"""Bytes of one answer, unpacked."""
ANSWER = 120.0
"""Seconds for one answer, redirects included."""
PIECE = 1 << 16
_PARTIAL, _NO_METHOD = 206, frozenset({400, 403, 404, 405, 501})


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
    time = line.Time(ANSWER)
    with line.followed("GET", url, headers or {}, time) as (there, answer):
        told = {name.lower(): value for name, value in answer.getheaders()}
        if answer.status == line.UNCHANGED:
            return Answer(there, None, told)
        line.demand_good(answer)
        return Answer(there, b"".join(_pieces(answer, time, most)), told)


def reach(url: str) -> None:
    """Whether an address answers: HEAD, or the first byte where HEAD is not known. Raises Refused and NotNow."""
    time = line.Time(ANSWER)
    with line.followed("HEAD", url, {}, time) as (_there, answer):
        if answer.status not in _NO_METHOD:
            if answer.status != _PARTIAL:
                line.demand_good(answer)
            return
    with line.followed("GET", url, {"Range": "bytes=0-0"}, time) as (_there, answer):
        if answer.status != _PARTIAL:
            line.demand_good(answer)


def _pieces(answer: http.client.HTTPResponse, time: line.Time, most: int) -> Iterator[bytes]:
    """The answer in pieces, unpacked where its server packs in spite of having been asked not to."""
    packing = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    if packing not in {"identity", "gzip", "x-gzip", "deflate", ""}:
        raise refused("it is packed as %(packing)s; send it plain or with gzip", packing=packing[:40])
    plain = packing in {"identity", ""}
    unpack = None if plain else _Packed()
    announced, size = answer.getheader("Content-Length") or "", 0
    if plain and announced.isdigit() and int(announced) > most:
        raise _large(most)
    for piece in line.pieces(answer, time, PIECE):
        for part in [piece] if unpack is None else unpack.parts(piece):
            size += len(part)
            if size > most:
                raise _large(most)
            yield part
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
                raise refused("it cannot be unpacked: %(why)s", why=str(error)) from error
            left = self._unpack.unused_data if self._unpack.eof else self._unpack.unconsumed_tail
            if part:
                yield part
            # Input that neither gives anything nor gets shorter would be gone through for ever.
            if not part and len(left) >= len(piece):
                raise refused("it cannot be unpacked: %(why)s", why="nothing follows")
            piece = left


def host_of(url: str) -> str:
    """The host of an address, for taking turns; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "")[:255]
    except ValueError:
        return ""


def _large(most: int) -> Refused:
    return refused("it has more than %(most)s MB; offer it in pages", most=most >> 20)
