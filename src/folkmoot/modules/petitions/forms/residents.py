"""What people write who start or sign a petition."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.petitions.rules import writing
from folkmoot.places import queries as places
from folkmoot.places.countries import countries

ELSEWHERE = "-"
"""The choice of somebody who lives outside; an empty one means that the postcode tells."""


class IdeaForm(forms.Form):
    """What a petition asks for and why."""

    action = forms.CharField(
        label=_("What should be done?"),
        max_length=writing.ACTION,
        help_text=_("One thing that the institution can do, in at most 80 characters. Begin with a verb."),
    )
    background = forms.CharField(
        label=_("What exactly do you ask for?"),
        max_length=writing.BACKGROUND,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("At most 300 characters. Do not name people who hold no office."),
    )
    details = forms.CharField(
        label=_("Why does it matter?"),
        max_length=writing.DETAILS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("At most 800 characters. Facts, numbers and where they come from help."),
    )


class SignForm(forms.Form):
    """Name, address and where somebody lives: everything that signing takes."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=writing.NAME,
        help_text=_("It is never shown. It keeps one person from signing twice."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We send you a link. Your signature counts when you confirm it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    postcode = forms.CharField(
        label=_("Your postcode"),
        max_length=writing.POSTCODE,
        required=False,
        help_text=_("It tells in which area you live. Only the area is counted."),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "class": "fm-input--short"}),
    )
    area = forms.ChoiceField(label=_("Your area, if you do not have the postcode at hand"), required=False)
    country = forms.ChoiceField(
        label=_("Country, if you live elsewhere"),
        required=False,
        help_text=_("Only how many signed from a country is shown."),
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    follows = forms.BooleanField(label=_("Tell me by mail what becomes of this petition"), required=False)

    def __init__(
        self,
        *args: Any,
        account: bool = False,
        mapped: bool = False,
        place: str = "",
        outside: bool = True,
        **kwargs: Any,
    ) -> None:
        """``outside`` says that people from elsewhere may sign, who may say in which country they live. ``mapped`` says that the map stands in the place of the list, and ``place`` which area was pressed on it."""
        super().__init__(*args, **kwargs)
        self.mapped, self.place = mapped, place
        choices = [(one.slug, one.name) for one in places.areas()]
        self.fields["area"].choices = [  # type: ignore[attr-defined]
            ("", _("My postcode tells")),
            *choices,
            (ELSEWHERE, _("I live elsewhere")),
        ]
        if outside:
            self.fields["country"].choices = [("", _("I do not say")), *countries().items()]  # type: ignore[attr-defined]
        else:
            del self.fields["country"]
        self.below_map = "country" if outside else "follows"
        """The field above which the map stands, beside the choice of an area."""
        if account:
            del self.fields["email"]
        if mapped:
            del self.fields["area"]

    def clean(self) -> dict[str, Any]:
        """With the map, the area that was pressed, or the one of the postcode."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if self.mapped:
            found["area"] = self.place
            if not self.place and not found.get("postcode"):
                raise ValidationError(_("Press the place on the map, or write your postcode."))
        return found


class OneClickForm(forms.Form):
    """A signed-in person presses a button: what is needed is known from an earlier signature."""

    follows = forms.BooleanField(label=_("Tell me by mail what becomes of this petition"), required=False)
