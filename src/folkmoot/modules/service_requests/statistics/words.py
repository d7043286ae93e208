"""The figures in words: names, definitions, and the sentence that says what was found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from folkmoot.modules.service_requests.statistics.publishing import DAYS, Value
from folkmoot.web.words import number, per_cent


@dataclass(frozen=True, slots=True)
class Told:
    """A figure's name, unit and definition, its name as the head of a column, and the words for ``n``."""

    label: Any
    unit: Any
    definition: Any
    short: Any
    of: Any


TOLD: Mapping[str, Told] = {
    "median_days": Told(
        gettext_lazy("Typical time to close a report"),
        gettext_lazy("days"),
        gettext_lazy(
            "The time within which half of the reports were closed, for whatever reason. Reports that are still open "
            "count with the time they have waited so far (Kaplan–Meier), so leaving work undone does not look fast."
        ),
        gettext_lazy("Half closed within, days"),
        gettext_lazy("reports with a known time"),
    ),
    "p90_days": Told(
        gettext_lazy("Time within which nine in ten are closed"),
        gettext_lazy("days"),
        gettext_lazy(
            "The time within which 90% of the reports were closed. Open reports count as for the typical time; the "
            "figure is not known while more than a tenth are open."
        ),
        gettext_lazy("Nine in ten within, days"),
        gettext_lazy("reports with a known time"),
    ),
    "closed_on_time": Told(
        gettext_lazy("Closed reports that kept the promise"),
        "%",
        gettext_lazy(
            "Of the closed reports that had a promise, the share closed by it. It says nothing about open ones: read "
            "it together with the next figure."
        ),
        gettext_lazy("On time, of closed"),
        gettext_lazy("closed reports with a promise"),
    ),
    "on_time": Told(
        gettext_lazy("Kept promises, with late open reports"),
        "%",
        gettext_lazy(
            "Of the reports whose promise is decided, the share closed by it. A report that is open after its promise "
            "counts as missed, so never closing does not look good."
        ),
        gettext_lazy("On time, with late open ones"),
        gettext_lazy("reports whose promise is decided"),
    ),
    "reopened": Told(
        gettext_lazy("Reports opened again"),
        "%",
        gettext_lazy(
            "Of the reports first closed at least 30 days ago, the share opened again within 30 days. What another "
            "system closed is left out, because nobody could open it again here."
        ),
        gettext_lazy("Opened again"),
        gettext_lazy("reports first closed 30 days ago or more"),
    ),
    "satisfied": Told(
        gettext_lazy("People who were satisfied"),
        "%",
        gettext_lazy(
            "Of the reports whose closing was rated, the share that everybody who rated it called solved. Those who "
            "answer may differ from those who do not."
        ),
        gettext_lazy("Satisfied"),
        gettext_lazy("rated reports"),
    ),
}

CHANNELS: Mapping[str, Any] = {
    "web": gettext_lazy("This website"),
    "phone": gettext_lazy("Telephone"),
    "desk": gettext_lazy("At a desk"),
    "app": gettext_lazy("App"),
    "open311": gettext_lazy("Another app (Open311)"),
    "import": gettext_lazy("Earlier system"),
}
BY: Mapping[str, Any] = {
    "service": gettext_lazy("Kind"),
    "area": gettext_lazy("Area"),
    "department": gettext_lazy("Team"),
    "channel": gettext_lazy("Way it reached us"),
    "month": gettext_lazy("Month"),
}
_HOURS_NOT_DAYS = 2


def span(days: float) -> str:
    """``4.1 days``; below two days in hours, below two hours in minutes."""
    if days >= _HOURS_NOT_DAYS:
        return _("%(n)s days") % {"n": number(days, 1)}
    if days * 24 >= _HOURS_NOT_DAYS:
        return _("%(n)s hours") % {"n": number(days * 24, 0)}
    minutes = round(days * 1440)
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def shown(figure: str, value: Value | None) -> str:
    """The number for a table cell: a dash where it is not known, words where it is hidden."""
    if value is None:
        return _("too few")
    if value.value is None:
        return "–"
    return number(value.value, 1) if figure in DAYS else per_cent(value.value)


def sure(figure: str, value: Value | None) -> str:
    """How sure the number is, in words; empty when it is not known."""
    if value is None or value.value is None or value.low is None:
        return ""
    if figure in DAYS:
        if value.high is None:
            return _("at least %(low)s (95%% interval)") % {"low": span(value.low)}
        return _("between %(low)s and %(high)s (95%% interval)") % {
            "low": span(value.low), "high": span(value.high),
        }  # fmt: skip
    return _("between %(low)s and %(high)s (95%% interval)") % {
        "low": per_cent(value.low), "high": per_cent(value.high),
    }  # fmt: skip


def sentence(figure: str, value: Value | None) -> str:
    """What was found."""
    if value is None:
        return _("Fewer than 5 reports: too few to say")
    if value.value is None:
        return _unknown(figure, value)
    word = span(value.value) if figure in DAYS else per_cent(value.value)
    found = {
        "median_days": _("Half of the reports were closed within %(found)s"),
        "p90_days": _("Nine in ten reports were closed within %(found)s"),
        "closed_on_time": _("%(found)s of closed reports kept their promise"),
        "on_time": _("%(found)s kept their promise when late open reports count"),
        "reopened": _("%(found)s of closed reports were opened again within 30 days"),
        "satisfied": _("%(found)s of rated reports were solved, say those who rated them"),
    }[figure]
    return found % {"found": word}


def _unknown(figure: str, value: Value) -> str:
    if not value.n:
        return {
            "closed_on_time": _("No closed report had a promise"),
            "on_time": _("No promise has been decided yet"),
            "reopened": _("No report was closed 30 days ago or more"),
            "satisfied": _("Nobody has rated a closing yet"),
        }.get(figure, _("There are no reports to count"))
    return {
        "median_days": _("More than half of the reports are still open"),
        "p90_days": _("More than one in ten reports are still open"),
    }.get(figure, _("Not known"))
