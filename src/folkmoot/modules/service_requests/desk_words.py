"""Plain words of the desk: its views, filters and what a row of the queue says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from folkmoot.modules.service_requests import rules, words
from folkmoot.web.words import clock_time, days_until

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


def state(row: Any, now: datetime) -> str:
    """Where a row stands: late wins over waiting, waiting over the state."""
    return _("Waiting") if kind(row, now) == "waiting" else words.state_now(row, now)


def kind(row: Any, now: datetime) -> str:
    """The colour for that word."""
    found = words.kind_now(row, now)
    return "waiting" if found != "late" and row.waiting_for and row.state in rules.OPEN_STATES else found


@dataclass(frozen=True, slots=True)
class Due:
    """How a row's promise stands: in words, as a colour, and how much of the time is used up in per cent."""

    words: str
    colour: str
    used: int


def due(row: Any, now: datetime) -> Due:
    """The promise of a row; without one, how long it has been open."""
    if row.state not in rules.OPEN_STATES:
        return Due(words.due_words(row, now), "ok", 100)
    if row.expected is None:
        days = (now - row.requested).days
        told = ngettext("No promise, open %(n)d day", "No promise, open %(n)d days", days) % {"n": days}
        return Due(told, "ok", 0)
    if row.expected < now:
        return Due(words.due_words(row, now), "late", 100)
    span = max(row.expected - row.requested, timedelta(seconds=1))
    used = round(100 * (now - row.requested) / span)
    if days_until(row.expected) == 0:
        return Due(_("today, %(time)s") % {"time": clock_time(row.expected)}, "waiting", used)
    return Due(words.due_words(row, now), "ok", used)
