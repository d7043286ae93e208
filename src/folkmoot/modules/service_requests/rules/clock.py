"""The clock of a promise: hours as they pass, or only those in which the institution is open.

Opening hours are local; across a change to or from daylight saving time a span has as many hours as pass on the wall
clock's way through it: an hour that is skipped does not count, an hour that comes twice counts twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CALENDAR, OPENING = "calendar", "opening"
CLOCKS = (CALENDAR, OPENING)
"""``calendar`` counts every hour, ``opening`` only those in which the institution is open."""

LONGEST = timedelta(days=5 * 366)
"""How far ahead a promise may reach; a calendar that is hardly ever open promises nothing."""
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class OpeningCalendar:
    """When the institution is open: minutes since midnight by ISO weekday (1 to 7), in order, and closed days.

    ``yearly`` are (month, day) pairs. Spans of one weekday do not overlap.
    """

    zone: ZoneInfo
    week: Mapping[int, tuple[tuple[int, int], ...]]
    closed: frozenset[date] = field(default_factory=frozenset)
    yearly: frozenset[tuple[int, int]] = field(default_factory=frozenset)

    def spans(self, day: date) -> tuple[tuple[int, int], ...]:
        """The spans of one local day in minutes since its midnight."""
        if day in self.closed or (day.month, day.day) in self.yearly:
            return ()
        return self.week.get(day.isoweekday(), ())


def promise(
    requested: datetime, hours: int, *, clock: str = CALENDAR, calendar: OpeningCalendar | None = None
) -> datetime | None:
    """When the office promised to respond; None without a promise, or when opening hours never suffice."""
    if hours <= 0:
        return None
    if clock == CALENDAR:
        return requested + timedelta(hours=hours)
    return after_open_hours(requested, hours, calendar) if calendar else None


def after_open_hours(start: datetime, hours: int, calendar: OpeningCalendar) -> datetime | None:
    """The moment (UTC) when so many open hours have passed since ``start``, None when LONGEST does not suffice."""
    remaining = timedelta(hours=hours)
    for opens, closes in open_spans(start, calendar):
        if closes - opens >= remaining:
            return opens + remaining
        remaining -= closes - opens
    return None


def open_spans(start: datetime, calendar: OpeningCalendar) -> Iterator[Span]:
    """The spans (UTC, from and until) in which the institution is open from ``start`` on, in order, up to LONGEST."""
    if not any(calendar.week.values()):
        return
    begin = start.astimezone(UTC)
    end = begin + LONGEST
    while begin < end:
        for piece_begin, piece_end, offset in _pieces(begin, calendar.zone):
            yield from _open_in(piece_begin, piece_end, offset, calendar)
        begin += _DAY


def _open_in(begin: datetime, end: datetime, offset: timedelta, calendar: OpeningCalendar) -> Iterator[Span]:
    """Open spans of a piece of time in which the zone's offset does not change."""
    # Local wall times are written as if they were UTC, so that arithmetic stays plain.
    wall_begin, wall_end = begin + offset, end + offset
    day = wall_begin.date()
    while day <= wall_end.date():
        midnight = datetime.combine(day, time(), UTC)
        for opens, closes in calendar.spans(day):
            first = max(wall_begin, midnight + timedelta(minutes=opens))
            last = min(wall_end, midnight + timedelta(minutes=closes))
            if first < last:
                yield first - offset, last - offset
        day += _DAY


def _pieces(begin: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """The 24 hours from ``begin``, cut where the zone's offset changes; no zone changes twice within a day."""
    end = begin + _DAY
    before, after = _offset(begin, zone), _offset(end, zone)
    if before == after:
        yield begin, end, before
        return
    early, late = begin, end
    while late - early > _SECOND:
        middle = early + (late - early) / 2
        if _offset(middle, zone) == before:
            early = middle
        else:
            late = middle
    # Offsets change at whole seconds; the search ends within one of them.
    change = late.replace(microsecond=0)
    yield begin, change, before
    yield change, end, after


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)
