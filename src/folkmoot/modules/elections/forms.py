"""Forms of polls: what arrives is read here and decided in the rules."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.elections import rules
from folkmoot.modules.elections.rules import Draft
from folkmoot.web.forms import DayField


def _whole(label: Any, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=1,
        max_value=rules.OPTIONS,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "fm-input--short"}),
    )


def _words(label: Any, most: int, *, needed: bool = True, rows: int = 5, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=needed,
        max_length=most,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class PollForm(forms.Form):
    """A question for everybody."""

    office = forms.ChoiceField(label=_("Department that asks and answers"))
    question = forms.CharField(
        label=_("Question"),
        max_length=rules.QUESTION,
        help_text=_("One plain question. Once the poll is open nothing of it can be changed."),
    )
    background = _words(
        _("What people should know"),
        rules.BACKGROUND,
        needed=False,
        hint=_("What is decided already, what the outcome will be used for, and by whom."),
    )
    options = _words(
        _("Options"),
        rules.OPTIONS * (rules.OPTION + 2),
        hint=_("One on each line, two at least. They stand in this order."),
    )
    least = _whole(_("Options that people choose at least"))
    most = _whole(_("Options that people choose at most"))
    last = DayField(label=_("Last day"), help_text=_("People can vote until midnight of this day."))

    def __init__(self, data: Any, *, offices: Sequence[tuple[str, str]], zone: ZoneInfo) -> None:
        super().__init__(data)
        self._zone = zone
        self.fields["office"].choices = offices  # type: ignore[attr-defined]

    def clean_options(self) -> tuple[str, ...]:
        """Options one by one, without empty lines."""
        lines = (" ".join(one.split()) for one in self.cleaned_data["options"].splitlines())
        return tuple(one for one in lines if one)

    def draft(self) -> Draft:
        """The poll as it was filled in; it ends with the first moment after its last day. The form must be valid."""
        data = dict(self.cleaned_data)
        closes = datetime.combine(data.pop("last") + timedelta(days=1), time(0), self._zone)
        return Draft(**data | {"background": data["background"].strip()}, closes=closes)


class AnswerForm(forms.Form):
    """What the office does with the outcome."""

    words = _words(
        _("What you do with the outcome"),
        rules.WORDS,
        hint=_("Say what will happen and when, or why something else is done than most people chose."),
    )


class CloseForm(forms.Form):
    """Closing a poll before its time."""

    reason = _words(
        _("Why it is closed before its time"), rules.WORDS, rows=3, hint=_("Everybody can read this.")
    )
