"""What officers ask."""

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.forms.case import CaseForm


class AskForm(CaseForm):
    """An officer's question to the person who reported."""

    DAYS = (3, 7, 14, 28)

    words = forms.CharField(
        label=_("Question"), widget=forms.Textarea(attrs={"rows": 3}), max_length=rules.MAX_WORDS
    )
    days = forms.TypedChoiceField(
        label=_("Days for the answer"), choices=[(one, one) for one in DAYS], coerce=int, initial=7
    )
    otherwise = forms.ChoiceField(
        label=_("If no answer comes"),
        choices=[("go_on", _("We go on without it")), ("close", _("We close it as could not be checked"))],
        initial="go_on",
    )
    public = forms.BooleanField(label=_("Everybody may read the question"), required=False)
