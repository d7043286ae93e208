"""The description of an API."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from folkmoot.modules.catalogue import events
from folkmoot.modules.catalogue.forms.describing import DescriptionForm
from folkmoot.modules.catalogue.rules.describing import ADDRESS

_ORDER = ("endpoint", "description", "formats", "standards", "serves", "terms")
_LONGEST = 2_500


class ServiceForm(DescriptionForm):
    """An API in words: a dataset's description without what only data have."""

    endpoint = forms.CharField(
        label=gettext_lazy("Address at which it is asked"),
        max_length=ADDRESS,
        help_text=gettext_lazy("The address that programs ask, beginning with https://."),
    )
    description = forms.CharField(
        label=gettext_lazy("Address of its description for programs"),
        required=False,
        max_length=ADDRESS,
        help_text=gettext_lazy("Such as an OpenAPI document."),
    )
    formats = forms.CharField(
        label=gettext_lazy("What it answers in"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Such as JSON, XML, with commas between them."),
    )
    standards = forms.CharField(
        label=gettext_lazy("Standards that it keeps to"),
        required=False,
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The address of each, one in a line."),
    )
    serves = forms.CharField(
        label=gettext_lazy("Datasets that it gives"),
        required=False,
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The last part of the address of each, one in a line."),
    )
    terms = forms.CharField(
        label=gettext_lazy("Address of its terms of use"), required=False, max_length=ADDRESS
    )

    def __init__(
        self, data: Any = None, *, offices: list[str] | None, description: events.Description | None = None
    ) -> None:
        super().__init__(data, offices=offices, description=description)
        for name in ("begins", "ends", "frequency"):
            del self.fields[name]
        if "key" in self.fields:
            self.fields["key"].help_text = gettext_lazy(
                "The last part of the address of its page here: a to z, 0 to 9 and hyphens. It stays for ever."
            )
        self.fields["landing"].label = gettext_lazy("Address of its documentation")
        before = description.service if description else None
        if before is not None:
            self.initial.update(
                {
                    "endpoint": before.endpoint,
                    "description": before.description,
                    "terms": before.terms,
                    "formats": ", ".join(before.formats),
                    "standards": "\n".join(before.standards),
                    "serves": "\n".join(before.serves),
                }
            )
        # What it is comes first, where it is next, and what it is found by after that.
        rest = [one for one in self.fields if one not in _ORDER]
        at = rest.index("office")
        self.order_fields([*rest[:at], *_ORDER, *rest[at:]])

    def written(self) -> events.Description:
        """The API as it was written."""
        given = self.cleaned_data
        return self.described(
            service=events.Service(
                endpoint=given["endpoint"].strip(),
                description=given["description"].strip(),
                terms=given["terms"].strip(),
                formats=_several(given["formats"].split(",")),
                standards=_several(given["standards"].split()),
                serves=_several(given["serves"].replace(",", " ").split()),
            )
        )


def _several(given: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in given if one.strip()))


def form_for(description: events.Description) -> type[DescriptionForm]:
    """The form in which an entry is described anew."""
    return DescriptionForm if description.service is None else ServiceForm
