"""The form of a question of a service. It parses; the rules decide."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.service_requests import events

DATATYPES = (
    ("string", _("One line of words")),
    ("text", _("Several lines of words")),
    ("number", _("A number")),
    ("datetime", _("A day and time")),
    ("singlevaluelist", _("One of a list")),
    ("multivaluelist", _("Several of a list")),
)


class QuestionForm(forms.Form):
    """A question of a service (GeoReport v2 attribute)."""

    description = forms.CharField(
        label=_("Question"), help_text=_("For example: How large is it?"), max_length=300
    )
    code = forms.CharField(label=_("Code"), help_text=_("Letters, digits, - and _, like SIZE"), max_length=40)
    datatype = forms.ChoiceField(label=_("Kind of answer"), choices=DATATYPES, widget=forms.RadioSelect)
    values = forms.CharField(
        label=_("Values of a list"),
        help_text=_(
            "One on a line: a key, =, and what people read. For example: small = Smaller than a hand"
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    datatype_description = forms.CharField(label=_("Hint"), required=False, max_length=300)
    required = forms.BooleanField(label=_("People must answer it"), required=False)
    variable = forms.BooleanField(
        label=_("People answer it"), help_text=_("Without this it is only shown as a text."), required=False
    )
    order = forms.IntegerField(
        label=_("Place in the order"),
        min_value=1,
        max_value=1000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "style": "max-width:8rem"}),
    )

    def __init__(self, *args: Any, question: events.Question | None, order: int, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"datatype": "string", "variable": True, "order": order}
        if question:
            initial = {name: getattr(question, name) for name in self.base_fields}
            initial["values"] = "\n".join(f"{key} = {name}" for key, name in question.values)
        super().__init__(*args, **{"initial": initial, **kwargs})

    def clean_values(self) -> tuple[tuple[str, str], ...]:
        """Pairs of key and name; a line without = is both."""
        found = []
        for number, line in enumerate(self.cleaned_data["values"].splitlines(), start=1):
            if not line.strip():
                continue
            key, _equals, name = line.partition("=")
            key, name = key.strip(), name.strip() or key.strip()
            if not key:
                raise ValidationError(_("Line %(n)d has no key: write key = name"), params={"n": number})
            found.append((key, name))
        return tuple(found)

    def question(self) -> events.Question:
        """The question as a fact says it."""
        return events.Question(**self.cleaned_data)
