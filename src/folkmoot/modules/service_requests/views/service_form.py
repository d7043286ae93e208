"""The form of a service. It parses; the rules decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.models import Service


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
