"""Forms of the administration. They parse; the rules of the parts decide."""

import re
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from folkmoot.people.rules import GIVEN
from folkmoot.people.words import ROLE_NAMES
from folkmoot.places.events import Opening
from folkmoot.web.forms import DayField

WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
_SPAN = re.compile(r"\s*([0-9]{1,2})[:.]([0-9]{2})\s*(?:[-–—]|to)\s*([0-9]{1,2})[:.]([0-9]{2})\s*\Z")


class ClaimForm(forms.Form):
    """Taking a new installation."""

    code = forms.CharField(
        label=_("Set-up code"),
        help_text=_("The server printed it when it started; “folkmoot setup-code” prints it again."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=_("Your email address"),
        help_text=_("You sign in with it later; it is never public."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class InstitutionForm(forms.Form):
    """Who the institution is."""

    name = forms.CharField(
        label=_("Full name"), help_text=_("For example: Marlhaven Council"), max_length=200
    )
    short = forms.CharField(
        label=_("Short name"), help_text=_("Stands at the top of every page: Marlhaven"), max_length=80
    )
    number_prefix = forms.CharField(
        label=_("Letters before numbers"),
        help_text=_("Two to four capital letters: MH makes numbers like MH-26-7K3QF2."),
        max_length=4,
        widget=forms.TextInput(attrs={"style": "max-width:8rem"}),
    )
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    emergency_phone = forms.CharField(label=_("Phone in an emergency"), required=False, max_length=40)
    contact = forms.CharField(
        label=_("Page for contact"),
        help_text=_(
            "A web address, https://… or a path on this site. Not an email address: this is public for ever."
        ),
        required=False,
        max_length=300,
    )
    population = forms.IntegerField(label=_("Residents"), required=False, min_value=0)
    lat = forms.FloatField(
        label=_("Latitude of the middle"), help_text=_("In degrees, for example 52.48. Maps open here.")
    )
    lon = forms.FloatField(label=_("Longitude of the middle"), help_text=_("In degrees, for example 1.7."))


class LanguagesForm(forms.Form):
    """In which languages and in which time zone the institution speaks."""

    languages = forms.MultipleChoiceField(
        label=_("Languages that pages offer"), widget=forms.CheckboxSelectMultiple
    )
    usual = forms.ChoiceField(
        label=_("Usual language"),
        help_text=_("For readers whose browser asks for none of these."),
        widget=forms.RadioSelect,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Times on pages and opening hours are in this zone.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [
            (code, get_language_info(code.partition("-")[0])["name_local"].capitalize())
            for code, _name in settings.LANGUAGES
        ]
        zones = [
            (one, one.replace("_", " "))
            for one in sorted(available_timezones())
            if "/" in one or one == "UTC"
        ]
        for name, choices in (("languages", names), ("usual", names), ("time_zone", zones)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - they are declared above.
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """The usual language must be one of those offered."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("usual") and given.get("usual") not in given.get("languages", []):
            self.add_error("usual", _("Choose one of the languages that pages offer."))
        return given

    def ordered(self) -> tuple[str, ...]:
        """Codes with the usual language first."""
        usual = self.cleaned_data["usual"]
        return (usual, *(one for one in self.cleaned_data["languages"] if one != usual))


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


class DepartmentForm(forms.Form):
    """A department."""

    name = forms.CharField(label=_("Name"), max_length=200)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    contact = forms.CharField(
        label=_("Page for contact"),
        help_text=_("A web address, not an email address."),
        required=False,
        max_length=300,
    )


class AreasForm(forms.Form):
    """A file of areas, and how to read it."""

    file = forms.FileField(
        label=_("GeoJSON file"),
        help_text=_(
            "A FeatureCollection of polygons, at most 64 MB. You see what will change before it is published."
        ),
    )
    name = forms.CharField(
        label=_("What people call these areas"), help_text=_("For example: Districts"), max_length=200
    )
    set = forms.SlugField(
        label=_("Set"),
        help_text=_(
            "“district” is the set that covers the whole institution; others are “ward” or “school”."
        ),
        max_length=60,
    )
    name_property = forms.CharField(label=_("Property with the name of an area"), max_length=80)
    valid_from = DayField(label=_("First day on which they hold"))


class LookForm(forms.Form):
    """Three colours and a logo."""

    action = forms.CharField(
        label=_("Colour of links and buttons"),
        help_text=_("Like #1f5a41. Empty: Folkmoot’s green."),
        required=False,
    )
    deep = forms.CharField(
        label=_("Colour of dark surfaces"),
        help_text=_("At the foot of pages. Empty: Folkmoot’s."),
        required=False,
    )
    highlight = forms.CharField(
        label=_("Colour of the highlight"),
        help_text=_("Marks the current page. Empty: Folkmoot’s."),
        required=False,
    )
    logo = forms.FileField(
        label=_("Logo"),
        help_text=_(
            "PNG or SVG, at most 512 KB. We keep shapes and colours only; words in it must be paths."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/svg+xml"}),
    )
    no_logo = forms.BooleanField(label=_("Show no logo"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("action", "deep", "highlight"):
            self.fields[name].widget.attrs |= {"style": "max-width:10rem", "spellcheck": "false"}


class InviteForm(forms.Form):
    """Whom to invite to what."""

    email = forms.EmailField(label=_("Email address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), choices=[(one, ROLE_NAMES[one]) for one in GIVEN])
    office = forms.ChoiceField(label=_("For"), required=False)

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it is declared above.
        field.choices = [("", _("The whole institution")), *offices]


class ConfigurationForm(forms.Form):
    """A configuration file to bring in."""

    file = forms.FileField(
        label=_("Configuration file"),
        help_text=_("JSON as the export writes it. You see what would change first."),
        widget=forms.FileInput(attrs={"accept": "application/json,.json"}),
    )
