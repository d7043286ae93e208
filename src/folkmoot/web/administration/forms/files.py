"""What comes as a file: areas, a logo, a configuration."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.web.forms import DayField


class AreasForm(forms.Form):
    """A file of areas, and how to read it."""

    file = forms.FileField(
        label=_("GeoJSON file"),
        help_text=_(
            "A FeatureCollection of polygons, at most 64 MB. You see what will change before it is published."
        ),
    )
    name = forms.CharField(
        label=_("What people call these areas"), help_text=_("For example: Districts"), max_length=200
    )
    set = forms.SlugField(
        label=_("Set"),
        help_text=_(
            "“district” is the set that covers the whole institution; others are “ward” or “school”."
        ),
        max_length=60,
    )
    name_property = forms.CharField(label=_("Property with the name of an area"), max_length=80)
    valid_from = DayField(label=_("First day on which they hold"))


class LookForm(forms.Form):
    """Three colours and a logo."""

    action = forms.CharField(
        label=_("Colour of links and buttons"),
        help_text=_("Like #1f5a41. Empty: Folkmoot’s green."),
        required=False,
    )
    deep = forms.CharField(
        label=_("Colour of dark surfaces"),
        help_text=_("At the foot of pages. Empty: Folkmoot’s."),
        required=False,
    )
    highlight = forms.CharField(
        label=_("Colour of the highlight"),
        help_text=_("Marks the current page. Empty: Folkmoot’s."),
        required=False,
    )
    logo = forms.FileField(
        label=_("Logo"),
        help_text=_(
            "PNG or SVG, at most 512 KB. We keep shapes and colours only; words in it must be paths."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/svg+xml"}),
    )
    no_logo = forms.BooleanField(label=_("Show no logo"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("action", "deep", "highlight"):
            self.fields[name].widget.attrs |= {"style": "max-width:10rem", "spellcheck": "false"}


class ConfigurationForm(forms.Form):
    """A configuration file to bring in."""

    file = forms.FileField(
        label=_("Configuration file"),
        help_text=_("JSON as the export writes it. You see what would change first."),
        widget=forms.FileInput(attrs={"accept": "application/json,.json"}),
    )
