"""What an office writes: a survey, and each of its questions."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from folkmoot.modules.feedback import events, queries, words
from folkmoot.modules.feedback.rules import SCALE, plans
from folkmoot.places import queries as places
from folkmoot.record import registry
from folkmoot.record.fold import fold

_MOST_CODE = 30


def languages() -> list[tuple[str, str]]:
    """The languages of the site, the one that everybody gets first."""
    names = dict(settings.LANGUAGES)
    return [(code, str(names[code])) for code in queries.known().languages]


def code_for(said: str, taken: set[str], usual: str) -> str:
    """A code from words, that none of the others has."""
    base = "_".join(fold(said))[:_MOST_CODE].strip("_")
    base = base if re.fullmatch(r"[a-z0-9_]+", base) else usual
    code, at = base, 2
    while code in taken:
        code, at = f"{base[: _MOST_CODE - 3]}_{at}", at + 1
    return code


class _Worded(forms.Form):
    """A form with fields that are written once in each language."""

    def say(self, name: str, label: Any, most: int, *, rows: int = 0, hint: Any = "", order: int) -> None:
        """Add a field for each language."""
        for code, language in languages():
            widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
            self.fields[f"{name}_{code}"] = forms.CharField(
                label=_("%(field)s in %(language)s") % {"field": label, "language": language},
                max_length=most,
                help_text=hint,
                widget=widget,
            )
        names = list(self.fields)
        new = [f"{name}_{code}" for code, _language in languages()]
        rest = [one for one in names if one not in new]
        self.order_fields([*rest[:order], *new, *rest[order:]])

    def said(self, name: str) -> tuple[tuple[str, str], ...]:
        """What was written, in every language."""
        return tuple((code, self.cleaned_data[f"{name}_{code}"].strip()) for code, _name in languages())


class PlanForm(_Worded):
    """A survey without its questions."""

    key = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=40,
        help_text=gettext_lazy("The last part of the survey’s address: a to z, 0 to 9 and hyphens."),
    )
    office = forms.ChoiceField(label=gettext_lazy("Which team asks"))
    moment = forms.ChoiceField(label=gettext_lazy("When people are asked"), widget=forms.RadioSelect)
    pages = forms.CharField(
        label=gettext_lazy("Addresses of pages"),
        required=False,
        help_text=gettext_lazy(
            "Only for pages of an address: one on a line, such as /petitions, or /petitions* for all that begin so."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    one_in = forms.IntegerField(
        label=gettext_lazy("Invite one in how many"),
        min_value=1,
        max_value=plans.MOST_ONE_IN,
        initial=1,
        help_text=gettext_lazy(
            "1 invites everybody concerned. 5 invites one in five, drawn by a rule that anybody can check. It has no meaning on pages."
        ),
        widget=forms.NumberInput(attrs={"class": "fm-input--short"}),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Open for how many days"),
        min_value=1,
        max_value=plans.LONGEST_DAYS,
        initial=90,
        widget=forms.NumberInput(attrs={"class": "fm-input--short"}),
    )

    def __init__(
        self, data: Any = None, *, offices: list[str] | None, plan: events.Plan | None = None
    ) -> None:
        initial: dict[str, Any] = {}
        if plan is not None:
            initial = {name: getattr(plan, name) for name in ("office", "moment", "one_in", "days")}
            initial["pages"] = "\n".join(plan.pages)
            for name in ("title", "why"):
                initial |= {f"{name}_{code}": said for code, said in getattr(plan, name)}
        super().__init__(data, initial=initial)
        self.say("title", _("Title"), plans.TITLE, order=1)
        self.say(
            "why", _("Why you ask"), plans.WHY, rows=3, order=1 + len(languages()),
            hint=_("What the answers are for, and what will be done with them."),
        )  # fmt: skip
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            (one.slug, one.name) for one in places.departments() if offices is None or one.slug in offices
        ]
        self.fields["moment"].choices = [  # type: ignore[attr-defined]
            (name, one.label) for name, one in registry.moments().items()
        ]
        if plan is not None:
            del self.fields["key"]

    def plan(self, questions: tuple[events.Question, ...]) -> events.Plan:
        """The survey with these questions."""
        given = self.cleaned_data
        return events.Plan(
            title=self.said("title"),
            why=self.said("why"),
            office=given["office"],
            moment=given["moment"],
            questions=questions,
            pages=tuple(one.strip() for one in given["pages"].splitlines() if one.strip()),
            one_in=given["one_in"],
            days=given["days"],
        )


class QuestionForm(_Worded):
    """A question with its answers."""

    sort = forms.ChoiceField(
        label=gettext_lazy("How it is answered"),
        choices=list(words.SORTS.items()),
        widget=forms.RadioSelect,
        initial="scale",
    )
    required = forms.BooleanField(label=gettext_lazy("It must be answered"), required=False)

    def __init__(self, data: Any = None, *, question: events.Question | None = None) -> None:
        initial: dict[str, Any] = {}
        if question is not None:
            initial = {"sort": question.sort, "required": question.required}
            initial |= {f"words_{code}": said for code, said in question.words}
            for code, _name in languages():
                lines = [dict(one.words).get(code, "") for one in question.choices]
                initial[f"choices_{code}"] = "\n".join(lines)
        super().__init__(data, prefix="q", initial=initial)
        self.question = question
        self.say("words", _("Question"), plans.QUESTION, order=0)
        self.say(
            "choices", _("Answers"), plans.CHOICE * plans.MOST_CHOICES, rows=5, order=1 + len(languages()),
            hint=_("One on a line. A scale takes five, from worst to best; yes or no and a few words take none."),
        )  # fmt: skip
        for code, _name in languages():
            self.fields[f"choices_{code}"].required = False

    def made(self, others: tuple[events.Question, ...]) -> events.Question:
        """The question. It keeps its code when it is written anew; ``others`` are those beside it."""
        asked = self.said("words")
        taken = {one.code for one in others}
        code = self.question.code if self.question else code_for(asked[0][1], taken, f"q{len(others) + 1}")
        return events.Question(
            code=code,
            sort=self.cleaned_data["sort"],
            words=asked,
            choices=self._choices(),
            required=self.cleaned_data["required"],
        )

    def _choices(self) -> tuple[events.Choice, ...]:
        lines = {
            code: [one.strip() for one in text.splitlines() if one.strip()]
            for code, text in self.said("choices")
        }
        most = max(map(len, lines.values()), default=0)
        made: list[events.Choice] = []
        for at in range(most):
            # A line that one language lacks stays empty, so that the rules can say that it is missing.
            said = tuple((code, some[at] if at < len(some) else "") for code, some in lines.items())
            key = self._key(at, said[0][1], {one.key for one in made})
            made.append(events.Choice(key=key, words=said))
        return tuple(made)

    def _key(self, at: int, said: str, taken: set[str]) -> str:
        if self.cleaned_data["sort"] == "scale" and at < len(SCALE):
            return SCALE[at]
        before = self.question.choices if self.question and self.question.sort != "scale" else ()
        known = next((one.key for one in before if one.words and one.words[0][1] == said), "")
        return known if known and known not in taken else code_for(said, taken, f"a{at + 1}")


class QuietForm(forms.Form):
    """How often the same person may be invited."""

    days = forms.IntegerField(
        label=gettext_lazy("Days of peace after an invitation"),
        min_value=0,
        max_value=plans.LONGEST_QUIET,
        widget=forms.NumberInput(attrs={"class": "fm-input--short"}),
    )
