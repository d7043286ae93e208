"""Forms of one's own account."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from folkmoot.people.models import Person


class DetailsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What we call a person, and in which language we write to them."""

    language = forms.ChoiceField(
        label=_("Language"), help_text=_("For this site and for the mail that we send you.")
    )

    class Meta:
        model = Person
        fields: ClassVar = ["name", "language"]
        labels: ClassVar = {"name": _("Your name")}
        help_texts: ClassVar = {
            "name": _("As we should address you. You may leave it empty; it is never public by itself.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it is declared above.
        field.choices = [
            (code, get_language_info(code.partition("-")[0])["name_local"].capitalize())
            for code, _name in settings.LANGUAGES
        ]
        self.fields["name"].widget.attrs["autocomplete"] = "name"


class EraseForm(forms.Form):
    """Typing one's own address is slower than a click, which is the point."""

    email = forms.CharField(
        label=_("Your email address"),
        help_text=_("Type the address of this account, so that we know you mean it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person = person

    def clean_email(self) -> str:
        """The account's own address, in any case."""
        given: str = self.cleaned_data["email"].strip()
        if given.lower() != self._person.email.lower():
            raise ValidationError(_("This is not the address of the account you are signed in to."))
        return given
