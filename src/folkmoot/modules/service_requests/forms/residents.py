"""What people say about their reports afterwards."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.forms.photos import PHOTO_TYPES, PhotosField, PhotosWidget
from folkmoot.modules.service_requests.words import REOPEN_REASONS, SOLVED


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
