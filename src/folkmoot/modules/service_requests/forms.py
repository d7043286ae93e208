"""Forms of the pages. They parse; the rules decide."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.models import Service
from folkmoot.modules.service_requests.words import REASONS

MAX_PHOTOS = 5


class PhotosWidget(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several files at once, as a list."""

    widget = PhotosWidget

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by Django's rules; none is an empty list."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MAX_PHOTOS:
            raise forms.ValidationError(_("Send at most 5 photos"))
        return [super(PhotosField, self).clean(one, initial) for one in files]


def _question(question: Mapping[str, Any]) -> forms.Field:
    words: dict[str, Any] = {
        "label": question["description"],
        "help_text": question["datatype_description"],
        "required": question["required"],
    }
    choices = [(key, name) for key, name in question["values"]]
    match question["datatype"]:
        case "singlevaluelist":
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **words)
        case "multivaluelist":
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **words)
        case "text":
            return forms.CharField(
                widget=forms.Textarea(attrs={"rows": 3}), max_length=rules.MAX_WORDS, **words
            )
        case "number":
            return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **words)
        case _:
            return forms.CharField(max_length=400, **words)


class DetailsForm(forms.Form):
    """The last step of reporting: words, the service's own questions, photos, private contact."""

    title = forms.CharField(
        label=_("What is wrong, in a few words"),
        max_length=rules.MAX_TITLE,
        help_text=_("For example: streetlight outside number 14 is out. Do not write names."),
    )
    description = forms.CharField(
        label=_("Anything that helps to find or judge it (optional)"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=rules.MAX_DESCRIPTION,
        required=False,
        help_text=_("Everybody can read this."),
    )
    photos = PhotosField(
        label=_("Photos (optional)"),
        required=False,
        help_text=_("Up to 5. We remove where and with what they were taken."),
        widget=PhotosWidget(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address (optional)"),
        required=False,
        help_text=_("Only the office sees it. It never enters the public record."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {
            f"q_{one['code']}": _question(one)
            for one in sorted(service.questions, key=lambda one: one["order"])
            if one["variable"]
        }
        order = ["title", *asked, "description", "photos", "email"]
        self.fields = {name: (asked | self.fields)[name] for name in order}

    def answers(self) -> dict[str, Sequence[str]]:
        """Answers by question code, as lists of texts."""
        found: dict[str, Sequence[str]] = {}
        for name, value in self.cleaned_data.items():
            if name.startswith("q_") and value:
                found[name[2:]] = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        return found


class WordsForm(forms.Form):
    """A few words."""

    words = forms.CharField(
        label=_("Say what is still wrong"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=rules.MAX_WORDS,
    )


class ActForm(forms.Form):
    """Everything an officer can do to a report; the rules check what fits together."""

    act = forms.ChoiceField(
        choices=[(one, one) for one in ("acknowledge", "assign", "move", "update", "close", "reopen", "note")]
    )
    words = forms.CharField(required=False, max_length=rules.MAX_WORDS)
    office = forms.CharField(required=False, max_length=61)
    service_code = forms.CharField(required=False, max_length=40)
    reason = forms.ChoiceField(required=False, choices=[("", ""), *REASONS.items()])
    responsible = forms.CharField(required=False, max_length=200)
    duplicate_of = forms.CharField(required=False, max_length=60)
    photos = PhotosField(required=False)
