"""Where the institution says what can be discussed."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.people import access
from folkmoot.places.services import ADMINISTRATION
from folkmoot.talk import rules, services
from folkmoot.talk.declared import discussions, parts
from folkmoot.talk.reader import ADMINISTER
from folkmoot.talk.words import REASONS


class DiscussionsForm(forms.Form):
    """What can be talked about, and where each comment is read first."""

    open = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    read_first = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = list(parts().items())
        for name, label, text in (
            (
                "open",
                _("People can discuss"),
                _("A thread stands on the page of each. Choose whole sorts, or single services and kinds."),
            ),
            (
                "read_first",
                _("A moderator reads each comment first"),
                _("For where one careless comment harms somebody. It costs moderators time."),
            ),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above.
            field.choices, field.label, field.help_text = choices, label, text
        for key, one in REASONS.items():
            self.fields[f"rule_{key}"] = forms.CharField(
                label=_("House rule: %(name)s") % {"name": one.name},
                help_text=_("Your own words. Empty: %(rule)s") % {"rule": one.rule},
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=rules.MOST_RULE,
                required=False,
            )

    @property
    def house_rules(self) -> dict[str, str]:
        """The institution's own words by reason."""
        return {key: words for key in REASONS if (words := self.cleaned_data[f"rule_{key}"])}


@access.required(ADMINISTER, everywhere=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Switch discussions on and off."""
    now = discussions()
    form = DiscussionsForm(
        request.POST if request.method == "POST" else None,
        initial={
            "open": now.open,
            "read_first": now.read_first,
            **{f"rule_{key}": words for key, words in now.house_rules.items()},
        },
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        services.describe_discussions(
            open_=given["open"],
            read_first=given["read_first"],
            house_rules=form.house_rules,
            actor=ADMINISTRATION,
        )
        messages.success(request, _("Saved. It is on the public record."))
        return redirect("administration:index")
    return render(request, "talk/administration.html", {"form": form}, status=400 if form.errors else 200)
