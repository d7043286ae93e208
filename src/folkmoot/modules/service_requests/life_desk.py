"""How the acts of a desk read in the life of a report, and which other report they lead to."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.service_requests import events
from folkmoot.modules.service_requests.case_words import order_words, waiting_words
from folkmoot.web.words import spelled


def number_in(subject: str) -> str:
    """The number of the report that a subject names."""
    return subject.partition("/")[2]


def title_of(event: Any) -> tuple[str, str, str] | None:
    """Title, kind and icon of a step that a desk made; None for the others."""
    match event:
        case events.Reported(split_from=origin) if origin:
            return _("Split off from report %(number)s") % {"number": number_in(origin)}, "reported", "people"
        case events.Waiting(whom=whom, until=until):
            return waiting_words(whom, until), "waiting", "clock"
        case events.Resumed():
            return _("The work goes on"), "progress", "wrench"
        case events.WorkOrdered(system=system, number=number):
            words = order_words(system, number) if number else _("The work order was taken back")
            return words, "progress", "wrench"
        case events.Escalated(level="missed"):
            return _("The promise was missed, so it was passed up"), "late", "warning"
        case events.Escalated():
            return _("The promise is close, so the team was told"), "waiting", "warning"
        case _:
            return _of_two(event)


def _of_two(event: Any) -> tuple[str, str, str] | None:
    """The same for acts on two reports."""
    number = number_in(other_in(event))
    match event:
        case events.Merged():
            return _("Followed at report %(number)s from here on") % {"number": number}, "closed", "people"
        case events.TookIn(supporters=people):
            words = ngettext(
                "Report %(number)s tells of the same: %(n)s person comes along",
                "Report %(number)s tells of the same: %(n)s people come along",
                people,
            )
            return words % {"number": number, "n": spelled(people)}, "reported", "people"
        case events.Unmerged():
            return _("Stands alone again"), "progress", "people"
        case events.GaveBack():
            return _("Report %(number)s stands alone again") % {"number": number}, "reported", "people"
        case events.KeptApart():
            words = _("Compared with report %(number)s: a different problem")
            return words % {"number": number}, "progress", "check"
        case events.SplitOff():
            return _("A part became report %(number)s") % {"number": number}, "progress", "people"
    return None


def other_in(event: Any) -> str:
    """The subject of the other report that an act is about, empty for an act on one alone."""
    match event:
        case events.Merged(into=subject) | events.SplitOff(into=subject):
            return str(subject)
        case events.TookIn(other=subject) | events.GaveBack(other=subject) | events.KeptApart(other=subject):
            return str(subject)
        case events.Reported(split_from=subject):
            return str(subject)
    return ""


def link_of(event: Any) -> tuple[str, str]:
    """Where a step leads: the address and words of a link, both empty when it leads nowhere."""
    number = number_in(other_in(event))
    if number:
        return reverse("service_requests:request", args=[number]), _("Go to report %(number)s") % {
            "number": number
        }
    return "", ""
