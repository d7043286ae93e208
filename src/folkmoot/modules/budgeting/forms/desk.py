"""What officers decide and tell about a project."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from folkmoot.modules.budgeting import money, words
from folkmoot.modules.budgeting.rules import delivery, ideas
from folkmoot.places import queries as places
from folkmoot.web.forms import DayField


class ActForm(forms.Form):
    """An act on a project; ``act`` names it, ``submit`` is its button. ``currency`` is that of its round."""

    submit: ClassVar[Any] = ""

    def __init__(
        self, data: Any, *, act: str, choices: dict[str, Any], initial: dict[str, Any], currency: str
    ) -> None:
        super().__init__(data, auto_id=f"{act}-%s", initial=initial)
        self.act, self.currency = act, currency
        for name, some in choices.items():
            if name in self.fields:
                self.fields[name].choices = some  # type: ignore[attr-defined]

    def money(self, typed: str) -> int:
        """Minor units. Raises ValidationError with what would be right."""
        try:
            return money.parse(typed, self.currency)
        except ValueError as error:
            raise ValidationError(
                _("Write an amount such as 12500 or 12500.50; “%(typed)s” is none.") % {"typed": typed[:40]}
            ) from error


def _words(label: Any, most: int, *, needed: bool = True, rows: int = 3, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=needed,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


_PUBLIC = gettext_lazy("Everybody can read this.")


class SortForm(ActForm):
    """Which pot, which category, who costs it."""

    submit = gettext_lazy("Sort it")
    pot = forms.ChoiceField(label=gettext_lazy("From which pot it would be paid"))
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    offices = forms.MultipleChoiceField(
        label=gettext_lazy("Which departments work out the cost"), widget=forms.CheckboxSelectMultiple
    )
    reason = _words(gettext_lazy("Why so"), ideas.REASON, needed=False, hint=_PUBLIC)


class CostForm(ActForm):
    """A costing sheet."""

    submit = gettext_lazy("Publish the costing sheet")
    office = forms.ChoiceField(label=gettext_lazy("Department"))
    lines = forms.CharField(
        label=gettext_lazy("What it costs"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One on each line: what it is, a colon, the amount. For example: Trees: 4800"),
    )
    feasible = forms.ChoiceField(
        label=gettext_lazy("Can it be done?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No, it is not feasible"))],
        widget=forms.RadioSelect,
    )
    reason = _words(gettext_lazy("Why"), ideas.REASON, hint=_PUBLIC, rows=4)

    def clean_lines(self) -> list[tuple[str, int]]:
        """Each line as what and how much."""
        found = []
        for line in self.cleaned_data["lines"].splitlines():
            if not line.strip():
                continue
            what, colon, amount = line.rpartition(":")
            if not colon or not what.strip():
                raise ValidationError(
                    _("Write what it is, a colon and the amount: %(line)s") % {"line": line[:80]}
                )
            found.append((what.strip(), self.money(amount)))
        return found


class TurnDownForm(ActForm):
    """It goes no further."""

    submit = gettext_lazy("Turn it down")
    code = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=list(words.CODES.items()), widget=forms.RadioSelect
    )
    reason = _words(gettext_lazy("Reason in words"), ideas.REASON, needed=False, hint=_PUBLIC, rows=4)


class MergeForm(ActForm):
    """Ask the authors."""

    submit = gettext_lazy("Ask its authors to merge it")
    into = forms.IntegerField(
        label=gettext_lazy("Number of the idea that it would become part of"),
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "fm-input--short"}),
    )
    reason = _words(gettext_lazy("Why"), ideas.REASON, hint=_PUBLIC)


class PressForm(ActForm):
    """One press, nothing to fill in."""


class TakeUpForm(PressForm):
    """A decision is taken back."""

    submit = gettext_lazy("Take the decision back")


class PlanForm(ActForm):
    """A step that is planned or moved."""

    submit = gettext_lazy("Plan or move a step")
    code = forms.CharField(
        label=gettext_lazy("Code of the step"),
        max_length=40,
        help_text=gettext_lazy("a to z, 0 to 9 and hyphens. The same code again moves the step."),
    )
    title = forms.CharField(label=gettext_lazy("What is done then"), max_length=delivery.TITLE)
    due = DayField(label=gettext_lazy("By when"))
    reason = _words(gettext_lazy("Why it is moved, if it is"), delivery.WORDS, needed=False, hint=_PUBLIC)


class ReachForm(ActForm):
    """A step that is done."""

    submit = gettext_lazy("Say that a step is done")
    code = forms.ChoiceField(label=gettext_lazy("Step"))
    on = DayField(label=gettext_lazy("On which day"))
    words = _words(gettext_lazy("What was done"), delivery.WORDS, needed=False, hint=_PUBLIC)


class SpendForm(ActForm):
    """Money that was spent."""

    submit = gettext_lazy("Enter spending")
    amount = forms.CharField(
        label=gettext_lazy("Amount"),
        max_length=30,
        help_text=gettext_lazy("With a minus when money came back"),
        widget=forms.TextInput(attrs={"class": "fm-input--short"}),
    )
    on = DayField(label=gettext_lazy("On which day"))
    what = forms.CharField(
        label=gettext_lazy("What for"),
        max_length=delivery.TITLE,
        help_text=gettext_lazy("Everybody can read this. Do not name people."),
    )

    def clean_amount(self) -> int:
        """Minor units."""
        return self.money(self.cleaned_data["amount"])


class DeliverForm(ActForm):
    """The ribbon."""

    submit = gettext_lazy("Hand it over")
    on = DayField(label=gettext_lazy("On which day"))
    words = _words(gettext_lazy("What there is now"), delivery.WORDS, hint=_PUBLIC, rows=4)


ACTS: dict[str, type[ActForm]] = {
    "sort": SortForm,
    "cost": CostForm,
    "merge": MergeForm,
    "turn_down": TurnDownForm,
    "take_up": TakeUpForm,
    "plan": PlanForm,
    "reach": ReachForm,
    "spend": SpendForm,
    "deliver": DeliverForm,
}
"""Forms by the name of what they do."""


def offices() -> list[tuple[str, str]]:
    """Departments to choose from."""
    return [(one.slug, one.name) for one in places.departments()]
