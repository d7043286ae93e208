"""What administrators set: kinds of petitions, limits, lists against fraud."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from folkmoot.modules.petitions import words
from folkmoot.modules.petitions.events import KindDescribed, LimitsDescribed, Step
from folkmoot.modules.petitions.rules import guarding, kinds, terms
from folkmoot.places import queries as places
from folkmoot.web.forms import DayField

Choices = Sequence[tuple[str, Any]]


def _whole(label: Any, *, hint: Any = "", needed: bool = True, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=needed,
        min_value=least,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "fm-input--short"}),
    )


class KindForm(forms.Form):
    """A kind of petition: what it leads to, for how long, who may sign and where."""

    title = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("For example: Petition to the town"),
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("a to z, 0 to 9 and hyphens. It never changes."),
    )
    description = forms.CharField(
        label=gettext_lazy("What it is for"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    office = forms.ChoiceField(label=gettext_lazy("Department that answers, if moderators choose no other"))
    who = forms.CharField(
        label=gettext_lazy("Who may sign, in words"),
        max_length=400,
        help_text=gettext_lazy("Everybody reads this beside the count."),
    )
    areas = forms.MultipleChoiceField(
        label=gettext_lazy("Only people of these areas may sign"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Choose none for all areas."),
    )
    outside = forms.BooleanField(
        label=gettext_lazy("People who live elsewhere may sign, too"), required=False
    )
    accounts = forms.BooleanField(
        label=gettext_lazy("Only people who are signed in may sign"), required=False
    )
    days = _whole(gettext_lazy("Days for which it can be signed"), least=1)
    sponsors = _whole(
        gettext_lazy("Supporters before moderators read it"),
        hint=gettext_lazy("0 sends each one to them at once."),
    )
    sponsors_most = _whole(gettext_lazy("Supporters it may have before it opens, at most"))
    moderation_days = _whole(gettext_lazy("Days in which moderators decide"), least=1)

    def __init__(
        self, data: Any, *, kind: KindDescribed | None, offices: Choices, fixed: bool, **more: Any
    ) -> None:
        super().__init__(data, initial=_initial(kind or _NEW), **more)
        self.fields["office"].choices = offices  # type: ignore[attr-defined]
        areas = [(one.slug, one.name) for one in places.areas()]
        if areas:
            self.fields["areas"].choices = areas  # type: ignore[attr-defined]
        else:
            del self.fields["areas"]
        self.fields["code"].disabled = fixed
        for at in range(kinds.MOST_STEPS):
            self._step_fields(at)

    def _step_fields(self, at: int) -> None:
        self.fields[f"at_{at}"] = _whole(gettext_lazy("Signatures"), needed=False, least=1)
        self.fields[f"what_{at}"] = forms.ChoiceField(
            label=gettext_lazy("What the institution owes"), choices=list(words.WHATS.items()), required=False
        )
        self.fields[f"days_{at}"] = _whole(gettext_lazy("Within days"), needed=False, least=1)
        self.fields[f"label_{at}"] = forms.CharField(
            label=gettext_lazy("In a few words"), max_length=60, required=False
        )

    @property
    def plain_fields(self) -> list[Any]:
        """Everything but the steps, in its order."""
        return [one for one in self if not one.name.startswith(_STEP)]

    @property
    def steps(self) -> list[tuple[int, list[Any]]]:
        """The fields of each step, with its number from 1."""
        return [(at + 1, [self[f"{name}{at}"] for name in _STEP]) for at in range(kinds.MOST_STEPS)]

    @property
    def shown_steps(self) -> list[tuple[int, list[Any]]]:
        """The steps that are filled in and room for one more, three at least."""
        return self.steps[: self._filled()]

    @property
    def more_steps(self) -> list[tuple[int, list[Any]]]:
        """The rest of the steps that there can be."""
        return self.steps[self._filled() :]

    def _filled(self) -> int:
        used = [
            at
            for at, some in self.steps
            if any(one.value() for one in some if not one.name.startswith("what_"))
        ]
        return min(max([2, *used]) + 1, kinds.MOST_STEPS)

    def clean(self) -> dict[str, Any]:
        """Steps as a tuple; a step is there when anything but its choice was written."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        found = []
        for at in range(kinds.MOST_STEPS):
            number, days, label = (data.get(f"{name}_{at}") for name in ("at", "days", "label"))
            if f"at_{at}" in self.errors or f"days_{at}" in self.errors or not (number or days or label):
                continue
            if not (number and days and label):
                self.add_error(f"at_{at}", _("Step %(n)s: fill in all of it, or nothing.") % {"n": at + 1})
                continue
            found.append(Step(at=number, what=data.get(f"what_{at}") or "answer", days=days, label=label))
        data["steps"] = tuple(found)
        return data

    def described(self, *, closed: bool) -> KindDescribed:
        """The kind as it was filled in. The form must be valid."""
        names = {one.name for one in fields(KindDescribed)} - {"closed", "areas"}
        given = {name: self.cleaned_data[name] for name in names}
        return KindDescribed(**given, areas=tuple(self.cleaned_data.get("areas", ())), closed=closed)


