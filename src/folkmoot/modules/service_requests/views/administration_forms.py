"""Forms of services and their questions. They parse; the rules decide."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.service_requests import events, rules
from folkmoot.modules.service_requests.models import Service

DATATYPES = (
    ("string", _("One line of words")),
    ("text", _("Several lines of words")),
    ("number", _("A number")),
    ("datetime", _("A day and time")),
    ("singlevaluelist", _("One of a list")),
    ("multivaluelist", _("Several of a list")),
)


class ServiceForm(forms.Form):
    """What can be reported."""

    service_name = forms.CharField(
        label=_("Name"), help_text=_("For example: Pothole"), max_length=rules.MAX_TITLE
    )
    service_code = forms.CharField(
        label=_("Code"),
        help_text=_("Letters, digits, - and _. Other programs know the service by it, so it never changes."),
        max_length=40,
    )
    group = forms.CharField(label=_("Group"), help_text=_("For example: Roads and pavements"), max_length=80)
    description = forms.CharField(label=_("What it is for"), required=False, max_length=1000)
    keywords = forms.CharField(
        label=_("Words under which it is found"),
        help_text=_("With commas between them"),
        required=False,
        max_length=400,
    )
    office = forms.ChoiceField(label=_("Department that answers"))
    promise_hours = forms.IntegerField(
        label=_("Promise in hours"),
        help_text=_("Within how many hours you answer. 0 is no promise."),
        min_value=0,
        max_value=rules.MOST_HOURS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "style": "max-width:8rem"}),
    )
    promise_clock = forms.ChoiceField(
        label=_("Which hours count"),
        choices=[
            (rules.CALENDAR, _("Every hour, also at night and at weekends")),
            (rules.OPENING, _("Opening hours only")),
        ],
        widget=forms.RadioSelect,
    )
    notice = forms.CharField(
        label=_("Notice before reporting"),
        help_text=_("For example whom to phone when it is dangerous"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    emergency = forms.BooleanField(label=_("Show the notice as a warning"), required=False)
    review = forms.BooleanField(
        label=_("An officer reads each report before it is published"), required=False
    )

    def __init__(
        self, *args: Any, offices: list[tuple[str, str]], service: Service | None = None, **kwargs: Any
    ) -> None:
        initial: dict[str, Any] = {"promise_hours": 0, "promise_clock": rules.CALENDAR}
        if service:
            initial = {name: getattr(service, name) for name in self.base_fields}
            initial["keywords"] = ", ".join(service.keywords)
        super().__init__(*args, **{"initial": initial, **kwargs})
        field = self.fields["office"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it is declared above.
        field.choices = offices
        if service:
            self.fields["service_code"].disabled = True

    def described(self) -> dict[str, Any]:
        """The fields of a description but questions and whether it is closed."""
        words = (one.strip() for one in self.cleaned_data["keywords"].split(","))
        return {**self.cleaned_data, "keywords": tuple(filter(None, words))}


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
