"""What the columns of a table mean, and how its files are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from folkmoot.modules.catalogue import events, rules, words
from folkmoot.modules.catalogue.rules import tables

COLUMNS = 20
"""Columns on one page of the form, so that a wide table stays within what a form may send."""
_TEXTS = ("label", "unit", "description", "source")


@dataclass(frozen=True, slots=True)
class Block:
    """The fields of one column, and what was found out about it."""

    title: str
    found: str
    fields: list[BoundField]


class DictionaryForm(forms.Form):
    """Some columns of a table; what is laid down about the others is kept."""

    def __init__(
        self,
        data: Any = None,
        *,
        fields: Sequence[Mapping[str, Any]],
        before: Sequence[Mapping[str, Any]],
        start: int,
    ) -> None:
        super().__init__(data)
        self.columns = list(fields)[start : start + COLUMNS]
        self.start = start
        self.known = {one["title"]: dict(one) for one in before}
        labels = {
            "label": _("Name for people"),
            "unit": _("Unit"),
            "description": _("Meaning"),
            "source": _("Source"),
        }
        for at, one in enumerate(self.columns, start):
            given = self.known.get(one["title"], {})
            self.fields[f"type_{at}"] = forms.ChoiceField(
                label=_("Type"),
                required=False,
                initial=given.get("type", ""),
                choices=[("", _("As found")), *words.TYPES.items()],
            )
            for name in _TEXTS:
                self.fields[f"{name}_{at}"] = forms.CharField(
                    label=labels[name],
                    required=False,
                    max_length=tables.COLUMN,
                    initial=given.get(name, ""),
                )
            self.fields[f"key_{at}"] = forms.BooleanField(
                label=_("Tells rows apart"), required=False, initial=given.get("key", False)
            )

    @property
    def blocks(self) -> list[Block]:
        """The columns with their fields."""
        return [
            Block(
                one["title"],
                _("Found: %(type)s. %(why)s")
                % {"type": words.TYPES.get(one["type"], one["type"]), "why": one.get("reason", "")},
                [self[f"{name}_{at}"] for name in ("type", *_TEXTS, "key")],
            )
            for at, one in enumerate(self.columns, self.start)
        ]

    def laid_down(self) -> tuple[events.Column, ...]:
        """The whole dictionary, with these columns as they were filled in."""
        found = {title: events.Column(**one) for title, one in self.known.items()}
        for at, one in enumerate(self.columns, self.start):
            given = self.cleaned_data
            before = self.known.get(one["title"], {})
            kind = given[f"type_{at}"]
            found[one["title"]] = events.Column(
                title=one["title"],
                type=kind,
                format=before.get("format", "") if before.get("type", "") == kind else "",
                key=given[f"key_{at}"],
                **{name: given[f"{name}_{at}"].strip() for name in _TEXTS},
            )
        return tuple(found.values())


class ReadingForm(forms.Form):
    """How files are read, where that was not found out rightly. Empty fields are found out."""

    encoding = forms.CharField(
        label=gettext_lazy("Encoding"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Such as utf-8 or windows-1252."),
    )
    delimiter = forms.CharField(
        label=gettext_lazy("What stands between two cells"), required=False, max_length=1, strip=False
    )
    decimal = forms.ChoiceField(
        label=gettext_lazy("Decimal sign"),
        required=False,
        choices=[("", gettext_lazy("Find out")), (".", "1.5"), (",", "1,5")],
    )
    date_order = forms.ChoiceField(
        label=gettext_lazy("Order of dates"),
        required=False,
        choices=[
            ("", gettext_lazy("Find out")),
            ("dmy", gettext_lazy("Day, month, year")),
            ("mdy", gettext_lazy("Month, day, year")),
        ],
    )
    sheet = forms.CharField(label=gettext_lazy("Sheet of a workbook"), required=False, max_length=100)
    member = forms.CharField(label=gettext_lazy("File in an archive"), required=False, max_length=200)
    first_line = forms.IntegerField(
        label=gettext_lazy("Line in which the header begins"), required=False, min_value=1, max_value=999_999
    )
    header_rows = forms.IntegerField(
        label=gettext_lazy("Lines of the header"), required=False, min_value=0, max_value=9
    )
    footer_rows = forms.IntegerField(
        label=gettext_lazy("Lines below the table"), required=False, min_value=0, max_value=9_999
    )

    def chosen(self) -> dict[str, str]:
        """What was chosen, as text."""
        return {
            name: str(value)
            for name, value in self.cleaned_data.items()
            if name in rules.READING and value not in (None, "")
        }
