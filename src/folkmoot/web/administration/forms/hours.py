"""Opening hours and holidays."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from folkmoot.places.events import Opening
from folkmoot.web.forms import DayField

WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


_SPAN = re.compile(r"\s*([0-9]{1,2})[:.]([0-9]{2})\s*(?:[-–—]|to)\s*([0-9]{1,2})[:.]([0-9]{2})\s*\Z")


class SpansField(forms.CharField):
    """Opening hours of a day as people write them, ``9:00–12:30, 13:30–17:00``; nothing is closed."""

    def clean(self, value: Any) -> list[tuple[str, str]]:
        """Pairs of HH:MM."""
        text = super().clean(value)
        found = []
        for part in filter(None, (one.strip() for one in text.split(","))):
            match = _SPAN.match(part)
            if match is None:
                raise ValidationError(_("Write hours like 9:00–12:30, 13:30–17:00"))
            first, second, third, fourth = match.groups()
            found.append((f"{int(first):02}:{second}", f"{int(third):02}:{fourth}"))
        return found


class WeekForm(forms.Form):
    """When the institution is open on each day of the week."""

    def __init__(self, *args: Any, week: list[list[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(WEEKDAYS, start=1):
            spans = ", ".join(f"{opens}–{closes}" for day, opens, closes in week if day == number)
            self.fields[f"day{number}"] = SpansField(
                label=name,
                required=False,
                initial=spans,
                max_length=200,
                widget=forms.TextInput(attrs={"style": "max-width:22rem"}),
            )

    def openings(self) -> list[Opening]:
        """The week as facts say it."""
        return [
            Opening(weekday=number, opens=opens, closes=closes)
            for number in range(1, 8)
            for opens, closes in self.cleaned_data[f"day{number}"]
        ]


class HolidayForm(forms.Form):
    """A day on which the institution is closed."""

    name = forms.CharField(label=_("Name"), help_text=_("For example: New Year’s Day"), max_length=120)
    day = DayField(label=_("Day"))
    yearly = forms.BooleanField(label=_("On this date every year"), required=False)
