"""Forms of talk. They parse; the rules decide."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.talk import rules
from folkmoot.talk.words import LIMITS, REASONS, STANCES


class CommentForm(forms.Form):
    """A comment, on a side where the discussion has sides."""

    words = forms.CharField(
        label=_("Your comment"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=rules.MAX_WORDS,
        help_text=_("Everybody can read this. Do not write names or addresses of people."),
    )
    stance = forms.ChoiceField(
        label=_("Where do you stand?"),
        choices=[("", _("Neither")), *STANCES.items()],
        widget=forms.RadioSelect,
        required=False,
    )
    parent = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10_000_000)

    def __init__(self, *args: Any, stances: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not stances or self["parent"].value():
            del self.fields["stance"]


class ReviseForm(forms.Form):
    """A comment written anew."""

    words = forms.CharField(
        label=_("Your comment"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=rules.MAX_WORDS,
        help_text=_("What you wrote before stays readable behind “changed”."),
    )


class FlagForm(forms.Form):
    """What is wrong with a comment."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=[(key, one.name) for key, one in REASONS.items()],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Anything the moderator should know"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=rules.MOST_STATEMENT,
        required=False,
        help_text=_("Only moderators read this."),
    )


class AppealForm(forms.Form):
    """Why a decision was wrong."""

    words = forms.CharField(
        label=_("Why was the decision wrong?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=rules.MOST_STATEMENT,
        help_text=_("Only moderators read this. Somebody else than before decides."),
    )


class RemoveForm(forms.Form):
    """A removal with its reason."""

    reason = forms.ChoiceField(
        label=_("Rule that it breaks"), choices=[(key, one.name) for key, one in REASONS.items()]
    )
    words = forms.CharField(
        label=_("Why, to its author"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=rules.MOST_STATEMENT,
        help_text=_("The author gets this with the rule and how to appeal."),
    )


class DecideForm(forms.Form):
    """The answer to an appeal."""

    words = forms.CharField(
        label=_("Your answer, to its author"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=rules.MOST_STATEMENT,
    )


class LimitForm(forms.Form):
    """A limit of what one person may write."""

    limit = forms.ChoiceField(label=_("Limit"), choices=list(LIMITS.items()))
    days = forms.IntegerField(
        label=_("For how many days"), min_value=1, max_value=rules.LIMIT_MOST.days, initial=7
    )
    words = forms.CharField(
        label=_("Why, to the person"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=rules.MOST_STATEMENT,
    )

    @property
    def span(self) -> timedelta:
        """How long the limit lasts."""
        return timedelta(days=self.cleaned_data["days"])


class CloseForm(forms.Form):
    """Why a discussion ends."""

    words = forms.CharField(
        label=_("Why does the discussion end?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=rules.MOST_STATEMENT,
        help_text=_("Everybody can read this."),
    )
