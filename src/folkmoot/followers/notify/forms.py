"""Forms of following. They parse; the rules decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.followers.notify import rules

CADENCES = (
    (rules.AT_ONCE, _("By email, as it happens")),
    (rules.DAILY, _("By email, once a day")),
    (rules.WEEKLY, _("By email, once a week")),
)
IN_ACCOUNT = (rules.INBOX, _("Only in my account here"))


class FollowForm(forms.Form):
    """How often, and for those without an account where to."""

    mail = forms.ChoiceField(
        label=_("How do you want to be told?"),
        choices=CADENCES,
        widget=forms.RadioSelect,
        initial=rules.AT_ONCE,
        help_text=_("When nothing happens we do not write."),
        required=False,
    )
    email = forms.EmailField(
        label=_("Your email address"),
        help_text=_(
            "We ask you by email to say yes before we write about anything else. Nobody else sees it."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, account: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if account:
            del self.fields["email"]
        field = self.fields["mail"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it is declared above.
        field.choices = [*CADENCES, *([IN_ACCOUNT] if account else [])]
        # Without an account nothing chosen is a mistake, with one it is a choice.
        field.required = not account
