"""Several photos at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
