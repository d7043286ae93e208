"""Canonical JSON (RFC 8785) and a parser that refuses what has no canonical form (I-JSON, RFC 7493). Pure functions.

Numbers are written as ECMAScript writes doubles. An integer beyond ±(2^53 − 1) is refused on both sides, because
readers that keep doubles would see another number: carry it as a string. A float as large as that (1e20) is
written by the letter of RFC 8785, as 100000000000000000000, and ``loads_strict`` then refuses it.
"""

import json
import math
from typing import Any, NoReturn

MAX_INTEGER = (1 << 53) - 1

_MAX_PLAIN = 21
"""ECMAScript writes up to 21 digits before the point, larger numbers with an exponent (Number::toString)."""

_MIN_PLAIN = -6
"""And up to six zeros after the point."""


class JsonError(ValueError):
    """A value or text without canonical form; the message says what is wrong."""


def format_number(number: float) -> str:
    """A double as ECMAScript writes it (ECMA-262, Number::toString): shortest digits that read back the same."""
    if not math.isfinite(number):
        raise JsonError(f"{number} is no JSON number")
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    # repr gives the same shortest digits as ECMAScript; only their arrangement differs.
    mantissa, _, exponent = repr(abs(number)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if len(digits) <= point <= _MAX_PLAIN:
        return sign + digits.ljust(point, "0")
    if 0 < point <= _MAX_PLAIN:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if _MIN_PLAIN < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if digits[1:] else ""
    return f"{sign}{digits[0]}{rest}e{point - 1:+d}"


def _integer(number: int) -> str:
    if abs(number) > MAX_INTEGER:
        raise JsonError("an integer lies beyond ±(2^53 − 1): write it as a string")
    return str(int(number))


def _member_order(name: str) -> bytes:
    # RFC 8785 section 3.2.3 sorts by UTF-16 code units, which differs from code points beyond U+FFFF.
    return name.encode("utf-16-be")


def _write(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return _integer(value)
        case float():
            return format_number(value)
        case str():
            # The escapes of the json module are those of RFC 8785 section 3.2.2.2: \b \t \n \f \r \" \\ \u00xx.
            return json.dumps(value, ensure_ascii=False)
        case list() | tuple():
            return f"[{','.join(map(_write, value))}]"
        case dict():
            for name in value:
                if not isinstance(name, str):
                    raise JsonError(f"the name of a member is {type(name).__name__}, not a string")
            members = (f"{_write(name)}:{_write(value[name])}" for name in sorted(value, key=_member_order))
            return f"{{{','.join(members)}}}"
    raise JsonError(f"{type(value).__name__} is no JSON value")


def canonicalise(value: Any) -> bytes:
    """The canonical JSON of None, booleans, numbers, strings, lists, tuples and dicts with string keys.

    JsonError for other types, NaN, infinity, integers beyond ±(2^53 − 1), lone surrogates, and nesting too deep.
    """
    try:
        return _write(value).encode()
    except UnicodeEncodeError as error:
        raise JsonError("a string holds a lone surrogate") from error
    except RecursionError as error:
        raise JsonError("the value is nested too deeply") from error


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise JsonError(f"the member {twice[:80]!r} appears twice")
    return members


def _parse_int(text: str) -> int:
    # The length is checked first: int() of a very long text is slow, or refused with another error.
    if len(text) > len(str(-MAX_INTEGER)) or abs(int(text)) > MAX_INTEGER:
        raise JsonError("an integer lies beyond ±(2^53 − 1): write it as a string")
    return int(text)


def _parse_float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise JsonError(f"the number {text[:40]} is too large for a double")
    return number


def _parse_constant(text: str) -> NoReturn:
    raise JsonError(f"{text} is no JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_int=_parse_int, parse_float=_parse_float, parse_constant=_parse_constant
)


def loads_strict(data: bytes) -> Any:
    """The value of a JSON text in UTF-8.

    JsonError for anything else: duplicate members, NaN, integers beyond ±(2^53 − 1), numbers too large for a
    double, invalid UTF-8, a byte order mark, lone surrogates, and nesting too deep.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise JsonError(f"byte {error.start} is not UTF-8") from error
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise JsonError(f"not JSON at character {error.pos}: {error.msg}") from error
    except RecursionError as error:
        raise JsonError("the text is nested too deeply") from error
    if "\\u" in text:
        # Only an escape can bring in a lone surrogate, so only then is it worth looking for one.
        canonicalise(value)
    return value
