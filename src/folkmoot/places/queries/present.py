"""What every request must know of the institution, remembered for a few seconds by each process."""

import time
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings

from folkmoot.places.models import AreaVersion, Department, Institution

SECONDS = 5.0
"""How long a process may go on with what it knows, before it hears of a change that another process made."""


@dataclass(frozen=True, slots=True)
class Present:
    """Whether the institution was described, its time zone, and codes of the languages it offers, usual one first."""

    described: bool
    zone: ZoneInfo
    languages: tuple[str, ...]


_known: list[tuple[float, Present]] = []


def present() -> Present:
    """As last described, at most SECONDS ago; before that what the settings say. One query when it is not remembered."""
    now = time.monotonic()
    if _known and now - _known[0][0] < SECONDS:
        return _known[0][1]
    row = Institution.objects.filter(pk="main").values_list("time_zone", "languages").first()
    zone, chosen = row or (settings.TIME_ZONE, [])
    every = tuple(code for code, _name in settings.LANGUAGES)
    # A language that a newer version of the program took away is not offered.
    offered = tuple(code for code in chosen if code in every) or every
    found = Present(row is not None, ZoneInfo(zone), offered)
    _known[:] = [(now, found)]
    return found


def forget() -> None:
    """Ask again next time: this process has just changed it."""
    _known.clear()


def described() -> bool:
    """Whether the institution was described."""
    return bool(Institution.objects.exists())


def languages_chosen() -> bool:
    """Whether the institution said which languages it offers."""
    return bool(Institution.objects.exclude(languages=[]).exists())


def has_areas() -> bool:
    """Whether any areas were published."""
    return bool(AreaVersion.objects.exists())


def has_departments() -> bool:
    """Whether there is a department that is not closed."""
    return bool(Department.objects.filter(closed=False).exists())
