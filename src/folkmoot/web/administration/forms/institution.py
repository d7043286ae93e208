"""Who the institution is and how it speaks."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _


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
