"""Requests for data and reuses in words: states, sorts, answers, and the published reasons."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from folkmoot.modules.catalogue.models import DataRequest
from folkmoot.web.words import day, days_left

STATES: Mapping[str, Any] = {
    "waiting": gettext_lazy("Read before it is published"),
    "open": gettext_lazy("Waits for an answer"),
    "planned": gettext_lazy("Will be published"),
    "published": gettext_lazy("Published"),
    "refused": gettext_lazy("Cannot be published"),
    "rejected": gettext_lazy("Not accepted"),
    "taken_down": gettext_lazy("Taken down"),
}
KINDS: Mapping[str, str] = {
    "waiting": "waiting",
    "open": "reported",
    "planned": "progress",
    "published": "fixed",
    "refused": "closed",
    "rejected": "closed",
    "taken_down": "closed",
}
REUSES: Mapping[str, Any] = {
    "app": gettext_lazy("App or website"),
    "analysis": gettext_lazy("Analysis"),
    "story": gettext_lazy("Article or report"),
    "picture": gettext_lazy("Chart or map"),
    "research": gettext_lazy("Research"),
    "service": gettext_lazy("Service for programs"),
    "other": gettext_lazy("Something else"),
}
ANSWERS: Mapping[str, Any] = {
    "published": gettext_lazy("It is published as a dataset"),
    "planned": gettext_lazy("It will be published by a day"),
    "refused": gettext_lazy("It cannot be published"),
}
REJECTIONS: Mapping[str, Any] = {
    "exists": gettext_lazy("The data is published here already, or somebody has asked for it"),
    "not_ours": gettext_lazy("The institution does not have this data and is not responsible for it"),
    "unclear": gettext_lazy("It cannot be understood what is meant"),
    "not_made": gettext_lazy("It does not use the dataset"),
    "broken": gettext_lazy("The address does not work, or leads to something else"),
    "private": gettext_lazy("It names private people or tells about them"),
    "unlawful": gettext_lazy("It breaks the law"),
    "advertising": gettext_lazy("It advertises something that has nothing to do with the data"),
    "maker": gettext_lazy("Whoever made it took it back"),
}
REFUSALS: Mapping[str, Any] = {
    "not_held": gettext_lazy("The institution does not have the data"),
    "personal": gettext_lazy("It is about people who could be recognised"),
    "security": gettext_lazy("It would put people or installations in danger"),
    "secret": gettext_lazy("A law keeps it secret"),
    "rights": gettext_lazy("Somebody else has the rights to it"),
    "effort": gettext_lazy("Making it would take more than is in proportion"),
}


def state(row: Any) -> str:
    """Where a request or reuse stands."""
    return str(STATES[row.state])


def clock_of(row: DataRequest) -> str:
    """What the office owes, in words; empty where nothing is owed."""
    if row.state == "open" and row.due:
        left = days_left(row.due)
        known = {"day": day(row.due), "left": left}
        return (
            _("The answer was due on %(day)s") % known
            if left == _("closed")
            else _("Answer due by %(day)s (%(left)s)") % known
        )
    if row.state == "planned" and row.by:
        return _("To be published by %(day)s") % {"day": day(row.by)}
    return ""


def answered(row: DataRequest) -> str:
    """The answer in a line."""
    if row.state == "planned" and row.by:
        return _("It will be published by %(day)s.") % {"day": day(row.by)}
    if row.state == "refused":
        return _("It cannot be published. %(why)s.") % {"why": REFUSALS[row.code]}
    return _("It is published.") if row.state == "published" else ""
