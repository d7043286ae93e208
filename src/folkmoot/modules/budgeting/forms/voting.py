"""What people and officers fill in around the ballot."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.places import queries as places
from folkmoot.web.forms import DayField

MOST_BYTES = 40_000_000
"""Of a file of the roll."""


class WhoForm(forms.Form):
    """Who somebody is: what keeps one person from voting twice. ``areas`` are slugs to choose from, empty for all."""

    name = forms.CharField(
        label=_("Your full name"),
        max_length=200,
        help_text=_("It is never shown. Name and day of birth keep one person from voting twice."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    born = DayField(label=_("Your day of birth"), help_text=_("For example 27 3 1980"))
    area = forms.ChoiceField(
        label=_("Where you live"),
        required=False,
        help_text=_("Only the number of voters of an area is shown."),
    )

    def __init__(self, *args: Any, areas: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.slug, one.name) for one in places.areas() if not areas or one.slug in areas]
        self.fields["area"].choices = [("", _("Choose your area")), *known]  # type: ignore[attr-defined]
        if not known:
            del self.fields["area"]


class AdmitForm(WhoForm):
    """The same, of somebody at the counter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Full name, as in the papers")
        self.fields["name"].help_text = ""
        self.fields["born"].label = _("Day of birth")
        if "area" in self.fields:
            self.fields["area"].label = _("Where they live")


class CodeForm(forms.Form):
    """The access code of a letter."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=40,
        help_text=_("Twelve letters and digits, like 7KQ2-M4XD-90AB. It stands in the letter that you got."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "fm-mono",
            }
        ),
    )


class RollForm(forms.Form):
    """A file of people who may vote."""

    roll = forms.FileField(
        label=_("The roll as a CSV file"),
        help_text=_(
            "UTF-8, with a header. Columns: name, born, area, address, email, reference; name is needed, and born or "
            "reference. Whoever stands on the roll already stays as they are."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_roll(self) -> Any:
        """Refuse what no roll is as large as."""
        found = self.cleaned_data["roll"]
        if found.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large. A roll has at most 500,000 people."))
        return found


class StrikeForm(forms.Form):
    """Why somebody may not vote after all."""

    reason = forms.CharField(label=_("Why is this person struck off?"), max_length=200)


class SerialForm(forms.Form):
    """The number printed on a ballot on paper."""

    serial = forms.IntegerField(
        label=_("Number printed on the ballot"),
        min_value=1,
        max_value=9_999_999,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "class": "fm-input--short", "autocomplete": "off"}
        ),
    )
