"""What a module may put on the home page. A module's manifest names a function ``(request) -> HomeParts``."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from folkmoot.web.maps import Pin
from folkmoot.web.words import days_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A main way in; four at most are shown. ``art`` is report, say, money or data."""

    title: str
    text: str
    url: str
    count: str = ""
    art: str = ""
    order: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """Something a resident can take part in until ``until``; ``since`` is when it opened."""

    title: str
    text: str
    url: str
    action: str
    since: datetime | None = None
    until: datetime | None = None

    @property
    def days(self) -> int | None:
        """Whole days that are left, None without an end."""
        return None if self.until is None else max(days_until(self.until), 0)

    @property
    def of(self) -> int:
        """Days that it is open in all; those that are left where nobody knows when it opened."""
        left = self.days or 0
        return max((self.until - self.since).days, left) if self.until and self.since else left


@dataclass(frozen=True, slots=True, kw_only=True)
class Stat:
    """One number with its definition as a title."""

    title: str
    value: str
    unit: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeParts:
    """A module's share of the home page."""

    doors: Sequence[Door] = ()
    open_items: Sequence[OpenItem] = ()
    stats: Sequence[Stat] = ()
    pins: Sequence[Pin] = field(default_factory=tuple)
    near: str = ""
    """One sentence about the pins."""
