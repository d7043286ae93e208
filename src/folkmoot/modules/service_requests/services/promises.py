"""Until when an office promises to respond, by the calendar in force now."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.models import Service
from folkmoot.places import queries as places
from folkmoot.places.models import Institution
from folkmoot.places.rules import minutes


def opening_calendar(here: Institution) -> rules.OpeningCalendar:
    """The institution's opening hours and holidays as the clock reads them."""
    week: dict[int, tuple[tuple[int, int], ...]] = {}
    for weekday, opens, closes in here.week:
        week[weekday] = (*week.get(weekday, ()), (minutes(opens), minutes(closes)))
    days = [(date.fromisoformat(day), yearly) for day, _name, yearly in here.holidays]
    return rules.OpeningCalendar(
        zone=ZoneInfo(here.time_zone),
        week=week,
        closed=frozenset(day for day, yearly in days if not yearly),
        yearly=frozenset((day.month, day.day) for day, yearly in days if yearly),
    )


def promise_of(service: Service, requested: datetime) -> datetime | None:
    """When a report of this service is promised to be answered; None without a promise."""
    calendar = opening_calendar(places.institution()) if service.promise_clock == rules.OPENING else None
    return rules.promise(requested, service.promise_hours, clock=service.promise_clock, calendar=calendar)
