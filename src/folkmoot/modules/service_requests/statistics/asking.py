"""What an address asks of the statistics, and the same question put to the list of reports."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from folkmoot.modules.service_requests.statistics.choosing import Choice
from folkmoot.modules.service_requests.statistics.columns import month_number

NAMES = ("service", "area", "department", "channel", "since", "until")
_MONTH = re.compile(r"(19[7-9]\d|2\d{3})-(0[1-9]|1[0-2])\Z", re.ASCII)
"""From 1970, where columns begin, to 2999."""


class RefusedMonth(ValueError):
    """A month that is none, or a period that ends before it begins; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as they were given and as a choice of reports. ``given`` leaves out what is empty."""

    given: Mapping[str, str]
    choice: Choice

    def link(self, **changes: str) -> str:
        """The query of an address with some filters changed; an empty word takes one off."""
        return urlencode({name: word for name, word in (dict(self.given) | changes).items() if word})


def month(word: str) -> int | None:
    """``2026-03`` as a month number, None for nothing. Raises RefusedMonth."""
    if not word:
        return None
    if not (match := _MONTH.match(word)):
        raise RefusedMonth(
            _("%(word)s is not a month: write for example 2026-03") % {"word": repr(word[:20])}
        )
    return month_number(int(match[1]), int(match[2]))


def ask(data: Mapping[str, str]) -> Asked:
    """Read the filters of an address. Raises RefusedMonth."""
    given = {name: data.get(name, "").replace("\x00", "").strip()[:100] for name in NAMES}
    since, until = month(given["since"]), month(given["until"])
    if since is not None and until is not None and since > until:
        raise RefusedMonth(_("the period ends before it begins: give the earlier month first"))
    choice = Choice(
        service=given["service"],
        area=given["area"],
        department=given["department"],
        channel=given["channel"],
        since=since,
        until=until,
    )
    return Asked({name: word for name, word in given.items() if word}, choice)


def period(choice: Choice, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """The first and the last moment of the months of a choice, for lists."""
    start = None if choice.since is None else _first(choice.since, zone)
    end = None if choice.until is None else _first(choice.until + 1, zone) - timedelta(microseconds=1)
    return start, end


def _first(number: int, zone: ZoneInfo) -> datetime:
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=zone).astimezone(UTC)
