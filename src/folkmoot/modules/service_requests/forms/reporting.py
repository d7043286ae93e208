"""Reporting a problem and joining a report."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.forms.photos import PHOTO_TYPES, PhotosField, PhotosWidget
from folkmoot.modules.service_requests.forms.questions import answers_in, question_fields
from folkmoot.modules.service_requests.models import Service


class DetailsForm(forms.Form):
    """The last step of reporting: words, the service's own questions, photos, private contact."""

    title = forms.CharField(
        label=_("What is wrong, in a few words"),
        max_length=rules.MAX_TITLE,
        help_text=_("For example: streetlight outside number 14 is out. Do not write names."),
    )
    description = forms.CharField(
        label=_("Anything that helps to find or judge it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=rules.MAX_DESCRIPTION,
        required=False,
        help_text=_("Everybody can read this."),
    )
    photos = PhotosField(
        label=_("Photos"),
        required=False,
        help_text=_("Up to 5. We remove where and with what they were taken."),
        widget=PhotosWidget(attrs={"accept": PHOTO_TYPES}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_(
            "Only the office sees it, and it never enters the public record. Without it we cannot ask you a "
            "question or tell you what became of your report."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service = service
        asked = question_fields(service)
        order = ["title", *asked, "description", "photos", "email"]
        self.fields = {name: (asked | self.fields)[name] for name in order}

    def answers(self) -> dict[str, Sequence[str]]:
        """Answers by question code, as lists of texts."""
        return answers_in(self.cleaned_data)

    def shown(self) -> list[tuple[str, str]]:
        """Names and answers of the fields that people can read again before they send, choices by their words."""
        found = []
        for name, value in self.cleaned_data.items():
            if name in {"photos", "email"} or not value:
                continue
            choices = dict(getattr(self.fields[name], "choices", ()))
            some = value if isinstance(value, list) else [value]
            found.append((name, ", ".join(str(choices.get(one, one)) for one in some)))
        return found


class JoinForm(forms.Form):
    """Saying "me too", with an address for those who want to hear of it."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("If you want to hear what becomes of it. Only the office sees it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
