"""Reports as columns of numbers: 37 bytes each, so that a million are read and counted in a moment. Pure.

Times are seconds since 1970, 0 for none. ``month`` counts months since the year 0 in the institution's time zone.
Words (service, area, office, channel) are numbers into lists that travel with the columns.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.modules.service_requests import rules

Column = npt.NDArray[Any]
WORDS = ("service", "area", "office", "channel")
TIMES = ("requested", "closed", "due", "answered", "first_closed", "first_reopened")
LAYOUT = np.dtype(
    [(name, "<u4") for name in TIMES]
    + [(name, "<u2") for name in ("month", *WORDS)]
    + [(name, "u1") for name in ("state", "in_time", "satisfied")]
)
"""``satisfied`` is 0 when nobody said, 1 for no, 2 for yes; ``state`` a place in rules.STATES."""
LAST = 2**32 - 1
_STATES = {state: at for at, state in enumerate(rules.STATES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What statistics know of one report."""

    requested: datetime
    closed: datetime | None
    due: datetime | None
    answered: datetime | None
    first_closed: datetime | None
    first_reopened: datetime | None
    service: str
    area: str
    office: str
    channel: str
    state: str
    satisfied: bool | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of one length by name, and the words that their numbers stand for."""

    of: Mapping[str, Column]
    words: Mapping[str, Sequence[str]]

    def __len__(self) -> int:
        """How many reports."""
        return len(self.of["state"])

    def where(self, chosen: "Column | slice") -> "Columns":
        """The reports that a mask, a slice of places or an order chooses."""
        return Columns({name: column[chosen] for name, column in self.of.items()}, self.words)


def month_number(year: int, month: int) -> int:
    """March 2026 as months since the year 0."""
    return year * 12 + month - 1


def month_name(number: int) -> str:
    """``2026-03``."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def seconds(at: datetime | None) -> int:
    """Seconds since 1970, 0 for none; what lies outside 1970 to 2106 is moved to its edge."""
    return min(max(int(at.timestamp()), 1), LAST) if at else 0


def pack(
    lines: Iterable[Line], *, here: Callable[[datetime], datetime]
) -> tuple[bytes, dict[str, list[str]]]:
    """The lines as bytes and the words they use. ``here`` gives a time in the institution's time zone."""
    words: dict[str, dict[str, int]] = {name: {} for name in WORDS}
    rows = []
    for one in lines:
        local = here(one.requested)
        codes = [words[name].setdefault(getattr(one, name), len(words[name])) for name in WORDS]
        in_time = one.closed is not None and one.due is not None and one.closed <= one.due
        satisfied = 0 if one.satisfied is None else 2 if one.satisfied else 1
        times = [seconds(getattr(one, name)) for name in TIMES]
        rows.append(
            (*times, month_number(local.year, local.month), *codes, _STATES[one.state], in_time, satisfied)
        )
    return np.array(rows, dtype=LAYOUT).tobytes(), {name: list(found) for name, found in words.items()}


def unpack(data: bytes, words: Mapping[str, Sequence[str]]) -> Columns:
    """What ``pack`` gave."""
    rows = np.frombuffer(data, dtype=LAYOUT)
    return Columns({name: np.ascontiguousarray(rows[name]) for name in LAYOUT.names or ()}, words)


def join(parts: Sequence[Columns]) -> Columns:
    """Several columns one after the other, with one list of words in alphabetical order."""
    words = {name: sorted({word for part in parts for word in part.words[name]}) for name in WORDS}
    of: dict[str, Column] = {}
    for name in LAYOUT.names or ():
        columns = [part.of[name] for part in parts]
        if name in words:
            at = {word: number for number, word in enumerate(words[name])}
            columns = [
                np.array([at[word] for word in part.words[name]] or [0], dtype=np.uint16)[column]
                for part, column in zip(parts, columns, strict=True)
            ]
        of[name] = np.concatenate(columns) if columns else np.empty(0, dtype=LAYOUT[name])
    return Columns(of, words)
