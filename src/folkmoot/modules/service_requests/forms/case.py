"""One form for each act of an officer on a report, so that what is wrong stands at its field and nothing typed is lost."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.case_words import WHOM
from folkmoot.modules.service_requests.desk_words import PASS_REASONS, PRIORITIES
from folkmoot.modules.service_requests.forms.photos import PHOTO_TYPES, PhotosField, PhotosWidget
from folkmoot.modules.service_requests.forms.questions import PREFIX, answers_in, question_fields
from folkmoot.modules.service_requests.models import Service
from folkmoot.modules.service_requests.refusals import said
from folkmoot.modules.service_requests.words import REASONS

Choices = list[tuple[str, Any]]


def _words(label: Any, *, required: bool = False, rows: int = 2, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=rules.MAX_WORDS,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _line(label: Any, most: int, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=most, help_text=help_text)


def _photos(label: Any) -> PhotosField:
    return PhotosField(
        label=label, required=False, widget=PhotosWidget(attrs={"accept": PHOTO_TYPES, "multiple": True})
    )


class CaseForm(forms.Form):
    """What every act has; ``choices`` of its fields are given by those who know them."""

    use_required_attribute = False
    needs: tuple[str, ...] = ()
    """Names of fields whose choices the page fills in."""

    def __init__(self, *args: Any, choices: Mapping[str, Choices] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.needs:
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = (choices or {}).get(name, [])

    def refuse(self, refusals: Any) -> None:
        """Say each refusal at its field, or over the form when it has none."""
        for one in refusals:
            named = [name for name in (one.field, PREFIX + one.field) if name in self.fields]
            self.add_error(named[0] if named else None, said(one))


class PlainForm(CaseForm):
    """An act without words."""


class AcknowledgeForm(CaseForm):
    words = _words(_("In words (public)"))


class NoteForm(CaseForm):
    words = _words(_("Note for colleagues"), required=True)


class KeepForm(CaseForm):
    suggested = forms.CharField(required=False, max_length=4096, widget=forms.HiddenInput)


class UpdateForm(CaseForm):
    words = _words(_("How things stand"), required=True, rows=4)
    photos = _photos(_("Photos"))


class CloseForm(CaseForm):
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[(key, name) for key, name in REASONS.items() if key != "duplicate"]
    )
    words = _words(_("What was done, or why not"), required=True, rows=4)
    responsible = _line(_("Who is responsible instead (when declined)"), 200)
    photos = _photos(_("Photos as evidence"))


class ReopenForm(CaseForm):
    words = _words(_("Why (public)"), required=True, rows=3)


class PassForm(CaseForm):
    needs = ("office",)

    office = forms.ChoiceField(label=_("Team"))
    why = forms.ChoiceField(label=_("Reason"), required=False, choices=list(PASS_REASONS.items()))
    words = _words(_("In words (public)"), help_text=_("Needed when the reason is something else."))


class MoveForm(CaseForm):
    needs = ("service_code",)

    suggested = forms.CharField(required=False, max_length=4096, widget=forms.HiddenInput)
    service_code = forms.ChoiceField(label=_("Category"))
    words = _words(_("In words (public)"))


class UrgencyForm(CaseForm):
    priority = forms.ChoiceField(label=_("Priority"), choices=list(PRIORITIES.items()))
    words = _words(_("In words (public)"))


class WaitForm(CaseForm):
    whom = forms.ChoiceField(label=_("For whom or what"), choices=list(WHOM.items()))
    until = forms.DateField(
        label=_("We look again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    words = _words(_("In words (public)"))


class ResumeForm(CaseForm):
    words = _words(_("In words (public)"))


class OrderForm(CaseForm):
    system = _line(_("System"), rules.MOST_SYSTEM, help_text=_("Its name, for example Maximo"))
    order = _line(_("Number of the order"), rules.MOST_NUMBER, help_text=_("Empty takes the order back."))
    url = _line(_("Address of the order"), rules.MOST_URL, help_text=_("It begins with https://"))


class UnmergeForm(CaseForm):
    words = _words(_("Why (public)"))


class SplitForm(CaseForm):
    """A part of a report that becomes one of its own."""

    needs = ("service_code",)

    title = _line(_("What is wrong, in a few words"), rules.MAX_TITLE, required=True)
    description = _words(_("What else belongs to this part"), rows=4)
    service_code = forms.ChoiceField(label=_("Category"))
    words = _words(_("Why it is split (public)"))

    def __init__(self, *args: Any, service: Service | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = question_fields(service) if service else {}
        self.fields |= asked
        self.order_fields(["title", "description", "service_code", *asked, "words"])

    def answers(self) -> dict[str, Sequence[str]]:
        """Answers to the questions of the category, by question code."""
        return answers_in(self.cleaned_data)


class MergeForm(CaseForm):
    """Which report goes on, and why."""

    needs = ("goes_on",)

    goes_on = forms.ChoiceField(label=_("Which report goes on"), widget=forms.RadioSelect)
    words = _words(_("Why (public)"))


class AnswerToKeepForm(CaseForm):
    """A canned answer."""

    needs = ("office",)

    office = forms.ChoiceField(label=_("Team"))
    name = _line(_("Name"), rules.MOST_NAME, required=True)
    words = _words(
        _("Answer"),
        required=True,
        rows=6,
        help_text=_("{number}, {title}, {service} and {team} are filled in for each report."),
    )


FORMS: Mapping[str, type[CaseForm]] = {
    "acknowledge": AcknowledgeForm,
    "assign": PassForm,
    "move": MoveForm,
    "update": UpdateForm,
    "close": CloseForm,
    "reopen": ReopenForm,
    "note": NoteForm,
    "keep": KeepForm,
    "urgency": UrgencyForm,
    "take": PlainForm,
    "leave": PlainForm,
    "wait": WaitForm,
    "resume": ResumeForm,
    "order": OrderForm,
    "unmerge": UnmergeForm,
}
"""The form of each act on the page of a case."""
