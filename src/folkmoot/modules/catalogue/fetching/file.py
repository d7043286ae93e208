"""One GET of a file, kept as it comes: checked, watched and limited as every line to a stranger (line.py).

The server may not answer compressed, which would hide the size.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from folkmoot.modules.catalogue import originals
from folkmoot.modules.catalogue.fetching import line
from folkmoot.record.refusal import Refused

DEADLINE = 900.0
"""Seconds for everything."""
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that came; ``original`` is nothing when the server says that it has not changed. ``name`` is for people."""

    original: originals.Original | None
    name: str
    etag: str


def fetch(url: str, *, etag: str = "", tick: Callable[[], None] = lambda: None) -> Fetched:
    """Fetch a file and keep it. ``tick`` is called with every piece. Raises Refused, saying what is wrong."""
    time = line.Time(DEADLINE)
    try:
        with line.followed("GET", url, {"If-None-Match": etag} if etag else {}, time) as (there, answer):
            if answer.status == line.UNCHANGED:
                return Fetched(None, _name(there), etag)
            line.demand_good(answer)
            if (answer.getheader("Content-Encoding") or "identity").lower() != "identity":
                raise line.refused("the server sends the file compressed although it was asked not to")
            announced = answer.getheader("Content-Length") or ""
            if announced.isdigit() and int(announced) > originals.most():
                raise originals.too_large()
            kept = originals.keep(_ticking(line.pieces(answer, time, PIECE), tick))
            return Fetched(kept, _name(there), (answer.getheader("ETag") or "")[:200])
    except line.NotNow as error:
        raise Refused([error.refusal]) from error


def _ticking(pieces: Iterator[bytes], tick: Callable[[], None]) -> Iterator[bytes]:
    for piece in pieces:
        tick()
        yield piece


def _name(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2])[:120] or "file"
