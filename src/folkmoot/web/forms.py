"""Django forms in the GOV.UK pattern: label, hint, error, control; the errors again in a summary at the top.

A page writes ``<c-form :form="form" submit="Send" />``, or places single fields with ``<c-field :field="form.name" />``
below ``<c-error-summary :form="form" />``. ``base.html`` puts "Error:" before the title when ``form`` has errors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from folkmoot.web.charts.svg import join


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of the error summary: what is wrong, and the id of the control where it can be put right."""

    words: str
    target: str


class DayWidget(forms.MultiWidget):
    """Day, month and year in three short fields: people type dates they know faster than they pick them."""

    parts: ClassVar = (
        ("day", _("Day"), "4.5rem"),
        ("month", _("Month"), "4.5rem"),
        ("year", _("Year"), "6.5rem"),
    )

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                name: forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
                for name, _, _ in self.parts
            },
            attrs,
        )

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class DayField(forms.MultiValueField):
    """A date in three parts. Says which part is missing or that there is no such day."""

    widget = DayWidget

    def __init__(self, **kwargs: Any) -> None:
        parts = tuple(forms.IntegerField(required=False) for _ in range(3))
        super().__init__(fields=parts, require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[int | None]) -> date | None:
        if not any(data_list):
            return None
        day, month, year = data_list
        missing = [
            str(name)
            for name, value in ((_("day"), day), (_("month"), month), (_("year"), year))
            if not value
        ]
        if missing:
            raise ValidationError(
                gettext("The date must have a %(parts)s") % {"parts": gettext(" and a ").join(missing)}
            )
        try:
            return date(int(year or 0), int(month or 0), int(day or 0))
        except ValueError as error:
            raise ValidationError(gettext("There is no such day. An example: 27 3 2026")) from error


_GROUPS: tuple[tuple[type[forms.Widget], str], ...] = (
    (DayWidget, "day"),
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "choices"),
    (forms.CheckboxInput, "checkbox"),
)


def kind_of(field: BoundField) -> str:
    """How a field is laid out: day, choices (radios and checkboxes), checkbox, or control (everything else)."""
    return next((kind for widget, kind in _GROUPS if isinstance(field.field.widget, widget)), "control")


def problems(form: BaseForm | None) -> list[Problem]:
    """Every error of a form in the order of its fields, those of the whole form first."""
    if form is None or not form.is_bound:
        return []
    found = [Problem(str(words), "") for words in form.non_field_errors()]
    for field in form:
        found += [Problem(words, _target(field)) for words in errors_of(field)]
    return found


def errors_of(field: BoundField) -> list[str]:
    """What is wrong with a field, in words that also make sense in the summary, far from the field's label."""
    bare = str(forms.Field.default_error_messages["required"])
    return [
        gettext("Fill in “%(label)s”") % {"label": field.label} if str(one) == bare else str(one)
        for one in field.errors
    ]


def render_field(field: BoundField) -> SafeString:
    """The markup of one field."""
    if field.is_hidden:
        return SafeString(str(field))
    kind = kind_of(field)
    described = " ".join(
        name
        for name, shown in (
            (f"{field.auto_id}-hint", field.help_text),
            (f"{field.auto_id}-error", field.errors),
        )
        if shown
    )
    attrs: dict[str, Any] = {
        "aria-describedby": described or None,
        "aria-invalid": "true" if field.errors else None,
    }
    attrs = {key: value for key, value in attrs.items() if value}
    # A placeholder vanishes when people type and is too pale to read; the label and the hint say it already.
    attrs["placeholder"] = False
    if kind == "control":
        attrs["class"] = f"{field.field.widget.attrs.get('class', '')} fm-input".strip()
    limit = field.field.widget.attrs.get("data-count") or (
        field.field.max_length
        if isinstance(field.field, forms.CharField) and isinstance(field.field.widget, forms.Textarea)
        else None
    )
    control = field.as_widget(attrs=attrs) if kind in {"control", "checkbox"} else ""
    context = {
        "field": field,
        "control": control,
        "described": described,
        "limit": limit,
        "errors": errors_of(field),
        "options": _options(field, kind),
    }
    return SafeString(render_to_string(f"forms/{kind}.html", context))


def render_fields(form: BaseForm) -> SafeString:
    """The markup of all fields, hidden ones first."""
    return join(
        [
            *(SafeString(str(one)) for one in form.hidden_fields()),
            *(render_field(one) for one in form.visible_fields()),
        ]
    )


def _options(field: BoundField, kind: str) -> list[dict[str, Any]]:
    if kind == "choices":
        return [dict(one.data) for one in field.subwidgets]
    if kind == "day":
        context = field.field.widget.get_context(field.html_name, field.value(), {})
        labelled = zip(context["widget"]["subwidgets"], DayWidget.parts, strict=True)
        return [
            {**one, "id": f"{field.auto_id}_{name}", "label": label, "width": width}
            for one, (name, label, width) in labelled
        ]
    return []


def _target(field: BoundField) -> str:
    first = {"choices": "_0", "day": "_day"}.get(kind_of(field), "")
    return f"{field.auto_id}{first}"
