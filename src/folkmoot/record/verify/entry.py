"""Entries: canonical JSON (RFC 8785) with the envelope of docs/record.md."""

import json
import math
import re
from datetime import datetime
from typing import Any, NoReturn

from .verdict import Wrong

FIELDS = {"accepted", "actor", "id", "kind", "payload", "subject", "version"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\Z", re.ASCII)
MAX_SAFE = 2**53
SURE_DIGITS = 15
"""Integers of so many characters are surely below 2^53."""


def number(value: float) -> str:
    """ECMAScript's Number::toString for a double (ECMA-262 section 6.1.6.1.20)."""
    if math.isnan(value) or math.isinf(value):
        raise Wrong("it holds a number that is not finite")
    if value == 0:
        return "0"
    mantissa, _, exponent = f"{value!r}".lower().partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    fraction = fraction.rstrip("0") if fraction else ""
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len((whole + fraction).lstrip("0")))
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:  # noqa: PLR2004 - the standard's bound.
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:  # noqa: PLR2004
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:  # noqa: PLR2004
        return f"{sign}0.{'0' * -point}{digits}"
    tail = f".{digits[1:]}" if count > 1 else ""
    return f"{sign}{digits[0]}{tail}e{'+' if point > 0 else '-'}{abs(point - 1)}"


def canonical(value: Any) -> str:
    """The value as RFC 8785 writes it."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        # RFC 8785 writes every number as a double: 100000000000000000000 is 1e20 and right, 2^53 + 1 is not.
        return str(value) if abs(value) < MAX_SAFE else number(_double(value))
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list):
        return f"[{','.join(map(canonical, value))}]"
    keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"


def _double(value: int) -> float:
    try:
        return float(value)
    except OverflowError as error:
        raise Wrong("it holds a number that is not finite") from error


class _Unsure(Exception):
    """The quick way cannot decide."""


def _unsure(_: str) -> NoReturn:
    raise _Unsure


def _small(digits: str) -> int:
    if len(digits) > SURE_DIGITS:
        raise _Unsure
    return int(digits)


_READ = json.JSONDecoder(parse_int=_small, parse_float=_unsure, parse_constant=_unsure).decode
_WRITE = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def _quickly(text: str) -> Any:
    """The value of a text that is surely canonical, else _Unsure.

    Python's own writer agrees with RFC 8785 but for floats, large integers, and the order of keys beyond U+FFFF.
    A key named twice cannot come back the same, as only the last one is kept.
    """
    if not text.isascii() and max(text) > "\uffff" and any("\ue000" <= one <= "\uffff" for one in text):
        raise _Unsure
    value = _READ(text)
    if _WRITE(value) != text:
        raise _Unsure
    return value


def _exactly(text: str) -> Any:
    value = json.loads(text, object_pairs_hook=_unique)
    if canonical(value) != text:
        raise Wrong("it is not canonical JSON (RFC 8785)")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Wrong("it names a key twice")
    return found


def _is_time(text: str) -> bool:
    try:
        return bool(TIME.match(text) and datetime.fromisoformat(text))
    except ValueError:
        return False


def check_entry(entry: bytes) -> str:
    """The fact id of a well-formed entry; Wrong says what is not right about it."""
    try:
        text = entry.decode()
        try:
            value = _quickly(text)
        except (_Unsure, ValueError):
            value = _exactly(text)
    except (ValueError, RecursionError) as error:
        raise Wrong(f"it is not JSON: {error}") from error
    if not isinstance(value, dict) or set(value) != FIELDS:
        raise Wrong(f"its fields must be exactly {', '.join(sorted(FIELDS))}")
    texts = [value[name] for name in ("accepted", "actor", "id", "kind", "subject")]
    if not all(isinstance(one, str) and one for one in texts) or not isinstance(value["payload"], dict):
        raise Wrong("a field of its envelope has the wrong type")
    if not _is_time(value["accepted"]):
        raise Wrong("its accepted time is not RFC 3339 UTC with six digits of fraction")
    if isinstance(value["version"], bool) or not isinstance(value["version"], int) or value["version"] < 1:
        raise Wrong("its version is not a positive integer")
    return str(value["id"])
