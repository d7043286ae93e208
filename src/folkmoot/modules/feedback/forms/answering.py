"""The questions of a survey as people answer them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from folkmoot.modules.feedback import events, queries, rules, words
from folkmoot.modules.feedback.rules.answering import TEXT


class AnswerForm(forms.Form):
    """One field for each question, in its order. Nothing is filled in beforehand but one's own earlier answer."""

    def __init__(
        self, data: Any = None, *, plan: events.Plan, replies: Mapping[str, rules.Reply] | None = None
    ) -> None:
        super().__init__(data, auto_id="answer-%s", prefix="a")
        self.plan = plan
        for question in plan.questions:
            reply = (replies or {}).get(question.code, rules.Reply())
            self.fields[question.code] = _field(question, reply)

    @property
    def replies(self) -> dict[str, rules.Reply]:
        """What was answered, by the code of the question."""
        return {one.code: _reply(one, self.cleaned_data.get(one.code)) for one in self.plan.questions}


def _field(question: events.Question, reply: rules.Reply) -> forms.Field:
    shown: Any = {"label": queries.in_words(question.words), "required": question.required}
    if question.sort == "text":
        return forms.CharField(
            **shown,
            initial=reply.words,
            max_length=TEXT,
            help_text=_("Everybody can read this. Name no people, and nothing by which you can be found."),
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    choices = list(words.choice_words(question).items())
    if question.sort == "several":
        return forms.MultipleChoiceField(
            **shown,
            initial=list(reply.choices),
            choices=choices,
            help_text=_("Choose all that apply."),
            widget=forms.CheckboxSelectMultiple,
        )
    return forms.ChoiceField(
        **shown, initial=next(iter(reply.choices), None), choices=choices, widget=forms.RadioSelect
    )


def _reply(question: events.Question, value: Any) -> rules.Reply:
    if question.sort == "text":
        return rules.Reply(words=value or "")
    if question.sort == "several":
        return rules.Reply(tuple(value or ()))
    return rules.Reply((value,) if value else ())


class RemoveForm(forms.Form):
    """Why words are taken off."""

    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=list(words.REASONS.items()))
    words = forms.CharField(max_length=64, widget=forms.HiddenInput)
