"""Forms of the pages. They parse; the rules decide."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.models import Service
from folkmoot.modules.service_requests.words import REASONS, REOPEN_REASONS, SOLVED

MAX_PHOTOS = 5
PHOTO_TYPES = "image/jpeg,image/png,image/webp,image/gif"


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


class ReopenForm(forms.Form):
    """Why a closed report is opened again: one click, and words when none of the reasons fits."""

    reason = forms.ChoiceField(
        label=_("What is still wrong?"),
        choices=list(REOPEN_REASONS.items()),
        widget=forms.RadioSelect,
        initial="still_broken",
        required=False,
    )
    words = forms.CharField(
        label=_("Say more"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=rules.MAX_WORDS,
        required=False,
        help_text=_("Everybody can read this. Do not write names."),
    )

    def clean(self) -> dict[str, Any]:
        """Without a reason it is another one, which needs words."""
        data = super().clean() or {}
        data["reason"] = data.get("reason") or "other"
        if data["reason"] == "other" and not data.get("words", "").strip() and "words" not in self.errors:
            self.add_error("words", _("Say what is still wrong"))
        return data


class RateForm(forms.Form):
    """One question after a closing."""

    solved = forms.ChoiceField(
        label=_("Did this solve it for you?"), choices=list(SOLVED.items()), widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Anything the team should know?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=rules.MAX_WORDS,
        required=False,
        help_text=_("Only the team reads this, unless you tick the box below."),
    )
    publish = forms.BooleanField(label=_("Show my words on the page of the report"), required=False)


class AnswerForm(forms.Form):
    """The answer of the person who reported."""

    words = forms.CharField(
        label=_("Your answer"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=rules.MAX_WORDS,
        help_text=_("Only the team reads this, unless you tick the box below."),
    )
    photos = PhotosField(
        label=_("Photos"),
        required=False,
        help_text=_("Up to 5. We remove where and with what they were taken."),
        widget=PhotosWidget(attrs={"accept": PHOTO_TYPES}),
    )
    publish = forms.BooleanField(
        label=_("Show my answer and photos on the page of the report"), required=False
    )


class AskForm(forms.Form):
    """An officer's question to the person who reported."""

    DAYS = (3, 7, 14, 28)

    words = forms.CharField(
        label=_("Question"), widget=forms.Textarea(attrs={"rows": 3}), max_length=rules.MAX_WORDS
    )
    days = forms.TypedChoiceField(
        label=_("Days for the answer"), choices=[(one, one) for one in DAYS], coerce=int, initial=7
    )
    otherwise = forms.ChoiceField(
        label=_("If no answer comes"),
        choices=[("go_on", _("We go on without it")), ("close", _("We close it as could not be checked"))],
        initial="go_on",
    )
    public = forms.BooleanField(label=_("Everybody may read the question"), required=False)


class JoinForm(forms.Form):
    """Saying "me too", with an address for those who want to hear of it."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("If you want to hear what becomes of it. Only the office sees it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ActForm(forms.Form):
    """Everything an officer can do to a report; the rules check what fits together."""

    act = forms.ChoiceField(
        choices=[
            (one, one)
            for one in ("acknowledge", "assign", "move", "update", "close", "reopen", "note", "keep")
        ]
    )
    words = forms.CharField(required=False, max_length=rules.MAX_WORDS)
    office = forms.CharField(required=False, max_length=61)
    service_code = forms.CharField(required=False, max_length=40)
    reason = forms.ChoiceField(required=False, choices=[("", ""), *REASONS.items()])
    responsible = forms.CharField(required=False, max_length=200)
    duplicate_of = forms.CharField(required=False, max_length=60)
    suggested = forms.CharField(required=False, max_length=4096)
    photos = PhotosField(required=False)
