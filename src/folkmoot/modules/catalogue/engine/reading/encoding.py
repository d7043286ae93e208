"""Which encoding a text file is in, with the reason."""

import codecs
import re
from pathlib import Path

from folkmoot.modules.catalogue.engine.faults import Unreadable
from folkmoot.modules.catalogue.engine.reading.scan import Scan
from folkmoot.record.refusal import Refusal

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LOOK = 4 << 20
NUL = "there is a NUL byte, which no text has; export the table again as CSV in UTF-8, or remove it"
SUPPOSED = {"windows-1252": "cp1252", "ISO-8859-8-I": "iso8859-8", "windows-874": "cp874", "GBK": "gb18030"}
STRAY = "folkmoot-stray"
SPREAD = 4 / 1_000
"""Up to this share of broken sequences among those beyond ASCII, a file is UTF-8 with stray bytes."""
ODD_IN_WORD = re.compile(
    r"(?<=[A-Za-zÀ-ÿ])[^\w\s.,;:'’&/()\-\"]+(?=[a-zà-ÿ])|(?<=[a-z])[A-ZÀ-Þ\x80-\x9f]+(?=[a-z])"
)
DOS, MAC = "cp850", "mac_roman"


def _stray(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 are read as Windows-1252, the only other encoding that strays into such files."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(STRAY, _stray)


def errors_of(encoding: str, reason: str) -> str:
    """The way of handling errors that goes with a guess."""
    return STRAY if encoding.startswith("utf-8") and "stray" in reason else "strict"


def encoding_of(path: Path, seen: Scan) -> tuple[str, str]:
    """(name of a Python codec, the reason in words). Refuses bytes that are no text."""
    with path.open("rb") as file:
        start = file.read(LOOK)
    for mark, name in MARKS:
        if start.startswith(mark):
            return name, "the file starts with a byte order mark"
    if seen.nuls:
        return _wide(start, seen)
    if seen.ascii:
        return "utf-8", "every byte is ASCII"
    whole, broken, beyond = _utf8(path)
    if whole:
        return "utf-8", "every byte sequence is valid UTF-8"
    if broken <= max(1, beyond * SPREAD) and beyond > broken * 4:
        return (
            "utf-8",
            f"{beyond:,} sequences are valid UTF-8; {broken:,} stray bytes are read as Windows-1252",
        )
    return _narrow(start, seen)


def _wide(start: bytes, seen: Scan) -> tuple[str, str]:
    """UTF-16 without a mark: every second byte of Western text is NUL."""
    share = len(start) / 2 or 1
    for name, words, nuls, others in (
        ("utf-16-le", "little end first", start[1::2], start[::2]),
        ("utf-16-be", "big end first", start[::2], start[1::2]),
    ):
        text = start[: len(start) // 2 * 2].decode(name, "replace")
        odd = sum((one < " " and one not in "\t\r\n") or one == "\ufffd" for one in text)
        if nuls.count(0) > 0.4 * share and others.count(0) < 0.05 * share and odd <= 0.01 * len(text):
            return name, f"every second byte is NUL, as in UTF-16 ({words})"
    line = start[: seen.first_nul].count(b"\n") + 1 if seen.first_nul < len(start) else 0
    where = f"line {line:,}" if line else f"byte {seen.first_nul:,}"
    raise Unreadable([Refusal.of(where, NUL)])


def _utf8(path: Path) -> tuple[bool, int, int]:
    """(is all of it valid, broken sequences, valid sequences beyond ASCII)."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(LOOK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        pass
    else:
        return True, 0, 0
    broken = beyond = 0
    loose = codecs.getincrementaldecoder("utf-8")("replace")
    with path.open("rb") as file:
        while chunk := file.read(LOOK):
            text = loose.decode(chunk)
            broken += text.count("\ufffd")
            beyond += sum(not one.isascii() for one in text)
    return False, broken, beyond - broken


def _narrow(start: bytes, seen: Scan) -> tuple[str, str]:
    """One of the old encodings: Firefox's guess, with the two that browsers never meet looked at beside it."""
    import chardetng_py

    detector = chardetng_py.EncodingDetector()
    detector.feed(start, last=True)
    guess = str(detector.guess(tld=None, allow_utf8=False))
    name = codecs.lookup(SUPPOSED.get(guess, guess)).name
    if name not in {"cp1252", "cp1250", "cp1254", "cp1257", "iso8859-2", "iso8859-4"}:
        return name, f"the letters fit {guess} best"
    if seen.returns and not seen.feeds:
        return MAC, "lines end in carriage returns alone, as on a Macintosh of those days"
    scores = {one: _oddities(start, one) for one in (name, MAC, DOS)}
    best = min(scores, key=lambda one: (scores[one], one != name))
    if best == name:
        return name, f"the letters fit {guess} best"
    return (
        best,
        f"read as {guess}, {scores[name]:,} words would have signs inside; read as {best}, {scores[best]:,}",
    )


def _oddities(start: bytes, name: str) -> int:
    """How many signs stand inside words when bytes are read as that encoding."""
    text = start[: 256 << 10].decode(name, "replace")
    return sum(1 for _ in ODD_IN_WORD.finditer(text)) + text.count("\ufffd")
