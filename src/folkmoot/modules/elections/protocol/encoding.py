"""Canonical JSON, and hashes as the specification writes them (sections 4.1, 4.2 and 4.15)."""

import base64
import hashlib
import json
import re
from collections.abc import Sequence

from folkmoot.modules.elections.protocol.errors import Invalid, demand

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
UUID = re.compile(f"[{BASE58}]{{14,64}}")
HEX = re.compile(r"[0-9a-f]{64}")
DEPTH = 32
JsonObject = dict[str, object]


def dump(value: object) -> bytes:
    """Compact JSON in UTF-8, with keys in the order in which they stand."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\x7f", "\\u007f").encode()


def load(payload: bytes) -> object:
    """What canonical JSON says; refuses everything that ``dump`` would write in another way."""
    try:
        value: object = json.loads(
            payload.decode(), object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float
        )
        same = dump(value) == payload
    except (ValueError, RecursionError) as wrong:
        if isinstance(wrong, Invalid):
            raise
        raise Invalid("encoding", f"this is not JSON in UTF-8 ({wrong})") from None
    demand(same, "encoding", "the JSON is not in its compact, canonical form")
    return value


def _once(pairs: list[tuple[str, object]]) -> JsonObject:
    found = dict(pairs)
    demand(len(found) == len(pairs), "encoding", "a key stands twice in one object")
    return found


def _no_float(text: str) -> object:
    raise Invalid("encoding", f"{text} is no integer")


def fields(value: object, needed: Sequence[str], optional: Sequence[str] = (), where: str = "") -> JsonObject:
    """An object with these keys in this order, the optional ones behind or absent."""
    if not isinstance(value, dict):
        raise Invalid("structure", f"expected an object with {', '.join(needed)}", where)
    wanted = [*needed, *(one for one in optional if one in value)]
    demand(list(value) == wanted, "structure", f"expected the keys {', '.join(wanted)}, in this order", where)
    return value


def items(value: object, where: str = "", count: int | None = None) -> list[object]:
    """A list, of so many items if a count is given."""
    if not isinstance(value, list):
        raise Invalid("structure", "expected a list", where)
    demand(
        count is None or len(value) == count, "structure", f"expected {count} items, not {len(value)}", where
    )
    return value


def text(value: object, where: str = "") -> str:
    """A string."""
    if not isinstance(value, str):
        raise Invalid("structure", "expected a string", where)
    return value


def whole(value: object, where: str = "") -> int:
    """A small integer from 0."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Invalid("structure", "expected an integer of at least 0", where)
    return value


def digest(value: object, where: str = "") -> str:
    """A SHA-256 in hexadecimal."""
    demand(bool(HEX.fullmatch(text(value, where))), "structure", "expected a SHA-256 in hexadecimal", where)
    return text(value)


def sha256_hex(payload: bytes) -> str:
    """The SHA-256 in hexadecimal, by which the archive names its members."""
    return hashlib.sha256(payload).hexdigest()


def fingerprint(payload: bytes) -> str:
    """SHA-256 in Base64 without padding: of elections, of lists of credentials, and the tracker of a ballot."""
    return base64.b64encode(hashlib.sha256(payload).digest()).decode().rstrip("=")
