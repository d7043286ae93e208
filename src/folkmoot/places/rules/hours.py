"""Opening hours and holidays: what may be said about them."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from folkmoot.places.events import Holiday, Opening
from folkmoot.places.rules.problems import Problem

MOST_HOLIDAYS = 400
MOST_SPANS = 50
NAME_LENGTH = 120
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]\Z")
_LAST_WEEKDAY = 7


def minutes(time: str) -> int:
    """Minutes since midnight of ``HH:MM``, at most 1,440 for ``24:00``. ValueError with what would be right."""
    if time == "24:00":
        return 24 * 60
    if not _TIME.match(time):
        raise ValueError(f"{time[:20]!r} is not a time of day: write 08:30")
    return int(time[:2]) * 60 + int(time[3:])


def ordered_week(week: Sequence[Opening]) -> tuple[Opening, ...]:
    """The same hours by weekday and time, so that equal hours are equal facts."""
    return tuple(sorted(week, key=lambda one: (one.weekday, one.opens)))


def ordered_holidays(holidays: Sequence[Holiday]) -> tuple[Holiday, ...]:
    """The same holidays by date."""
    return tuple(sorted(holidays, key=lambda one: (one.day, one.name, one.yearly)))


def may_open(week: Sequence[Opening], holidays: Sequence[Holiday]) -> list[Problem]:
    """What is wrong with hours and holidays; empty when nothing is."""
    return [*_week_problems(week), *_holiday_problems(holidays)]


def _week_problems(week: Sequence[Opening]) -> list[Problem]:
    found: list[Problem] = []
    if len(week) > MOST_SPANS:
        return [Problem(f"there are {len(week)} spans", "week", f"Give at most {MOST_SPANS}.")]
    read: dict[int, list[tuple[int, int]]] = {}
    for number, one in enumerate(week):
        where = f"week/{number}"
        if not 1 <= one.weekday <= _LAST_WEEKDAY:
            found.append(Problem(f"there is no weekday {one.weekday}", where, "1 is Monday, 7 is Sunday."))
            continue
        try:
            opens, closes = minutes(one.opens), minutes(one.closes)
        except ValueError as error:
            what, _, right = str(error).partition(": ")
            found.append(Problem(what, where, f"{right[:1].upper()}{right[1:]}."))
            continue
        if opens >= closes:
            found.append(
                Problem(f"it closes at {one.closes}, not after {one.opens}", where, "Close after opening.")
            )
            continue
        read.setdefault(one.weekday, []).append((opens, closes))
    for weekday, spans in sorted(read.items()):
        if any(later[0] < earlier[1] for earlier, later in pairwise(sorted(spans))):
            found.append(
                Problem(
                    f"two spans of weekday {weekday} overlap", "week", "Let one end before the next begins."
                )
            )
    return found


def _holiday_problems(holidays: Sequence[Holiday]) -> list[Problem]:
    if len(holidays) > MOST_HOLIDAYS:
        return [Problem(f"there are {len(holidays)} holidays", "holidays", f"At most {MOST_HOLIDAYS}.")]
    found: list[Problem] = []
    seen: set[tuple[date, bool]] = set()
    for number, one in enumerate(holidays):
        where = f"holidays/{number}"
        if not one.name.strip() or len(one.name) > NAME_LENGTH:
            found.append(
                Problem("it has no usable name", where, f"Name it in 1 to {NAME_LENGTH} characters.")
            )
        if (one.day, one.yearly) in seen:
            found.append(Problem(f"{one.day.isoformat()} is there twice", where, "Name each day once."))
        seen.add((one.day, one.yearly))
    return found
