"""Values of columns: read from what somebody wrote, and written so that JSON can carry them."""

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from folkmoot.modules.catalogue.engine.query.tree import Value

LEAST_INT, MOST_INT = -(2**63), 2**63 - 1
WRITTEN: dict[str, str] = {
    "int": "a whole number such as 42",
    "number": "a number such as 3.5",
    "text": "a text",
    "bool": "true or false",
    "date": "a day such as 2026-03-31",
    "timestamp": "a time such as 2026-03-31T14:05:00",
    "time": "a time of day such as 14:05",
}
"""What a value of each ordered type looks like, for messages."""

_WRONG = "this does not fit"
_WHOLE = re.compile(r"[+-]?\d{1,40}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?")
_YES, _NO = frozenset({"true", "t", "1", "yes"}), frozenset({"false", "f", "0", "no"})


def _int(given: Any) -> int | float:
    """A whole number; a broken one is taken as it is, since `n > 2.5` has a meaning for whole numbers too."""
    if isinstance(given, str):
        text = given.strip()
        number: int | float = int(text) if _WHOLE.fullmatch(text) else _number(text)
    elif isinstance(given, int | float | Decimal) and not isinstance(given, bool):
        number = given if isinstance(given, int) else float(given)
    else:
        raise TypeError(_WRONG)
    if isinstance(number, float):
        if not math.isfinite(number):
            raise ValueError(_WRONG)
        return int(number) if number.is_integer() and abs(number) < 2**53 else number
    if not LEAST_INT <= number <= MOST_INT:
        raise ValueError(_WRONG)
    return number


def _number(given: Any) -> float:
    if isinstance(given, str):
        if not _NUMBER.fullmatch(given.strip()):
            raise ValueError(_WRONG)
        number = float(given)
    elif isinstance(given, int | float | Decimal) and not isinstance(given, bool):
        number = float(given)
    else:
        raise TypeError(_WRONG)
    if not math.isfinite(number):
        raise ValueError(_WRONG)
    return number


def _text(given: Any) -> str:
    if isinstance(given, bool | list | dict) or given is None:
        raise ValueError(_WRONG)
    text = str(given)
    # No engine stores a zero character or half of a surrogate pair, so no row can hold one.
    if "\0" in text or any("\ud800" <= one <= "\udfff" for one in text):
        raise ValueError(_WRONG)
    return text


def _bool(given: Any) -> bool:
    if isinstance(given, bool):
        return given
    word = str(given).strip().lower()
    if word not in _YES | _NO:
        raise ValueError(_WRONG)
    return word in _YES


def _date(given: Any) -> date:
    if isinstance(given, datetime):
        given = given.isoformat()
    if isinstance(given, date):
        return given
    if not isinstance(given, str):
        raise TypeError(_WRONG)
    text = given.strip()
    # Dialects without days write a day as its midnight.
    return date.fromisoformat(re.sub(r"[T ]00:00(:00(\.0+)?)?Z?$", "", text))


def _timestamp(given: Any) -> datetime:
    if isinstance(given, str):
        found = datetime.fromisoformat(given.strip())
    elif isinstance(given, datetime):
        found = given
    elif isinstance(given, date):
        found = datetime(given.year, given.month, given.day)  # noqa: DTZ001 - tables hold times without a zone.
    else:
        raise TypeError(_WRONG)
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


def _time(given: Any) -> time:
    found = time.fromisoformat(given.strip()) if isinstance(given, str) else given
    if not isinstance(found, time) or found.tzinfo:
        raise ValueError(_WRONG)
    return found


_READERS: dict[str, Callable[[Any], Value]] = {
    "int": _int,
    "number": _number,
    "text": _text,
    "bool": _bool,
    "date": _date,
    "timestamp": _timestamp,
    "time": _time,
}


def read(kind: str, given: Any) -> Value:
    """A value for a column of an ordered type, from text or from JSON.

    Times with a zone become UTC, as tables hold them. Raises ValueError for what does not fit; WRITTEN says what would.
    """
    try:
        return _READERS[kind](given)
    except (ValueError, OverflowError, TypeError) as wrong:
        raise ValueError(f"{given!r} is not {WRITTEN[kind]}") from wrong


def plain(value: Any) -> Any:
    """A value of an answer as JSON can carry it: days and times in ISO 8601, exact decimals as numbers where they fit.

    What JSON has no word for (not a number, infinity) is absent.
    """
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return str(value)


def _decimal(value: Decimal) -> Any:
    if not value.is_finite():
        return None
    if value == value.to_integral_value():
        return int(value)
    return float(value)
