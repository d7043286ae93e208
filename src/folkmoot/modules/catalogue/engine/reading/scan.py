"""One pass over the bytes of a text file: what must be known of the whole of it before anything is parsed."""

import dataclasses
import hashlib
from collections.abc import Callable
from pathlib import Path

from folkmoot.modules.catalogue.engine.faults import refuse
from folkmoot.modules.catalogue.engine.limits import LIMITS, Limits

CHUNK = 4 << 20


@dataclasses.dataclass(frozen=True, slots=True)
class Scan:
    """What the bytes of a file are like.

    ``first_nul`` is the offset of the first NUL byte or -1; ``returns``, ``pairs`` and ``feeds`` count carriage returns,
    pairs of return and feed, and line feeds; ``ends_open`` says that the last line has no end.
    """

    size: int
    sha256: str
    ascii: bool
    nuls: int
    first_nul: int
    feeds: int
    returns: int
    pairs: int
    ends_open: bool

    @property
    def lines(self) -> int:
        """Lines of text, the last one counted whether it has an end or not."""
        return (self.returns if not self.feeds else self.feeds + self.returns - self.pairs) + self.ends_open

    @property
    def line_end(self) -> str:
        """The one line end of the file, or "" where they are mixed or there is none."""
        if self.returns == self.pairs == self.feeds and self.feeds:
            return "\r\n"
        if self.feeds and not self.returns:
            return "\n"
        return "\r" if self.returns and not self.feeds else ""


def scan(path: Path, *, limits: Limits = LIMITS, told: Callable[[int], None] | None = None) -> Scan:
    """Read a file once. Refuses a line over the limit; that a file is text is not for it to say."""
    digest = hashlib.sha256()
    size = nuls = feeds = returns = pairs = since = lines = 0
    first_nul, ascii_only = -1, True
    last = b""
    with path.open("rb") as file:
        # No chunk is longer than a line may be, so that none inside one is overlooked.
        while chunk := file.read(min(CHUNK, limits.line)):
            digest.update(chunk)
            ascii_only = ascii_only and chunk.isascii()
            if found := chunk.count(b"\0"):
                first_nul = size + chunk.index(b"\0") if first_nul < 0 else first_nul
                nuls += found
            feeds += chunk.count(b"\n")
            here = chunk.count(b"\r")
            returns += here
            if here:
                pairs += chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
            elif last == b"\r" and chunk[:1] == b"\n":
                pairs += 1
            since = _longest(chunk, since, lines, limits)
            lines += chunk.count(b"\n")
            size += len(chunk)
            last = chunk[-1:]
            if told:
                told(size)
    return Scan(
        size=size,
        sha256=digest.hexdigest(),
        ascii=ascii_only,
        nuls=nuls,
        first_nul=first_nul,
        feeds=feeds,
        returns=returns,
        pairs=pairs,
        ends_open=bool(last) and last not in {b"\n", b"\r"},
    )


def _longest(chunk: bytes, since: int, lines: int, limits: Limits) -> int:
    """Bytes since the last line end; refuses more than the limit of them."""
    ends = [at for at in (chunk.find(b"\n"), chunk.find(b"\r")) if at >= 0]
    if since + (min(ends) if ends else len(chunk)) > limits.line:
        most = f"{limits.line / (1 << 20):.0f} MB"
        refuse(
            f"line {lines + 1:,}",
            "this line is longer than %(most)s; a table has one record in each line, so look for a line end that is missing or a quotation mark that is never closed",
            most=most,
        )
    return len(chunk) - 1 - max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) if ends else since + len(chunk)
