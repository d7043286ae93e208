"""A key for a program of an office."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from folkmoot.modules.catalogue.services.keys import LONGEST_NAME
from folkmoot.places import queries as places


class KeyForm(forms.Form):
    """What the program is, for whom it writes, and whether it publishes."""

    name = forms.CharField(
        label=gettext_lazy("What uses it"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("So that it is known later what stops when the key is revoked."),
    )
    office = forms.ChoiceField(label=gettext_lazy("Which department it writes for"))
    reviews = forms.BooleanField(
        label=gettext_lazy("It publishes and withdraws without a review"),
        required=False,
        help_text=gettext_lazy("Otherwise what it writes waits for a reviewer."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            (one.slug, one.name) for one in places.departments()
        ]
