"""The form that registers an endpoint. It parses; the rules decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.record import registry


class EndpointForm(forms.Form):
    """Where to, and which acts."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("Whose program it is, for this page only.")
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("It must begin with https:// and lead to the open internet."),
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocomplete": "off"}),
    )
    modules = forms.MultipleChoiceField(
        label=_("Which parts"),
        help_text=_("Choose none to post everything."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kinds = forms.CharField(
        label=_("Single kinds of entries"),
        help_text=_("One on a line, for example service_requests.closed. They are listed at /record/kinds."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["modules"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - it is declared above.
        field.choices = [(one.slug, str(one.name)) for one in registry.manifests() if one.events]

    def clean_kinds(self) -> list[str]:
        """Known kinds, each once."""
        given = list(dict.fromkeys(self.cleaned_data["kinds"].split()))
        known = {event.kind for one in registry.manifests() for event in one.events}
        if unknown := [one for one in given if one not in known]:
            raise forms.ValidationError(
                _("There is no kind “%(kind)s”. See the list at /record/kinds."),
                params={"kind": unknown[0][:80]},
            )
        return given
