"""Plain words for states, reasons and steps."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from folkmoot.modules.service_requests import rules
from folkmoot.web.words import length, moment_words, spelled

STATES: Mapping[str, Any] = {
    "new": gettext_lazy("New"),
    "acknowledged": gettext_lazy("Taken on"),
    "in_progress": gettext_lazy("In progress"),
    "resolved": gettext_lazy("Fixed"),
    "declined": gettext_lazy("Declined"),
    "could_not_verify": gettext_lazy("Could not be checked"),
    "duplicate": gettext_lazy("Reported before"),
}
KINDS = {
    "new": "reported",
    "acknowledged": "progress",
    "in_progress": "progress",
    "resolved": "fixed",
    "declined": "closed",
    "could_not_verify": "closed",
    "duplicate": "closed",
}
REASONS: Mapping[str, Any] = {
    "resolved": gettext_lazy("It is fixed"),
    "declined": gettext_lazy("We will not do it, or it is not ours"),
    "could_not_verify": gettext_lazy("We could not find it"),
    "duplicate": gettext_lazy("It was reported before"),
}

REOPEN_REASONS: Mapping[str, Any] = {
    "still_broken": gettext_lazy("It is still broken"),
    "came_back": gettext_lazy("It came back"),
    "part_done": gettext_lazy("Only a part was done"),
    "wrong_place": gettext_lazy("The work was done in the wrong place"),
    "other": gettext_lazy("Something else"),
}
SOLVED: Mapping[str, Any] = {
    "yes": gettext_lazy("Yes"),
    "partly": gettext_lazy("Partly"),
    "no": gettext_lazy("No"),
}
OTHERWISE: Mapping[str, Any] = {
    "go_on": gettext_lazy("If we hear nothing, we go on without an answer."),
    "close": gettext_lazy("If we hear nothing, we close the report, because we cannot check it."),
}
INQUIRIES: Mapping[str, Any] = {
    "waiting": gettext_lazy("Waits for an answer"),
    "answered": gettext_lazy("Answered"),
    "unanswered": gettext_lazy("Not answered"),
    "withdrawn": gettext_lazy("Closed before it was answered"),
}
HELD_REASONS: Mapping[str, Any] = {
    "personal": gettext_lazy("It is about people who can be recognised"),
    "abuse": gettext_lazy("It insults or threatens somebody"),
    "unlawful": gettext_lazy("It would be against the law to publish it"),
    "not_a_report": gettext_lazy("It is not a report of this kind"),
    "withdrawn": gettext_lazy("The person took it back"),
}
REMOVALS: Mapping[str, Any] = {
    "personal": gettext_lazy("It names or shows somebody"),
    "abuse": gettext_lazy("It insults or threatens somebody"),
    "unlawful": gettext_lazy("It is against the law"),
    "erasure": gettext_lazy("The person who wrote it asked for it"),
}

CLOCKS: Mapping[str, Any] = {
    rules.CALENDAR: gettext_lazy("Every hour counts, also at night and at weekends."),
    rules.OPENING: gettext_lazy("Only the council’s opening hours count."),
}


HOURS_NOT_DAYS = 48
"""Below this many hours a wait is told in hours, above it in days."""


def is_late(row: Any, now: datetime) -> bool:
    """Whether the promise of a row was missed."""
    return rules.is_late(state=row.state, expected=row.expected, closed=row.closed, now=now)


def kind_now(row: Any, now: datetime) -> str:
    """The colour of a row on maps and lists: late wins while it is open."""
    return "late" if row.state in rules.OPEN_STATES and is_late(row, now) else KINDS[row.state]


def state_now(row: Any, now: datetime) -> str:
    """The word for that colour."""
    return _("Late") if kind_now(row, now) == "late" else str(STATES[row.state])


def distance(row: Any, now: datetime) -> tuple[int, bool]:
    """How far it is between a row's promise and now or its end, and whether that is told in days and not in hours."""
    end = now if row.state in rules.OPEN_STATES else row.closed or now
    hours = abs((row.expected - end).total_seconds()) / 3600
    return (round(hours), False) if hours < HOURS_NOT_DAYS else (round(hours / 24), True)


def due_words(row: Any, now: datetime) -> str:
    """How the promise stands: "2 days late", "due in 3 days", "" without one."""
    if row.expected is None:
        return ""
    n, in_days = distance(row, now)
    return due_said(n, in_days=in_days, late=is_late(row, now), still=row.state in rules.OPEN_STATES)


def due_said(n: int, *, in_days: bool, late: bool, still: bool) -> str:
    """The same of a distance; ``still`` while the report is open."""
    amount = (_("%(n)d days") if in_days else _("%(n)d hours")) % {"n": n}
    if still:
        return (_("%(amount)s late") if late else _("due in %(amount)s")) % {"amount": amount}
    return (_("%(amount)s after the promise") if late else _("%(amount)s before the promise")) % {
        "amount": amount
    }


def promise_heading(row: Any, now: datetime) -> str:
    """The promise as a finding: "Fixed two days before the promise"."""
    if row.expected is None:
        return ""
    late, still = is_late(row, now), row.state in rules.OPEN_STATES
    end = now if still else row.closed or now
    hours = round(abs((row.expected - end).total_seconds()) / 3600)
    days = round(hours / 24)
    amount = (
        ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": spelled(hours)}
        if hours < HOURS_NOT_DAYS
        else ngettext("%(n)s day", "%(n)s days", days) % {"n": spelled(days)}
    )
    if still:
        words = _("%(amount)s late") if late else _("due in %(amount)s")
    elif row.state == "resolved":
        words = _("fixed %(amount)s after the promise") if late else _("fixed %(amount)s before the promise")
    else:
        words = (
            _("closed %(amount)s after the promise") if late else _("closed %(amount)s before the promise")
        )
    return capfirst(words % {"amount": amount})


def promise_sentence(row: Any, service_name: str) -> str:
    """What was promised, and how long it took or until when it runs."""
    if row.expected is None:
        return ""
    known = {"service": service_name, "promised": length(row.expected - row.requested)}
    if row.state in rules.OPEN_STATES:
        return _("The promise for “%(service)s” is an answer within %(promised)s, by %(until)s.") % (
            known | {"until": moment_words(row.expected)}
        )
    took = length((row.closed or row.updated) - row.requested)
    return _("The promise for “%(service)s” is an answer within %(promised)s. This one took %(took)s.") % (
        known | {"took": took}
    )


def promise_words(service: Any) -> str:
    """The promise of a service, empty without one: "5 days", or "40 opening hours"."""
    hours = service.promise_hours
    if hours and service.promise_clock == rules.OPENING:
        return ngettext("%(n)d opening hour", "%(n)d opening hours", hours) % {"n": hours}
    return length(timedelta(hours=hours)) if hours else ""