_STEP = ("at_", "what_", "days_", "label_")
_NEW = KindDescribed(code="", title="", description="", office="", who="", steps=())


def _initial(kind: KindDescribed) -> dict[str, Any]:
    found = {one.name: getattr(kind, one.name) for one in fields(kind) if one.name != "steps"}
    for at, step in enumerate(kind.steps):
        found |= {
            f"at_{at}": step.at,
            f"what_{at}": step.what,
            f"days_{at}": step.days,
            f"label_{at}": step.label,
        }
    return found


class LimitsForm(forms.Form):
    """How many signatures are believed."""

    burst = _whole(gettext_lazy("Signatures from one network on one petition in the short time"), least=1)
    burst_seconds = _whole(gettext_lazy("Seconds of the short time"), least=1)
    sustained = _whole(gettext_lazy("Signatures from one network on one petition in the long time"), least=1)
    sustained_seconds = _whole(gettext_lazy("Seconds of the long time"), least=1)
    supporters = _whole(
        gettext_lazy("Supporters from one network in the long time"),
        hint=gettext_lazy("Before a petition opens; they often sit together."),
        least=1,
    )
    creators = _whole(gettext_lazy("Petitions started from one network in the long time"), least=1)
    mails = _whole(gettext_lazy("Confirmation mails for one signature, at most"), least=1)
    watched = _whole(
        gettext_lazy("Signatures in an hour from which a network or mail domain is shown"), least=1
    )
    noticed = _whole(gettext_lazy("Signatures in an hour from which it is urgent"), least=1)
    delayed = _whole(
        gettext_lazy("Waiting petitions from which people are told that moderators take longer"), least=1
    )

    def described(self) -> LimitsDescribed:
        """The limits as they were filled in. The form must be valid."""
        return LimitsDescribed(**self.cleaned_data)


class GuardForm(forms.Form):
    """Entries for a list."""

    allow = forms.TypedChoiceField(
        label=gettext_lazy("Which list"),
        choices=[("no", gettext_lazy("Never believed")), ("yes", gettext_lazy("Always believed"))],
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )
    sort = forms.ChoiceField(
        label=gettext_lazy("What they are"),
        choices=list(words.GUARD_SORTS.items()),
        widget=forms.RadioSelect,
        initial="domain",
    )
    values = forms.CharField(
        label=gettext_lazy("Entries"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "One on each line: 192.0.2.0/24, example.org, *.example.org for one level below, **.example.org for all, or a whole address."
        ),
    )
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=list(words.GUARD_REASONS.items()))

    def clean_values(self) -> tuple[str, ...]:
        """Entries one by one, each once."""
        lines = (one.strip() for one in self.cleaned_data["values"].splitlines())
        return tuple(dict.fromkeys(one for one in lines if one))


class FindForm(forms.Form):
    """Whether something is on a list."""

    sort = forms.ChoiceField(label=gettext_lazy("What it is"), choices=list(words.GUARD_SORTS.items()))
    value = forms.CharField(label=gettext_lazy("Network, domain or address"), max_length=254)

    def clean(self) -> dict[str, Any]:
        """What cannot be an entry is told at its field."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("value") and guarding.is_guard(data.get("sort", ""), data["value"]) is not None:
            raise ValidationError(
                {"value": _("Give a network, a domain or a whole e-mail address, as was chosen.")}
            )
        return data


class TermForm(forms.Form):
    """When a term ends, and for which petitions."""

    period = forms.CharField(
        label=gettext_lazy("Term"),
        max_length=terms.PERIOD,
        help_text=gettext_lazy("For example: 2022 to 2026"),
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("a to z, 0 to 9 and hyphens. It never changes."),
    )
    government = forms.CharField(
        label=gettext_lazy("Who governs in it"),
        max_length=terms.GOVERNMENT,
        help_text=gettext_lazy("For example: Council of 2022"),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Which petitions stop"), widget=forms.CheckboxSelectMultiple
    )
    ends = DayField(
        label=gettext_lazy("Last day of the term"),
        help_text=gettext_lazy("Petitions can be signed until midnight of this day."),
    )

    def __init__(self, data: Any, *, term: Any, every: Choices, zone: ZoneInfo) -> None:
        initial = (
            {name: getattr(term, name) for name in ("period", "code", "government", "kinds")} if term else {}
        )
        if term:
            initial["ends"] = (term.ends - timedelta(minutes=1)).astimezone(zone).date()
        super().__init__(data, initial=initial)
        self._zone = zone
        self.fields["kinds"].choices = every  # type: ignore[attr-defined]
        self.fields["code"].disabled = term is not None

    def described(self) -> dict[str, Any]:
        """The term as it was filled in; it ends with the first moment after its last day. The form must be valid."""
        last = self.cleaned_data["ends"]
        return self.cleaned_data | {
            "kinds": tuple(self.cleaned_data["kinds"]),
            "ends": datetime.combine(last + timedelta(days=1), time(0), self._zone),
        }
