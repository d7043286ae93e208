"""What people write who ask for data or hand in what they made, and how reviewers and offices decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from folkmoot.modules.catalogue import contributing_words as words
from folkmoot.modules.catalogue.rules import contributing, describing
from folkmoot.places import queries as places
from folkmoot.web.forms import DayField


class _Reached(forms.Form):
    """A form that asks for an address of mail of whoever has no account."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        help_text=gettext_lazy("It is never shown. We send you a link; it counts when you confirm it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    follows = forms.BooleanField(
        label=gettext_lazy("Tell me what becomes of it"), required=False, initial=True
    )

    def __init__(self, data: Any = None, files: Any = None, *, account: bool, **more: Any) -> None:
        super().__init__(data, files, **more)
        if account:
            del self.fields["email"]
        last = [one for one in ("email", "follows") if one in self.fields]
        self.order_fields([*(one for one in self.fields if one not in last), *last])


class AskForm(_Reached):
    """A request for data."""

    title = forms.CharField(
        label=gettext_lazy("Which data do you need?"),
        max_length=contributing.ASK_TITLE,
        help_text=gettext_lazy("In one line, for example: how full the car parks are, hour by hour."),
    )
    words = forms.CharField(
        label=gettext_lazy("What for, and in which detail?"),
        max_length=describing.WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Everybody can read it. Do not name people."),
    )


class SupportForm(_Reached):
    """A support."""


class ReuseForm(_Reached):
    """Something made from a dataset."""

    title = forms.CharField(label=gettext_lazy("What is it called?"), max_length=describing.NAME)
    sort = forms.ChoiceField(label=gettext_lazy("What is it?"), choices=list(words.REUSES.items()))
    url = forms.CharField(
        label=gettext_lazy("Its address"),
        max_length=describing.ADDRESS,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    words = forms.CharField(
        label=gettext_lazy("What does it show or do?"),
        max_length=describing.WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    maker = forms.CharField(
        label=gettext_lazy("Who made it?"),
        max_length=contributing.MAKER,
        required=False,
        help_text=gettext_lazy("The name that is shown beside it. Leave it empty to show none."),
    )
    picture = forms.FileField(
        label=gettext_lazy("A picture of it"),
        required=False,
        help_text=gettext_lazy("JPEG, PNG or WebP. Places and cameras in it are removed."),
        allow_empty_file=True,
    )


class OpenForm(forms.Form):
    """A reviewer publishes a request."""

    office = forms.ChoiceField(label=gettext_lazy("Which department answers?"))
    days = forms.IntegerField(
        label=gettext_lazy("Within how many days?"),
        min_value=1,
        max_value=contributing.MOST_DAYS,
        initial=contributing.DAYS,
        widget=forms.NumberInput(attrs={"class": "fm-input--short"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="open")
        self.fields["office"].choices = [(one.slug, one.name) for one in places.departments()]  # type: ignore[attr-defined]


class RejectForm(forms.Form):
    """A reviewer does not publish something, or takes it down."""

    code = forms.ChoiceField(label=gettext_lazy("Reason"))
    reason = forms.CharField(
        label=gettext_lazy("More about the reason"),
        required=False,
        max_length=describing.WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, requests: bool) -> None:
        super().__init__(data, prefix="reject")
        codes = contributing.OF_REQUESTS if requests else contributing.OF_REUSES
        self.fields["code"].choices = [(one, words.REJECTIONS[one]) for one in codes]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """An office answers a request."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Answer"), choices=list(words.ANSWERS.items()), widget=forms.RadioSelect
    )
    dataset = forms.CharField(
        label=gettext_lazy("Which dataset?"),
        required=False,
        max_length=60,
        help_text=gettext_lazy(
            "The last part of its address, such as street-trees. Only if it is published."
        ),
    )
    by = DayField(
        label=gettext_lazy("By which day?"),
        required=False,
        help_text=gettext_lazy("Only if it will be published."),
    )
    code = forms.ChoiceField(
        label=gettext_lazy("Why not?"),
        required=False,
        help_text=gettext_lazy("Only if it cannot be published."),
    )
    words = forms.CharField(
        label=gettext_lazy("What do you say to it?"),
        max_length=describing.WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Everybody can read it."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["code"].choices = [("", _("Choose a reason")), *words.REFUSALS.items()]  # type: ignore[attr-defined]
