"""Plain words of what offices do to a report: passing on, waiting, ordering work, merging, splitting, passing up."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from folkmoot.web.words import day, spelled

WHOM: Mapping[str, Any] = {
    "parts": gettext_lazy("parts"),
    "contractor": gettext_lazy("a contractor"),
    "permission": gettext_lazy("a permission"),
    "other_body": gettext_lazy("another public body"),
    "weather": gettext_lazy("the weather"),
    "resident": gettext_lazy("the person who reported it"),
}
_WAITS: Mapping[str, Any] = {
    "parts": gettext_lazy("Waits for parts"),
    "contractor": gettext_lazy("Waits for a contractor"),
    "permission": gettext_lazy("Waits for a permission"),
    "other_body": gettext_lazy("Waits for another public body"),
    "weather": gettext_lazy("Waits for the weather"),
    "resident": gettext_lazy("Waits for the person who reported it"),
}


def waiting_words(whom: str, until: datetime | None) -> str:
    """What the work waits for: "Waits for parts, we look again on 3 March"."""
    told = str(_WAITS.get(whom, whom))
    if until is None:
        return told
    return _("%(waits)s, we look again on %(day)s") % {"waits": told, "day": day(until, "short")}


def order_words(system: str, number: str) -> str:
    """Where the work was ordered: "Work order 4711 in Maximo"."""
    return _("Work order %(number)s in %(system)s") % {"number": number, "system": system}


def passed_words(times: int) -> str:
    """How often a report went to another team; empty when it never did."""
    if not times:
        return ""
    words = ngettext("Passed on %(n)s time", "Passed on %(n)s times", times)
    return capfirst(words % {"n": spelled(times)})
