"""Plain words of the desk: its views, filters and what a row of the queue says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from folkmoot.modules.service_requests import rules, words
from folkmoot.web.words import clock_time

VIEWS: Mapping[str, Any] = {
    "new": gettext_lazy("Needs a decision"),
    "late": gettext_lazy("Late"),
    "today": gettext_lazy("Due today"),
    "up": gettext_lazy("Passed up"),
    "twins": gettext_lazy("Possible duplicates"),
    "waiting": gettext_lazy("Waiting for someone"),
    "mine": gettext_lazy("Mine"),
    "all": gettext_lazy("All open"),
    "fixed": gettext_lazy("Fixed this week"),
    "closed": gettext_lazy("Closed"),
}
DUE: Mapping[str, Any] = {
    "late": gettext_lazy("Late"),
    "today": gettext_lazy("Today"),
    "week": gettext_lazy("Within a week"),
    "later": gettext_lazy("Later"),
}
PRIORITIES: Mapping[str, Any] = {
    "urgent": gettext_lazy("Urgent"),
    "high": gettext_lazy("High"),
    "normal": gettext_lazy("Normal"),
    "low": gettext_lazy("Low"),
}
PASS_REASONS: Mapping[str, Any] = {
    "not_ours": gettext_lazy("It is not this team’s work"),
    "elsewhere": gettext_lazy("It lies where another team works"),
    "skills": gettext_lazy("It needs another team’s tools or skills"),
    "our_part_done": gettext_lazy("Our part is done, theirs is left"),
    "other": gettext_lazy("Something else"),
}


def view_name(view: str) -> str:
    """The heading over a view; what was searched for without one is a view of its own."""
    return str(VIEWS[view]) if view in VIEWS else _("Found")


class Standing(NamedTuple):
    """How a row stands at a moment, in figures: all that its words follow from beside the row itself.

    ``amount`` is the distance to the promise in hours or days or, without one, the days that the row has been open;
    ``used`` is how much of the time is used up in per cent; ``today`` says whether the promise ends today.
    """

    late: bool
    amount: int
    in_days: bool
    used: int
    today: bool


def today(now: datetime) -> tuple[datetime, datetime]:
    """When the day began and when it ends, where the reader is."""
    here = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    # In UTC, because moments of two zones are slow to compare and a queue compares many.
    return here.astimezone(UTC), (here + timedelta(days=1)).astimezone(UTC)


def standing(row: Any, now: datetime, day: tuple[datetime, datetime]) -> Standing:
    """How a row stands; ``day`` is what ``today`` says. Nothing moves any more once a report is closed."""
    still = row.state in rules.OPEN_STATES
    if row.expected is None:
        return Standing(False, (now - row.requested).days if still else 0, True, 0 if still else 100, False)
    amount, in_days = words.distance(row, now)
    late = words.is_late(row, now)
    if late or not still:
        return Standing(late, amount, in_days, 100, False)
    span = max(row.expected - row.requested, timedelta(seconds=1))
    used = round(100 * (now - row.requested) / span)
    return Standing(False, amount, in_days, used, day[0] <= row.expected < day[1])


def state(row: Any, now: datetime) -> str:
    """Where a row stands: late wins over waiting, waiting over the state."""
    return state_said(row, late=words.is_late(row, now))


def kind(row: Any, now: datetime) -> str:
    """The colour for that word."""
    return kind_of(row, late=words.is_late(row, now))


def kind_of(row: Any, *, late: bool) -> str:
    """The same for a row of which it is known whether its promise was missed."""
    if row.state not in rules.OPEN_STATES:
        return words.KINDS[row.state]
    return "late" if late else "waiting" if row.waiting_for else words.KINDS[row.state]


def state_said(row: Any, *, late: bool) -> str:
    """``state`` of a row of which it is known whether its promise was missed."""
    spoken = {"late": _("Late"), "waiting": _("Waiting")}
    return spoken.get(kind_of(row, late=late)) or str(words.STATES[row.state])


@dataclass(frozen=True, slots=True)
class Due:
    """How a row's promise stands: in words, as a colour, and how much of the time is used up in per cent."""

    words: str
    colour: str
    used: int


def due(row: Any, now: datetime) -> Due:
    """The promise of a row; without one, how long it has been open."""
    return due_said(row, standing(row, now, today(now)))


def due_said(row: Any, stands: Standing) -> Due:
    """The same of how a row stands."""
    still = row.state in rules.OPEN_STATES
    if still and row.expected is None:
        told = ngettext("No promise, open %(n)d day", "No promise, open %(n)d days", stands.amount)
        return Due(told % {"n": stands.amount}, "ok", stands.used)
    if row.expected is None:
        return Due("", "ok", stands.used)
    if stands.today:
        return Due(_("today, %(time)s") % {"time": clock_time(row.expected)}, "waiting", stands.used)
    told = words.due_said(stands.amount, in_days=stands.in_days, late=stands.late, still=still)
    return Due(told, "late" if still and stands.late else "ok", stands.used)
