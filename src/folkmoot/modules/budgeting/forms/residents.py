"""What people write who have an idea."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.budgeting.models import Round
from folkmoot.modules.budgeting.rules import ideas

PHOTO_TYPES = "image/jpeg,image/png,image/webp,image/gif"


class PicturesWidget(forms.ClearableFileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Several files at once, as a list."""

    widget = PicturesWidget

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by Django's rules; none is an empty list."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(PicturesField, self).clean(one, initial) for one in files]


class IdeaForm(forms.Form):
    """An idea: what, why, of which sort, with pictures. The place comes from the map."""

    title = forms.CharField(
        label=_("Your idea in one line"),
        max_length=ideas.TITLE,
        help_text=_("For example: benches along the harbour. At most 80 characters."),
    )
    text = forms.CharField(
        label=_("What exactly, and what for?"),
        max_length=ideas.TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("At most 4,000 characters. Do not name people. You need not know what it costs."),
    )
    category = forms.ChoiceField(label=_("Sort"), required=False)
    pictures = PicturesField(
        label=_("Pictures"),
        required=False,
        widget=PicturesWidget(attrs={"accept": PHOTO_TYPES, "multiple": True}),
        help_text=_("Five at most, up to 10 MB each. Where and when they were taken is removed from them."),
    )

    def __init__(self, *args: Any, around: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if around.categories:
            self.fields["category"].choices = [  # type: ignore[attr-defined]
                ("", _("I do not know")),
                *((one["code"], one["title"]) for one in around.categories),
            ]
        else:
            del self.fields["category"]
