"""The first administrator, departments, invitations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.people.rules import GIVEN
from folkmoot.people.words import ROLE_NAMES


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
